"""What waits on the desks: evidence to review, one's own evidence, and seed files that disagree with the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Q, QuerySet

from agreements.choices import EvidenceState
from agreements.dates import Span
from agreements.models import Evidence, SeedRecord
from agreements.selectors.review_queue import ClauseReview

SHOWN = 10
"""How many rows of each list a desk shows; the whole list is one click away."""


@dataclass(frozen=True, slots=True)
class QueuedEvidence:
    """A piece of evidence on a desk."""

    pk: int
    key: str
    occurred: Span
    summary: str
    state: EvidenceState
    reason: str
    entered_by: str
    entered_at: datetime
    citations: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceQueue:
    """The first of the evidence that waits, and how much waits in all."""

    total: int
    items: tuple[QueuedEvidence, ...]


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The most urgent of the clauses that need review, and how many there are."""

    total: int
    items: tuple[ClauseReview, ...]


@dataclass(frozen=True, slots=True)
class SeedConflicts:
    """Entries that changed both in the seed files and by hand: the first messages, and how many there are."""

    total: int
    messages: tuple[str, ...]


def submitted_evidence(reviewer: AbstractUser) -> EvidenceQueue:
    """Return the evidence that waits for a decision, what waits longest first; what the reviewer entered comes last."""
    rows = Evidence.objects.filter(state=EvidenceState.SUBMITTED)
    others_first = Q(entered_by=reviewer)
    return _queue(rows.annotate(is_own=others_first).order_by("is_own", "entered_at", "pk"))


def own_evidence(reporter: AbstractUser) -> EvidenceQueue:
    """Return a person's own evidence that is not settled: drafts, what is submitted, and what was rejected."""
    unsettled = (EvidenceState.DRAFT, EvidenceState.SUBMITTED, EvidenceState.REJECTED)
    rows = Evidence.objects.filter(entered_by=reporter, state__in=unsettled)
    return _queue(rows.order_by("-entered_at", "-pk"))


def seed_conflicts() -> SeedConflicts:
    """Return where the latest loads found an entry changed both in the files and by hand."""
    found = SeedRecord.objects.exclude(conflict="").order_by("section", "identifier", "pk")
    messages = tuple(found.values_list("conflict", flat=True)[:SHOWN])
    return SeedConflicts(found.count() if len(messages) == SHOWN else len(messages), messages)


def _queue(rows: QuerySet[Evidence]) -> EvidenceQueue:
    """Return the first of some evidence as reports, and how much there is."""
    found = list(
        rows.select_related("entered_by")
        .annotate(citation_total=Count("citations", distinct=True))
        .prefetch_related("links__clause__agreement")[:SHOWN]
    )
    total = rows.count() if len(found) == SHOWN else len(found)
    return EvidenceQueue(total, tuple(_reports(found)))


def _reports(rows: Iterable[Evidence]) -> Iterable[QueuedEvidence]:
    """Yield pieces of evidence as they lie on a desk."""
    for row in rows:
        yield QueuedEvidence(
            pk=row.pk,
            key=row.key,
            occurred=row.occurred,
            summary=row.summary,
            state=EvidenceState(row.state),
            reason=row.state_reason,
            entered_by=row.entered_by.get_username(),
            entered_at=row.entered_at,
            citations=row.citation_total,
            clauses=tuple(dict.fromkeys(link.clause.reference for link in row.links.all())),
        )
