"""Everything about one clause as of a day."""

from collections.abc import Iterator

from django.db.models import Q

from agreements.choices import AssessmentState, LinkKind, Performance, TextKind
from agreements.dates import AsOf
from agreements.models import Clause, DeadlineChange, Evidence
from agreements.rules import corrected, verdict
from agreements.selectors.agreements import assessment_report, upwards
from agreements.selectors.evidence import evidence_reports, newest_first, source_report
from agreements.selectors.page_reports import (
    ClauseLinkReport,
    ClausePage,
    ClauseTextReport,
    DeadlineChangeReport,
    WithdrawnReport,
)
from agreements.selectors.readings import clause_readings
from agreements.selectors.reports import AgreementReport
from agreements.selectors.snapshot import snapshot
from agreements.selectors.unknown import UnknownClauseError


def clause_page(slug: str, number: str, *, as_of: AsOf) -> ClausePage:
    """Return everything about one clause as of a day; raise UnknownClauseError where there is none."""
    row = Clause.objects.filter(agreement__slug=slug, number=number).select_related("agreement").first()
    if row is None:
        raise UnknownClauseError(f"There is no clause {slug}/{number}.")
    now = snapshot()
    record, agreement = now.record, now.report(slug, as_of=as_of)
    parents = {clause.pk: clause.parent_id for clause in record.clauses[row.agreement_id]}
    branch = {pk for pk in parents if row.pk in upwards(pk, parents)}
    clause = next(report for report in agreement.clauses if report.number == number)
    facts = record.facts[row.pk]
    found = clause.verdict or verdict(facts, as_of=as_of)
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
        timeline=now.timelines(slug, as_of=as_of).get(number, ()),
        evidence=evidence_reports(newest_first(evidence), as_of=as_of),
        changes=tuple(_changes(row, agreement)),
        texts=tuple(
            ClauseTextReport(text.language, TextKind(text.kind), text.text, source_report(text.source))
            for text in row.texts.select_related("source__publisher").order_by("position", "pk")
        ),
        readings=tuple(clause_readings(row, set(upwards(row.pk, parents)), agreement, found)),
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
