"""The overview: what is due, what is disputed, and on which days verdicts changed."""

from datetime import date

import pytest
from django.test import Client

from agreements.choices import Performance, Timeliness
from agreements.dates import AsOf
from agreements.selectors import overview
from agreements.selectors.overview import LATEST

pytestmark = pytest.mark.django_db


def as_of(day: str) -> AsOf:
    return AsOf(date.fromisoformat(day), date(2026, 3, 5))


def test_an_empty_record_says_what_to_do(client: Client):
    html = client.get("/").content.decode()
    for sentence in (
        "The record holds no agreement yet.",
        "No deadline is shown overdue.",
        "No deadline lies ahead.",
        "No verdict has changed up to this day.",
        "No evidence counts as of this day.",
    ):
        assert sentence in html


@pytest.mark.usefixtures("record")
class TestRecord:
    def test_changes_of_verdicts_are_told_old_and_new_from_the_newest(self):
        changes = overview(as_of=as_of("2021-01-31")).changes
        assert len(changes) == LATEST
        assert changes == tuple(sorted(changes, key=lambda change: change.on, reverse=True))
        found = {(change.clause.number, str(change.on)): (change.before, change.after) for change in changes}
        assert found["5.a", "2021-01-30"][1] is Performance.FULFILLED
        assert all(change.before is not change.after and change.assessment for change in changes)

    def test_the_latest_change_of_a_clause_is_the_day_since_when_its_level_holds(self):
        for change in overview(as_of=as_of("2026-03-05")).changes:
            assert (change.clause.verdict.since, change.clause.verdict.status.performance) == (change.on, change.after)

    def test_a_deadline_met_after_the_day_first_set_is_told_from_the_day_it_was_met(self):
        groups = {day: overview(as_of=as_of(day)).deadlines for day in ("2020-11-24", "2020-11-26")}
        labels = [[group.label for group in found] for found in groups.values()]
        assert labels == [["Overdue", "Ahead", "Met after the first date"]] * 2
        met = {day: [deadline.reference for deadline in found[2].deadlines] for day, found in groups.items()}
        assert met == {"2020-11-24": [], "2020-11-26": ["2020-11-10/6.a#handover"]}

    def test_every_deadline_shown_ahead_is_ahead(self):
        ahead = overview(as_of=as_of("2020-11-12")).deadlines[1]
        assert ahead.total >= len(ahead.deadlines) > 3
        assert {deadline.timeliness for deadline in ahead.deadlines} <= {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}

    def test_the_disputed_clauses_are_counted_and_linked(self, client: Client):
        html = client.get("/?on=2023-03-28").content.decode()
        assert html.count('?on=2023-03-28" title="') == 19 + 1
        assert 'href="/agreements/2020-11-10/?on=2023-03-28&amp;disputed=yes"' in html
        assert 'href="/agreements/2020-11-10/6.g/?on=2023-03-28" title="Safe travel along the corridor">6.g</a>' in html
