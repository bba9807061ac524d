"""Every page of the admin: who may open it, what it refuses, and what it takes for granted."""

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.forms import BaseForm, CharField, ModelChoiceField
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from agreements.admin.fields import SpanFormField, validate_visible
from agreements.management.demonstration import accounts
from agreements.models import Actor, Capture, Clause, Evidence, LinkCheck, Source
from agreements.roles import Role
from tests.forms import filled
from tests.people import AT, client_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

ACCESS = {"apitoken", "accessattempt", "accessfailurelog", "totpdevice"}
"""Tokens, log-ins and second factors: tests/test_access_*.py and tests/test_matrix_of_roles.py look at their pages."""

REGISTRY: dict[str, type[Model]] = {
    model._meta.model_name: model for model in admin.site._registry if model._meta.model_name not in ACCESS
}
ACCOUNTS = {"user", "group"}
UNRECORDED = {"linkcheck"}
"""What is no part of the record and has no history."""

KEPT = {"actor", "agreement", "clause", "deadline", "indicator", "name", "publisher", "reading", "source"}
ADDS = {
    Role.VIEWER: set(),
    Role.REPORTER: {"evidence", "source"},
    Role.REVIEWER: {"assessment"},
    Role.EDITOR: KEPT,
    Role.ADMINISTRATOR: KEPT | {"evidence", "assessment", "user"},
}
CHANGES = {Role.EDITOR: KEPT, Role.ADMINISTRATOR: KEPT | {"user"}}
"""What roles may change of what others entered: evidence is changed by who entered it, assessments by nobody."""

EACH_MODEL = pytest.mark.parametrize("name", sorted(REGISTRY))
EACH_RECORD_MODEL = pytest.mark.parametrize("name", sorted(set(REGISTRY) - ACCOUNTS - UNRECORDED))


def address(name: str, page: str, *arguments: object) -> str:
    return reverse(f"admin:{REGISTRY[name]._meta.app_label}_{name}_{page}", args=arguments)


def a_row(name: str) -> Model:
    if name == "user":
        return person(Role.VIEWER, "somebody")
    if name == "capture":
        columns = {"sha256": "0" * 64, "kind": "pdf", "size": 1, "origin": "uploaded", "added_at": AT}
        return Capture.objects.get_or_create(source=Source.objects.earliest("pk"), defaults=columns)[0]
    if name == "linkcheck":
        columns = {"address": "https://example.org/", "outcome": "dead", "checked_at": AT}
        return LinkCheck.objects.get_or_create(source=Source.objects.earliest("pk"), defaults=columns)[0]
    return REGISTRY[name].objects.order_by("pk").first()


def test_the_registry_holds_every_model_that_is_not_part_of_another():
    registered = {model._meta.model_name for model in admin.site._registry}
    assert registered == KEPT | ACCOUNTS | ACCESS | UNRECORDED | {"evidence", "assessment", "capture"}


def test_the_demo_makes_one_account_per_role_that_can_log_in(client: Client):
    for name, password in accounts().items():
        assert client.post("/admin/login/", {"username": name, "password": password}).status_code == 302
        assert client.get("/admin/").status_code == 200
    assert set(User.objects.filter(is_staff=True).values_list("username", flat=True)) == set(Role.values)


@EACH_MODEL
@pytest.mark.parametrize("role", Role)
def test_pages_answer_those_who_may_see_them_and_refuse_the_others(role: Role, name: str):
    client, row = client_of(role), a_row(name)
    reads = 200 if name not in ACCOUNTS or role is Role.ADMINISTRATOR else 403
    added = 302 if name == "assessment" else 200  # it is proposed on the page of review of a clause
    adds = added if name in ADDS[role] else 403
    assert client.get(address(name, "changelist")).status_code == reads
    assert client.get(address(name, "change", row.pk)).status_code == reads
    assert client.get(address(name, "history", row.pk)).status_code == reads
    assert client.get(address(name, "add")).status_code == adds
    assert client.post(address(name, "add"), {}).status_code == adds


@EACH_MODEL
@pytest.mark.parametrize("role", Role)
def test_what_others_entered_is_changed_by_those_who_may(role: Role, name: str):
    expected = 200 if name in CHANGES.get(role, set()) else 403
    assert client_of(role).post(address(name, "change", a_row(name).pk), {}).status_code == expected


