"""Everything about one clause as of a day."""

from collections.abc import Iterator

from agreements.choices import LinkKind, TextKind
from agreements.dates import AsOf
from agreements.models import Clause
from agreements.rules import corrected, tally, verdict
from agreements.selectors.agreements import upwards
from agreements.selectors.clause_evidence import clause_evidence
from agreements.selectors.clause_reports import ClausePage, ClausePlace
from agreements.selectors.clause_verdicts import judgements, party_verdicts, reasons, spells, withdrawn
from agreements.selectors.evidence import source_report
from agreements.selectors.moves import clause_changes
from agreements.selectors.page_reports import ClauseLinkReport, ClauseTextReport
from agreements.selectors.readings import clause_readings, sides
from agreements.selectors.record import Record
from agreements.selectors.reports import AgreementReport, ClauseReport
from agreements.selectors.snapshot import snapshot
from agreements.selectors.unknown import UnknownClauseError

ANYWHERE = ClausePlace()


def clause_page(slug: str, number: str, *, as_of: AsOf, asked: ClausePlace = ANYWHERE) -> ClausePage:
    """Return everything about one clause as of a day; raise UnknownClauseError where there is none."""
    now = snapshot()
    record, row = now.record, _row(now.record, slug, number)
    agreement = now.report(slug, as_of=as_of)
    reports = dict(zip((clause.pk for clause in record.clauses[row.agreement_id]), agreement.clauses, strict=True))
    parents = {clause.pk: clause.parent_id for clause in record.clauses[row.agreement_id]}
    above = [pk for pk in upwards(row.pk, parents) if pk != row.pk]
    clause, facts = reports[row.pk], record.facts[row.pk]
    found = clause.verdict or verdict(facts, as_of=as_of)
    counted = [fact.key for fact in facts.assessments if fact.counts(as_of=as_of)][::-1]
    cites = {key: record.cites[record.assessments[key].pk] for key in counted}
    holding = {fact.key for fact in (found.assessment, *found.by_party) if fact}
    since_corrected = corrected(facts, as_of=as_of)
    earlier = judgements(record, [key for key in counted if key not in holding], asked.judgement, since_corrected)
    timeline = now.timelines(slug, as_of=as_of).get(number, ())
    named = {fact.key for fact in found.evidence}.union(*cites.values())
    readings = tuple(clause_readings(row, {row.pk, *above}, agreement, found))
    before, after = _beside(agreement, clause)
    children = tuple(reports[pk] for pk in parents if pk != row.pk and row.pk in upwards(pk, parents))
    return ClausePage(
        agreement=agreement,
        clause=clause,
        above=tuple(reports[pk] for pk in reversed(above)),
        previous=before,
        next=after,
        children=children,
        tally=tally(child.verdict.status.performance for child in children if child.verdict),
        dispute_reasons=reasons(found.dispute_reasons, named),
        review_reasons=reasons(found.review_reasons, named),
        by_party=tuple(party_verdicts(record, found)),
        judgements=earlier,
        corrected=since_corrected,
        withdrawn=tuple(withdrawn(row, as_of)),
        timeline=timeline,
        spells=spells(timeline, asked.spell, {*earlier.page.keys, *holding}),
        evidence=clause_evidence(clause.reference, found, asked, cites, as_of=as_of),
        changes=tuple(clause_changes(row.pk, agreement)),
        texts=tuple(
            ClauseTextReport(text.language, TextKind(text.kind), text.text, source_report(text.source))
            for text in row.texts.select_related("source__publisher").order_by("position", "pk")
        ),
        readings=readings,
        sides=sides(readings, agreement, asked.reading),
        links=tuple(_links(row)),
        revision=now.revision.number,
    )


def _row(record: Record, slug: str, number: str) -> Clause:
    """Return the row of a clause; raise UnknownClauseError where there is none."""
    for agreement in record.agreements:
        for clause in record.clauses[agreement.pk] if agreement.slug == slug else ():
            if clause.number == number:
                return clause
    raise UnknownClauseError(f"There is no clause {slug}/{number}.")


def _beside(agreement: AgreementReport, clause: ClauseReport) -> tuple[ClauseReport | None, ClauseReport | None]:
    """Return the clauses before and after one in the order of the text; only clauses with a verdict, or only points."""
    alike = [other for other in agreement.clauses if (other.verdict is None) is (clause.verdict is None)]
    place = alike.index(clause)
    return alike[place - 1] if place else None, alike[place + 1] if place + 1 < len(alike) else None


def _links(row: Clause) -> Iterator[ClauseLinkReport]:
    """Yield the clauses that this one relates to, then those that relate to it."""
    for link in row.links.select_related("to__agreement").order_by("position", "pk"):
        to = link.to
        yield ClauseLinkReport(to.agreement.slug, to.number, to.heading, LinkKind(link.kind), False, link.note)
    for link in row.linked_from.select_related("clause__agreement").order_by("pk"):
        clause = link.clause
        kind = LinkKind(link.kind)
        yield ClauseLinkReport(clause.agreement.slug, clause.number, clause.heading, kind, True, link.note)
