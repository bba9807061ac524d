"""The reports of pages that span agreements."""

from collections import defaultdict
from datetime import date
from itertools import chain

from agreements.choices import Timeliness
from agreements.dates import AsOf
from agreements.models import Agreement, Reading
from agreements.selectors.evidence import counted_evidence, evidence_reports, newest_first
from agreements.selectors.page_reports import AgreementPage, CoverageReport, Overview
from agreements.selectors.readings import readings_in_order
from agreements.selectors.reports import AgreementReport, DeadlineReport
from agreements.selectors.revision import current_revision
from agreements.selectors.snapshot import agreement_report, agreement_reports

LATEST = 8
UPCOMING = {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}


def overview(*, as_of: AsOf) -> Overview:
    """Return all agreements as of a day: where they stand, what is due, what is disputed, what is new."""
    reports = agreement_reports(as_of=as_of)
    leaves = tuple(clause for report in reports for clause in report.leaves)
    deadlines = deadlines_of(reports)
    judged = [(clause, clause.assessment) for clause in leaves if clause.assessment]
    judged.sort(key=lambda pair: (pair[1].effective_on, pair[1].decided_at, pair[0].reference), reverse=True)
    return Overview(
        agreements=reports,
        upcoming=tuple(deadline for deadline in deadlines if deadline.timeliness in UPCOMING),
        overdue=tuple(deadline for deadline in deadlines if deadline.timeliness is Timeliness.OVERDUE),
        met_late=tuple(deadline for deadline in deadlines if deadline.original_timeliness is Timeliness.DONE_LATE),
        disputed=tuple(clause for clause in leaves if clause.verdict and clause.verdict.status.disputed),
        verdicts=tuple(judged[:LATEST]),
        evidence=evidence_reports(newest_first(counted_evidence(as_of=as_of))[:LATEST], as_of=as_of),
    )


def deadlines_of(reports: tuple[AgreementReport, ...]) -> tuple[DeadlineReport, ...]:
    """Return the deadlines of several agreements, by day."""
    found = chain.from_iterable(report.deadlines for report in reports)
    return tuple(sorted(found, key=lambda deadline: deadline.due_on))


def deadline_list(*, as_of: AsOf) -> tuple[DeadlineReport, ...]:
    """Return every deadline as of a day, by day."""
    return deadlines_of(agreement_reports(as_of=as_of))


def agreement_page(slug: str, *, as_of: AsOf) -> AgreementPage:
    """Return an agreement as of a day and how it is read as a whole; raise UnknownAgreementError if there is none."""
    report = agreement_report(slug, as_of=as_of)
    whole = Reading.objects.filter(agreement__slug=slug, clause__isnull=True)
    return AgreementPage(report, tuple(readings_in_order(whole, report)))


def coverage(*, as_of: AsOf) -> tuple[CoverageReport, ...]:
    """Return up to when sources reach, for the agreements whose sources end before the day asked about."""
    agreements = Agreement.objects.order_by("covered_until", "in_force_at", "pk")
    rows = agreements.values_list("covered_until", "slug", "title")
    ended: defaultdict[date, list[tuple[str, str]]] = defaultdict(list)
    for covered_until, slug, title in rows:
        if covered_until is not None and covered_until < as_of.on:
            ended[covered_until].append((slug, title))
    return tuple(CoverageReport(day, () if len(names) == len(rows) else tuple(names)) for day, names in ended.items())


def revision() -> int:
    """Return the revision of the record: a number that every recorded change raises."""
    return current_revision().number
