"""Whether a clause is disputed, and why: facts both asserted and denied, and what the parties last claimed."""

from collections.abc import Iterable, Iterator
from itertools import permutations

from agreements.choices import Direction, Performance, Stance
from agreements.dates import AsOf
from agreements.facts import AssessmentFact, ClauseFacts, EvidenceFact

Claims = dict[tuple[str, str | None], Direction]
"""The direction of a party's latest claim, by who claims and about whose performance (None: nobody's in particular)."""


def dispute_reasons(
    evidence: tuple[EvidenceFact, ...], by_party: tuple[AssessmentFact, ...], facts: ClauseFacts, as_of: AsOf
) -> Iterator[str]:
    """Yield why the clause is disputed; background evidence disputes nothing."""
    speaking = in_order(fact for fact in evidence if fact.direction is not Direction.CONTEXT)
    if denied := list(dict.fromkeys(fact.key for fact in speaking if is_denied(fact, as_of=as_of))):
        yield f"Sources both assert and deny {', '.join(denied)}."
    claims = _latest_claims(speaking, facts.parties, as_of)
    if any(_are_opposed(claims, first, second) for first, second in permutations(claims, 2)):
        yield "The latest claims of the parties conflict."
    failing = {fact.party for fact in by_party if fact.performance in {Performance.BREACHED, Performance.NOT_STARTED}}
    for (claimant, about), direction in sorted(claims.items(), key=lambda item: item[0][0]):
        if claimant in failing and about in {claimant, None} and direction is Direction.SUPPORTS:
            name = facts.names.get(claimant, claimant)
            yield f"The verdict on the performance of {name} goes against its own latest claim."


def _latest_claims(evidence: Iterable[EvidenceFact], parties: tuple[str, ...], as_of: AsOf) -> Claims:
    """Return what each party last claimed, by whose performance it spoke of, from facts in their order."""
    claims: Claims = {}
    for fact in evidence:
        claims |= claims_of(fact, parties, as_of=as_of)
    return claims


def in_order(evidence: Iterable[EvidenceFact]) -> list[EvidenceFact]:
    """Return facts in the order in which later claims replace earlier ones: by day, then by key."""
    return sorted(evidence, key=lambda fact: (fact.occurred.latest, fact.occurred.earliest, fact.key))


def claims_of(fact: EvidenceFact, parties: tuple[str, ...], *, as_of: AsOf) -> Claims:
    """Return what parties claim by asserting one fact that speaks for or against implementation."""
    if fact.direction not in {Direction.SUPPORTS, Direction.CONTRADICTS}:
        return {}
    return {
        (said.claimant, fact.party): fact.direction
        for said in fact.known_citations(as_of=as_of)
        if said.claimant in parties and said.claimant is not None and said.stance is Stance.ASSERTS
    }


def is_denied(fact: EvidenceFact, *, as_of: AsOf) -> bool:
    """Return whether a fact that bears on the clause is both asserted and denied; background disputes nothing."""
    stances = {said.stance for said in fact.known_citations(as_of=as_of)}
    return fact.direction is not Direction.CONTEXT and len(stances) > 1


def _are_opposed(claims: Claims, first: tuple[str, str | None], second: tuple[str, str | None]) -> bool:
    """Return whether two parties say opposite things of one performance, or each that the other does not perform."""
    (one, about_one), (other, about_other) = first, second
    if one == other:
        return False
    if about_one == about_other or about_one is None or about_other is None:
        return claims[first] is not claims[second]
    accuse_each_other = about_one == other and about_other == one
    return accuse_each_other and claims[first] is claims[second] is Direction.CONTRADICTS
