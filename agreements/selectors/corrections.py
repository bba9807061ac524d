"""Corrections: what was taken back, or corrected, after it had been public."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Prefetch

from agreements.choices import Performance
from agreements.dates import AsOf, Span
from agreements.models import Clause, Evidence, EvidenceLink
from agreements.models.columns import SpanColumns
from agreements.rules import Change, correction, corrections
from agreements.selectors.agreements import assessment_report
from agreements.selectors.changes_public import ChangeKind
from agreements.selectors.changes_rows import Recorded
from agreements.selectors.page_reports import ClauseName
from agreements.selectors.reports import AssessmentReport
from agreements.selectors.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CorrectedVerdict:
    """An assessment that corrects an earlier one, the axes on which they differ, and who decided."""

    at: datetime
    pk: int
    clauses: tuple[ClauseName]
    before: AssessmentReport
    after: AssessmentReport
    changes: tuple[Change, ...]
    is_shown: bool
    kind: ChangeKind = ChangeKind.CORRECTED_VERDICT


@dataclass(frozen=True, slots=True)
class WithdrawnAssessment:
    """A judgement that was taken back: what it said, and why it no longer stands."""

    at: datetime
    by: str
    clauses: tuple[ClauseName]
    key: str
    party: str
    effective_on: date
    performance: Performance
    reason: str
    is_shown: bool
    kind: ChangeKind = ChangeKind.WITHDRAWN_ASSESSMENT


@dataclass(frozen=True, slots=True)
class RetractedEvidence:
    """A reported fact that was taken back, and why."""

    at: datetime
    by: str
    clauses: tuple[ClauseName, ...]
    key: str
    occurred: Span
    summary: str
    reason: str
    is_shown: bool
    kind: ChangeKind = ChangeKind.RETRACTED_EVIDENCE


Correction = CorrectedVerdict | WithdrawnAssessment | RetractedEvidence
"""An entry of the log; `is_shown` tells whether the pages it leads to show it as of the day asked about."""


def corrected_verdicts(now: Snapshot, *, as_of: AsOf) -> tuple[CorrectedVerdict, ...]:
    """Return every assessment that corrects an earlier one, newest decision first."""
    return now.recall(("corrected verdicts", as_of), lambda: tuple(sorted(_corrected(now, as_of), key=_newest_first)))


def _newest_first(entry: CorrectedVerdict) -> tuple[float, int]:
    """Return what puts the latest decision first, and the last one entered of those decided at the same time."""
    return -entry.at.timestamp(), -entry.pk


def _corrected(now: Snapshot, as_of: AsOf) -> Iterator[CorrectedVerdict]:
    """Yield every assessment that corrects an earlier one for the same clause, party and day of effect."""
    record = now.record
    for agreement in record.agreements:
        for clause in record.clauses[agreement.pk]:
            for before, after in corrections(record.facts[clause.pk].assessments):
                yield CorrectedVerdict(
                    at=after.decided_at,
                    pk=record.assessments[after.key].pk,
                    clauses=(_name(clause),),
                    before=assessment_report(record, record.assessments[before.key]),
                    after=assessment_report(record, record.assessments[after.key]),
                    changes=correction(before, after),
                    is_shown=before.counts(as_of=as_of) and after.counts(as_of=as_of),
                )


def withdrawn_assessment(one: Recorded, *, as_of: AsOf) -> WithdrawnAssessment:
    """Return what the log says of an assessment that was taken back."""
    row = one.version
    return WithdrawnAssessment(
        at=one.entry.at,
        by=one.entry.by,
        clauses=(_name(row.clause),),
        key=row.key,
        party=row.party.name if row.party else "",
        effective_on=row.effective_on,
        performance=Performance(row.performance),
        reason=row.state_reason,
        is_shown=row.effective_on <= as_of.on,
    )


def retracted_evidence(found: list[Recorded], *, as_of: AsOf) -> dict[int, RetractedEvidence]:
    """Return what the log says of pieces of evidence that were taken back, by the number of the entry."""
    links = EvidenceLink.objects.select_related("clause__agreement").order_by("position", "pk")
    rows = Evidence.objects.filter(pk__in=[one.entry.row for one in found]).order_by("pk")
    known = rows.annotate(known_on=Min("citations__source__published_latest_on"))
    live = {row.pk: row for row in known.prefetch_related(Prefetch("links", links))} if found else {}
    return {one.entry.pk: _retracted(one, live[one.entry.row], as_of) for one in found}


def _retracted(one: Recorded, row: Evidence, as_of: AsOf) -> RetractedEvidence:
    """Return what the log says of a piece of evidence that was taken back."""
    is_known = row.known_on is not None and row.known_on <= as_of.known_on
    return RetractedEvidence(
        at=one.entry.at,
        by=one.entry.by,
        clauses=tuple(dict.fromkeys(_name(link.clause) for link in row.links.all())),
        key=row.key,
        occurred=SpanColumns("occurred").__get__(one.version),
        summary=one.version.summary,
        reason=one.version.state_reason,
        is_shown=is_known and row.occurred_latest_on <= as_of.on,
    )


def _name(clause: Clause) -> ClauseName:
    """Return how a link names a clause."""
    return ClauseName(clause.agreement.slug, clause.number, clause.heading)
