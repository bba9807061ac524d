"""Marks for review: who puts them, who takes them off, and when they end by themselves."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.dates import AsOf
from agreements.marks import lift_mark, mark_for_review
from agreements.models import AuditEntry, Clause, ReviewMark
from agreements.operations import OperationError, approve_assessment
from agreements.roles import Role
from agreements.selectors import clause_reviews, review_queue
from tests.people import AT, LATER, assessment, clause, client_of, person
from tests.review_rows import day, decided, instant, reported

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/clause/"
MAY_MARK = {Role.REVIEWER, Role.ADMINISTRATOR}
TODAY = AsOf(day("2021-06-01"), day("2021-06-01"))


@pytest.fixture
def reviewer() -> User:
    return person(Role.REVIEWER)


def marked(*clauses: Clause, reason: str = "Look at the road.") -> list[ReviewMark]:
    return mark_for_review(clauses or [clause()], reason=reason, by=person(Role.REVIEWER), at=AT)


def reasons(on: Clause | None = None) -> list[str]:
    return [mark.reason for mark in clause_reviews(as_of=TODAY)[(on or clause()).pk].marks]


def test_a_mark_says_who_asks_why_and_when_and_is_in_history_and_trail(reviewer: User):
    row, before = clause(), AuditEntry.objects.count()
    (mark,) = marked(row, reason=" Look at the road. ")
    mark.refresh_from_db()
    assert (mark.reason, mark.marked_by, mark.marked_at, mark.lifted_at) == ("Look at the road.", reviewer, AT, None)
    version = mark.history.get()
    assert (version.history_user, version.history_date) == (reviewer, AT)
    assert version.history_change_reason == "Look at the road."
    assert AuditEntry.objects.count() == before + 1


@pytest.mark.parametrize("role", Role)
def test_reviewers_mark_and_lift_and_nobody_else(role: Role):
    (mark,) = marked()
    by = person(role)
    steps = (
        lambda: mark_for_review([clause()], reason="Again.", by=by, at=LATER),
        lambda: lift_mark(mark, by=by, at=LATER),
    )
    for step in steps:
        if role in MAY_MARK:
            step()
        else:
            with pytest.raises(OperationError, match="may not do this"):
                step()


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_mark_without_a_reason_is_refused(reason: str):
    with pytest.raises(OperationError, match="Give a reason"):
        marked(reason=reason)
    assert not ReviewMark.objects.exists()


def test_a_long_reason_is_kept_whole():
    (mark,) = marked(reason="x" * 5000)
    mark.refresh_from_db()
    assert len(mark.reason) == 5000
    assert len(mark.history.get().history_change_reason) == 100


def test_a_point_is_not_marked_and_then_none_of_the_selection_is():
    point = clause("2")
    limb = Clause.objects.create(agreement=point.agreement, number="2.a", heading="Limb", parent=point)
    with pytest.raises(OperationError, match=r"pact/2 Peace has sub-clauses: mark those."):
        marked(limb, point)
    assert not ReviewMark.objects.exists()


def test_a_lifted_mark_says_who_lifted_it_and_is_not_lifted_twice(reviewer: User):
    (mark,) = marked()
    lift_mark(mark, by=reviewer, at=LATER)
    mark.refresh_from_db()
    assert (mark.lifted_by, mark.lifted_at) == (reviewer, LATER)
    assert reasons() == []
    with pytest.raises(OperationError, match="was lifted by reviewer already"):
        lift_mark(mark, by=reviewer, at=LATER)


def test_a_mark_ends_with_the_next_decided_assessment_and_not_with_a_proposal():
    decided(at="2021-02-01", effective="2021-02-01")
    marked()
    row = assessment("proposed")
    assert reasons() == ["Look at the road."]
    approve_assessment(row, by=person(Role.ADMINISTRATOR), at=LATER)
    assert reasons() == []


def test_a_decision_on_one_clause_ends_no_mark_on_another():
    marked(clause(), clause("2"))
    decided(at="2021-04-01")
    assert (reasons(), reasons(clause("2"))) == ([], ["Look at the road."])


def test_the_queue_begins_with_marks_then_goes_by_urgency_then_by_age():
    retracted = reported("cited", state="retracted")
    decided(on=clause("1"), at="2021-03-10")
    decided(on=clause("2"), at="2021-03-20")
    for number in ("1", "2", "3"):
        reported(f"new-{number}", on=clause(number))
    decided(on=clause("4"), at="2021-05-01", cites=(retracted,))
    decided(on=clause("5"), at="2021-05-01")
    marked_on = clause("5")
    mark_for_review([marked_on], reason="Look.", by=person(Role.REVIEWER), at=instant("2021-05-02"))
    decided(on=clause("6"), at="2021-05-01")
    found = review_queue(as_of=TODAY)
    assert [review.clause.number for review in found] == ["5", "4", "1", "2", "3"]
    assert [list(review.kinds) for review in found] == [
        [],
        ["cited_no_longer_stands"],
        ["new_evidence"],
        ["new_evidence"],
        ["not_assessed"],
    ]
    assert found[2].decided_on == day("2021-03-10")


def test_the_queue_can_be_asked_for_another_age():
    decided(at="2021-03-10")
    assert [list(review.kinds) for review in review_queue(as_of=TODAY, months=2)] == [["stale"]]
    assert review_queue(as_of=TODAY) == ()


def test_the_queue_costs_the_same_queries_whatever_is_marked():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            review_queue(as_of=TODAY)
        return len(captured)

    marked()
    before = queries()
    marked(*(clause(str(number)) for number in range(10, 20)))
    assert queries() == before


def test_the_desk_marks_a_selection_with_a_reason_and_tells_of_each():
    client, rows = client_of(Role.REVIEWER), [clause("1"), clause("2")]
    sent = {"action": "mark", "_selected_action": [row.pk for row in rows]}
    assert "<h1>Mark for review</h1>" in client.post(LIST, sent).content.decode()
    assert "Give a reason." in client.post(LIST, sent | {"reason": " "}).content.decode()
    html = client.post(LIST, sent | {"reason": "Look at the road."}, follow=True).content.decode()
    for row in rows:
        assert f"{row} is marked for review.".removeprefix("p") in html  # messages begin with a capital
    assert {mark.clause for mark in ReviewMark.objects.all()} == set(rows)


@pytest.mark.parametrize("role", Role)
def test_the_page_of_review_lifts_a_mark_for_those_who_may(role: Role):
    (mark,) = marked()
    client, address = client_of(role), f"{LIST}{mark.clause_id}/review/marks/{mark.pk}/lift/"
    html = client.get(f"{LIST}{mark.clause_id}/review/").content.decode()
    assert "Look at the road." in html
    assert ("Lift this mark" in html) is (role in MAY_MARK)
    assert client.get(address).status_code == 405
    answer = client.post(address, follow=True)
    mark.refresh_from_db()
    assert (mark.lifted_at is not None) is (role in MAY_MARK)
    assert answer.status_code == (200 if role in MAY_MARK else 403)
    if role in MAY_MARK:
        assert "The mark is lifted." in answer.content.decode()
        assert "was lifted by" in client.post(address, follow=True).content.decode()


def test_a_mark_is_lifted_only_at_its_own_clause():
    (mark,) = marked()
    for pk, number in ((clause("2").pk, mark.pk), (mark.clause_id, 0), (mark.clause_id, 10**30)):
        address = f"{LIST}{pk}/review/marks/{number}/lift/"
        assert client_of(Role.REVIEWER).post(address).status_code == 404
