"""All agreements as of a day: where they stand, what is due, what is disputed, and what is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from agreements.choices import Performance, Timeliness
from agreements.dates import AsOf
from agreements.selectors.deadlines import deadlines_of
from agreements.selectors.evidence import EvidenceReport, counted_evidence, evidence_reports, newest_first
from agreements.selectors.reports import AgreementReport, ClauseReport, DeadlineReport
from agreements.selectors.snapshot import Snapshot, snapshot

LATEST = 8
UPCOMING = {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A day on which the performance of a clause came to be judged another, and the judgement that says so."""

    clause: ClauseReport
    on: date
    before: Performance
    after: Performance
    assessment: str | None


@dataclass(frozen=True, slots=True)
class DeadlineGroup:
    """Deadlines that stand alike: the first few, how many there are, and the filter of the page of deadlines."""

    label: str
    none: str
    timeliness: str | None
    first: str | None
    deadlines: tuple[DeadlineReport, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All agreements as of a day."""

    agreements: tuple[AgreementReport, ...]
    deadlines: tuple[DeadlineGroup, ...]
    changes: tuple[VerdictChange, ...]
    evidence: tuple[EvidenceReport, ...]


def overview(*, as_of: AsOf) -> Overview:
    """Return all agreements as of a day: where they stand, what is due, what is disputed, what is new."""
    now = snapshot()
    reports = now.reports(as_of=as_of)
    return Overview(
        agreements=reports,
        deadlines=tuple(_deadline_groups(deadlines_of(reports))),
        changes=now.recall(("latest changes", as_of), lambda: tuple(_latest_changes(now, reports))),
        evidence=evidence_reports(newest_first(counted_evidence(as_of=as_of))[:LATEST], as_of=as_of),
    )


def _deadline_groups(deadlines: tuple[DeadlineReport, ...]) -> Iterator[DeadlineGroup]:
    """Yield the deadlines that are overdue, ahead, and met after the last day as it was first set."""
    for label, none, timeliness, first, fitting in (
        (
            "Overdue",
            "No deadline is shown overdue.",
            "overdue",
            None,
            lambda deadline: deadline.timeliness is Timeliness.OVERDUE,
        ),
        ("Ahead", "No deadline lies ahead.", None, None, lambda deadline: deadline.timeliness in UPCOMING),
        (
            "Met after the first date",
            "No deadline is shown met late.",
            None,
            "done_late",
            lambda deadline: deadline.original_timeliness is Timeliness.DONE_LATE,
        ),
    ):
        found = tuple(deadline for deadline in deadlines if fitting(deadline))
        yield DeadlineGroup(label, none, timeliness, first, found[:LATEST], len(found))


def _latest_changes(now: Snapshot, reports: tuple[AgreementReport, ...]) -> list[VerdictChange]:
    """Return the latest days on which the performance of a clause changed, newest first."""
    found = [change for report in reports for change in _changes(now, report)]
    return sorted(found, key=lambda change: (change.on, change.clause.reference), reverse=True)[:LATEST]


def _changes(now: Snapshot, report: AgreementReport) -> Iterator[VerdictChange]:
    """Yield every change of the performance of a clause of an agreement up to a day."""
    timelines = now.timelines(report.slug, as_of=report.as_of)
    for clause in report.leaves:
        for before, after in pairwise(timelines[clause.number]):
            if before.status.performance is not after.status.performance:
                performances = before.status.performance, after.status.performance
                yield VerdictChange(clause, after.from_on, *performances, after.assessment)
