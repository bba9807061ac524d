"""What a reviewer should see before proposing a judgement: how it sits with deadlines, evidence and days.

Values in, values out: no query, no clock, no settings. A warning never forbids: judging is left to people.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from agreements.choices import Correspondence, Direction, Performance, Timeliness
from agreements.dates import AsOf
from agreements.facts import AssessmentFact, CitedFact, ClauseFacts, EvidenceFact
from agreements.review_terms import ProposalConcern
from agreements.rules import Verdict, verdict

FULFILLED, NOT_STARTED, BREACHED = Performance.FULFILLED, Performance.NOT_STARTED, Performance.BREACHED
ENDED, NO_EVIDENCE = Performance.NO_LONGER_APPLIES, Performance.NO_EVIDENCE_FOUND

CONTRARY: Mapping[Performance, frozenset[Direction]] = {
    FULFILLED: frozenset({Direction.CONTRADICTS, Direction.MIXED}),
    NOT_STARTED: frozenset({Direction.SUPPORTS, Direction.MIXED}),
    BREACHED: frozenset({Direction.SUPPORTS}),
    NO_EVIDENCE: frozenset({Direction.SUPPORTS, Direction.CONTRADICTS, Direction.MIXED}),
}
"""The directions of evidence that speak against a performance; none do against what lies in between, or has ended."""

MISMATCHED: Mapping[Performance, frozenset[Correspondence]] = {
    NOT_STARTED: frozenset({Correspondence.AS_WRITTEN, Correspondence.DEVIATES}),
    NO_EVIDENCE: frozenset({Correspondence.AS_WRITTEN, Correspondence.DEVIATES}),
    BREACHED: frozenset({Correspondence.AS_WRITTEN}),
}
"""What cannot be said of how something was done, where nothing was done, or what was done goes against the text."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A judgement as it would be proposed."""

    effective_on: date
    performance: Performance
    correspondence: Correspondence = Correspondence.NOT_JUDGED
    party: str | None = None
    cited: tuple[CitedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalWarning:
    """One thing to mind about a proposal: its kind, and a sentence that names the evidence, deadline or day."""

    kind: ProposalConcern
    sentence: str


def proposal_warnings(
    proposal: Proposal, facts: ClauseFacts, *, labels: Mapping[str, str], covered_until: date | None, on: date
) -> tuple[ProposalWarning, ...]:
    """Return what a reviewer should see on the day `on` before proposing a judgement on a clause.

    Evidence and deadlines are taken as of the day of effect and as known then; for the performance of one party, only
    what speaks of it or of nobody in particular. `labels` says how readers know the deadlines.
    """
    on_its_day = AsOf(proposal.effective_on, proposal.effective_on)
    about = {None, proposal.party}
    own = tuple(fact for fact in facts.evidence if proposal.party is None or fact.party in about)
    then = verdict(replace(facts, evidence=own), as_of=on_its_day)
    return (
        *_without_basis(proposal),
        *_against_deadlines(proposal, then, labels),
        *_skipped(proposal, then, on_its_day),
        *_cited_later(proposal, facts),
        *_against_correspondence(proposal),
        *_out_of_range(proposal, facts, covered_until, on),
        *_beside_others(proposal, facts, on),
    )


def _without_basis(proposal: Proposal) -> Iterator[ProposalWarning]:
    """Yield that nothing is cited; where no evidence was found there is nothing to cite."""
    if not proposal.cited and proposal.performance is not NO_EVIDENCE:
        yield ProposalWarning(ProposalConcern.CITES_NOTHING, "It cites no evidence.")


def _against_deadlines(proposal: Proposal, then: Verdict, labels: Mapping[str, str]) -> Iterator[ProposalWarning]:
    """Yield each deadline that stands otherwise than the performance says."""
    for state in then.deadlines:
        is_met = state.done is not None
        is_missed = state.timeliness is Timeliness.OVERDUE
        is_past = is_missed or (state.timeliness is Timeliness.CANNOT_BE_TOLD and not is_met)
        is_ahead = state.timeliness in {Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE}
        due = f"the deadline “{labels.get(state.key, state.key)}” ({state.due.due_on})"
        said = proposal.performance.label
        match proposal.performance:
            case Performance.FULFILLED if is_missed:
                why = f"{said}, though {due} is reported as not met."
            case Performance.FULFILLED if is_past:
                why = f"{said}, though {due} has passed and nothing shows it met."
            case Performance.NOT_STARTED | Performance.NO_EVIDENCE_FOUND if is_met:
                why = f"{said}, though {due} is reported as met on {state.done}."
            case Performance.NO_EVIDENCE_FOUND if is_missed:
                why = f"{said}, though {due} is reported as not met."
            case Performance.NO_LONGER_APPLIES if is_ahead:
                why = f"{said}, so that {due} lapses."
            case _:
                continue
        yield ProposalWarning(ProposalConcern.AGAINST_DEADLINE, why)


def _skipped(proposal: Proposal, then: Verdict, on_its_day: AsOf) -> Iterator[ProposalWarning]:
    """Yield the evidence against the performance that is not cited; what no source asserts speaks against nothing."""
    contrary = CONTRARY.get(proposal.performance, frozenset())
    cited = {fact.key for fact in proposal.cited}
    skipped = (
        fact.key
        for fact in then.evidence
        if fact.direction in contrary and fact.key not in cited and fact.is_asserted(as_of=on_its_day)
    )
    if keys := list(dict.fromkeys(skipped)):
        said = proposal.performance.label
        sentence = f"{said}, and this evidence to the contrary is not cited: {', '.join(keys)}."
        yield ProposalWarning(ProposalConcern.SKIPS_CONTRARY, sentence)


def _cited_later(proposal: Proposal, facts: ClauseFacts) -> Iterator[ProposalWarning]:
    """Yield the evidence cited that nobody could know on the day of effect, and the day on which all of it is known."""
    basis_days = {cited.key: _basis_day(cited, facts.evidence) for cited in proposal.cited}
    later = {key: day for key, day in basis_days.items() if day > proposal.effective_on}
    if later:
        known = max(later.values())
        since = "has no source" if known == date.max else f"is known from {known}"
        yield ProposalWarning(
            ProposalConcern.CITES_LATER,
            "Not happened or not published by the day of effect, so that nobody could have judged so on that day: "
            f"{', '.join(sorted(later))}. All that is cited {since}.",
        )


def _basis_day(cited: CitedFact, evidence: Iterable[EvidenceFact]) -> date:
    """Return the day by which evidence had surely happened and been published; the last of all without a source."""
    occurred = [fact.occurred.latest for fact in evidence if fact.key == cited.key]
    return max([cited.published.latest if cited.published else date.max, *occurred])


def _against_correspondence(proposal: Proposal) -> Iterator[ProposalWarning]:
    """Yield that the two judgements do not go together."""
    if proposal.correspondence in MISMATCHED.get(proposal.performance, frozenset()):
        said, how = proposal.performance.label, proposal.correspondence.label
        sentence = f"{said} does not go with the correspondence “{how}”."
        yield ProposalWarning(ProposalConcern.AGAINST_CORRESPONDENCE, sentence)


def _out_of_range(
    proposal: Proposal, facts: ClauseFacts, covered_until: date | None, on: date
) -> Iterator[ProposalWarning]:
    """Yield in which way the day of effect lies outside the days that can be judged."""
    day = proposal.effective_on
    if day < facts.in_force_on:
        sentence = f"The day of effect, {day}, is before the entry into force, {facts.in_force_on}."
        yield ProposalWarning(ProposalConcern.BEFORE_IN_FORCE, sentence)
    if day > on:
        sentence = f"The day of effect, {day}, has not come: the judgement counts only from then."
        yield ProposalWarning(ProposalConcern.IN_FUTURE, sentence)
    if covered_until is not None and day > covered_until:
        sentence = f"The day of effect, {day}, is after {covered_until}, the latest day that the sources reach."
        yield ProposalWarning(ProposalConcern.BEYOND_RECORD, sentence)


def _beside_others(proposal: Proposal, facts: ClauseFacts, on: date) -> Iterator[ProposalWarning]:
    """Yield how it goes with the approved judgement that holds on the day of effect, by what is known today."""
    holding = _holding(verdict(facts, as_of=AsOf(proposal.effective_on, on)), proposal.party)
    if holding is None:
        return
    if holding.effective_on == proposal.effective_on:
        sentence = f"It supersedes the judgement {holding.key}, which has the same day of effect."
        yield ProposalWarning(ProposalConcern.CORRECTS, sentence)
    if holding.performance is proposal.performance:
        sentence = f"{proposal.performance.label} holds already, from {holding.effective_on}: only the reasons change."
        yield ProposalWarning(ProposalConcern.SAME_PERFORMANCE, sentence)


def _holding(found: Verdict, party: str | None) -> AssessmentFact | None:
    """Return the judgement that holds on a party's performance, or on the clause as a whole."""
    if party is None:
        return found.assessment
    return next((fact for fact in found.by_party if fact.party == party), None)
