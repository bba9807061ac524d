"""Charts of the record: on the pages of agreements, clauses and deadlines, and for download."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from agreements import selectors
from agreements.charts import figure, timeline_chart
from agreements.choices import Direction
from agreements.dates import AsOf
from agreements.selectors import lanes
from agreements.selectors.snapshot import Snapshot
from tests.charts import ADDRESSES, links

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

SLUG = "2020-11-10"
AGREEMENT = f"/agreements/{SLUG}/"
AS_OF = AsOf(date(2023, 6, 30), date(2023, 6, 30))
SIDES = (Direction.SUPPORTS, Direction.CONTRADICTS)
INDICATOR = "7.a/returned-to-nagorno-karabakh"
DOWNLOADS = (f"{AGREEMENT}timeline", "/deadlines/chart", f"{AGREEMENT}{INDICATOR}")


@pytest.fixture(scope="module")
def now(record: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Snapshot]:
    """The record at one revision, with its answers remembered for the module."""
    with django_db_blocker.unblock():
        yield selectors.snapshot()


def timeline(now: Snapshot, as_of: AsOf = AS_OF) -> lanes.TimelineReport:
    return selectors.timeline_report(now, SLUG, as_of=as_of)


def counted(report: lanes.TimelineReport) -> Counter[tuple[str, Direction]]:
    """Return how many pieces of evidence stand on each side of each clause."""
    found: Counter[tuple[str, Direction]] = Counter()
    for lane in report.lanes:
        for pile in lane.piles:
            found[lane.clause.number, pile.direction] += pile.count
    return found


class TestTimeline:
    def test_every_piece_of_evidence_for_or_against_is_counted_once(self, now: Snapshot):
        report = timeline(now)
        expected = {
            (lane.clause.number, side): count
            for lane in report.lanes
            for side, count in zip(SIDES, (lane.clause.evidence_for, lane.clause.evidence_against), strict=True)
            if count
        }
        assert sum(expected.values()) > 300
        assert counted(report) == expected

    def test_a_pile_of_one_names_its_piece_and_its_days_hold_it(self, now: Snapshot):
        report = timeline(now)
        for lane in report.lanes:
            days = {fact.key: fact.occurred.latest for fact in lane.clause.verdict.evidence}
            single = [pile for pile in lane.piles if pile.count == 1]
            assert all(pile.from_on <= days[pile.key] <= pile.to_on for pile in single)
            assert all(not pile.key for pile in lane.piles if pile.count > 1)

    @pytest.mark.parametrize(("most", "months"), [(1000, 1), (200, 3), (80, 12)])
    def test_too_many_marks_are_counted_by_longer_stretches(self, now: Snapshot, most: int, months: int, monkeypatch):
        by_month = counted(timeline(now))
        monkeypatch.setattr(lanes, "PILES", most)
        report = lanes._timeline(now, SLUG, AS_OF)
        assert report.months == months
        assert counted(report) == by_month
        assert figure(timeline_chart(report, ADDRESSES), ADDRESSES).picture

    def test_bands_are_the_spells_that_can_be_told_apart(self, now: Snapshot):
        spells = now.timelines(SLUG, as_of=AS_OF)
        for lane in timeline(now).lanes:
            whole = spells[lane.clause.number]
            assert (lane.spells[0].from_on, lane.spells[-1].to_on) == (whole[0].from_on, AS_OF.on)
            shown = [(spell.status.performance, spell.status.disputed) for spell in lane.spells]
            assert all(one != other for one, other in pairwise(shown))

    def test_marks_are_links_with_words(self, now: Snapshot):
        found = dict(map(reversed, links(figure(timeline_chart(timeline(now), ADDRESSES), ADDRESSES).picture)))
        assert found["6.g Safe travel along the corridor"] == f"{AGREEMENT}6.g/?on=2021-03-01"
        against = found["6.g, 2022-12: 6 pieces of evidence against"]
        assert parse_qs(urlsplit(against).query) == {
            "on": ["2021-03-01"],
            "clause": [f"{SLUG}/6.g"],
            "direction": ["contradicts"],
            "occurred_from": ["2022-12-01"],
            "occurred_to": ["2022-12-31"],
        }
        assert [address for name, address in found.items() if re.fullmatch(r"6\.g, .* to .*: Breached, disputed", name)]
        moved = [name for name in found if name.startswith("6.a: Hand-over")]
        days = [name.rpartition(", ")[2] for name in moved]
        assert days == ["first set for 2020-11-15: Done late", "due 2020-11-25: Done on time"]

    def test_it_is_empty_before_the_entry_into_force(self, now: Snapshot, client: Client):
        assert timeline_chart(timeline(now, AsOf(date(2020, 11, 9), date(2020, 11, 9))), ADDRESSES) is None
        assert "<figure" not in client.get(f"{AGREEMENT}?on=2020-11-09").content.decode()

    def test_its_tables_hold_what_is_drawn(self, now: Snapshot):
        chart = timeline_chart(timeline(now), ADDRESSES)
        verdicts, evidence, deadlines = chart.tables
        assert len(verdicts.rows) == len(chart.values["bands"])
        assert sum(cell.text != "0" for row in evidence.rows for cell in row[2:]) == len(chart.values["evidence"])
        assert len(deadlines.rows) == len(chart.values["deadlines"])


class TestSeries:
    def test_it_holds_what_counts_and_was_known(self):
        early, late = (
            selectors.clause_series(SLUG, "7.a", as_of=AsOf(day, day)) for day in (date(2021, 1, 15), date(2026, 1, 1))
        )
        sizes = [{series.slug: len(series.values) for series in found} for found in (early, late)]
        assert 0 < sizes[0]["returned-to-nagorno-karabakh"] < sizes[1]["returned-to-nagorno-karabakh"]
        days = [value.occurred.latest for series in early for value in series.values]
        assert max(days) <= date(2021, 1, 15)

    def test_a_clause_without_figures_has_none(self):
        assert selectors.clause_series(SLUG, "2.a", as_of=AS_OF) == ()


class TestPages:
    @pytest.mark.parametrize("address", [AGREEMENT, f"{AGREEMENT}6.g/", "/deadlines/"])
    def test_a_page_shows_its_charts_with_tables_and_downloads(self, address: str, client: Client):
        page = client.get(f"{address}?on=2023-06-30&known=2023-06-30").content.decode()
        figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
        assert figures
        for one in figures:
            assert one.count("<svg") == 1
            assert "<caption>" in one
            downloads = re.findall(r'href="([^"]+\.(?:svg|png|json)\?[^"]+)"', one)
            assert len(downloads) == 5
            assert all("on=2023-06-30&amp;known=2023-06-30" in download for download in downloads)

    def test_a_clause_page_folds_what_has_one_value_only(self, client: Client):
        page = client.get(f"{AGREEMENT}6.g/").content.decode()
        assert page.count("<figure") > 5
        assert "Quantities with one value only: " in page

    def test_a_clause_without_figures_says_nothing_of_charts(self, client: Client):
        assert "<figure" not in client.get(f"{AGREEMENT}2.a/").content.decode()


class TestDownloads:
    @pytest.mark.parametrize("address", DOWNLOADS)
    @pytest.mark.parametrize(
        ("name", "theme", "content_type"),
        [("svg", "dark", "image/svg+xml"), ("png", "light", "image/png"), ("json", "dark", "application/json")],
    )
    def test_every_chart_comes_in_every_format(self, address: str, theme: str, name: str, content_type: str, client):
        response = client.get(f"{address}.{name}?theme={theme}&on=2023-06-30")
        assert response.status_code == 200
        assert response["Content-Type"] == content_type
        assert re.search(rf'^attachment; filename="[^"]+-{theme}\.{name}"$', response["Content-Disposition"])

    def test_the_specification_says_whence_it_comes_and_leads_back(self, client: Client):
        found = json.loads(client.get(f"{AGREEMENT}{INDICATOR}.json?on=2023-06-30").content)
        assert found["title"]["subtitle"][-1].startswith("Agreement tracker. As of 2023-06-30, as known on ")
        assert {param["name"]: param["value"] for param in found["params"]}["site"] == "http://testserver"

    @pytest.mark.parametrize(
        ("address", "message"),
        [
            pytest.param(f"{AGREEMENT}timeline.gif", "There is no format", id="an unknown format"),
            pytest.param(f"{AGREEMENT}timeline.svg?theme=pink", "There is no theme", id="an unknown theme"),
            pytest.param(
                f"{AGREEMENT}timeline.svg?on=2019-01-01", "nothing here to draw", id="before the entry into force"
            ),
            pytest.param(f"{AGREEMENT}7.a/ghosts.svg", "nothing here to draw", id="an unknown quantity"),
            pytest.param("/agreements/nowhere/timeline.svg", "There is no agreement", id="an unknown agreement"),
        ],
    )
    def test_what_is_not_there_is_said_to_be_so(self, address: str, message: str, client: Client):
        response = client.get(address)
        assert response.status_code == 404
        assert message in response.content.decode()

    def test_what_cannot_be_drawn_is_said_to_be_so(self, client: Client, monkeypatch):
        monkeypatch.setattr("vl_convert.vegalite_to_png", lambda *_, **__: 1 / 0)
        response = client.get("/deadlines/chart.png?on=2022-02-22")
        assert response.status_code == 503
        assert client.get("/deadlines/?on=2022-02-22").status_code == 200
