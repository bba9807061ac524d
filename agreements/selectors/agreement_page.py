"""Everything about one agreement as of a day."""

from dataclasses import dataclass

from agreements.choices import Performance, Timeliness
from agreements.dates import AsOf
from agreements.models import Reading
from agreements.rules import Tally, tally
from agreements.selectors.aspects import ASPECTS, values_that_occur
from agreements.selectors.lanes import TimelineReport, timeline_report
from agreements.selectors.matrix import Matrix, matrix
from agreements.selectors.page_reports import ReadingReport
from agreements.selectors.readings import readings_in_order
from agreements.selectors.reports import AgreementReport, DeadlineReport
from agreements.selectors.snapshot import Snapshot, snapshot

AHEAD = {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}
TALLIED = {"topic": "Tally by topic", "actor": "Tally by who owes the duty"}
"""The aspects by which clauses are tallied, with the heading of each."""


@dataclass(frozen=True, slots=True)
class TallyRow:
    """The clauses that have one value of an aspect, tallied."""

    value: str
    label: str
    tally: Tally
    counts: tuple[tuple[Performance, int], ...]


@dataclass(frozen=True, slots=True)
class TallyTable:
    """The clauses of an agreement tallied by one aspect; `performances` are those that occur at all."""

    name: str
    label: str
    heading: str
    performances: tuple[Performance, ...]
    rows: tuple[TallyRow, ...]
    counts_twice: bool


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """An agreement as of a day, its status over time, its tallies, and what actors say that it means as a whole."""

    agreement: AgreementReport
    matrix: Matrix | None
    timeline: TimelineReport
    tallies: tuple[TallyTable, ...]
    next_deadlines: tuple[DeadlineReport, ...]
    deadlines_ahead: int
    readings: tuple[ReadingReport, ...]


def agreement_page(slug: str, *, as_of: AsOf, by: str = "", part: str = "") -> AgreementPage:
    """Return everything about an agreement as of a day; raise UnknownAgreementError where there is none.

    `by` and `part` ask for a step and a part of the matrix.
    """
    now = snapshot()
    return now.recall(("agreement page", slug, as_of, by, part), lambda: _page(now, slug, by, part, as_of))


def _page(now: Snapshot, slug: str, by: str, part: str, as_of: AsOf) -> AgreementPage:
    """Return the page of an agreement from the record at one revision."""
    report = now.report(slug, as_of=as_of)
    ahead = [deadline for deadline in report.deadlines if deadline.timeliness in AHEAD]
    whole = Reading.objects.filter(agreement__slug=slug, clause__isnull=True)
    return AgreementPage(
        agreement=report,
        matrix=matrix(report, now.timelines(slug, as_of=as_of), by=by, part=part),
        timeline=timeline_report(now, slug, as_of=as_of),
        tallies=tuple(_tallies(report, name) for name in TALLIED if report.leaves),
        next_deadlines=tuple(deadline for deadline in ahead if deadline.due_on == ahead[0].due_on),
        deadlines_ahead=len(ahead),
        readings=tuple(readings_in_order(whole, report)),
    )


def _tallies(report: AgreementReport, name: str) -> TallyTable:
    """Return the clauses of an agreement tallied by one aspect; a clause with several values counts for each."""
    aspect = ASPECTS[name]
    occurring = tuple(performance for performance, count in report.tally.counts if count)
    rows = []
    for value, label in values_that_occur(report, name).items():
        clauses = [clause for clause in report.leaves if value in aspect.values(clause)]
        found = tally(clause.verdict.status.performance for clause in clauses)
        counts = dict(found.counts)
        rows.append(TallyRow(value, label, found, tuple((each, counts[each]) for each in occurring)))
    counts_twice = sum(row.tally.total for row in rows) > report.tally.total
    return TallyTable(name, aspect.label, TALLIED[name], occurring, tuple(rows), counts_twice)
