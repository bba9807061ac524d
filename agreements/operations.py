"""The writes that mean something: evidence and assessments on their way to being public.

Every operation checks who may do it, that the step fits the state, and that nobody decides on their own work (but
for a team of one, and then the record says so); it works on the row as the database has it now, one transaction at a
time, and leaves who and why in the history.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements.choices import AssessmentState, EvidenceState
from agreements.models import Assessment, Clause, Evidence
from agreements.models.audit import hold_trail
from agreements.texts import text_problem

Row = TypeVar("Row", Evidence, Assessment)


class OperationError(Exception):
    """The step cannot be taken; the message says why."""


class NotAllowedError(OperationError):
    """The step is not for this person."""


class ReasonError(OperationError):
    """The step needs a reason, and one that can be kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of review: the states before and after, the permission it needs, and whether it needs a second person."""

    before: EvidenceState | AssessmentState
    after: EvidenceState | AssessmentState
    permission: str
    is_for_another: bool = False


EVIDENCE_STEPS: Mapping[str, Step] = {
    "submit": Step(EvidenceState.DRAFT, EvidenceState.SUBMITTED, "agreements.add_evidence"),
    "accept": Step(EvidenceState.SUBMITTED, EvidenceState.ACCEPTED, "agreements.review_evidence", is_for_another=True),
    "reject": Step(EvidenceState.SUBMITTED, EvidenceState.REJECTED, "agreements.review_evidence"),
    "retract": Step(EvidenceState.ACCEPTED, EvidenceState.RETRACTED, "agreements.review_evidence"),
}
ASSESSMENT_STEPS: Mapping[str, Step] = {
    "approve": Step(
        AssessmentState.PROPOSED, AssessmentState.APPROVED, "agreements.approve_assessment", is_for_another=True
    ),
    "send_back": Step(AssessmentState.PROPOSED, AssessmentState.SENT_BACK, "agreements.approve_assessment"),
    "withdraw": Step(AssessmentState.APPROVED, AssessmentState.WITHDRAWN, "agreements.approve_assessment"),
}

BY_ITS_AUTHOR = "Decided on by its own author: a team of one."
"""What the history says where somebody decided on their own work, as the setting TEAM_OF_ONE allows."""

OPEN_STATES = frozenset({EvidenceState.DRAFT, EvidenceState.SUBMITTED})
"""Evidence nobody has decided on: who entered it may still edit it."""


@transaction.atomic
def draft_evidence(evidence: Evidence, *, by: AbstractUser, at: datetime) -> Evidence:
    """Record who began a new piece of evidence, and when; it stays a draft until submitted."""
    require(by, "agreements.add_evidence")
    hold_trail()
    evidence.state = EvidenceState.DRAFT
    evidence.entered_by = by
    evidence.entered_at = at
    evidence.full_clean()
    return _saved(evidence, by)


def is_open_to(evidence: Evidence, user: AbstractUser) -> bool:
    """Return whether a user may still edit evidence: their own, until somebody decided on it."""
    return evidence.state in OPEN_STATES and evidence.entered_by_id == user.pk


@transaction.atomic
def change_evidence(
    evidence: Evidence, *, by: AbstractUser, columns_changed: bool = True, reason: str = ""
) -> Evidence:
    """Save changes to one's own evidence, or hold it while its parts change; refuse once somebody decided on it."""
    require(by, "agreements.change_evidence")
    hold_trail()
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if not is_open_to(current, by):
        raise OperationError(f"{current} can no longer be edited: it is decided on or somebody else's.")
    evidence.state, evidence.state_reason = current.state, current.state_reason
    return _saved(evidence, by, reason) if columns_changed else evidence


@transaction.atomic
def submit_evidence(evidence: Evidence, *, by: AbstractUser) -> Evidence:
    """Hand a draft in for review; it needs a citation."""
    current = _locked(evidence, EVIDENCE_STEPS["submit"], by)
    _require_citation(current)
    return _taken(current, EVIDENCE_STEPS["submit"], by)


@transaction.atomic
def accept_evidence(evidence: Evidence, *, by: AbstractUser, at: datetime) -> Evidence:
    """Accept submitted evidence: from now on it is public and counts."""
    current = _locked(evidence, EVIDENCE_STEPS["accept"], by)
    note = _second_person(by, current.entered_by, current)
    _require_citation(current)
    current.decided_by, current.decided_at = by, at
    return _taken(current, EVIDENCE_STEPS["accept"], by, note=note)


@transaction.atomic
def reject_evidence(evidence: Evidence, *, by: AbstractUser, at: datetime, reason: str) -> Evidence:
    """Reject submitted evidence, saying why."""
    current = _locked(evidence, EVIDENCE_STEPS["reject"], by)
    current.decided_by, current.decided_at = by, at
    return _taken(current, EVIDENCE_STEPS["reject"], by, reason=given_reason(reason))


@transaction.atomic
def retract_evidence(evidence: Evidence, *, by: AbstractUser, reason: str) -> Evidence:
    """Take accepted evidence back, with a public reason; it stays in the record and no longer counts."""
    current = _locked(evidence, EVIDENCE_STEPS["retract"], by)
    return _taken(current, EVIDENCE_STEPS["retract"], by, reason=given_reason(reason))


def check_proposal(clause: Clause, cited: Iterable[Evidence]) -> None:
    """Raise OperationError where a clause cannot be assessed, or where evidence cited is not public."""
    if clause.children.exists():
        raise OperationError(f"{clause} has sub-clauses: assess those.")
    hidden = [evidence.key for evidence in cited if evidence.state != EvidenceState.ACCEPTED]
    if hidden:
        raise OperationError(f"Only accepted evidence can be cited, and this is not: {', '.join(sorted(hidden))}.")


