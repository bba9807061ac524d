"""How far the record reaches is part of the record, and is shown wherever a later day is asked for."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client

from agreements import selectors
from agreements.models import Agreement, Clause
from tests.facts import as_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

LAST, LATER = "2026-03-05", "2026-03-06"
NOTICE = "Beyond the record:"
PAGES = [
    "/",
    "/agreements/2020-11-10/",
    "/agreements/2020-11-10/6/",
    "/agreements/2020-11-10/6.g/",
    "/agreements/2021-01-11/4.a/",
    "/deadlines/",
    "/evidence/",
    "/evidence/2021-01-11-48000-returned/",
    "/method/",
]


def covered(slug: str, day: str | None) -> None:
    Agreement.objects.filter(slug=slug).update(covered_until=date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_so_for_a_later_day_and_only_then(client: Client, address: str):
    later, last = (client.get(f"{address}?on={day}").content.decode() for day in (LATER, LAST))
    assert NOTICE in later
    assert f'<time datetime="{LAST}">{LAST}</time>' in later
    assert NOTICE not in last


def test_today_is_a_later_day_where_the_record_ends_before_it(client: Client):
    assert NOTICE in client.get("/").content.decode()


def test_the_notice_leads_to_the_last_day_and_keeps_the_rest_of_the_address(client: Client):
    html = client.get(f"/evidence/?clause=6.g&on={LATER}&known={LATER}").content.decode()
    assert f"/evidence/?clause=6.g&amp;on={LAST}&amp;known={LATER}" in html


@pytest.mark.parametrize(
    ("days", "on", "expected"),
    [
        pytest.param((LAST, LAST), LAST, [], id="the last day itself is covered"),
        pytest.param((LAST, LAST), LATER, [(LAST, [])], id="one day for all agreements names none of them"),
        pytest.param((LAST, None), LATER, [(LAST, ["2020-11-10"])], id="where no day is recorded nothing is said"),
        pytest.param(
            ("2024-12-31", LAST),
            LATER,
            [("2024-12-31", ["2020-11-10"]), (LAST, ["2021-01-11"])],
            id="the earlier first",
        ),
        pytest.param(("2024-12-31", LAST), LAST, [("2024-12-31", ["2020-11-10"])], id="only those that end before"),
        pytest.param((None, None), LATER, [], id="no day recorded at all"),
    ],
)
def test_coverage_names_the_agreements_whose_sources_end_before_the_day(days, on, expected):
    for slug, day in zip(("2020-11-10", "2021-01-11"), days, strict=True):
        covered(slug, day)
    found = selectors.coverage(as_of=as_of(on))
    assert [(str(one.covered_until), [slug for slug, _ in one.agreements]) for one in found] == expected


@pytest.mark.parametrize(("on", "is_beyond"), [(LAST, False), (LATER, True)])
def test_exports_carry_the_day(client: Client, on: str, is_beyond: bool):
    address = f"/agreements/2020-11-10/summary.{{}}?on={on}"
    content = json.loads(client.get(address.format("json")).content)
    assert content["covered_until"] == LAST
    assert {row["covered_until"] for row in content["clauses"]} == {LAST}
    assert ("the day asked about is later" in client.get(address.format("md")).content.decode()) is is_beyond


@pytest.mark.parametrize(("on", "is_beyond"), [(LAST, False), (LATER, True)])
def test_the_command_says_so_beside_its_output(capsys: pytest.CaptureFixture[str], on: str, is_beyond: bool):
    call_command("export_summary", "2020-11-10", "--on", on)
    said = f"The sources of this record reach {LAST}; the day asked about is later."
    assert (said in capsys.readouterr().err) is is_beyond


def test_a_record_without_a_last_day_says_nothing(client: Client):
    Agreement.objects.update(covered_until=None)
    assert NOTICE not in client.get(f"/?on={LATER}").content.decode()
    assert json.loads(client.get("/agreements/2020-11-10/summary.json").content)["covered_until"] is None


def test_a_last_day_before_the_signing_is_refused():
    agreement = Agreement.objects.get(slug="2020-11-10")
    agreement.covered_until = date(2020, 11, 8)
    with pytest.raises(ValidationError, match="The latest day covered lies before the signing"):
        agreement.full_clean()
    with pytest.raises(IntegrityError):
        covered("2020-11-10", "2020-11-08")


@pytest.mark.parametrize("number", ["", "6.g"], ids=["the list of clauses", "the page of a clause"])
def test_the_admin_says_so_where_the_record_ends_before_today(admin_client: Client, number: str):
    pk = Clause.objects.get(agreement__slug="2020-11-10", number=number).pk if number else ""
    address = f"/admin/agreements/clause/{pk}{'/change/' if pk else ''}"
    said = f"The sources of the record reach {LAST}; what happened later is not entered."
    assert said in admin_client.get(address).content.decode()
    Agreement.objects.update(covered_until=None)
    assert "what happened later is not entered" not in admin_client.get(address).content.decode()
