"""Agreements and clauses as of a day."""

from collections.abc import Iterator, Mapping, Sequence

from agreements.choices import Basis, DeadlineKind, Direction, ObligationKind, Performance, RoleKind
from agreements.dates import AsOf
from agreements.models import Agreement, Assessment, Clause, Deadline
from agreements.rules import Verdict, tally, verdict
from agreements.selectors.record import Record, in_force_on
from agreements.selectors.reports import AgreementReport, AssessmentReport, ClauseReport, DeadlineReport, RoleReport
from agreements.topics import Topic


def report_from(record: Record, agreement: Agreement, *, as_of: AsOf) -> AgreementReport:
    """Return one agreement of a record as of a day."""
    clauses = tuple(_clause_reports(record, record.clauses[agreement.pk], as_of))
    leaves = (clause.verdict for clause in clauses if clause.verdict is not None)
    return AgreementReport(
        slug=agreement.slug,
        title=agreement.title,
        aliases=tuple(agreement.aliases),
        signed_on=agreement.signed_on,
        in_force_at=agreement.in_force_at,
        in_force_on=in_force_on(agreement),
        time_zone=agreement.time_zone,
        place=agreement.place,
        summary=agreement.summary,
        official_url=agreement.official_url,
        pax_id=agreement.pax_id,
        covered_until=agreement.covered_until,
        parties=tuple((party.actor.slug, party.actor.name) for party in record.parties[agreement.pk]),
        clauses=clauses,
        tally=tally(found.status.performance for found in leaves),
        as_of=as_of,
    )


def _clause_reports(record: Record, clauses: Sequence[Clause], as_of: AsOf) -> Iterator[ClauseReport]:
    """Yield the clauses of an agreement in order; those that hold others, or lie outside the record, get no verdict."""
    parents = {clause.pk: clause.parent_id for clause in clauses}
    holders = set(parents.values())
    for clause in clauses:
        is_leaf = clause.pk not in holders and clause.pk in record.facts
        found = verdict(record.facts[clause.pk], as_of=as_of) if is_leaf else None
        depth = sum(1 for _ in upwards(clause.pk, parents)) - 1
        yield _clause_report(record, clause, depth, found, as_of=as_of)


def upwards(pk: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """Yield a clause and all that contain it."""
    current: int | None = pk
    while current is not None:
        yield current
        current = parents[current]


def _clause_report(record: Record, clause: Clause, depth: int, found: Verdict | None, *, as_of: AsOf) -> ClauseReport:
    """Return one clause with its verdict."""
    evidence = found.evidence if found else ()
    keys = tuple(dict.fromkeys(fact.key for fact in evidence))
    sources = {source for key in keys for source, day in record.sources[key] if day <= as_of.known_on}
    assessment = found.assessment if found else None
    return ClauseReport(
        agreement=clause.agreement.slug,
        number=clause.number,
        depth=depth,
        heading=clause.heading,
        duty=clause.duty,
        obligation=ObligationKind(clause.obligation) if clause.obligation else None,
        topic=Topic(clause.topic) if clause.topic else None,
        note=clause.note,
        roles=tuple(
            RoleReport(role.actor.slug, role.actor.name, RoleKind(role.role), Basis(role.basis), role.note)
            for role in record.roles[clause.pk]
        ),
        deadlines=_deadline_reports(clause, record.deadlines[clause.pk], found) if found else (),
        verdict=found,
        assessment=assessment_report(record, record.assessments[assessment.key]) if assessment else None,
        evidence_keys=keys,
        source_keys=tuple(sorted(sources)),
        evidence_for=len({fact.key for fact in evidence if fact.direction is Direction.SUPPORTS}),
        evidence_against=len({fact.key for fact in evidence if fact.direction is Direction.CONTRADICTS}),
        last_evidence=max((fact.occurred for fact in evidence), key=lambda span: span.latest, default=None),
    )


def _deadline_reports(clause: Clause, deadlines: Sequence[Deadline], found: Verdict) -> tuple[DeadlineReport, ...]:
    """Return the deadlines of a clause with how they stand."""
    states = {state.key: state for state in found.deadlines}
    return tuple(
        DeadlineReport(
            agreement=clause.agreement.slug,
            number=clause.number,
            heading=clause.heading,
            key=deadline.key,
            label=deadline.label,
            kind=DeadlineKind(deadline.kind),
            due_on=states[deadline.reference].due.due_on,
            original_on=states[deadline.reference].due.original_on,
            notice_on=states[deadline.reference].due.notice_on,
            inclusive=deadline.inclusive,
            time_zone=deadline.time_zone,
            timeliness=states[deadline.reference].timeliness,
            original_timeliness=states[deadline.reference].original_timeliness,
            done=states[deadline.reference].done,
            ended_on=states[deadline.reference].ended_on,
            days=states[deadline.reference].days,
            original_days=states[deadline.reference].original_days,
            note=deadline.note,
        )
        for deadline in deadlines
    )


def assessment_report(record: Record, row: Assessment) -> AssessmentReport:
    """Return the words of a judgement."""
    return AssessmentReport(
        key=row.key,
        party=row.party.name if row.party else "",
        effective_on=row.effective_on,
        decided_at=row.decided_at,
        performance=Performance(row.performance),
        correspondence=row.get_correspondence_display(),
        confidence=row.get_confidence_display(),
        rationale=row.rationale,
        limits=row.limits,
        method_version=row.method_version,
        proposed_by=row.proposed_by.get_full_name() or row.proposed_by.get_username(),
        approved_by=row.approved_by.get_full_name() or row.approved_by.get_username() if row.approved_by else "",
        is_by_one=row.proposed_by_id == row.approved_by_id,
        cites=record.cites[row.pk],
    )