@transaction.atomic
def propose_assessment(
    assessment: Assessment, *, cited: Iterable[Evidence], by: AbstractUser, at: datetime, note: str = ""
) -> Assessment:
    """Record a new assessment; it counts once a second person approved it. A note is for the history alone."""
    require(by, "agreements.add_assessment")
    hold_trail()
    cited = list(cited)
    check_proposal(assessment.clause, cited)
    assessment.key = _assessment_key(assessment.clause, at)
    assessment.state = AssessmentState.PROPOSED
    assessment.proposed_by = by
    assessment.full_clean()
    _saved(assessment, by, note)
    assessment.cited.set(cited)
    return assessment


@transaction.atomic
def approve_assessment(assessment: Assessment, *, by: AbstractUser, at: datetime) -> Assessment:
    """Approve a proposed assessment: from now on it is public and counts."""
    current = _locked(assessment, ASSESSMENT_STEPS["approve"], by)
    note = _second_person(by, current.proposed_by, current)
    check_proposal(current.clause, current.cited.all())
    current.approved_by, current.decided_at = by, at
    return _taken(current, ASSESSMENT_STEPS["approve"], by, note=note)


@transaction.atomic
def send_assessment_back(assessment: Assessment, *, by: AbstractUser, reason: str) -> Assessment:
    """Return a proposed assessment to its author, saying why."""
    current = _locked(assessment, ASSESSMENT_STEPS["send_back"], by)
    return _taken(current, ASSESSMENT_STEPS["send_back"], by, reason=given_reason(reason))


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, by: AbstractUser, reason: str) -> Assessment:
    """Take an approved assessment back, with a public reason."""
    current = _locked(assessment, ASSESSMENT_STEPS["withdraw"], by)
    return _taken(current, ASSESSMENT_STEPS["withdraw"], by, reason=given_reason(reason))


Take = Callable[[Row, AbstractUser, datetime, str], Row]
EVIDENCE_TAKES: Mapping[str, Take[Evidence]] = {
    "submit": lambda row, by, at, reason: submit_evidence(row, by=by),
    "accept": lambda row, by, at, reason: accept_evidence(row, by=by, at=at),
    "reject": lambda row, by, at, reason: reject_evidence(row, by=by, at=at, reason=reason),
    "retract": lambda row, by, at, reason: retract_evidence(row, by=by, reason=reason),
}
ASSESSMENT_TAKES: Mapping[str, Take[Assessment]] = {
    "approve": lambda row, by, at, reason: approve_assessment(row, by=by, at=at),
    "send_back": lambda row, by, at, reason: send_assessment_back(row, by=by, reason=reason),
    "withdraw": lambda row, by, at, reason: withdraw_assessment(row, by=by, reason=reason),
}
"""What takes each step of the tables above: the row, who, when, and the reason where one is needed."""


def _assessment_key(clause: Clause, at: datetime) -> str:
    """Return a public name for an assessment of `clause` proposed `at` an instant."""
    stem = re.sub(r"[()]", "-", f"{clause.agreement.slug}-{clause.number}")
    return f"{stem[:90]}-{at:%Y%m%dT%H%M%S%f}"


def require(user: AbstractUser, permission: str) -> None:
    """Refuse a user who lacks a permission."""
    if not user.has_perm(permission):
        raise NotAllowedError(f"{user} may not do this: it needs the permission {permission}.")


def is_offered(step: Step, row: Evidence | Assessment, user: AbstractUser) -> bool:
    """Return whether a step fits the state of a row and, where it is for a second person, somebody who is one."""
    author = row.entered_by if isinstance(row, Evidence) else row.proposed_by
    return row.state == step.before and (not step.is_for_another or user != author or settings.TEAM_OF_ONE)


def _second_person(user: AbstractUser, author: AbstractUser, row: Evidence | Assessment) -> str:
    """Refuse a user who decides on their own work; in a team of one, return the note that the history keeps of it."""
    if user != author:
        return ""
    if not settings.TEAM_OF_ONE:
        raise NotAllowedError(f"{row}: nobody decides on their own work; ask a second person.")
    return BY_ITS_AUTHOR


def _require_citation(evidence: Evidence) -> None:
    """Refuse evidence that no source carries."""
    if not evidence.citations.exists():
        raise OperationError(f"{evidence}: give at least one citation, with its source, first.")


def given_reason(reason: str) -> str:
    """Return the reason; refuse none, and one that cannot be kept."""
    if not reason.strip():
        raise ReasonError("Give a reason.")
    problem = text_problem(reason)
    if problem:
        raise ReasonError(f"Reason: {problem}")
    return reason.strip()


def _locked(row: Row, step: Step, by: AbstractUser) -> Row:
    """Return a row as the database has it now, held until the step is taken; refuse a step that does not fit."""
    require(by, step.permission)
    hold_trail()
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if current.state != step.before:
        state, before, after = (
            str(label).lower() for label in (current.get_state_display(), step.before.label, step.after.label)
        )
        raise OperationError(f"{current} is {state}: only what is {before} can become {after}.")
    return current


def _taken(row: Row, step: Step, by: AbstractUser, *, reason: str = "", note: str = "") -> Row:
    """Save a row in the state that a step leads to; a note is for the history alone."""
    row.state, row.state_reason = step.after, reason
    return _saved(row, by, reason or note)


def _saved(row: Row, by: AbstractUser, reason: str = "") -> Row:
    """Save a row, with who and why in the history; the reason in full is a column of its own."""
    row._history_user = by
    row._change_reason = f"{reason[:99]}…" if len(reason) > 100 else reason or None
    row.save()
    return row
