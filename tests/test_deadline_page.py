"""The page of deadlines: counts lead to their rows, and days left, notice, renewals and moves follow the day asked."""

import re
from datetime import date
from functools import cache
from html import unescape

import pytest
from django.test import Client

from agreements.choices import DeadlineKind, Timeliness
from agreements.dates import AsOf, Offset
from agreements.models import Clause, Deadline, DeadlineChange
from agreements.selectors import deadline_page
from agreements.selectors.deadlines import DeadlinePage, DeadlineRow, days_in_words, in_words
from tests.facts import D

pytestmark = pytest.mark.django_db


def test_an_empty_record_has_a_page(client: Client):
    """It comes first: the record is loaded for the tests below and stays until the last of them."""
    assert "The record holds no agreement yet" in client.get("/deadlines/").content.decode()


def page_now_on(on: str, known: str = "2026-11-22") -> DeadlinePage:
    return deadline_page(as_of=AsOf(date.fromisoformat(on), date.fromisoformat(known)))


page_on = cache(page_now_on)
"""The page of the record as it is loaded; each is asked for once. A test that writes asks for it anew."""


def row_of(page: DeadlinePage, reference: str) -> DeadlineRow:
    (row,) = [row for row in page.rows if row.deadline.reference == reference]
    return row


@pytest.mark.usefixtures("record")
class TestRows:
    @pytest.mark.parametrize(
        ("on", "reference", "days_left", "distance"),
        [
            pytest.param("2020-11-18", "2020-11-10/2.a#handover", 2, "2 days left", id="still ahead"),
            pytest.param("2020-11-19", "2020-11-10/2.a#handover", 1, "1 day left", id="one day"),
            pytest.param("2021-03-01", "2021-01-11/4.a#schedule", 0, "the last day itself", id="the last day"),
            pytest.param("2021-03-02", "2021-01-11/4.a#schedule", -1, "1 day ago", id="gone by unmet"),
            pytest.param("2020-11-21", "2020-11-10/2.a#handover", None, "", id="met"),
            pytest.param("2020-11-18", "2021-01-11/4.a#schedule", None, "", id="not in force yet"),
            pytest.param("2024-06-13", "2020-11-10/4.c#term", None, "", id="the clause has ended"),
        ],
    )
    def test_how_far_off_a_last_day_is(self, on: str, reference: str, days_left: int | None, distance: str):
        row = row_of(page_on(on), reference)
        assert (row.days_left, row.distance) == (days_left, distance)

    def test_where_the_day_itself_is_too_late_the_day_before_is_the_last(self):
        Deadline.objects.filter(clause__number="2.a", key="handover").update(inclusive=False)
        assert row_of(page_now_on("2020-11-18"), "2020-11-10/2.a#handover").days_left == 1

    def test_it_is_said_who_owes_what_is_due(self, client: Client):
        row = row_of(page_on("2020-11-18"), "2020-11-10/2.a#handover")
        assert [(role.name, role.basis.value) for role in row.obliged] == [("Armenia", "inferred")]
        assert re.search(r"Owed by Armenia\s*<span", client.get("/deadlines/?on=2020-11-18").content.decode())

    def test_rows_stand_by_day_and_every_clause_that_is_assessed_brings_its_deadlines(self):
        page = page_on("2023-03-28")
        days = [row.deadline.due_on for row in page.rows]
        assert days == sorted(days)
        assert len(page.rows) == Deadline.objects.count()

    def test_what_is_ahead_is_what_is_due_soon_or_later(self):
        ahead = page_on("2020-11-18").ahead
        assert {row.deadline.timeliness for row in ahead} == {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}
        assert all(row.days_left >= 0 for row in ahead)


@pytest.mark.usefixtures("record")
class TestRenewals:
    def test_a_running_term_tells_the_last_day_for_notice_and_the_term_that_follows(self, client: Client):
        (row,) = page_on("2023-03-28").renewals
        assert (row.term, row.deadline.due_on, row.deadline.notice_on) == ("5 years", D(2025, 11, 10), D(2025, 5, 10))
        assert row.notice_left == (D(2025, 5, 10) - D(2023, 3, 28)).days
        assert (row.next_term.due_on, row.next_term.notice_on) == (D(2030, 11, 10), D(2030, 5, 10))
        text = client.get("/deadlines/?on=2023-03-28").content.decode()
        assert "774 days left" in text
        assert "2030-11-10" in text

    def test_a_term_of_a_clause_that_has_ended_does_not_run(self, client: Client):
        (row,) = page_on("2025-05-01").renewals
        assert (row.days_left, row.notice_left, row.next_term) == (None, None, None)
        assert "Not running: the clause ended on 2024-06-12" in client.get("/deadlines/?on=2025-05-01").content.decode()

    def test_before_the_entry_into_force_no_term_runs(self, client: Client):
        (row,) = page_on("2020-10-01").renewals
        assert row.next_term is None
        assert row.is_before_start
        assert "Not in force yet." in client.get("/deadlines/?on=2020-10-01").content.decode()


