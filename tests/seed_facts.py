"""The seed entries as the rules' values, without a database: what a clause stood at, straight from the files."""

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from agreements.choices import AssessmentState, EvidenceState
from agreements.dates import Offset, Span
from agreements.deadlines import DeadlineFact, Move
from agreements.facts import AssessmentFact, CitationFact, CitedFact, ClauseFacts, EvidenceFact
from agreements.seedfiles import SeedSet
from agreements.seedfiles.references import parent_reference


def in_force_days(seeds: SeedSet) -> dict[str, date]:
    """Return the day on which each agreement took effect, by its own clock."""
    return {one.slug: one.in_force_at.astimezone(ZoneInfo(one.time_zone)).date() for one in seeds.section("agreements")}


def deadline_facts(seeds: SeedSet) -> dict[str, DeadlineFact]:
    """Return every deadline by its public name."""
    published = {source.key: Span.parse(source.published) for source in seeds.section("sources")}
    in_force_on = in_force_days(seeds)
    return {
        f"{clause.ref}#{deadline.key}": DeadlineFact(
            f"{clause.ref}#{deadline.key}",
            deadline.kind,
            deadline.due_on,
            deadline.anchor,
            Offset.parse(deadline.offset) if deadline.offset else None,
            deadline.inclusive,
            Offset.parse(deadline.notice) if deadline.notice else None,
            tuple(Move(to.due_on, Span.parse(to.agreed_on), published.get(to.source)) for to in deadline.changes),
            in_force_on[clause.agreement],
        )
        for clause in seeds.section("clauses")
        for deadline in clause.deadlines
    }


def evidence_facts(seeds: SeedSet) -> dict[str, tuple[EvidenceFact, ...]]:
    """Return the accepted evidence of every clause."""
    published = {source.key: Span.parse(source.published) for source in seeds.section("sources")}
    facts: defaultdict[str, tuple[EvidenceFact, ...]] = defaultdict(tuple)
    for piece in seeds.section("evidence"):
        if piece.state is not EvidenceState.ACCEPTED:
            continue
        said = tuple(CitationFact(one.stance, published[one.source], one.claimant) for one in piece.citations)
        for link in piece.links:
            facts[link.to] += (
                EvidenceFact(
                    key=piece.key,
                    occurred=Span.parse(piece.occurred),
                    direction=link.direction,
                    citations=said,
                    entered_at=piece.entered_at,
                    party=link.party,
                    meets=link.meets,
                ),
            )
    return facts


def assessment_facts(seeds: SeedSet) -> dict[str, tuple[AssessmentFact, ...]]:
    """Return the approved assessments of every clause."""
    published = {source.key: Span.parse(source.published) for source in seeds.section("sources")}
    first = {
        piece.key: min((published[one.source] for one in piece.citations), key=lambda span: span.latest)
        for piece in seeds.section("evidence")
    }
    states = {piece.key: piece.state for piece in seeds.section("evidence")}
    facts: defaultdict[str, tuple[AssessmentFact, ...]] = defaultdict(tuple)
    for one in seeds.section("assessments"):
        if one.state is not AssessmentState.APPROVED or one.decided_at is None:
            continue
        cited = tuple(CitedFact(key, first[key], accepted=states[key] is EvidenceState.ACCEPTED) for key in one.cites)
        facts[one.ref] += (
            AssessmentFact(
                key=one.key,
                effective_on=one.effective_on,
                decided_at=one.decided_at,
                performance=one.performance,
                correspondence=one.correspondence,
                confidence=one.confidence,
                party=one.party,
                cited=cited,
            ),
        )
    return facts


def clause_facts(seeds: SeedSet) -> dict[str, ClauseFacts]:
    """Return the facts of every clause that is assessed, by reference in the order of the texts."""
    parties = {one.slug: one.parties for one in seeds.section("agreements")}
    deadlines, evidence, assessments = deadline_facts(seeds), evidence_facts(seeds), assessment_facts(seeds)
    clauses = list(seeds.section("clauses"))
    holders = {parent_reference(clause.ref) for clause in clauses}
    return {
        clause.ref: ClauseFacts(
            reference=clause.ref,
            in_force_on=in_force_days(seeds)[clause.agreement],
            parties=parties[clause.agreement],
            deadlines=tuple(deadlines[f"{clause.ref}#{deadline.key}"] for deadline in clause.deadlines),
            anchors=deadlines,
            evidence=evidence.get(clause.ref, ()),
            assessments=assessments.get(clause.ref, ()),
        )
        for clause in clauses
        if clause.ref not in holders
    }