@EACH_RECORD_MODEL
def test_nobody_is_offered_to_delete(admin_client: Client, name: str):
    assert admin_client.get(address(name, "delete", a_row(name).pk)).status_code == 403
    assert admin_client.post(address(name, "delete", a_row(name).pk), {"post": "yes"}).status_code == 403
    assert "deletelink" not in admin_client.get(address(name, "change", a_row(name).pk)).content.decode()
    assert "delete_selected" not in admin_client.get(address(name, "changelist")).content.decode()


@EACH_MODEL
def test_who_is_not_logged_in_is_asked_to(client: Client, name: str):
    for page in (address(name, "changelist"), address(name, "add"), address(name, "change", 1)):
        assert client.get(page).headers["Location"].startswith("/admin/login/")


def test_what_is_not_there_or_not_allowed_is_told_in_words_with_the_way_back():
    client = client_of(Role.VIEWER)
    missing = client.get("/admin/agreements/nothing/")
    assert missing.status_code == 404
    assert "There is no page at this address." in missing.content.decode()
    refused = client.get(address("clause", "add"))
    assert refused.status_code == 403
    assert '<a href="/admin/">Desk</a>' in refused.content.decode()


def request_of_all_rights() -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True, is_active=True)
    return request


def forms_of(model: type[Model]) -> list[type[BaseForm]]:
    page, request = admin.site._registry[model], request_of_all_rights()
    inlines = [inline.get_formset(request).form for inline in page.get_inline_instances(request)]
    return [page.get_form(request), page.get_form(request, model(), change=True), *inlines]


@EACH_RECORD_MODEL
def test_every_relation_in_a_form_is_an_autocomplete_field(name: str):
    for form in forms_of(REGISTRY[name]):
        for label, field in form.base_fields.items():
            if isinstance(field, ModelChoiceField):
                assert isinstance(field.widget.widget, AutocompleteMixin), (form, label)


@EACH_RECORD_MODEL
def test_every_text_refuses_what_cannot_be_seen(name: str):
    for form in forms_of(REGISTRY[name]):
        for label, field in form.base_fields.items():
            if isinstance(field, CharField) and not isinstance(field, SpanFormField):
                assert validate_visible in field.validators, (form, label)


def test_roles_are_given_in_an_autocomplete_field():
    form = admin.site._registry[User].get_form(request_of_all_rights(), User(), change=True)
    assert isinstance(form.base_fields["groups"].widget.widget, AutocompleteMixin)
    assert "user_permissions" not in form.base_fields


@EACH_RECORD_MODEL
def test_no_form_asks_for_a_position_of_parts_or_for_what_review_sets(name: str):
    own, _, *parts = (set(form.base_fields) for form in forms_of(REGISTRY[name]))
    assert not own & {"state", "state_reason", "entered_by", "entered_at", "proposed_by", "approved_by", "decided_at"}
    assert not any("position" in part for part in parts)