@pytest.mark.usefixtures("record")
class TestMoves:
    def test_a_moved_day_tells_both_days_when_it_was_agreed_by_whom_and_from_what(self, client: Client):
        (move,) = page_on("2020-11-30").moved
        assert (move.before, move.change.due_on) == (D(2020, 11, 15), D(2020, 11, 25))
        assert move.change.agreed_by == ("Azerbaijan", "Armenia")
        assert move.change.source is not None
        text = re.sub(r"<[^>]+>|\s+", " ", client.get("/deadlines/?on=2020-11-30").content.decode())
        assert re.search(r"2020-11-15 +→ +2020-11-25 +Agreed +2020-11-15 +by Azerbaijan and Armenia", text)

    @pytest.mark.parametrize(
        ("on", "known"),
        [
            pytest.param("2020-11-14", "2026-11-22", id="not yet agreed"),
            pytest.param("2020-11-30", "2020-11-14", id="not yet known"),
        ],
    )
    def test_what_was_not_agreed_or_known_is_not_told(self, on: str, known: str):
        assert page_on(on, known).moved == ()

    def test_a_second_move_starts_from_the_first(self):
        change = DeadlineChange.objects.get()
        DeadlineChange.objects.create(
            deadline=change.deadline,
            due_on=D(2020, 12, 5),
            agreed_earliest_on=D(2020, 11, 20),
            agreed_latest_on=D(2020, 11, 20),
            agreed_precision="day",
        )
        moved = page_now_on("2020-11-30").moved
        assert [(move.before, move.change.due_on) for move in moved] == [
            (D(2020, 11, 15), D(2020, 11, 25)),
            (D(2020, 11, 25), D(2020, 12, 5)),
        ]
        assert moved[1].deadline.due_on == D(2020, 12, 5)


@pytest.mark.usefixtures("record")
class TestPage:
    @pytest.mark.parametrize("query", ["", "on=2020-11-18", "on=2021-03-01", "on=2023-03-28", "agreement=2021-01-11"])
    def test_every_count_leads_to_as_many_rows(self, client: Client, query: str):
        html = client.get(f"/deadlines/?{query}").content.decode()
        counts = re.findall(r'<a href="(\?[^"]*|)#deadlines"[^>]*><strong>(\d+)</strong>', html)
        assert len(counts) > 2
        for link, number in counts:
            found = client.get(f"/deadlines/{unescape(link)}")
            assert found.content.decode().count('<th scope="row" class="due"') == int(number), link
        shown = client.get(f"/deadlines/?{query}").context["page"]
        assert sum(count for _, _, count in shown.counts) == len(shown.rows)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            pytest.param("timeliness=overdue", {"4.a"}, id="overdue"),
            pytest.param("first=done_late", {"6.a"}, id="met after the day first set"),
            pytest.param("agreement=2021-01-11&timeliness=cannot_be_told", {"2.b", "3.b"}, id="of one agreement"),
            pytest.param("timeliness=due_soon", set(), id="none stands so"),
        ],
    )
    def test_filters(self, client: Client, query: str, expected: set[str]):
        response = client.get(f"/deadlines/?on=2026-03-01&{query}")
        assert {row.deadline.number for row in response.context["rows"]} == expected
        assert ("No deadline stands so." in response.content.decode()) is (not expected)

    def test_a_filter_that_cannot_be_read_says_so_and_the_others_hold(self, client: Client):
        response = client.get("/deadlines/?timeliness=whenever&agreement=2021-01-11")
        assert response.status_code == 400
        assert "whenever is not one of the available choices" in response.content.decode()
        assert {row.deadline.agreement for row in response.context["rows"]} == {"2021-01-11"}

    def test_links_keep_the_day_and_lead_to_the_clauses(self, client: Client):
        html = client.get("/deadlines/?on=2020-11-18&known=2020-11-19").content.decode()
        links = re.findall(r'class="reference" href="([^"]+)"', html)
        assert len(links) > 15
        assert [link for link in links if not link.endswith("/?on=2020-11-18&amp;known=2020-11-19")] == []

    def test_hundreds_of_deadlines_come_in_pages_and_the_next_dozen_first(self, client: Client):
        clause = Clause.objects.get(agreement__slug="2020-11-10", number="9.b")
        Deadline.objects.bulk_create(
            Deadline(clause=clause, key=f"step-{number}", label=f"Step {number}", kind=DeadlineKind.FIXED, due_on=day)
            for number, day in enumerate([D(2030, 1, 1)] * 300)
        )
        first = client.get("/deadlines/?on=2025-01-01")
        html = first.content.decode()
        assert (len(first.context["rows"]), "Page 1 of 4" in html) == (100, True)
        assert "The next 12 of 300" in html
        assert len(html) < 200_000
        last = client.get("/deadlines/?on=2025-01-01&page=4")
        assert len(last.context["rows"]) == last.context["rows"].paginator.count - 300


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        ("P5Y", "5 years"),
        ("P1M", "1 month"),
        ("P45D", "45 days"),
        ("-P6M", "6 months"),
        ("P1Y6M", "1 year and 6 months"),
        ("P1Y1M1D", "1 year and 1 month and 1 day"),
    ],
)
def test_a_stretch_of_time_in_words(offset: str, words: str):
    assert in_words(Offset.parse(offset)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(1000, "1,000 days left"), (1, "1 day left"), (0, "the last day itself"), (-1, "1 day ago"), (-12, "12 days ago")],
)
def test_days_in_words(days: int, words: str):
    assert days_in_words(days) == words
