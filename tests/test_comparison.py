"""The comparison of two days: what it says changed is what the two days say, and every number leads to its rows."""

import re
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from agreements.choices import Performance
from agreements.dates import AsOf
from agreements.models import Agreement
from agreements.rules import comparison as changes_between
from agreements.selectors import agreement_report
from agreements.selectors.comparison import AXES, SHOWN, Comparison, days_to_compare
from tests.facts import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

ADDRESS = "/agreements/2020-11-10/compare/"
OTHER = "/agreements/2021-01-11/compare/"
DAYS = {"from": "2021-03-01", "to": "2023-03-28"}
TODAY = D(2026, 11, 22)


@cache
def answer(address: str, query: str) -> HttpResponse:
    """Return a page of the record as it is loaded; each is asked for once."""
    return Client().get(f"{address}?{query}")


def compared(address: str = ADDRESS, **query: str) -> Comparison:
    response = answer(address, urlencode(query))
    assert response.status_code == 200
    return response.context["comparison"]


def html_of(address: str = ADDRESS, **query: str) -> str:
    return answer(address, urlencode(query)).content.decode()


class TestWhatChanged:
    @pytest.mark.parametrize("slug", ["2020-11-10", "2021-01-11"])
    def test_every_change_is_the_difference_of_the_two_days(self, slug: str):
        found = compared(f"/agreements/{slug}/compare/", **DAYS, known="2023-04-01")
        old, new = (agreement_report(slug, as_of=AsOf(date.fromisoformat(day), D(2023, 4, 1))) for day in DAYS.values())
        expected = {
            before.number: changes_between(before.verdict.status, after.verdict.status)
            for before, after in zip(old.leaves, new.leaves, strict=True)
        }
        assert {pair.after.number: pair.changes for pair in found.pairs} == expected
        assert found.changed
        assert [pair.after.number for pair in found.pairs] == list(expected)

    def test_both_days_are_seen_with_the_same_knowledge(self):
        found = compared(**DAYS, known="2021-04-01")
        assert found.before.as_of == AsOf(D(2021, 3, 1), D(2021, 4, 1))
        assert found.after.as_of == AsOf(D(2023, 3, 28), D(2021, 4, 1))
        assert "had been published by" in html_of(**DAYS, known="2021-04-01")

    def test_left_to_itself_it_compares_the_entry_into_force_with_the_day_asked_about(self):
        found = compared(on="2021-03-01")
        assert (found.before.as_of.on, found.after.as_of.on) == (D(2020, 11, 10), D(2021, 3, 1))

    def test_a_moved_deadline_shows_both_days_and_how_it_stands_on_each(self):
        query = {"from": "2020-11-14", "to": "2020-11-30"}
        (pair,) = [pair for pair in compared(**query).pairs if pair.after.number == "6.a"]
        (deadline,) = pair.deadlines
        assert (deadline.before.due_on, deadline.after.due_on) == (D(2020, 11, 15), D(2020, 11, 25))
        assert "deadlines" in pair.axes
        text = re.sub(r"<[^>]+>|\s+", " ", html_of(**query))
        assert re.search(r"2020-11-15 +→ +2020-11-25 *, +Due soon → Done on time", text)
        assert "Due soon → Done late" in text

    def test_a_deadline_can_change_with_no_new_judgement(self):
        found = compared(OTHER, **{"from": "2021-02-28", "to": "2021-03-03"})
        (pair,) = [pair for pair in found.changed if pair.after.number == "4.a"]
        assert pair.judgement is None
        text = html_of(OTHER, **{"from": "2021-02-28", "to": "2021-03-03"})
        assert "No new judgement: this follows from deadlines and evidence." in text

    def test_the_verdict_on_a_single_actor_is_compared_too(self):
        (pair,) = [pair for pair in compared(**DAYS).pairs if pair.after.number == "1.b"]
        assert [(party.name, party.before, party.after) for party in pair.parties] == [
            ("Azerbaijan", Performance.PARTLY_FULFILLED, Performance.BREACHED)
        ]

    def test_a_clause_judged_again_with_the_same_result_is_unchanged_and_says_so(self):
        again = [pair.after.number for pair in compared(**DAYS).unchanged if pair.judgement]
        assert "2.a" in again
        assert html_of(**DAYS).count("with the same result") == len(again)

    def test_an_arisen_dispute_gives_its_reasons(self):
        (pair,) = [pair for pair in compared(**DAYS).pairs if pair.after.number == "6.g"]
        assert "disputed" in pair.axes
        assert [reason.before for reason in pair.dispute_reasons] == [
            "Sources both assert and deny",
            "The latest claims of the parties conflict.",
        ]


