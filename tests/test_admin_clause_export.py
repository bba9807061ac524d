"""The summary of selected clauses, from their list: as when narrowed to the same, but that it names the clauses."""

import io
import json
import zipfile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from agreements.exports import FORMATS
from agreements.models import Clause
from agreements.roles import Role
from tests.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

LIST = "/admin/agreements/clause/"
SLUG = "2020-11-10"
EACH_FORMAT = pytest.mark.parametrize("name", FORMATS)


@pytest.fixture
def viewer() -> Client:
    return client_of(Role.VIEWER)


def pks(*numbers: str, slug: str = SLUG) -> list[int]:
    found = Clause.objects.filter(agreement__slug=slug)
    return list((found.filter(number__in=numbers) if numbers else found).values_list("pk", flat=True))


def exported(client: Client, name: str, selected: list[int], query: str = "") -> HttpResponse:
    response = client.post(f"{LIST}{query}", {"action": f"export_{name}", "_selected_action": selected})
    assert response.status_code == 200
    return response


def summary(client: Client, name: str, slug: str = SLUG, query: str = "") -> bytes:
    response = client.get(f"/agreements/{slug}/summary.{name}{query}")
    assert response.status_code == 200
    return response.content


@EACH_FORMAT
def test_all_clauses_of_one_agreement_are_its_summary(viewer: Client, name: str):
    response = exported(viewer, name, pks())
    assert response.content == summary(viewer, name)
    assert response["Content-Type"] == FORMATS[name].content_type
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-summary-{timezone.localdate()}.{name}"'


def test_the_rows_are_those_of_the_summary_narrowed_to_the_same_clauses(viewer: Client):
    agreement = Clause.objects.filter(agreement__slug=SLUG).values_list("agreement", flat=True)[0]
    narrowed = f"{LIST}?performance=no_longer_applies&agreement__id__exact={agreement}"
    listed = viewer.get(narrowed).context["cl"].result_list
    chosen = [clause.pk for clause in listed]
    assert len(chosen) > 1
    assert exported(viewer, "csv", chosen).content == summary(viewer, "csv", query="?performance=no_longer_applies")


def test_it_names_the_clauses_where_the_summary_names_the_filter_and_says_the_same_otherwise(viewer: Client):
    query = "?performance=no_longer_applies"
    narrowed = json.loads(summary(viewer, "json", query=query))
    numbers = [clause["reference"].removeprefix(f"{SLUG}/") for clause in narrowed["clauses"]]
    found = json.loads(exported(viewer, "json", pks(*numbers)).content)
    assert (found.pop("narrowed_by"), narrowed.pop("narrowed_by")) == (
        {"Clause": ", ".join(numbers)},
        {"Performance": "No longer applies"},
    )
    assert found == narrowed
    lines = [
        content.decode().splitlines()
        for content in (exported(viewer, "md", pks(*numbers)).content, summary(viewer, "md", query=query))
    ]
    assert [pair for pair in zip(*lines, strict=True) if len(set(pair)) > 1] == [
        (f"Only clauses with Clause: {', '.join(numbers)}.", "Only clauses with Performance: No longer applies.")
    ]


def test_some_clauses_are_named_as_what_it_is_narrowed_by(viewer: Client):
    response = exported(viewer, "json", pks("9.c", "6.g"))
    content = json.loads(response.content)
    assert content["narrowed_by"] == {"Clause": "6.g, 9.c"}
    assert [clause["reference"] for clause in content["clauses"]] == [f"{SLUG}/6.g", f"{SLUG}/9.c"]
    assert content["total"] == 2
    assert "-narrowed.json" in response["Content-Disposition"]


def test_a_point_stands_for_all_that_it_holds(viewer: Client):
    limbs = list(Clause.objects.filter(number__startswith="6.", agreement__slug=SLUG).values_list("pk", flat=True))
    assert exported(viewer, "csv", pks("6")).content == exported(viewer, "csv", limbs).content


@EACH_FORMAT
def test_several_agreements_make_an_archive_with_one_file_each(viewer: Client, name: str):
    response = exported(viewer, name, [*pks(), *pks(slug="2021-01-11")])
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        day = timezone.localdate()
        assert {entry: archive.read(entry) for entry in archive.namelist()} == {
            f"{slug}-summary-{day}.{name}": summary(viewer, name, slug) for slug in (SLUG, "2021-01-11")
        }
    assert exported(viewer, name, [*pks(), *pks(slug="2021-01-11")]).content == response.content


@pytest.mark.parametrize("role", Role)
def test_every_role_is_offered_every_format_and_only_reviewers_the_mark(role: Role):
    offered = dict(client_of(role).get(LIST).context["action_form"].fields["action"].choices)
    marks = {"mark"} if role in {Role.REVIEWER, Role.ADMINISTRATOR} else set()
    assert set(offered) - {""} == {*(f"export_{name}" for name in FORMATS), *marks}
    assert offered["export_csv"] == "Export the selection as CSV"
