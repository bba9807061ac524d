"""Marks that reviewers put on clauses, as long as they hold."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from agreements.choices import AssessmentState
from agreements.models import Assessment, ReviewMark


@dataclass(frozen=True, slots=True)
class MarkReport:
    """A request that somebody look at a clause again: who asks, when, and why."""

    pk: int
    reason: str
    by: str
    at: datetime


def open_marks() -> dict[int, tuple[MarkReport, ...]]:
    """Return the marks that nobody lifted and no later decided assessment ended, oldest first, by clause."""
    decided = Assessment.objects.filter(
        clause=OuterRef("clause"), state=AssessmentState.APPROVED, decided_at__gte=OuterRef("marked_at")
    )
    rows = ReviewMark.objects.filter(~Exists(decided), lifted_at__isnull=True).select_related("marked_by")
    found: defaultdict[int, tuple[MarkReport, ...]] = defaultdict(tuple)
    for row in rows.order_by("marked_at", "pk"):
        by = row.marked_by.get_full_name() or row.marked_by.get_username()
        found[row.clause_id] += (MarkReport(row.pk, row.reason, by, row.marked_at),)
    return dict(found)
