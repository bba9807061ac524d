"""What waits on the reviewers' desk: clauses to look at again, and proposals to decide on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery

from agreements.choices import AssessmentState, Performance
from agreements.dates import AsOf
from agreements.facts import ClauseFacts
from agreements.models import Assessment
from agreements.review_terms import ReviewReason
from agreements.reviews import STALE_AFTER, ReviewNeed, last_decided_at, review_needs
from agreements.rules import Verdict
from agreements.selectors.reports import ClauseReport
from agreements.selectors.review_marks import MarkReport, open_marks
from agreements.selectors.snapshot import snapshot

URGENCY = {reason: place for place, reason in enumerate(ReviewReason)}


@dataclass(frozen=True, slots=True)
class ClauseReview:
    """Whether a clause needs review: the reasons computed, the marks put on it, and when it was last decided."""

    pk: int
    clause: ClauseReport
    needs: tuple[ReviewNeed, ...]
    marks: tuple[MarkReport, ...]
    decided_at: datetime | None

    @property
    def is_needed(self) -> bool:
        """Return whether anything or anybody asks to look again."""
        return bool(self.needs or self.marks)

    @property
    def kinds(self) -> tuple[ReviewReason, ...]:
        """Return the kinds of reasons, the most urgent first."""
        return tuple(dict.fromkeys(need.kind for need in self.needs))

    @property
    def decided_on(self) -> date | None:
        """Return the day of the latest decision, on the clock of the agreement; None where there is none."""
        return self.decided_at.date() if self.decided_at else None


@dataclass(frozen=True, slots=True)
class ProposalReport:
    """A judgement that is proposed, or was sent back: what it says, who proposed it, when, and how it stands."""

    pk: int
    key: str
    clause: int
    reference: str
    heading: str
    party: str
    effective_on: date
    performance: Performance
    rationale: str
    cites: int
    state: AssessmentState
    state_reason: str
    proposed_by: str
    proposed_at: datetime | None


def review_queue(*, as_of: AsOf, months: int = STALE_AFTER) -> tuple[ClauseReview, ...]:
    """Return every clause that needs review, the most urgent first.

    What somebody marked comes before what is only computed; then goes the most urgent reason, in the published order;
    then who was decided longest ago, never before all; then the order of the text.
    """

    def urgency(review: ClauseReview) -> tuple[bool, int, float]:
        first = min((URGENCY[kind] for kind in review.kinds), default=len(URGENCY))
        return not review.marks, first, review.decided_at.timestamp() if review.decided_at else 0

    needed = (review for review in clause_reviews(as_of=as_of, months=months).values() if review.is_needed)
    return tuple(sorted(needed, key=urgency))


def clause_reviews(*, as_of: AsOf, months: int = STALE_AFTER) -> dict[int, ClauseReview]:
    """Return of every assessed clause whether it needs review, by primary key, in the order of the text."""
    now, marks = snapshot(), open_marks()
    rows = [clause for agreement in now.record.agreements for clause in now.record.clauses[agreement.pk]]
    reports = [clause for report in now.reports(as_of=as_of) for clause in report.clauses]
    return {
        row.pk: ClauseReview(
            pk=row.pk,
            clause=clause,
            needs=needs_within(now.record.facts[row.pk], clause.verdict, as_of=as_of, months=months),
            marks=marks.get(row.pk, ()),
            decided_at=last_decided_at(clause.verdict.latest),
        )
        for row, clause in zip(rows, reports, strict=True)
        if clause.verdict
    }


def needs_within(facts: ClauseFacts, found: Verdict, *, as_of: AsOf, months: int) -> tuple[ReviewNeed, ...]:
    """Return why a clause needs review where an assessment is stale after some months."""
    if months == STALE_AFTER:
        return found.review
    return review_needs(
        facts,
        latest=found.latest,
        evidence=found.evidence,
        deadlines=found.deadlines,
        is_disputed=found.status.disputed,
        as_of=as_of,
        months=months,
    )


def proposals_waiting() -> tuple[ProposalReport, ...]:
    """Return the judgements that wait for a second person, the oldest first."""
    return proposal_reports(Assessment.objects.filter(state=AssessmentState.PROPOSED))


def proposal_reports(proposals: QuerySet[Assessment]) -> tuple[ProposalReport, ...]:
    """Return what some proposals say, in the order in which they were made, in one query."""
    first = Assessment.history.filter(id=OuterRef("pk")).order_by("history_date", "history_id")
    rows = proposals.annotate(
        proposed_at=Subquery(first.values("history_date")[:1]), cited_total=Count("cited", distinct=True)
    )
    return tuple(
        ProposalReport(
            pk=row.pk,
            key=row.key,
            clause=row.clause_id,
            reference=row.clause.reference,
            heading=row.clause.heading,
            party=row.party.name if row.party else "",
            effective_on=row.effective_on,
            performance=Performance(row.performance),
            rationale=row.rationale,
            cites=row.cited_total,
            state=AssessmentState(row.state),
            state_reason=row.state_reason,
            proposed_by=row.proposed_by.get_full_name() or row.proposed_by.get_username(),
            proposed_at=row.proposed_at,
        )
        for row in rows.select_related("clause__agreement", "party", "proposed_by").order_by("pk")
    )
