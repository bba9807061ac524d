"""The pages of the log of changes: read on by place, at a cost that does not grow, with loads of seed files counted."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from agreements import models
from agreements.loader import load_seeds
from agreements.models.history import add_rows
from agreements.models.seeding import CHANGE_REASON
from agreements.roles import Role
from agreements.selectors import change_log
from agreements.selectors.changes import PER_PAGE, ChangeLog
from tests import people
from tests.facts import as_of
from tests.invented_agreement import INVENTED, SLUG, InventedAlone
from tests.people import person
from tests.test_queries import queries

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def log(**narrowing: str) -> ChangeLog:
    return change_log(**narrowing, as_of=as_of("2026-11-30", "2026-11-30"))


def actors(stem: str, count: int) -> None:
    rows = [models.Actor(slug=f"{stem}-{number}", name=f"{stem} {number}", kind="other") for number in range(count)]
    add_rows(models.Actor, rows, by=person(Role.EDITOR), at=timezone.now(), reason="A list.")


def names(found: ChangeLog) -> list[str]:
    return [entry.name for entry in found.entries]


@pytest.mark.django_db
class TestPaging:
    def test_every_entry_stands_on_exactly_one_page_newest_first(self):
        with time_machine.travel(NOON, tick=False) as clock:
            for stem in ("first", "second", "third"):
                actors(stem, 40)
                clock.shift(timedelta(days=1))
        told, after = [], ""
        while True:
            found = log(after=after)
            told += names(found)
            if not (after := found.older):
                break
        assert told == [f"{stem} {number}" for stem in ("third", "second", "first") for number in reversed(range(40))]

    def test_the_way_back_leads_over_the_same_pages(self):
        actors("one", 2 * PER_PAGE + 5)
        first = log()
        second = log(after=first.older)
        third = log(after=second.older)
        assert (len(third.entries), third.older) == (5, "")
        assert names(log(before=third.newer)) == names(second)
        assert names(log(before=second.newer)) == names(first)
        assert (first.newer, log(before=second.newer).newer) == ("", "")

    def test_what_is_added_meanwhile_moves_no_page(self):
        actors("one", PER_PAGE + 5)
        place = log().older
        before = names(log(after=place))
        actors("two", PER_PAGE)
        assert names(log(after=place)) == before

    def test_corrections_decided_long_ago_are_merged_by_their_day(self):
        with time_machine.travel(NOON, tick=False):
            actors("old", 1)
        for _ in range(3):
            people.assessment("approved")  # decided in 2021, before anything else here
        found = log()
        assert [entry.kind.value for entry in found.entries][-3:] == ["added", "corrected_verdict", "corrected_verdict"]
        assert [day.year for day, _ in found.days][-2:] == [2024, 2021]

    def test_every_entry_has_an_address_that_keeps_leading_to_it(self, client: Client):
        actors("one", 3)
        people.assessment("approved")
        people.assessment("approved")
        html = client.get("/changes/").content.decode()
        links = re.findall(r'<p class="label">[^<]+<a href="/changes/\?after=([^"]+)"', html)
        told = [entry.at for entry in log().entries]
        actors("two", 3)
        assert [log(after=place).entries[0].at for place in links] == told

    def test_links_to_read_on_keep_what_was_asked(self, client: Client):
        actors("one", PER_PAGE + 1)
        html = unescape(client.get("/changes/?kind=added&page=7&on=2024-01-01").content.decode())
        (older,) = re.findall(r'rel="next" href="([^"]+)"', html)
        assert re.fullmatch(r"/changes/\?kind=added&on=2024-01-01&after=[0-9T.]+", older)
        html = unescape(client.get(older).content.decode())
        assert 'href="/changes/?kind=added&on=2024-01-01">Newest' in html

    def test_twice_the_history_costs_the_same_queries(self, client: Client):
        def grow(stem: str) -> None:
            actors(stem, 30)
            for number in range(3):
                clause = people.clause(f"{stem}-{number}")
                clause.heading = "Other"
                clause.save()
                evidence = people.evidence("accepted", key=f"{stem}-{number}")
                models.EvidenceLink.objects.create(evidence=evidence, clause=clause, direction="supports")
                evidence.state, evidence.state_reason = "retracted", "Twice."
                evidence.save()
                for state in ("approved", "approved", "withdrawn"):
                    people.assessment(state, on=clause)

        grow("first")
        asked = ("", "?kind=edited", "?agreement=pact", "?about=clause/pact/first-1")
        before = [queries(client, f"/changes/{query}") for query in asked]
        grow("second")
        after = [queries(client, f"/changes/{query}") for query in asked]
        assert [cost for cost, earlier in zip(after, before, strict=True) if cost > earlier] == []
        assert max(before) < 45


@pytest.mark.django_db
class TestHistoryOfAPage:
    @pytest.mark.parametrize(
        ("page", "about"),
        [
            ("/agreements/pact/1/", "clause/pact/1"),
            ("/evidence/2021-02-convoy/", "evidence/2021-02-convoy"),
            ("/sources/gazette-1/", "source/gazette-1"),
        ],
    )
    def test_pages_lead_to_their_history_and_back(self, client: Client, page: str, about: str):
        people.clause()
        people.evidence("accepted")
        html = client.get(page).content.decode()
        (link,) = re.findall(r'<a href="([^"]+)">History of this page', html)
        assert link == f"/changes/?about={about}"
        history = client.get(link).content.decode()
        assert f'<a href="{page}">' in history.partition("<h1>")[2].partition("</h1>")[0]

    def test_only_what_is_on_the_row_or_its_parts_is_told(self):
        people.evidence("accepted")
        other = people.evidence("accepted", key="other")
        other.note = "Changed."
        other.save()
        assert {entry.page.title for entry in log(about="evidence/2021-02-convoy").entries} == {"2021-02-convoy"}
        assert [entry.what for entry in log(about="evidence/other", kind="edited").entries] == ["evidence"]


class TestSeeds(InventedAlone):
    def test_what_only_came_from_the_seed_files_is_counted_in_one_entry_a_day(self):
        (loaded,) = log(kind="loaded").entries
        counts = {label: number for number, label in loaded.counts}
        assert counts["evidence"] == models.Evidence.objects.filter(state="accepted").count()
        assert counts["citations"] == models.Citation.objects.count()
        assert counts["agreement"] == 1
        assert {entry.kind.value for entry in log().entries} <= {
            *("loaded", "corrected_verdict", "withdrawn_assessment", "retracted_evidence"),
        }

    def test_the_history_of_a_page_tells_its_coming_from_the_files(self):
        clause = models.Clause.objects.get(agreement__slug=SLUG, number="1")
        found = log(about=f"clause/{clause.reference}").entries
        first = [entry for entry in found if entry.kind.value == "added" and entry.what == "clause"]
        assert [entry.reason for entry in first] == [CHANGE_REASON]

    def test_what_a_later_load_changes_or_adds_to_a_row_is_told_by_itself(self):
        later = timezone.now() + timedelta(days=1)
        with time_machine.travel(later):
            citation = models.Citation.objects.filter(evidence__state="accepted").first()
            citation._change_reason = CHANGE_REASON
            citation.locator = "p. 9"
            citation.save()
            new = models.Citation(evidence=citation.evidence, source=citation.source)
            new._change_reason = CHANGE_REASON
            new.save()
            load_seeds(INVENTED)  # which changes nothing of what was edited by hand
        assert [(entry.kind.value, entry.what) for entry in log().entries[:2]] == [
            ("added", "citation"),
            ("edited", "citation"),
        ]
        assert len(log(kind="loaded").entries) == 1

    def test_no_entry_leads_to_a_page_that_is_not_there(self, client: Client):
        for kind in ("loaded", "added", "retracted_evidence", "corrected_verdict"):
            html = unescape(client.get("/changes/", {"kind": kind}).content.decode()).partition("<h2")[2]
            links = {link.partition("#")[0] for link in re.findall(r'href="(/(?:agr|evi|sou)[^"]+)"', html)}
            assert [link for link in links if client.get(link).status_code != 200] == []
