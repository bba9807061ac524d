"""The home page of the admin shows whoever looks what waits for them, what waits longest first."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.desk import desk
from agreements.marks import mark_for_review
from agreements.models import EvidenceLink, LinkCheck, SeedRecord
from agreements.roles import Role
from agreements.selectors.desk import SHOWN, own_evidence, seed_conflicts, submitted_evidence
from tests.people import AT, assessment, clause, client_of, evidence, person, source

pytestmark = pytest.mark.django_db

HOME = reverse("admin:index")


def home(role: Role) -> str:
    return client_of(role).get(HOME).content.decode()


class TestSubmittedEvidence:
    def test_what_waits_longest_comes_first(self):
        for key, days in (("2021-02-second", 2), ("2021-02-first", 1), ("2021-02-third", 3)):
            row = evidence("submitted", key=key)
            row.entered_at = AT + timedelta(days=days)
            row.save()
        queue = submitted_evidence(person(Role.REVIEWER))
        assert [item.key for item in queue.items] == ["2021-02-first", "2021-02-second", "2021-02-third"]

    def test_ones_own_comes_last_since_somebody_else_decides(self):
        evidence("submitted", key="2021-02-own", by="administrator")
        evidence("submitted", key="2021-02-other")
        queue = submitted_evidence(person(Role.ADMINISTRATOR))
        assert [item.key for item in queue.items] == ["2021-02-other", "2021-02-own"]
        assert "somebody else decides" in home(Role.ADMINISTRATOR)

    @pytest.mark.parametrize("state", ["draft", "accepted", "rejected", "retracted"])
    def test_nothing_else_waits(self, state: str):
        evidence(state)
        assert submitted_evidence(person(Role.REVIEWER)).total == 0

    def test_it_says_how_many_wait_and_shows_the_first(self):
        for number in range(SHOWN + 2):
            evidence("submitted", key=f"2021-02-{number:02}")
        queue = submitted_evidence(person(Role.REVIEWER))
        assert (queue.total, len(queue.items)) == (SHOWN + 2, SHOWN)
        page = home(Role.REVIEWER)
        assert f"Submitted evidence: {SHOWN + 2}" in page
        assert "All submitted evidence" in page

    def test_a_row_says_on_which_clauses_it_bears_and_how_often_it_is_cited(self):
        row = evidence("submitted")
        for number in ("2", "1"):
            EvidenceLink.objects.create(evidence=row, clause=clause(number), direction="supports")
        (item,) = submitted_evidence(person(Role.REVIEWER)).items
        assert (item.clauses, item.citations) == (("pact/2", "pact/1"), 1)


class TestOwnEvidence:
    def test_a_reporter_sees_drafts_what_is_submitted_and_why_something_was_rejected(self):
        for state in ("draft", "submitted", "accepted", "rejected", "retracted"):
            evidence(state, key=f"2021-02-{state}")
        evidence("draft", key="2021-02-elsewhere", by="other-reporter")
        states = {item.state for item in own_evidence(person(Role.REPORTER)).items}
        assert states == {"draft", "submitted", "rejected"}
        page = home(Role.REPORTER)
        assert "Rejected: A reason." in page
        assert "2021-02-elsewhere" not in page

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.EDITOR])
    def test_who_adds_no_evidence_is_not_asked_to(self, role: Role):
        assert "Add an evidence report" not in home(role)


class TestConflicts:
    def test_the_first_are_shown_and_all_are_counted(self):
        for number in range(SHOWN + 1):
            SeedRecord.objects.create(
                section="actors", identifier=f"a{number:02}", digest="", root="seeds", conflict=f"a{number:02} changed"
            )
        SeedRecord.objects.create(section="actors", identifier="settled", digest="", root="seeds")
        found = seed_conflicts()
        assert (found.total, found.messages[0], len(found.messages)) == (SHOWN + 1, "a00 changed", SHOWN)
        assert f"Conflicts from loading seed files: {SHOWN + 1}" in home(Role.EDITOR)


class TestReview:
    def test_a_clause_with_evidence_and_no_assessment_waits_with_its_reason(self):
        EvidenceLink.objects.create(evidence=evidence("accepted"), clause=clause(), direction="supports")
        page = home(Role.REVIEWER)
        assert "Clauses that need review: 1" in page
        assert "There is evidence and no assessment." in page

    def test_a_mark_comes_first_with_who_and_why(self):
        EvidenceLink.objects.create(evidence=evidence("accepted"), clause=clause("1"), direction="supports")
        mark_for_review([clause("2")], reason="The map changed.", by=person(Role.REVIEWER), at=AT)
        needed = desk(person(Role.REVIEWER), today=date(2021, 4, 1))["needed"]
        assert [review.clause.number for review in needed.items] == ["2", "1"]
        assert "Marked by reviewer: The map changed." in home(Role.REVIEWER)

    def test_proposals_wait_for_a_second_person(self):
        assessment()
        page = home(Role.ADMINISTRATOR)
        assert "Proposed assessments: 1" in page
        assert "No assessment waits" not in page


class TestLinks:
    def test_an_address_that_did_not_answer_is_shown_with_what_it_said(self):
        row = source()
        row.url = "https://gazette.example/1"
        row.save()
        LinkCheck.objects.create(source=row, address=row.url, outcome="dead", status=404, message="404", checked_at=AT)
        assert "Addresses that did not answer when last asked: 1" in home(Role.VIEWER)


def queries(client: Client) -> int:
    client.get(HOME)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(HOME).status_code == 200
    return len(captured)


def test_twice_as_much_on_the_desk_costs_the_same_queries():
    client = client_of(Role.ADMINISTRATOR)
    counts = []
    for half in ("first", "second"):
        for number in range(3):
            row = evidence("submitted", key=f"2021-02-{half}-{number}")
            EvidenceLink.objects.create(evidence=row, clause=clause(str(number + 1)), direction="supports")
            evidence("draft", key=f"2021-02-{half}-own-{number}", by="administrator")
        counts.append(queries(client))
    assert counts[0] == counts[1]
