"""The columns of the compliance summary: one row per clause that is assessed, the same in every format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agreements.selectors.reports import AgreementReport, ClauseReport, DeadlineReport

Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A clause within its agreement, as the columns see it."""

    agreement: AgreementReport
    clause: ClauseReport


def summary_rows(agreement: AgreementReport) -> Iterator[SummaryRow]:
    """Yield the rows of an agreement in the order of its text."""
    for clause in agreement.leaves:
        yield SummaryRow(agreement, clause)


def _deadline(deadline: DeadlineReport) -> str:
    """Return a deadline in words: its label, its day as first set and as moved, how it stands, and the distance."""
    outcome = f"; {deadline.outcome}" if deadline.outcome else ""
    if not deadline.is_moved:
        return f"{deadline.label}: {deadline.due_on} ({deadline.timeliness.label}){outcome}"
    return (
        f"{deadline.label}: {deadline.original_on} ({deadline.original_timeliness.label}), "
        f"moved to {deadline.due_on} ({deadline.timeliness.label}){outcome}"
    )


COLUMNS: dict[str, Callable[[SummaryRow], Value]] = {
    "reference": lambda row: row.clause.reference,
    "heading": lambda row: row.clause.heading,
    "duty": lambda row: row.clause.duty,
    "topic": lambda row: row.clause.topic.label if row.clause.topic else "",
    "obligation": lambda row: row.clause.obligation.label if row.clause.obligation else "",
    "obliged": lambda row: tuple(f"{role.name} ({role.basis.value})" for role in row.clause.obliged),
    "deadlines": lambda row: tuple(_deadline(deadline) for deadline in row.clause.deadlines),
    "performance": lambda row: row.clause.verdict.status.performance.label,
    "performance_code": lambda row: row.clause.verdict.status.performance.value,
    "performance_since": lambda row: row.clause.verdict.since.isoformat() if row.clause.verdict.since else "",
    "timeliness": lambda row: row.clause.verdict.status.timeliness.label,
    "timeliness_code": lambda row: row.clause.verdict.status.timeliness.value,
    "correspondence": lambda row: row.clause.verdict.status.correspondence.label,
    "correspondence_code": lambda row: row.clause.verdict.status.correspondence.value,
    "disputed": lambda row: row.clause.verdict.status.disputed,
    "dispute_reasons": lambda row: row.clause.verdict.dispute_reasons,
    "needs_review": lambda row: row.clause.verdict.needs_review,
    "review_reasons": lambda row: row.clause.verdict.review_reasons,
    "effective_on": lambda row: row.clause.assessment.effective_on.isoformat() if row.clause.assessment else "",
    "confidence": lambda row: row.clause.assessment.confidence if row.clause.assessment else "",
    "rationale": lambda row: row.clause.assessment.rationale if row.clause.assessment else "",
    "limits": lambda row: row.clause.assessment.limits if row.clause.assessment else "",
    "evidence_for": lambda row: row.clause.evidence_for,
    "evidence_against": lambda row: row.clause.evidence_against,
    "evidence": lambda row: row.clause.evidence_keys,
    "sources": lambda row: row.clause.source_keys,
    "on": lambda row: row.agreement.as_of.on.isoformat(),
    "known_on": lambda row: row.agreement.as_of.known_on.isoformat(),
    "covered_until": lambda row: row.agreement.covered_until.isoformat() if row.agreement.covered_until else "",
}
"""Column name and how to get its value; add a column here and every format has it."""
