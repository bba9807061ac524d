"""The table of status over time: its columns, its cells, its parts, and what it says to whom."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from agreements.choices import Performance
from agreements.dates import AsOf
from agreements.models import Agreement
from agreements.selectors import snapshot
from agreements.selectors.matrix import COLUMNS, STEPS, Matrix, matrix
from agreements.selectors.snapshot import Snapshot
from tests.conftest import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

SLUG = "2020-11-10"
PAGE = f"/agreements/{SLUG}/"
IN_FORCE_ON = date(2020, 11, 10)


def day(text: str) -> AsOf:
    return AsOf(date.fromisoformat(text), date(2026, 3, 1))


@pytest.fixture(scope="module")
def now(record: None, django_db_blocker: DjangoDbBlocker) -> Snapshot:
    """The record, read once for all tests of this module."""
    with django_db_blocker.unblock():
        found = snapshot()
        assert found.record
        return found


def matrix_on(now: Snapshot, text: str, by: str = "", part: str = "") -> Matrix | None:
    report = now.report(SLUG, as_of=day(text))
    return matrix(report, now.timelines(SLUG, as_of=day(text)), by=by, part=part)


@pytest.fixture(scope="module")
def by_quarter(now: Snapshot) -> Matrix:
    return matrix_on(now, "2024-02-10", "quarter")


class TestCells:
    @pytest.mark.parametrize("on", ["2020-12-31", "2022-12-31", "2023-09-30", "2024-02-10"])
    def test_each_says_what_the_clause_page_says_of_that_day(self, now: Snapshot, by_quarter: Matrix, on: str):
        place = [column.on.isoformat() for column in by_quarter.columns].index(on)
        cells = {row.number: row.cells[place] for row in by_quarter.rows}
        for clause in now.report(SLUG, as_of=day(on)).leaves:
            status, cell = clause.verdict.status, cells[clause.number]
            assert cell.on == on
            assert f"is-{status.performance.value}" in cell.state.split()
            assert ("is-disputed" in cell.state.split()) is status.disputed
            assert f": {status.performance.label}" in cell.text
            assert ("disputed" in cell.text) is status.disputed

    def test_there_is_one_for_each_clause_that_is_assessed_and_each_period(self, now: Snapshot, by_quarter: Matrix):
        assert [row.number for row in by_quarter.rows] == [
            clause.number for clause in now.report(SLUG, as_of=day("2024-02-10")).leaves
        ]
        assert {len(row.cells) for row in by_quarter.rows} == {len(by_quarter.columns)} == {14}

    def test_a_deadline_is_marked_where_it_was_first_set_and_where_it_was_moved(self, now: Snapshot):
        rows = {row.number: row for row in matrix_on(now, "2021-06-01", "month").rows}
        marked = [cell.text for cell in rows["6.a"].cells if "is-due" in cell.state]
        assert marked == ["2020-11: Fulfilled, deadline 2020-11-15, deadline 2020-11-25"]
        assert "is-due" in rows["6.b"].cells[1].state
        assert not [cell for cell in rows["7.a"].cells if "is-due" in cell.state]

    def test_the_legend_names_what_occurs_in_the_published_order(self, by_quarter: Matrix):
        states = {cell.state.split()[0] for row in by_quarter.rows for cell in row.cells}
        assert [f"is-{one.value}" for one in by_quarter.legend] == [
            f"is-{one.value}" for one in Performance if f"is-{one.value}" in states
        ]


class TestColumns:
    @pytest.mark.parametrize(
        ("on", "by", "names", "groups"),
        [
            pytest.param(
                "2021-01-31", "month", ["2020-11", "2020-12", "2021-01"], [("2020", 2), ("2021", 1)], id="month"
            ),
            pytest.param(
                "2021-05-02", "quarter", ["2020-Q4", "2021-Q1", "2021-Q2"], [("2020", 1), ("2021", 2)], id="quarter"
            ),
            pytest.param("2022-01-01", "year", ["2020", "2021", "2022"], [("2020s", 3)], id="year"),
        ],
    )
    def test_they_run_from_the_entry_into_force_to_the_day_asked_about(
        self, now: Snapshot, on: str, by: str, names: list[str], groups: list[tuple[str, int]]
    ):
        found = matrix_on(now, on, by)
        assert [column.name for column in found.columns] == names
        assert list(found.groups) == groups

    def test_status_is_taken_at_the_end_of_a_period_and_in_the_last_on_the_day_asked_about(self, now: Snapshot):
        found = matrix_on(now, "2021-02-10", "month")
        ends = [date(2020, 11, 30), date(2020, 12, 31), date(2021, 1, 31), date(2021, 2, 10)]
        assert [column.on for column in found.columns] == ends
        assert found.until == date(2021, 2, 10)
        assert matrix_on(now, "2021-02-28", "month").until is None

    @pytest.mark.parametrize(
        ("on", "by", "step"),
        [
            pytest.param("2020-11-10", "", "month", id="the first day has one month"),
            pytest.param("2023-10-31", "", "month", id="36 months are shown by month"),
            pytest.param("2023-11-01", "", "quarter", id="more by quarter"),
            pytest.param("2030-01-01", "", "year", id="more than 36 quarters by year"),
            pytest.param("2199-12-31", "", "year", id="and nothing is coarser"),
            pytest.param("2023-11-01", "month", "month", id="what is asked for is given"),
            pytest.param("2023-11-01", "week", "quarter", id="what is no step is chosen"),
        ],
    )
    def test_the_finest_step_that_shows_everything_is_chosen(self, now: Snapshot, on: str, by: str, step: str):
        assert matrix_on(now, on, by).step == step

    @pytest.mark.parametrize("on", ["2020-10-01", "2020-11-09"])
    def test_before_the_entry_into_force_there_are_none(self, now: Snapshot, on: str):
        assert matrix_on(now, on) is None


class TestParts:
    @pytest.mark.parametrize("by", STEPS)
    @pytest.mark.parametrize("on", ["2023-11-01", "2026-02-01", "2199-12-31"])
    def test_every_period_is_in_one_part_of_bearable_width(self, now: Snapshot, on: str, by: str):
        last = matrix_on(now, on, by)
        parts = [matrix_on(now, on, by, part.first) for part in last.parts]
        assert max(len(part.columns) for part in parts) <= COLUMNS
        assert max(len(part.columns) for part in parts) - min(len(part.columns) for part in parts) <= 1
        columns = [column for part in parts for column in part.columns]
        assert columns == sorted(set(columns), key=lambda column: column.from_on)
        assert (columns[0].from_on <= IN_FORCE_ON, columns[-1].on) == (True, date.fromisoformat(on))
        assert last.part == last.parts[-1]

    @pytest.mark.parametrize("part", ["1999-01", "2026", "soon"])
    def test_what_is_no_period_gives_the_latest(self, now: Snapshot, part: str):
        found = matrix_on(now, "2026-02-01", "month", part)
        assert found.part == found.parts[-1]

    def test_any_period_leads_to_its_part(self, now: Snapshot):
        found = matrix_on(now, "2026-02-01", "month", "2022-01")
        assert "2022-01" in [column.name for column in found.columns]
        assert found.part != found.parts[-1]


def test_three_hundred_clauses_are_set_like_any_others(now: Snapshot):
    as_of = day("2026-02-01")
    report = now.report(SLUG, as_of=as_of)
    leaf, spells = report.leaves[0], now.timelines(SLUG, as_of=as_of)[report.leaves[0].number]
    clauses = tuple(replace(leaf, number=f"{number}") for number in range(300))
    found = matrix(replace(report, clauses=clauses), {clause.number: spells for clause in clauses})
    assert len(found.rows) == 300
    assert len(found.columns) <= COLUMNS


class TestPage:
    def test_every_cell_is_a_named_link_to_the_clause_as_of_that_day(self, client: Client):
        html = client.get(f"{PAGE}?on=2021-01-31&known=2023-05-01").content.decode()
        table = re.search(r'<table class="matrix">.*?</table>', html, re.DOTALL)[0]
        links = re.findall(r'<td class="is-[^"]+"><a href="([^"]+)">([^<]+)</a></td>', table)
        assert len(links) == len(set(links)) == len({text for _, text in links}) == 31 * 3
        assert ("6.b/?on=2020-12-31&amp;known=2023-05-01", "6.b, 2020-12: Fulfilled, deadline 2020-12-01") in links
        assert client.get(f"{PAGE}6.b/?on=2020-12-31&known=2023-05-01").status_code == 200

    def test_heads_are_read_with_each_cell(self, client: Client):
        html = client.get(f"{PAGE}?on=2021-01-31").content.decode()
        table = re.search(r'<table class="matrix">.*?</table>', html, re.DOTALL)[0]
        assert re.findall(r'<th scope="colgroup" colspan="(\d+)">(\d+)</th>', table) == [("2", "2020"), ("1", "2021")]
        assert re.findall(r'<colgroup span="(\d+)">', table) == ["2", "1"]
        assert len(re.findall(r'<th scope="row">', table)) == 31
        assert "<caption" in table

    def test_steps_and_parts_keep_the_day_and_the_filter(self, client: Client):
        html = client.get(f"{PAGE}?on=2026-02-01&by=month&topic=ceasefire").content.decode()
        steps = re.findall(r'<li><a href="(\?[^"]+)#over-time"', html)
        assert len(steps) == len(STEPS) + 2
        assert all("on=2026-02-01" in step and "topic=ceasefire" in step for step in steps)

    @pytest.mark.parametrize("query", ["by=week", "part=soon", "part=1"])
    def test_what_cannot_be_read_is_said(self, client: Client, query: str):
        response = client.get(f"{PAGE}?{query}")
        assert response.status_code == 400
        assert "It was left out." in response.content.decode()

    def test_an_agreement_without_clauses_says_so(self, client: Client):
        row = Agreement.objects.get(slug=SLUG)
        row.pk, row.slug, row.pax_id = None, "empty", None
        row.save()
        html = client.get("/agreements/empty/").content.decode()
        assert "No clause of this agreement is entered yet." in html
        assert '<table class="matrix">' not in html

    def test_before_the_entry_into_force_it_says_so(self, client: Client):
        assert "lies before the entry into force" in client.get(f"{PAGE}?on=2020-11-01").content.decode()


def test_the_style_sheet_draws_the_glyph_of_every_performance():
    sheet = (PROJECT / "agreements/static/agreements/dashboards.css").read_text(encoding="utf-8")
    drawn = dict(re.findall(r'\.matrix \.is-(\w+) { --glyph: "(.)"; }', sheet))
    assert drawn == {performance.value: performance.glyph for performance in Performance}
