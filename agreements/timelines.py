"""The status of a clause over time: the verdict on every day on which it changes."""

from dataclasses import dataclass, replace
from datetime import date

from agreements.dates import ONE_DAY, AsOf
from agreements.deadlines import due_day, term_starts, turning_days
from agreements.disputes import Claims, claims_of, in_order, is_denied
from agreements.facts import ClauseFacts, EvidenceFact
from agreements.rules import Status, verdict


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of days on which one status, resting on one assessment, held."""

    from_on: date
    to_on: date
    status: Status
    assessment: str | None


def timeline(facts: ClauseFacts, *, as_of: AsOf) -> tuple[Spell, ...]:
    """Return the verdict from the entry into force to the day asked about, as spells of days with one answer each."""
    spells: list[Spell] = []
    telling = _telling(facts, as_of)
    for day in sorted(_candidate_days(telling, as_of)):
        found = verdict(telling, as_of=AsOf(day, as_of.known_on))
        key = found.assessment.key if found.assessment else None
        if spells and (spells[-1].status, spells[-1].assessment) == (found.status, key):
            continue
        if spells:
            last = spells[-1]
            spells[-1] = Spell(last.from_on, day - ONE_DAY, last.status, last.assessment)
        spells.append(Spell(day, as_of.on, found.status, key))
    return tuple(spells)


def spell_on(spells: tuple[Spell, ...], day: date) -> Spell | None:
    """Return the spell that holds on `day`; None before the entry into force and after the day asked about."""
    return next((spell for spell in spells if spell.from_on <= day <= spell.to_on), None)


def _telling(facts: ClauseFacts, as_of: AsOf) -> ClauseFacts:
    """Return the facts without the evidence that changes no status on any day up to the one asked about.

    What can change one: reports on a deadline; the first fact both asserted and denied, after which the clause stays
    disputed; and, until then, the claims by which a party begins to say something else than before.
    """
    meetable = {deadline.key for deadline in facts.deadlines}
    kept: list[EvidenceFact] = []
    claims: Claims = {}
    is_disputed = False
    for fact in in_order(fact for fact in facts.evidence if fact.counts(as_of=as_of)):
        said = {} if is_disputed else claims_of(fact, facts.parties, as_of=as_of)
        begins_dispute = not is_disputed and is_denied(fact, as_of=as_of)
        is_new = any(claims.get(claim) is not direction for claim, direction in said.items())
        if begins_dispute or is_new or fact.meets in meetable:
            kept.append(fact)
        claims |= said
        is_disputed |= begins_dispute
    return replace(facts, evidence=tuple(kept))


def _candidate_days(facts: ClauseFacts, as_of: AsOf) -> set[date]:
    """Return every day up to the one asked about on which a fact or the clock alone can change the verdict."""
    days = {facts.in_force_on}
    days |= {assessment.effective_on for assessment in facts.assessments}
    days |= {fact.occurred.latest for fact in facts.evidence}
    days |= term_starts(facts.anchors, in_force_on=facts.in_force_on, as_of=as_of)
    days |= {move.agreed_on.latest for deadline in facts.anchors.values() for move in deadline.moves}
    for deadline in facts.deadlines:
        for day in sorted(days):
            due = due_day(
                deadline, deadlines=facts.anchors, in_force_on=facts.in_force_on, as_of=AsOf(day, as_of.known_on)
            )
            days |= turning_days(deadline, due)
    return {day for day in days if facts.in_force_on <= day <= as_of.on}
