"""Corrections in the public log: what stands in it, under which day, with which reason, and where it leads."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from agreements import operations
from agreements.choices import Confidence, Correspondence, Performance
from agreements.models import Assessment, Evidence, EvidenceLink
from agreements.roles import Role
from agreements.rules import Change, correction, corrections
from agreements.selectors import change_log
from agreements.selectors.changes import ChangeLog
from tests import facts, people
from tests.facts import as_of, at
from tests.invented_agreement import RETRACTED, SLUG, InventedAlone

FIRST = facts.assessment("2021-01-18", Performance.FULFILLED, key="first")
SECOND = facts.assessment("2021-01-18", Performance.BREACHED, key="second", decided_at=at("2023-01-01"))
THIRD = facts.assessment("2021-01-18", Performance.FULFILLED, key="third", decided_at=at("2024-01-01"))
LATER = facts.assessment("2021-02-01", Performance.BREACHED, key="later", decided_at=at("2022-01-01"))
ON_PARTY = facts.assessment("2021-01-18", Performance.BREACHED, key="on-party", party="armenia")
RETRACTED_AT = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        pytest.param((FIRST,), [], id="one alone corrects nothing"),
        pytest.param((FIRST, LATER), [], id="another day of effect is no correction"),
        pytest.param((FIRST, ON_PARTY), [], id="another party is no correction"),
        pytest.param((SECOND, FIRST), [("first", "second")], id="the one decided later corrects"),
        pytest.param(
            (THIRD, FIRST, SECOND), [("first", "second"), ("second", "third")], id="a correction is corrected in turn"
        ),
    ],
)
def test_which_assessment_corrects_which(assessments, expected):
    assert [(before.key, after.key) for before, after in corrections(assessments)] == expected


def test_a_correction_names_every_axis_that_differs_and_no_other():
    surer = facts.assessment("2021-01-18", Performance.FULFILLED, confidence=Confidence.HIGH)
    other = facts.assessment("2021-01-18", Performance.BREACHED, correspondence=Correspondence.DEVIATES)
    assert correction(FIRST, surer) == (Change("Confidence", "Moderate", "High"),)
    assert correction(FIRST, other) == (
        Change("Performance", "Fulfilled", "Breached"),
        Change("Correspondence", "Not judged", "Deviates"),
    )
    assert correction(FIRST, THIRD) == ()


KINDS = ("corrected_verdict", "withdrawn_assessment", "retracted_evidence")


def log(**narrowing: str) -> ChangeLog:
    return change_log(**narrowing, as_of=as_of("2026-11-30", "2026-11-30"))


def corrected(**narrowing: str) -> list:
    """Return the entries of all kinds of correction."""
    return [entry for kind in KINDS for entry in log(kind=kind, **narrowing).entries]


def kinds(found: ChangeLog) -> list[str]:
    return [entry.kind.value for entry in found.entries]


@pytest.mark.django_db
class TestLog:
    def retracted(self, key: str = "2021-02-convoy") -> Evidence:
        evidence = people.evidence("accepted", key=key)
        EvidenceLink.objects.create(evidence=evidence, clause=people.clause(), direction="supports")
        return operations.retract_evidence(evidence, by=people.person(Role.REVIEWER), reason="Counted twice.")

    def test_nothing_was_corrected_so_far(self, client: Client):
        people.evidence("accepted")
        people.assessment("approved")
        assert corrected() == []
        assert "No change of this kind here." in client.get("/changes/?kind=retracted_evidence").content.decode()

    def test_retracted_evidence_stands_under_the_day_it_was_taken_back(self):
        with time_machine.travel(RETRACTED_AT, tick=False):
            evidence = self.retracted()
        evidence.note = "Something else changed since."
        evidence.save()
        (found,) = corrected()
        assert (found.key, found.at, found.by, found.reason) == (
            evidence.key,
            RETRACTED_AT,
            "reviewer",
            "Counted twice.",
        )
        assert [clause.reference for clause in found.clauses] == ["pact/1"]
        assert [day for day, _ in log(kind="retracted_evidence").days] == [date(2024, 5, 1)]

    def test_what_was_taken_back_a_second_time_is_told_twice_and_its_return_in_between(self):
        with time_machine.travel(RETRACTED_AT, tick=False) as clock:
            evidence = self.retracted()
            clock.shift(timedelta(days=10))
            evidence.state, evidence.state_reason = "accepted", ""
            evidence.save()
            clock.shift(timedelta(days=10))
            evidence.state, evidence.state_reason = "retracted", "Counted twice after all."
            evidence.save()
        assert [(entry.at.day, entry.kind.value) for entry in log(about="evidence/2021-02-convoy").entries][:3] == [
            (21, "retracted_evidence"),
            (11, "accepted"),
            (1, "retracted_evidence"),
        ]
        assert [entry.reason for entry in corrected()] == ["Counted twice after all.", "Counted twice."]

    def test_a_withdrawn_assessment_says_what_it_said_and_why_it_is_gone(self, client: Client):
        judged = people.assessment("approved")
        with time_machine.travel(RETRACTED_AT, tick=False):
            operations.withdraw_assessment(judged, by=people.person(Role.ADMINISTRATOR), reason="Too early.")
        (found,) = corrected()
        assert (found.key, found.performance, found.reason) == (judged.key, Performance.FULFILLED, "Too early.")
        assert found.at == RETRACTED_AT
        html = client.get("/changes/").content.decode()
        assert "2024-05-01" in html
        assert "Too early." in html

    @pytest.mark.parametrize(
        "query",
        [
            *("kind=moved", "kind=%00", "agreement=none", "agreement=%00", "about=evidence/none", "about=law/1"),
            *("about=clause/pact/%00", "about=clause/pact", "after=yesterday", "before=20219999T000000.000000.1"),
        ],
    )
    def test_what_is_not_there_to_narrow_to_is_told(self, client: Client, query: str):
        people.clause()
        response = client.get(f"/changes/?{query}")
        assert response.status_code == 404
        assert "There is no" in response.content.decode()

    def test_a_choice_that_leaves_nothing_says_so(self, client: Client):
        self.retracted()
        html = client.get("/changes/?kind=corrected_verdict").content.decode()
        assert "No change of this kind here." in html

    def test_retracted_evidence_links_to_its_page_as_of_a_day_that_shows_it(self, client: Client):
        self.retracted()
        link = '<a href="/evidence/2021-02-convoy/{}">2021-02-convoy</a>'
        assert link.format("") in client.get("/changes/").content.decode()
        shown = client.get("/changes/?on=2021-03-01&known=2021-03-01").content.decode()
        assert link.format("?on=2021-03-01&amp;known=2021-03-01") in shown
        for early in ("?on=2021-02-10", "?on=2021-03-01&known=2021-02-10"):
            html = client.get(f"/changes/{early}&kind=retracted_evidence").content.decode()
            assert link.format("") in html
            assert "Not shown as of the day asked about" in html
        assert client.get("/evidence/2021-02-convoy/?on=2021-03-01&known=2021-03-01").status_code == 200


class TestInvented(InventedAlone):
    def test_names_in_any_script_are_told_and_linked(self, client: Client):
        found = {entry.kind.value: entry for entry in log().entries}
        assert found["retracted_evidence"].key == RETRACTED
        html = unescape(client.get("/changes/", {"agreement": SLUG}).content.decode())
        assert "It was another book." in html
        links = set(re.findall(r'href="(/(?:agreements|evidence)/[^"]+)"', html.partition("corrections")[2]))
        assert len(links) > 1
        assert [link for link in links if client.get(link).status_code != 200] == []

    @pytest.mark.parametrize("address", ["/data/", "/method/"])
    def test_so_are_they_on_the_other_pages_about_the_tracker(self, client: Client, address: str):
        html = unescape(client.get(address).content.decode())
        links = {link for link in re.findall(r'href="(/agreements/[^"]+)"', html) if "/timeline." not in link}
        assert len(links) > 3
        assert [link for link in links if client.get(link).status_code != 200] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
class TestOwnRecord:
    def test_every_corrected_and_withdrawn_verdict_of_the_record_is_told(self):
        found = log(kind="corrected_verdict").entries
        pairs = {(one.before.key, one.after.key) for one in found}
        assert ("2020-11-10-6g-2021-02-09", "2020-11-10-6g-2021-02-09-corrected") in pairs
        same_day = Assessment.objects.filter(state="approved").values_list("clause", "party", "effective_on")
        assert len(pairs) == len(same_day) - len(set(same_day)) > 10
        withdrawn = {one.key: one.reason for one in log(kind="withdrawn_assessment").entries}
        assert withdrawn == dict(Assessment.objects.filter(state="withdrawn").values_list("key", "state_reason"))

    @pytest.mark.parametrize("kind", ["", *KINDS, "loaded"])
    def test_the_log_is_the_same_whatever_day_is_asked_about(self, kind: str):
        early = change_log(kind=kind, as_of=as_of("2020-11-10", "2020-11-10")).entries
        assert [(entry.at, entry.kind) for entry in early] == [(one.at, one.kind) for one in log(kind=kind).entries]
        assert not any(getattr(entry, "is_shown", False) for entry in early)
        assert all(getattr(entry, "is_shown", True) for entry in log(kind=kind).entries)

    def test_a_correction_shows_old_and_new_with_the_reasons_and_who_decided(self, client: Client):
        html = unescape(client.get("/changes/?kind=corrected_verdict").content.decode())
        after = Assessment.objects.get(key="2020-11-10-6g-2021-02-09-corrected")
        entry = html[: html.index(f">{after.key}</a> corrects")].rpartition("<li>")[2]
        assert re.search(r"Performance:</span> Partly fulfilled → <strong>Fulfilled</strong>", entry)
        assert after.rationale in entry
        assert f"approved by {after.approved_by}" in html.partition(f">{after.key}</a> corrects")[2][:800]

    @pytest.mark.parametrize("query", [{}, {"on": "2023-03-28"}])
    def test_links_lead_to_the_judgements_they_name(self, client: Client, query: dict[str, str]):
        html = "".join(client.get("/changes/", {"kind": kind} | query).content.decode() for kind in KINDS)
        links = [unescape(link) for link in re.findall(r'href="(/agreements/[^"]+#[^"]+)"', html)]
        assert len(links) == len(set(links)) == 2 * 16 + 17
        for link in links[::11]:
            address, _, anchor = link.partition("#")
            assert f'id="{anchor}"' in client.get(address).content.decode(), link