class TestBecauseOfWhat:
    def test_what_is_told_is_new_and_cited_or_about_a_deadline_that_changed(self):
        for pair in compared(**{"from": "2020-11-14", "to": "2021-03-01"}).changed:
            new = set(pair.after.evidence_keys) - set(pair.before.evidence_keys)
            told = [item.key for item in pair.telling] + list(pair.named)
            cited = set(pair.judgement.cites) if pair.judgement else set()
            met = {fact.key for fact in pair.after.verdict.evidence if fact.meets}
            assert set(told) <= new & (cited | met), pair.after.number
            assert cited & new <= set(told), pair.after.number
            assert len(pair.telling) <= SHOWN
            assert pair.new == len(new)

    @pytest.mark.parametrize("number", ["1.b", "6.c", "9.a"])
    def test_the_count_of_new_evidence_leads_to_as_many_pieces(self, client: Client, number: str):
        (pair,) = [pair for pair in compared(**DAYS).pairs if pair.after.number == number]
        html = html_of(**DAYS)
        (link,) = re.findall(rf'href="([^"]+)">{pair.new} pieces of evidence on {re.escape(number)}<', html)
        new = set(pair.after.evidence_keys) - set(pair.before.evidence_keys)
        assert 0 < len(new) < 50
        listed = client.get(unescape(link)).content.decode()
        assert set(re.findall(r'href="/evidence/(\d{4}-[^/"]+)/', listed)) == new


class TestThePage:
    def test_links_lead_to_the_later_day(self):
        html = html_of(**DAYS)
        links = re.findall(r'href="(/agreements/2020-11-10/[1-9][^"]*)"', html)
        assert links
        assert {unescape(link) for link in links if "on=2023-03-28" not in link} == set()
        assert 'href="/agreements/2020-11-10/6.g/?on=2023-03-28#verdict"' in html

    def test_counts_lead_to_the_clauses_they_count(self, client: Client):
        found, html = compared(**DAYS), html_of(**DAYS)
        for axis, label, count in found.counts:
            narrowed = client.get(ADDRESS, {**DAYS, "changed": axis})
            assert len(narrowed.context["rows"]) == count
            assert narrowed.content.decode().count('<li id="clause-') == count
            assert (f"changed={axis}#changed" in html) is (count > 0), label
        assert html.count('<li id="clause-') == len(found.changed)
        assert len(found.changed) + len(found.unchanged) == 31

    def test_a_kind_of_change_that_cannot_be_read_says_so_and_shows_all(self, client: Client):
        response = client.get(ADDRESS, {**DAYS, "changed": "<b>mood"})
        assert response.status_code == 400
        assert "&lt;b&gt;mood names nothing that can change" in response.content.decode()
        assert response.context["rows"] == response.context["comparison"].changed

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            pytest.param({"from": "2021-03-01", "to": "2021-03-01"}, "Both days are the same.", id="one day"),
            pytest.param(
                {"from": "2021-06-10", "to": "2021-06-11"},
                "No verdict, deadline or dispute changed between these days.",
                id="two quiet days",
            ),
            pytest.param({"from": "2020-10-01"}, "was not yet in force on 2020-10-01", id="before it began"),
            pytest.param({"on": "2020-10-01"}, "Both days are the same.", id="asked about before the entry into force"),
        ],
    )
    def test_where_there_is_little_to_tell_it_says_so(self, client: Client, query: dict[str, str], message: str):
        response = client.get(ADDRESS, query)
        assert response.status_code == 200
        assert message in response.content.decode()

    def test_an_agreement_without_clauses_has_a_page(self, client: Client):
        at = datetime(2001, 2, 3, tzinfo=UTC)
        Agreement.objects.create(slug="bare", title="Bare", signed_on=at.date(), in_force_at=at, time_zone="UTC")
        html = client.get("/agreements/bare/compare/").content.decode()
        assert "The agreement has no clause that is assessed." in html

    def test_an_agreement_that_is_not_there_is_missing(self, client: Client):
        assert client.get("/agreements/none/compare/", DAYS).status_code == 404

    def test_the_widest_comparison_stays_light(self, client: Client):
        assert len(client.get(ADDRESS).content) < 200_000