@pytest.mark.parametrize(
    ("model", "field", "term", "found"),
    [
        pytest.param("citation", "source", "azatutyun", 1, id="sources by publisher"),
        pytest.param("citation", "claimant", "armenia", 1, id="actors by name"),
        pytest.param("evidencelink", "meets", "2020-11-10/6.a#", 1, id="deadlines by public name"),
        pytest.param("evidencelink", "clause", "2020-11-10/6.g", 1, id="clauses by public name"),
        pytest.param("evidencelink", "clause", "corridor", 3, id="clauses by word"),
        pytest.param("assessment", "cited", "48000", 1, id="evidence by key"),
        pytest.param("figure", "indicator", "mines", 1, id="indicators by name"),
        pytest.param("citation", "source", "\0", 1, id="NUL characters are passed over"),
        pytest.param("citation", "source", "\u202e%_'\"<b>", 0, id="markup and signs are looked for as they are"),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_autocomplete_finds(role: Role, model: str, field: str, term: str, found: int):
    query = {"app_label": "agreements", "model_name": model, "field_name": field, "term": term}
    response = client_of(role).get(reverse("admin:autocomplete"), query)
    assert response.status_code == 200
    results = response.json()["results"]
    assert len(results) >= found
    assert found or not results


def test_a_number_finds_what_is_called_so_before_what_mentions_it(admin_client: Client):
    query = {"app_label": "agreements", "model_name": "evidencelink", "field_name": "clause", "term": "6.g"}
    results = admin_client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in results] == [str(Clause.objects.get(number="6.g"))]


@EACH_RECORD_MODEL
@pytest.mark.parametrize(
    "query",
    ["q=%00", "p=abc", "p=999", "o=99.-1", "%00=1", "kind=%00", "agreement__id__exact=999999999999999999999999"],
)
def test_a_list_answers_what_cannot_be_read_without_falling_over(admin_client: Client, name: str, query: str):
    response = admin_client.get(f"{address(name, 'changelist')}?{query}", follow=True)
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("query", ["obliged=%00", "obliged=nobody", "performance=good", "topic=%00", "agreement=x"])
def test_a_filter_that_is_not_offered_lists_everything_and_says_so(admin_client: Client, query: str):
    response = admin_client.get(f"/admin/agreements/clause/?{query}", follow=True)
    assert "The address asks for something that cannot be read; everything is listed." in response.content.decode()
    assert response.context["cl"].result_count == Clause.objects.count()


@EACH_RECORD_MODEL
def test_addresses_of_nothing_lead_nowhere(admin_client: Client, name: str):
    base = address(name, "changelist")
    pk = a_row(name).pk
    for page in ("abc/history/", "%00/history/", "999999/history/", f"{pk}/history/abc/", f"{pk}/history/999999/"):
        assert admin_client.get(base + page).status_code == 404
    for page in ("abc/change/", "%00/change/", "999999/change/"):
        assert admin_client.get(base + page).status_code == 302


OWN = {"entered_by": None, "state": "draft", "state_reason": ""}


@pytest.mark.parametrize("name", sorted(KEPT | {"evidence"}))
def test_saving_a_page_unchanged_leaves_no_trace(name: str):
    client, model = client_of(Role.ADMINISTRATOR), REGISTRY[name]
    Evidence.objects.update(**OWN | {"entered_by": person(Role.ADMINISTRATOR)})
    histories = [model, *(inline.model for inline in admin.site._registry[model].inlines)]
    before = [kept.history.count() for kept in histories]
    for row in model.objects.order_by("pk")[:12]:
        page = address(name, "change", row.pk)
        response = client.post(page, filled(client.get(page), f"{name}_form"))
        assert response.status_code == 302, response.context["errors"]
    assert [kept.history.count() for kept in histories] == before


PERMANENT = {"clause": ("agreement", "number"), "deadline": ("clause", "key"), "reading": ("key",), "source": ("key",)}


@pytest.mark.parametrize("name", sorted(KEPT))
def test_a_public_name_is_typed_once_and_never_changed(name: str):
    columns, client, row = PERMANENT.get(name, ("slug",)), client_of(Role.EDITOR), a_row(name)
    assert set(columns) <= set(client.get(address(name, "add")).context["adminform"].form.fields)
    page = address(name, "change", row.pk)
    assert not set(columns) & set(filled(client.get(page), f"{name}_form"))
    sent = filled(client.get(page), f"{name}_form", note="Changed.", text="Changed.", summary="Changed.")
    assert client.post(page, sent | dict.fromkeys(columns, "1999")).status_code == 302
    again = REGISTRY[name].objects.get(pk=row.pk)
    assert [getattr(again, column) for column in columns] == [getattr(row, column) for column in columns]
    assert again.history.first().history_user == person(Role.EDITOR)


def test_the_history_records_who_changed_a_row():
    actor = Actor.objects.order_by("pk").first()
    page = address("actor", "change", actor.pk)
    client = client_of(Role.EDITOR)
    client.post(page, filled(client.get(page), "actor_form", note="Looked at again."))
    assert (actor.history.first().note, actor.history.first().history_user) == (
        "Looked at again.",
        person(Role.EDITOR),
    )


def test_administrators_make_nobody_stand_above_the_roles():
    boss, client = User.objects.create_superuser("boss"), client_of(Role.ADMINISTRATOR)
    somebody = person(Role.VIEWER, "somebody")
    page = address("user", "change", somebody.pk)
    client.post(
        page, filled(client.get(page), "user_form", is_superuser="on", groups=[Group.objects.get(name="editor").pk])
    )
    somebody.refresh_from_db()
    assert (somebody.is_superuser, [group.name for group in somebody.groups.all()]) == (False, ["editor"])
    assert client.post(address("user", "change", boss.pk), {}).status_code == 403
    assert client.get(f"/admin/auth/user/{boss.pk}/password/").status_code == 403
