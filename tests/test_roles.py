"""One group per role, each with the least it needs."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from agreements.roles import ALL, Role, permissions

pytestmark = pytest.mark.django_db

WITHOUT_PAGES = {"seedrecord", "scopedaccount", "spreadsheetimport", "spreadsheetrow", "tokenuse"}
LABELS = ["agreements", "auth", "axes", "otp_totp"]


def models_of_the_record() -> set[str]:
    models = apps.get_app_config("agreements").get_models()
    names = {model._meta.model_name for model in models}
    return {name for name in names if not name.startswith("historical")}


@pytest.mark.parametrize("role", Role)
def test_after_migration_the_group_of_a_role_has_exactly_its_permissions(role: Role):
    rows = Group.objects.get(name=role.value).permissions.values_list("content_type__app_label", "codename")
    assert {codename for _, codename in rows} == permissions(role)
    assert {label for label, _ in rows} <= set(LABELS)
    assert len(rows) == len(permissions(role))


def test_there_is_one_group_per_role_and_no_other():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_every_permission_given_exists_once():
    given = set().union(*(permissions(role) for role in Role))
    found = Permission.objects.filter(content_type__app_label__in=LABELS, codename__in=given)
    assert sorted(found.values_list("codename", flat=True)) == sorted(given)


def test_roles_know_every_model_of_the_record():
    assert set(ALL) == models_of_the_record() - WITHOUT_PAGES


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_everything(role: Role):
    assert {f"view_{model}" for model in ALL} <= permissions(role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "model",
    ["evidence", "source", "assessment", "agreement", "clause", "deadline", "actor", "reading", "user", "group"],
)
def test_no_role_deletes_what_is_public(role: Role, model: str):
    assert f"delete_{model}" not in permissions(role)


@pytest.mark.parametrize("role", Role)
def test_no_role_edits_assessments_roles_or_what_was_loaded(role: Role):
    forbidden = {"change_assessment", "change_group", "add_group", "change_permission"}
    assert not permissions(role) & forbidden
    assert not {codename for codename in permissions(role) if "historical" in codename or "seedrecord" in codename}


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        pytest.param("add_evidence", {Role.REPORTER}, id="reporters enter evidence"),
        pytest.param("change_evidence", {Role.REPORTER}, id="reporters edit evidence"),
        pytest.param("delete_citation", {Role.REPORTER}, id="reporters take a citation out of their draft"),
        pytest.param("add_source", {Role.REPORTER, Role.EDITOR}, id="reporters and editors add sources"),
        pytest.param("change_source", {Role.EDITOR}, id="a source that others cite is changed by editors only"),
        pytest.param("add_publisher", {Role.EDITOR}, id="editors keep publishers"),
        pytest.param("change_clause", {Role.EDITOR}, id="editors keep clauses"),
        pytest.param("add_agreement", {Role.EDITOR}, id="editors keep agreements"),
        pytest.param("change_deadline", {Role.EDITOR}, id="editors keep deadlines"),
        pytest.param("add_deadlinechange", {Role.EDITOR}, id="editors move deadlines"),
        pytest.param("review_evidence", {Role.REVIEWER}, id="reviewers accept evidence"),
        pytest.param("add_assessment", {Role.REVIEWER}, id="reviewers propose assessments"),
        pytest.param("approve_assessment", {Role.REVIEWER}, id="reviewers approve assessments"),
        pytest.param("add_user", set(), id="administrators alone make accounts"),
        pytest.param("change_user", set(), id="administrators alone give roles"),
        pytest.param("view_user", set(), id="administrators alone see accounts"),
        pytest.param("manage_apitoken", set(), id="administrators alone see and revoke the tokens of others"),
        pytest.param("view_accessfailurelog", set(), id="administrators alone see who failed to log in"),
        pytest.param("delete_accessattempt", set(), id="administrators alone unlock log-in"),
        pytest.param("delete_totpdevice", set(), id="administrators alone take second factors of others away"),
    ],
)
def test_least_privilege(permission: str, holders: set[Role]):
    assert {role for role in Role if permission in permissions(role)} == holders | {Role.ADMINISTRATOR}


def test_a_viewer_only_views_and_makes_tokens_that_do_no_more():
    assert {codename.partition("_")[0] for codename in permissions(Role.VIEWER) - {"add_apitoken"}} == {"view"}


def test_an_administrator_may_do_all_that_the_others_may():
    assert set().union(*(permissions(role) for role in Role)) == permissions(Role.ADMINISTRATOR)
