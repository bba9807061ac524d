"""The reports of single pages."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain

from django.apps import apps
from django.db.models import Max, Q, QuerySet, Value

from agreements.choices import AssessmentState, LinkKind, Performance, TextKind, Timeliness
from agreements.dates import AsOf
from agreements.models import Agreement, Clause, DeadlineChange, Evidence, Reading
from agreements.rules import Verdict, corrected, verdict
from agreements.selectors.agreements import agreement_report, agreement_reports, assessment_report, report_from, upwards
from agreements.selectors.evidence import counted_evidence, evidence_reports, newest_first, source_report
from agreements.selectors.page_reports import (
    AgreementPage,
    ClauseLinkReport,
    ClausePage,
    ClauseTextReport,
    CoverageReport,
    DeadlineChangeReport,
    Overview,
    ReadingReport,
    WithdrawnReport,
)
from agreements.selectors.record import load_record
from agreements.selectors.reports import AgreementReport, DeadlineReport
from agreements.selectors.unknown import UnknownClauseError
from agreements.timelines import timeline

LATEST = 8
UPCOMING = {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}


def overview(*, as_of: AsOf) -> Overview:
    """Return all agreements as of a day: where they stand, what is due, what is disputed, what is new."""
    reports = agreement_reports(Agreement.objects.all(), as_of=as_of)
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
    return deadlines_of(agreement_reports(Agreement.objects.all(), as_of=as_of))


def agreement_page(slug: str, *, as_of: AsOf) -> AgreementPage:
    """Return an agreement as of a day and how it is read as a whole; raise UnknownAgreementError if there is none."""
    report = agreement_report(slug, as_of=as_of)
    whole = Reading.objects.filter(agreement__slug=slug, clause__isnull=True)
    return AgreementPage(report, tuple(_readings(whole, report)))


def clause_page(slug: str, number: str, *, as_of: AsOf) -> ClausePage:
    """Return everything about one clause as of a day; raise UnknownClauseError where there is none."""
    row = Clause.objects.filter(agreement__slug=slug, number=number).select_related("agreement").first()
    if row is None:
        raise UnknownClauseError(f"There is no clause {slug}/{number}.")
    parents = dict(row.agreement.clauses.values_list("pk", "parent_id"))
    branch = {pk for pk in parents if row.pk in upwards(pk, parents)}
    record = load_record(Agreement.objects.filter(pk=row.agreement_id), only=branch)
    agreement = report_from(record, record.agreements[0], as_of=as_of)
    clause = next(report for report in agreement.clauses if report.number == number)
    facts = record.facts[row.pk]
    found = verdict(facts, as_of=as_of)
    counted = [fact.key for fact in facts.assessments if fact.counts(as_of=as_of)]
    evidence = Evidence.objects.filter(key__in=[fact.key for fact in found.evidence])
    below = zip(record.clauses[row.agreement_id], agreement.clauses, strict=True)
    return ClausePage(
        agreement=agreement,
        clause=clause,
        children=tuple(report for child, report in below if child.pk in branch - {row.pk}),
        assessments=tuple(assessment_report(record, record.assessments[key]) for key in reversed(counted)),
        corrected=corrected(facts, as_of=as_of),
        withdrawn=tuple(_withdrawn(row, as_of)),
        by_party=tuple(assessment_report(record, record.assessments[fact.key]) for fact in found.by_party),
        timeline=timeline(facts, as_of=as_of) if clause.verdict else (),
        evidence=evidence_reports(newest_first(evidence), as_of=as_of),
        changes=tuple(_changes(row, agreement)),
        texts=tuple(
            ClauseTextReport(text.language, TextKind(text.kind), text.text, source_report(text.source))
            for text in row.texts.select_related("source__publisher").order_by("position", "pk")
        ),
        readings=tuple(_clause_readings(row, set(upwards(row.pk, parents)), agreement, found)),
        links=tuple(_links(row)),
    )


def _changes(row: Clause, agreement: AgreementReport) -> Iterator[DeadlineChangeReport]:
    """Yield the changes of the last days of a clause that had been agreed and were known."""
    as_of, order = agreement.as_of, {slug: place for place, (slug, _) in enumerate(agreement.parties)}
    changes = DeadlineChange.objects.filter(deadline__clause=row, agreed_latest_on__lte=as_of.on)
    known = Q(source__isnull=True) | Q(source__published_latest_on__lte=as_of.known_on)
    rows = changes.filter(known).select_related("deadline", "source__publisher").prefetch_related("agreed_by")
    for change in rows.order_by("agreed_latest_on", "pk"):
        agreed_by = sorted(change.agreed_by.all(), key=lambda actor: (order.get(actor.slug, len(order)), actor.name))
        yield DeadlineChangeReport(
            deadline=change.deadline.label,
            due_on=change.due_on,
            agreed=change.agreed,
            agreed_by=tuple(actor.name for actor in agreed_by),
            source=source_report(change.source) if change.source else None,
            note=change.note,
        )


def _clause_readings(
    row: Clause, around: set[int], agreement: AgreementReport, found: Verdict
) -> Iterator[ReadingReport]:
    """Yield how a clause and what contains it are read; where it is disputed, then how the whole agreement is."""
    yield from _readings(Reading.objects.filter(clause__in=around), agreement)
    if found.status.disputed:
        yield from _readings(Reading.objects.filter(agreement=row.agreement_id, clause__isnull=True), agreement)


def _readings(readings: QuerySet[Reading], agreement: AgreementReport) -> Iterator[ReadingReport]:
    """Yield what actors say that a clause or agreement means and what was known; the parties come first, in order."""
    order = {slug: place for place, (slug, _) in enumerate(agreement.parties)}
    known = readings.filter(source__published_latest_on__lte=agreement.as_of.known_on)

    def place(reading: Reading) -> tuple[int, str, str]:
        return order.get(reading.actor.slug, len(order)), reading.actor.name, reading.key

    for reading in sorted(known.select_related("actor", "source__publisher", "clause"), key=place):
        about = f"clause {reading.clause.number}" if reading.clause else "the whole agreement"
        yield ReadingReport(reading.actor.name, reading.text, about, source_report(reading.source))


def _withdrawn(row: Clause, as_of: AsOf) -> Iterator[WithdrawnReport]:
    """Yield the judgements on a clause that had been approved and were taken back, by their day of effect."""
    taken_back = row.assessments.filter(state=AssessmentState.WITHDRAWN, effective_on__lte=as_of.on)
    for one in taken_back.select_related("party").order_by("effective_on", "pk"):
        party = one.party.name if one.party else ""
        yield WithdrawnReport(one.key, party, one.effective_on, Performance(one.performance), one.state_reason)


def _links(row: Clause) -> Iterator[ClauseLinkReport]:
    """Yield the clauses that this one relates to, then those that relate to it."""
    for link in row.links.select_related("to__agreement").order_by("position", "pk"):
        to = link.to
        yield ClauseLinkReport(to.agreement.slug, to.number, to.heading, LinkKind(link.kind), False, link.note)
    for link in row.linked_from.select_related("clause__agreement").order_by("pk"):
        clause = link.clause
        kind = LinkKind(link.kind)
        yield ClauseLinkReport(clause.agreement.slug, clause.number, clause.heading, kind, True, link.note)


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
    models = apps.get_app_config("agreements").get_models()
    histories = [model.history.model for model in models if hasattr(model._meta, "simple_history_manager_attribute")]
    latest = [
        history.objects.order_by().values(table=Value(place)).annotate(last=Max("history_id"))
        for place, history in enumerate(histories)
    ]
    return sum(row["last"] or 0 for row in latest[0].union(*latest[1:]))
