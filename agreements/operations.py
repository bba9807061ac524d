"""The writes that mean something: evidence and assessments on their way to being public.

Every operation checks who may do it, that the step fits the state, and that nobody decides on their own work.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements.choices import AssessmentState, EvidenceState
from agreements.models import Assessment, Evidence


class OperationError(Exception):
    """The step cannot be taken; the message says why."""


@transaction.atomic
def draft_evidence(evidence: Evidence, *, by: AbstractUser, at: datetime) -> Evidence:
    """Record who began a new piece of evidence, and when; it stays a draft until submitted."""
    _require(by, "agreements.add_evidence")
    evidence.state = EvidenceState.DRAFT
    evidence.entered_by = by
    evidence.entered_at = at
    evidence.full_clean()
    evidence.save()
    return evidence


def submit_evidence(evidence: Evidence, *, by: AbstractUser) -> Evidence:
    """Hand a draft in for review; it needs a citation."""
    _require(by, "agreements.add_evidence")
    if not evidence.citations.exists():
        raise OperationError(f"{evidence}: give at least one source before submitting.")
    return _move_evidence(evidence, {EvidenceState.DRAFT}, EvidenceState.SUBMITTED, by=by)


def accept_evidence(evidence: Evidence, *, by: AbstractUser) -> Evidence:
    """Accept submitted evidence: from now on it is public and counts."""
    _require(by, "agreements.review_evidence")
    _require_second_person(by, evidence.entered_by, evidence)
    return _move_evidence(evidence, {EvidenceState.SUBMITTED}, EvidenceState.ACCEPTED, by=by)


def reject_evidence(evidence: Evidence, *, by: AbstractUser, reason: str) -> Evidence:
    """Reject submitted evidence, saying why."""
    _require(by, "agreements.review_evidence")
    return _move_evidence(evidence, {EvidenceState.SUBMITTED}, EvidenceState.REJECTED, by=by, reason=_given(reason))


def retract_evidence(evidence: Evidence, *, by: AbstractUser, reason: str) -> Evidence:
    """Take accepted evidence back, with a public reason; it stays in the record and no longer counts."""
    _require(by, "agreements.review_evidence")
    return _move_evidence(evidence, {EvidenceState.ACCEPTED}, EvidenceState.RETRACTED, by=by, reason=_given(reason))


@transaction.atomic
def propose_assessment(
    assessment: Assessment, *, cited: Iterable[Evidence], by: AbstractUser, at: datetime
) -> Assessment:
    """Record a new assessment; it counts once a second person approved it."""
    _require(by, "agreements.add_assessment")
    if assessment.clause.children.exists():
        raise OperationError(f"{assessment.clause} has sub-clauses: assess those.")
    assessment.key = f"{assessment.clause.agreement.slug}-{assessment.clause.number}-{at:%Y%m%dT%H%M%S%f}"
    assessment.state = AssessmentState.PROPOSED
    assessment.proposed_by = by
    assessment.full_clean()
    assessment.save()
    assessment.cited.set(cited)
    return assessment


def approve_assessment(assessment: Assessment, *, by: AbstractUser, at: datetime) -> Assessment:
    """Approve a proposed assessment: from now on it is public and counts."""
    _require(by, "agreements.approve_assessment")
    _require_second_person(by, assessment.proposed_by, assessment)
    assessment.approved_by = by
    assessment.decided_at = at
    return _move_assessment(assessment, {AssessmentState.PROPOSED}, AssessmentState.APPROVED, by=by)


def send_assessment_back(assessment: Assessment, *, by: AbstractUser, reason: str) -> Assessment:
    """Return a proposed assessment to its author, saying why."""
    _require(by, "agreements.approve_assessment")
    state = AssessmentState.SENT_BACK
    return _move_assessment(assessment, {AssessmentState.PROPOSED}, state, by=by, reason=_given(reason))


def withdraw_assessment(assessment: Assessment, *, by: AbstractUser, reason: str) -> Assessment:
    """Take an approved assessment back, with a public reason."""
    _require(by, "agreements.approve_assessment")
    state = AssessmentState.WITHDRAWN
    return _move_assessment(assessment, {AssessmentState.APPROVED}, state, by=by, reason=_given(reason))


def _require(user: AbstractUser, permission: str) -> None:
    """Refuse a user who lacks a permission."""
    if not user.has_perm(permission):
        raise OperationError(f"{user} may not do this: it needs the permission {permission}.")


def _require_second_person(user: AbstractUser, author: AbstractUser, row: Evidence | Assessment) -> None:
    """Refuse a user who decides on their own work."""
    if user == author:
        raise OperationError(f"{row}: nobody decides on their own work; ask a second person.")


def _given(reason: str) -> str:
    """Return the reason; refuse an empty one."""
    if not reason.strip():
        raise OperationError("Give a reason.")
    return reason.strip()


@transaction.atomic
def _move_evidence(
    evidence: Evidence, from_states: set[EvidenceState], state: EvidenceState, *, by: AbstractUser, reason: str = ""
) -> Evidence:
    """Move evidence from one state to the next as the database has it now."""
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    _require_state(current, from_states, state)
    current.state, current.state_reason = state, reason
    _save_with_history(current, by, reason)
    return current


@transaction.atomic
def _move_assessment(
    assessment: Assessment,
    from_states: set[AssessmentState],
    state: AssessmentState,
    *,
    by: AbstractUser,
    reason: str = "",
) -> Assessment:
    """Move an assessment from one state to the next as the database has it now."""
    current = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _require_state(current, from_states, state)
    current.state, current.state_reason = state, reason
    current.approved_by, current.decided_at = assessment.approved_by, assessment.decided_at
    _save_with_history(current, by, reason)
    return current


def _require_state(row: Evidence | Assessment, from_states: Iterable[str], state: str) -> None:
    """Refuse a step that does not fit the state."""
    if row.state not in from_states:
        wanted = " or ".join(sorted(from_states))
        raise OperationError(f"{row} is {row.state}: only what is {wanted} can become {state}.")


def _save_with_history(row: Evidence | Assessment, user: AbstractUser, reason: str) -> None:
    """Save, with who and why in the history."""
    row._history_user = user
    row._change_reason = reason[:100] or None
    row.save()
