"""The history page of the admin: reasons in full, sets of rows by name, and every change with the one before it."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from agreements import models, operations
from agreements.dates import Span
from agreements.roles import Role
from tests import people
from tests.people import AT, client_of, person

pytestmark = pytest.mark.django_db


def history(client: Client, row, query: str = "") -> str:
    address = reverse(f"admin:agreements_{row._meta.model_name}_history", args=[row.pk])
    response = client.get(f"{address}{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_evidence_that_an_assessment_cites_is_told_by_its_keys():
    judged = people.assessment("proposed")
    judged.cited.set([people.evidence("accepted")])
    judged.cited.add(people.evidence("accepted", key="2021-03-photo"))
    html = history(client_of(Role.VIEWER), judged)
    assert "<strong>Cited evidence</strong>: – → 2021-02-convoy" in html
    assert "<strong>Cited evidence</strong>: 2021-02-convoy → 2021-02-convoy, 2021-03-photo" in html
    first = judged.history.earliest()
    version = reverse("admin:agreements_assessment_simple_history", args=[judged.pk, first.history_id])
    assert "Cited evidence" in client_of(Role.VIEWER).get(version).content.decode()


def test_who_agreed_to_a_moved_deadline_and_when_is_told_under_the_deadline():
    deadline = models.Deadline.objects.create(
        clause=people.clause(), key="end", label="The end", kind="fixed", due_on="2021-03-01"
    )
    change = models.DeadlineChange(deadline=deadline, due_on="2021-04-01")
    change.agreed = Span.parse("2021-02-20")
    change.save()
    names = [models.Actor.objects.create(slug=name, name=name, kind="state") for name in ("Aland", "Borland")]
    change.agreed_by.set(names)
    change.agreed = Span.parse("2021-02")
    change.save()
    html = history(client_of(Role.VIEWER), deadline)
    assert "<strong>Agreed by</strong>: – → Aland, Borland" in html
    assert "<strong>Agreed</strong>: 2021-02-20 → 2021-02" in html


def test_a_long_reason_is_told_in_full_in_the_list_and_in_the_version():
    reason = "The same convoy was counted on two days. " * 10
    evidence = people.evidence("accepted")
    operations.retract_evidence(evidence, by=person(Role.REVIEWER), reason=reason)
    assert f"<td>{reason.strip()}</td>" in history(client_of(Role.VIEWER), evidence)
    latest = evidence.history.latest()
    version = reverse("admin:agreements_evidence_simple_history", args=[evidence.pk, latest.history_id])
    assert f"by reviewer: {reason.strip()}" in unescape(client_of(Role.VIEWER).get(version).content.decode())


def test_a_part_taken_out_is_told_with_what_it_held():
    evidence = people.evidence("draft")
    citation = evidence.citations.get()
    citation.locator = "p. 7"
    citation.save()
    citation._history_user, citation._change_reason = person(Role.REPORTER), "The wrong page."
    citation.delete()
    html = history(client_of(Role.VIEWER), evidence)
    assert "Citation deleted: First issue (2021-02-20) asserts" in html
    assert "<strong>Place in the source</strong>: p. 7 → –" in html
    assert "<td>The wrong page.</td>" in html


def test_the_last_change_of_a_page_is_compared_with_the_first_of_the_next():
    clause = people.clause()
    for number in range(1, 103):
        clause.heading = f"Heading {number}"
        clause.save()
    html = history(client_of(Role.VIEWER), clause)
    assert "Heading 1 → Heading 2" not in html
    assert "<strong>Heading</strong>: Heading 2 → Heading 3" in html
    assert "<strong>Heading</strong>: Peace → Heading 1" in history(client_of(Role.VIEWER), clause, "?p=2")


def test_who_decided_in_a_team_of_one_is_told(settings):
    settings.TEAM_OF_ONE = True
    evidence = people.evidence("submitted", by="administrator")
    operations.accept_evidence(evidence, by=person(Role.ADMINISTRATOR), at=AT)
    assert operations.BY_ITS_AUTHOR in history(client_of(Role.VIEWER), evidence)