class TestDaysThatCannotBeRead:
    @pytest.mark.parametrize(
        ("query", "messages"),
        [
            pytest.param({"from": "soon"}, {"from": "is not a day"}, id="a word"),
            pytest.param({"to": "2021-02-30"}, {"to": "is not a day"}, id="no such day"),
            pytest.param({"known": "01/03/2021"}, {"known": "is not a day"}, id="day and month are never guessed"),
            pytest.param({"from": "<b>", "to": "1899-12-31"}, {"from": "not a day", "to": "out of reach"}, id="two"),
            pytest.param(
                {"from": "2023-03-28", "to": "2021-03-01"},
                {"from": "is later than 2021-03-01"},
                id="turned round",
            ),
            pytest.param({"from": "2023-03-28", "on": "2021-03-01"}, {"from": "is later than"}, id="after the day"),
        ],
    )
    def test_a_message_stands_beside_the_field_and_what_was_typed_is_kept(
        self, client: Client, query: dict[str, str], messages: dict[str, str]
    ):
        response = client.get(ADDRESS, query)
        html = unescape(response.content.decode())
        assert response.status_code == 400
        assert set(re.findall(r'id="(from|to|known)-message"', html)) == set(messages)
        for name, message in messages.items():
            assert re.search(rf'id="{name}-message" class="error">[^<]*(<b>)?[^<]*{message}', html)
            assert f'aria-describedby="{name}-message"' in html
        assert [text for text in query.values() if f'value="{text}"' not in html] == []

    def test_days_the_wrong_way_round_can_be_turned(self):
        html = html_of(**{"from": "2023-03-28", "to": "2021-03-01", "known": "2023-04-01"})
        assert '"?from=2021-03-01&amp;known=2023-04-01&amp;to=2023-03-28"' in html


@pytest.mark.parametrize(
    ("in_force_on", "today", "expected"),
    [
        pytest.param(D(2020, 11, 10), D(2020, 11, 10), [], id="nothing on the first day"),
        pytest.param(
            D(2020, 11, 10),
            D(2021, 3, 1),
            [
                ("Since the entry into force", D(2020, 11, 10), None),
                ("2020", D(2020, 11, 10), D(2020, 12, 31)),
                ("2021", D(2020, 12, 31), None),
            ],
            id="no twelve months yet, and the running year ends today",
        ),
        pytest.param(
            D(2020, 11, 10),
            D(2021, 12, 31),
            [
                ("Since the entry into force", D(2020, 11, 10), None),
                ("The last twelve months", D(2020, 12, 31), None),
                ("2020", D(2020, 11, 10), D(2020, 12, 31)),
                ("2021", D(2020, 12, 31), None),
            ],
            id="on the last day of a year",
        ),
    ],
)
def test_days_worth_comparing(in_force_on: date, today: date, expected: list):
    found = days_to_compare(in_force_on, today=today)
    assert [(days.label, days.from_on, days.to_on) for days in found] == expected


def test_of_an_old_agreement_only_the_last_years_are_offered():
    labels = [days.label for days in days_to_compare(D(1920, 1, 1), today=TODAY)]
    assert labels[2:] == [str(year) for year in range(2015, 2027)]


def test_every_kind_of_change_has_a_name():
    found = compared(OTHER)
    assert {axis for pair in found.pairs for axis in pair.axes} <= set(AXES)
