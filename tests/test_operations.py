"""Every step of review: who may take it, from which state, with which reason, and what the history says."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from agreements import operations
from agreements.choices import AssessmentState, EvidenceState
from agreements.models import Assessment, Evidence
from agreements.operations import ASSESSMENT_STEPS, EVIDENCE_STEPS, OperationError
from agreements.roles import Role
from tests.people import AT, LATER, assessment, clause, evidence, person, source

pytestmark = pytest.mark.django_db

SECOND_REVIEWER = "second-reviewer"
Take = Callable[..., Evidence | Assessment]

EVIDENCE_TAKES: dict[str, Take] = {
    "submit": lambda row, by: operations.submit_evidence(row, by=by),
    "accept": lambda row, by: operations.accept_evidence(row, by=by, at=LATER),
    "reject": lambda row, by: operations.reject_evidence(row, by=by, at=LATER, reason="Not a report."),
    "retract": lambda row, by: operations.retract_evidence(row, by=by, reason="Counted twice."),
}
ASSESSMENT_TAKES: dict[str, Take] = {
    "approve": lambda row, by: operations.approve_assessment(row, by=by, at=LATER),
    "send_back": lambda row, by: operations.send_assessment_back(row, by=by, reason="Too short."),
    "withdraw": lambda row, by: operations.withdraw_assessment(row, by=by, reason="Rests on a mistake."),
}
EVIDENCE_TRANSITIONS = {
    ("draft", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "reject"): "rejected",
    ("accepted", "retract"): "retracted",
}
ASSESSMENT_TRANSITIONS = {
    ("proposed", "approve"): "approved",
    ("proposed", "send_back"): "sent_back",
    ("approved", "withdraw"): "withdrawn",
}
EVIDENCE_ROLES = {"submit": Role.REPORTER, "accept": Role.REVIEWER, "reject": Role.REVIEWER, "retract": Role.REVIEWER}


def test_every_step_is_in_the_tables_of_this_module():
    assert set(EVIDENCE_TAKES) == set(EVIDENCE_STEPS)
    assert set(ASSESSMENT_TAKES) == set(ASSESSMENT_STEPS)


@pytest.mark.parametrize("step", EVIDENCE_TAKES)
@pytest.mark.parametrize("state", EvidenceState.values)
def test_evidence_moves_along_its_allowed_steps_and_no_others(state: str, step: str):
    row = evidence(state)
    by = person(EVIDENCE_ROLES[step])
    after = EVIDENCE_TRANSITIONS.get((state, step))
    if after is None:
        with pytest.raises(OperationError, match=f"is {state}: only what is"):
            EVIDENCE_TAKES[step](row, by)
    else:
        assert EVIDENCE_TAKES[step](row, by).state == after
    row.refresh_from_db()
    assert row.state == (after or state)


@pytest.mark.parametrize("step", ASSESSMENT_TAKES)
@pytest.mark.parametrize("state", AssessmentState.values)
def test_assessments_move_along_their_allowed_steps_and_no_others(state: str, step: str):
    row = assessment(state)
    by = person(Role.REVIEWER, SECOND_REVIEWER)
    after = ASSESSMENT_TRANSITIONS.get((state, step))
    if after is None:
        with pytest.raises(OperationError, match=f"is {AssessmentState(state).label.lower()}: only what is"):
            ASSESSMENT_TAKES[step](row, by)
    else:
        assert ASSESSMENT_TAKES[step](row, by).state == after
    row.refresh_from_db()
    assert row.state == (after or state)


ALLOWED = {
    "submit": {Role.REPORTER, Role.ADMINISTRATOR},
    "accept": {Role.REVIEWER, Role.ADMINISTRATOR},
    "reject": {Role.REVIEWER, Role.ADMINISTRATOR},
    "retract": {Role.REVIEWER, Role.ADMINISTRATOR},
    "approve": {Role.REVIEWER, Role.ADMINISTRATOR},
    "send_back": {Role.REVIEWER, Role.ADMINISTRATOR},
    "withdraw": {Role.REVIEWER, Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", ALLOWED)
def test_a_step_needs_its_permission(step: str, role: Role):
    is_evidence = step in EVIDENCE_STEPS
    before = (EVIDENCE_STEPS if is_evidence else ASSESSMENT_STEPS)[step].before
    row = evidence(before, by="author") if is_evidence else assessment(before, by="author")
    take = (EVIDENCE_TAKES if is_evidence else ASSESSMENT_TAKES)[step]
    if role in ALLOWED[step]:
        take(row, person(role))
    else:
        with pytest.raises(OperationError, match="needs the permission"):
            take(row, person(role))
        row.refresh_from_db()
        assert row.state == before


@pytest.mark.parametrize(
    ("make", "take"),
    [
        pytest.param(
            lambda by: evidence("submitted", by=by), EVIDENCE_TAKES["accept"], id="nobody accepts their own evidence"
        ),
        pytest.param(
            lambda by: assessment(by=by), ASSESSMENT_TAKES["approve"], id="nobody approves their own judgement"
        ),
    ],
)
def test_a_second_person_decides(make: Callable[[str], Evidence | Assessment], take: Take):
    author = person(Role.ADMINISTRATOR, "author")
    row = make("author")
    before = row.state
    with pytest.raises(OperationError, match="nobody decides on their own work"):
        take(row, author)
    row.refresh_from_db()
    assert row.state == before
    take(row, person(Role.ADMINISTRATOR))


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
@pytest.mark.parametrize(
    ("make", "operation"),
    [
        pytest.param(
            lambda: evidence("submitted"), partial(operations.reject_evidence, at=LATER), id="to reject evidence"
        ),
        pytest.param(lambda: evidence("accepted"), operations.retract_evidence, id="to retract evidence"),
        pytest.param(assessment, operations.send_assessment_back, id="to send an assessment back"),
        pytest.param(lambda: assessment("approved"), operations.withdraw_assessment, id="to withdraw an assessment"),
    ],
)
def test_a_reason_is_required(make: Callable[[], Evidence | Assessment], operation: Take, reason: str):
    row = make()
    before = row.state
    with pytest.raises(OperationError, match="Give a reason"):
        operation(row, by=person(Role.ADMINISTRATOR), reason=reason)
    row.refresh_from_db()
    assert row.state == before


@pytest.mark.parametrize(
    ("state", "step", "role"), [("draft", "submit", Role.REPORTER), ("submitted", "accept", Role.REVIEWER)]
)
def test_evidence_without_a_citation_goes_no_further(state: str, step: str, role: Role):
    with pytest.raises(OperationError, match="give at least one citation"):
        EVIDENCE_TAKES[step](evidence(state, cited=False), person(role))


def test_a_new_draft_is_whose_it_is_whatever_the_row_said():
    row = Evidence(key="2021-02-new", summary="A convoy passed.", state="accepted")
    row.occurred = evidence().occurred
    drafted = operations.draft_evidence(row, by=person(Role.REPORTER), at=LATER)
    assert (drafted.state, drafted.entered_by, drafted.entered_at) == ("draft", person(Role.REPORTER), LATER)
    with pytest.raises(OperationError, match="needs the permission"):
        operations.draft_evidence(row, by=person(Role.REVIEWER), at=LATER)


@pytest.mark.parametrize(
    ("state", "by", "is_open"),
    [
        pytest.param("draft", "reporter", True, id="one's own draft"),
        pytest.param("submitted", "reporter", True, id="one's own until it is reviewed"),
        pytest.param("accepted", "reporter", False, id="not once it is accepted"),
        pytest.param("rejected", "reporter", False, id="not once it is rejected"),
        pytest.param("retracted", "reporter", False, id="not once it is retracted"),
        pytest.param("draft", "somebody-else", False, id="not somebody else's"),
    ],
)
def test_evidence_is_edited_by_who_entered_it_until_it_is_reviewed(state: str, by: str, is_open: bool):
    row = evidence(state, by=by)
    row.summary = "Two convoys passed."
    if is_open:
        operations.change_evidence(row, by=person(Role.REPORTER))
    else:
        with pytest.raises(OperationError, match="can no longer be edited"):
            operations.change_evidence(row, by=person(Role.REPORTER))
    assert (Evidence.objects.get().summary == "Two convoys passed.") is is_open


def test_an_edit_that_comes_after_acceptance_is_refused_though_the_page_was_opened_before():
    opened = evidence("submitted")
    operations.accept_evidence(opened, by=person(Role.REVIEWER), at=LATER)
    assert opened.state == "submitted"
    with pytest.raises(OperationError, match="can no longer be edited"):
        operations.change_evidence(opened, by=person(Role.REPORTER), columns_changed=False)


def test_two_reviewers_cannot_both_decide():
    first_view, second_view = evidence("submitted"), Evidence.objects.get()
    operations.accept_evidence(first_view, by=person(Role.REVIEWER), at=LATER)
    with pytest.raises(OperationError, match="is accepted: only what is submitted can become rejected"):
        operations.reject_evidence(second_view, by=person(Role.REVIEWER, SECOND_REVIEWER), at=LATER, reason="No.")


def proposal(number: str = "1") -> Assessment:
    values = {"effective_on": AT.date(), "performance": "fulfilled", "confidence": "low", "method_version": "1.0"}
    return Assessment(clause=clause(number), rationale="The convoy passed.", **values)


@pytest.mark.parametrize(
    "number", [pytest.param("6.g", id="plain"), pytest.param("4(1)", id="brackets"), pytest.param("9" * 80, id="long")]
)
def test_a_proposal_gets_a_key_a_state_and_a_name_whatever_the_number_of_the_clause(number: str):
    row = operations.propose_assessment(proposal(number), cited=[], by=person(Role.REVIEWER), at=LATER)
    assert (row.state, row.proposed_by) == ("proposed", person(Role.REVIEWER))
    assert row.key.startswith("pact-")
    assert row.key.endswith("-20210302T120000000000")


def test_a_point_with_limbs_cannot_be_assessed():
    clause("1.a", parent=clause("1"))
    with pytest.raises(OperationError, match="has sub-clauses: assess those"):
        operations.propose_assessment(proposal("1"), cited=[], by=person(Role.REVIEWER), at=LATER)


@pytest.mark.parametrize("state", EvidenceState.values)
def test_only_accepted_evidence_can_be_cited(state: str):
    cited = [evidence(state)]
    if state == "accepted":
        row = operations.propose_assessment(proposal(), cited=cited, by=person(Role.REVIEWER), at=LATER)
        assert list(row.cited.all()) == cited
    else:
        with pytest.raises(
            OperationError, match="Only accepted evidence can be cited, and this is not: 2021-02-convoy"
        ):
            operations.propose_assessment(proposal(), cited=cited, by=person(Role.REVIEWER), at=LATER)
        assert not Assessment.objects.exists()


def test_what_was_retracted_since_the_proposal_stops_the_approval():
    cited = evidence("accepted")
    row = operations.propose_assessment(proposal(), cited=[cited], by=person(Role.REVIEWER), at=AT)
    operations.retract_evidence(cited, by=person(Role.REVIEWER), reason="Counted twice.")
    with pytest.raises(OperationError, match="Only accepted evidence can be cited"):
        operations.approve_assessment(row, by=person(Role.ADMINISTRATOR), at=LATER)


def test_an_incomplete_proposal_is_refused_whole():
    row = proposal()
    row.rationale = ""
    with pytest.raises(ValidationError):
        operations.propose_assessment(row, cited=[], by=person(Role.REVIEWER), at=LATER)
    assert not Assessment.objects.exists()


def test_withdrawal_leaves_who_approved_and_when():
    row = operations.withdraw_assessment(assessment("approved"), by=person(Role.REVIEWER), reason="A mistake.")
    assert (row.approved_by, row.decided_at) == (person(Role.ADMINISTRATOR), AT)


def test_the_history_says_who_took_which_step_and_why():
    reporter, reviewer = person(Role.REPORTER), person(Role.REVIEWER)
    row = Evidence(key="2021-02-new", summary="A convoy passed.")
    row.occurred = evidence(key="other").occurred
    operations.draft_evidence(row, by=reporter, at=AT)
    row.citations.create(source=source())
    operations.change_evidence(row, by=reporter)
    operations.submit_evidence(row, by=reporter)
    operations.accept_evidence(row, by=reviewer, at=LATER)
    operations.retract_evidence(row, by=reviewer, reason="It was another convoy.")
    rows = row.history.order_by("history_id").values_list("state", "history_user__username", "history_change_reason")
    assert list(rows) == [
        ("draft", "reporter", None),
        ("draft", "reporter", None),
        ("submitted", "reporter", None),
        ("accepted", "reviewer", None),
        ("retracted", "reviewer", "It was another convoy."),
    ]


def test_a_long_reason_is_kept_in_full_and_shortened_in_the_history():
    reason = "Because. " * 100
    row = operations.reject_evidence(evidence("submitted"), by=person(Role.REVIEWER), at=LATER, reason=reason)
    assert row.state_reason == reason.strip()
    assert row.history.first().history_change_reason == f"{reason[:99]}…"


def test_the_history_of_an_assessment_says_who_proposed_and_who_approved():
    row = operations.propose_assessment(proposal(), cited=[evidence("accepted")], by=person(Role.REVIEWER), at=AT)
    operations.approve_assessment(row, by=person(Role.ADMINISTRATOR), at=LATER)
    names = row.history.order_by("history_id").values_list("state", "history_user__username")
    assert list(names) == [("proposed", "reviewer"), ("proposed", "reviewer"), ("approved", "administrator")]
