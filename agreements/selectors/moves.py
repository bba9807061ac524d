"""How last days were moved: from which day to which, agreed when, by whom, and known from what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agreements.dates import AsOf
from agreements.models import DeadlineChange
from agreements.selectors.evidence import source_report
from agreements.selectors.page_reports import DeadlineChangeReport
from agreements.selectors.reports import AgreementReport, DeadlineReport


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """One change of a last day, beside the deadline as it stands."""

    deadline: DeadlineReport
    before: date
    change: DeadlineChangeReport


def moved_deadlines(reports: tuple[AgreementReport, ...], *, as_of: AsOf) -> tuple[MovedDeadline, ...]:
    """Return every change of a last day that had been agreed and was known, in the order in which they were agreed."""
    deadlines = {deadline.reference: deadline for report in reports for deadline in report.deadlines}
    orders = {report.slug: _order(report) for report in reports}
    found: list[MovedDeadline] = []
    last_days = {reference: deadline.original_on for reference, deadline in deadlines.items()}
    for row in changes_that_count(DeadlineChange.objects.select_related("deadline__clause__agreement"), as_of=as_of):
        reference = row.deadline.reference
        if reference not in deadlines:
            continue  # a point that holds other clauses is not assessed
        change = change_report(row, orders[row.deadline.clause.agreement.slug])
        found.append(MovedDeadline(deadlines[reference], last_days[reference], change))
        last_days[reference] = row.due_on
    return tuple(found)


def changes_that_count(changes: QuerySet[DeadlineChange], *, as_of: AsOf) -> QuerySet[DeadlineChange]:
    """Return the changes agreed by `on` and known by `known_on`, in the order in which they were agreed."""
    known = Q(source__isnull=True) | Q(source__published_latest_on__lte=as_of.known_on)
    rows = changes.filter(known, agreed_latest_on__lte=as_of.on)
    rows = rows.select_related("deadline", "source__publisher").prefetch_related("agreed_by")
    return rows.order_by("agreed_latest_on", "agreed_earliest_on", "due_on", "pk")


def change_report(row: DeadlineChange, order: Mapping[str, int]) -> DeadlineChangeReport:
    """Return one change; those who agreed to it stand in the order given, others after them by name."""
    agreed_by = sorted(row.agreed_by.all(), key=lambda actor: (order.get(actor.slug, len(order)), actor.name))
    return DeadlineChangeReport(
        deadline=row.deadline.label,
        due_on=row.due_on,
        agreed=row.agreed,
        agreed_by=tuple(actor.name for actor in agreed_by),
        source=source_report(row.source) if row.source else None,
        note=row.note,
    )


def clause_changes(clause: int, agreement: AgreementReport) -> Iterator[DeadlineChangeReport]:
    """Yield the changes of the last days of one clause that had been agreed and were known."""
    order = _order(agreement)
    changes = DeadlineChange.objects.filter(deadline__clause=clause)
    for row in changes_that_count(changes, as_of=agreement.as_of):
        yield change_report(row, order)


def _order(agreement: AgreementReport) -> dict[str, int]:
    """Return the place of each party in the text."""
    return {slug: place for place, (slug, _) in enumerate(agreement.parties)}
