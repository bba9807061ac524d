"""The record of some agreements as the rules' values, in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce

from agreements.choices import (
    AssessmentState,
    Confidence,
    Correspondence,
    DeadlineKind,
    Direction,
    EvidenceState,
    Performance,
    Precision,
    Stance,
)
from agreements.dates import Offset, Span
from agreements.deadlines import DeadlineFact, Move
from agreements.facts import AssessmentFact, CitationFact, CitedFact, ClauseFacts, EvidenceFact
from agreements.models import (
    Agreement,
    Assessment,
    Citation,
    Clause,
    ClauseRole,
    Deadline,
    DeadlineChange,
    EvidenceLink,
    Party,
)


@dataclass(frozen=True, slots=True)
class Record:
    """Rows of some agreements, and the facts of each clause by primary key."""

    agreements: tuple[Agreement, ...]
    parties: Mapping[int, tuple[Party, ...]]
    clauses: Mapping[int, tuple[Clause, ...]]
    roles: Mapping[int, tuple[ClauseRole, ...]]
    deadlines: Mapping[int, tuple[Deadline, ...]]
    assessments: Mapping[str, Assessment]
    sources: Mapping[str, frozenset[tuple[str, date]]]
    cites: Mapping[int, tuple[str, ...]]
    facts: Mapping[int, ClauseFacts]


def in_force_on(agreement: Agreement) -> date:
    """Return the day of entry into force where the agreement counts its days."""
    return agreement.in_force_at.astimezone(ZoneInfo(agreement.time_zone)).date()


def load_record() -> Record:
    """Return the record of all agreements, in the order of their entry into force."""
    rows = tuple(Agreement.objects.order_by("in_force_at", "pk"))
    by_pk = {row.pk: row for row in rows}
    all_clauses = list(Clause.objects.order_by("agreement", "position", "pk"))
    for clause in all_clauses:
        clause.agreement = by_pk[clause.agreement_id]
    clause_of = {clause.pk: clause for clause in all_clauses}
    parties = _grouped(Party.objects.select_related("actor"), "agreement_id")
    deadlines = list(Deadline.objects.select_related("clause__agreement").order_by("position", "pk"))
    deadline_facts = _deadline_facts(deadlines)
    evidence, sources = _evidence_facts({deadline.pk: deadline.reference for deadline in deadlines})
    assessments = list(
        Assessment.objects.filter(state=AssessmentState.APPROVED)
        .select_related("clause__agreement", "party", "proposed_by", "approved_by")
        .order_by("effective_on", "decided_at", "pk")
    )
    cited = _cited_facts(assessments)
    assessment_facts = _assessment_facts(assessments, cited)
    by_clause = _by(deadlines, "clause_id")
    facts = {
        pk: ClauseFacts(
            reference=clause_of[pk].reference,
            in_force_on=in_force_on(clause_of[pk].agreement),
            parties=tuple(party.actor.slug for party in parties[clause_of[pk].agreement_id]),
            names={party.actor.slug: party.actor.name for party in parties[clause_of[pk].agreement_id]},
            deadlines=tuple(deadline_facts[deadline.reference] for deadline in by_clause[pk]),
            anchors=deadline_facts,
            evidence=tuple(evidence[pk]),
            assessments=tuple(assessment_facts[pk]),
        )
        for pk in clause_of
    }
    return Record(
        agreements=rows,
        parties=parties,
        clauses=_by(all_clauses, "agreement_id"),
        roles=_grouped(ClauseRole.objects.select_related("actor"), "clause_id"),
        deadlines=by_clause,
        assessments={row.key: row for row in assessments},
        sources=sources,
        cites={pk: tuple(fact.key for fact in found) for pk, found in cited.items()},
        facts=facts,
    )


def _by(rows: Iterable[object], attribute: str) -> defaultdict[int, tuple]:
    """Return rows grouped by an attribute, in their order."""
    groups: defaultdict[int, tuple] = defaultdict(tuple)
    for row in rows:
        groups[getattr(row, attribute)] += (row,)
    return groups


def _grouped(rows: QuerySet, attribute: str) -> defaultdict[int, tuple]:
    """Return child rows in their order, grouped by their parent."""
    return _by(rows.order_by("position", "pk"), attribute)


def _deadline_facts(deadlines: list[Deadline]) -> dict[str, DeadlineFact]:
    """Return deadlines by public name; all are needed, as one may count from a deadline of another agreement."""
    moves: defaultdict[int, list[Move]] = defaultdict(list)
    changes = DeadlineChange.objects.select_related("source").order_by("position", "pk")
    for change in changes:
        published = change.source.published if change.source else None
        moves[change.deadline_id].append(Move(change.due_on, change.agreed, published))
    references = {deadline.pk: deadline.reference for deadline in deadlines}
    return {
        deadline.reference: DeadlineFact(
            key=deadline.reference,
            kind=DeadlineKind(deadline.kind),
            fixed_on=deadline.due_on,
            anchor=references[deadline.anchor_id] if deadline.anchor_id else None,
            offset=Offset.parse(deadline.offset) if deadline.offset else None,
            inclusive=deadline.inclusive,
            notice=Offset.parse(deadline.notice) if deadline.notice else None,
            moves=tuple(moves[deadline.pk]),
            in_force_on=in_force_on(deadline.clause.agreement),
        )
        for deadline in deadlines
    }


def _evidence_facts(
    deadlines: Mapping[int, str],
) -> tuple[defaultdict[int, list[EvidenceFact]], dict[str, frozenset[tuple[str, date]]]]:
    """Return accepted evidence by clause, and by key the sources of each with the day they were surely published."""
    links = list(
        EvidenceLink.objects.filter(evidence__state=EvidenceState.ACCEPTED)
        .order_by("pk")
        .values_list(
            "clause_id",
            "direction",
            "party__slug",
            "meets_id",
            "evidence_id",
            "evidence__key",
            "evidence__occurred_earliest_on",
            "evidence__occurred_latest_on",
            "evidence__occurred_precision",
            Coalesce("evidence__decided_at", "evidence__entered_at"),  # since it could be read by whoever decides
        )
    )
    citations: defaultdict[int, list[CitationFact]] = defaultdict(list)
    sources: defaultdict[int, set[tuple[str, date]]] = defaultdict(set)
    rows = (
        Citation.objects.filter(evidence__state=EvidenceState.ACCEPTED)
        .order_by("position", "pk")
        .values_list(
            "evidence_id",
            "stance",
            "claimant__slug",
            "source__key",
            "source__published_earliest_on",
            "source__published_latest_on",
            "source__published_precision",
        )
    )
    for evidence, stance, claimant, source, earliest, latest, precision in rows:
        published = Span(earliest, latest, Precision(precision))
        citations[evidence].append(CitationFact(Stance(stance), published, claimant))
        sources[evidence].add((source, latest))
    facts: defaultdict[int, list[EvidenceFact]] = defaultdict(list)
    for clause, direction, party, meets, evidence, key, earliest, latest, precision, entered_at in links:
        facts[clause].append(
            EvidenceFact(
                key=key,
                occurred=Span(earliest, latest, Precision(precision)),
                direction=Direction(direction),
                citations=tuple(citations[evidence]),
                entered_at=entered_at,
                party=party,
                meets=deadlines.get(meets) if meets else None,
            )
        )
    for found in facts.values():
        found.sort(key=lambda fact: (fact.occurred.latest, fact.occurred.earliest, fact.key, fact.party or ""))
    return facts, {link[5]: frozenset(sources[link[4]]) for link in links}


def _cited_facts(assessments: list[Assessment]) -> defaultdict[int, tuple[CitedFact, ...]]:
    """Return what each assessment cites, with the day its first source was surely published."""
    cited: defaultdict[int, tuple[CitedFact, ...]] = defaultdict(tuple)
    rows = (
        Assessment.cited.through.objects.filter(assessment__state=AssessmentState.APPROVED)
        .annotate(published_on=Min("evidence__citations__source__published_latest_on"))
        .values_list("assessment_id", "evidence__key", "evidence__state", "published_on")
    )
    for assessment, key, state, published_on in sorted(rows, key=lambda row: row[:2]):
        published = Span.day(published_on) if published_on else None
        cited[assessment] += (CitedFact(key, published, accepted=state == EvidenceState.ACCEPTED),)
    return cited


def _assessment_facts(
    assessments: list[Assessment], cited: Mapping[int, tuple[CitedFact, ...]]
) -> defaultdict[int, list[AssessmentFact]]:
    """Return approved assessments by clause."""
    facts: defaultdict[int, list[AssessmentFact]] = defaultdict(list)
    for row in assessments:
        facts[row.clause_id].append(
            AssessmentFact(
                key=row.key,
                effective_on=row.effective_on,
                decided_at=row.decided_at.astimezone(ZoneInfo(row.clause.agreement.time_zone)),
                performance=Performance(row.performance),
                correspondence=Correspondence(row.correspondence),
                confidence=Confidence(row.confidence),
                party=row.party.slug if row.party else None,
                cited=cited[row.pk],
            )
        )
    return facts
