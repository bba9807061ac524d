"""Why a reviewer should look at a clause again: what happened that its latest assessment could not take in.

Values in, values out: no query, no clock, no settings. The method page prints the reasons in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.choices import Timeliness
from agreements.dates import AsOf, Offset
from agreements.deadlines import DeadlineState
from agreements.disputes import dispute_reasons
from agreements.facts import AssessmentFact, ClauseFacts, EvidenceFact
from agreements.review_terms import ReviewReason

STALE_AFTER = 12
"""After how many calendar months an assessment is stale, unless whoever asks gives another number."""


@dataclass(frozen=True, slots=True)
class ReviewNeed:
    """One reason to look at a clause again: its kind, and a sentence that says it of this clause."""

    kind: ReviewReason
    sentence: str


def review_needs(
    facts: ClauseFacts,
    *,
    latest: Sequence[AssessmentFact],
    evidence: tuple[EvidenceFact, ...],
    deadlines: Iterable[DeadlineState],
    is_disputed: bool,
    as_of: AsOf,
    months: int = STALE_AFTER,
) -> tuple[ReviewNeed, ...]:
    """Return why a reviewer should look again, the most urgent reason first, each once.

    `latest` are the judgements that hold as of the day, of the clause and of each party; `evidence` is what counts.
    """
    if not latest:
        unread = ReviewNeed(ReviewReason.NOT_ASSESSED, "There is evidence and no assessment.")
        return (unread,) if evidence else ()
    found = [
        *_no_longer_standing(latest),
        *_arisen_dispute(facts, latest, evidence, is_disputed, as_of),
        *_passed_deadlines(facts, latest, deadlines, as_of),
        *_new_evidence(latest, evidence),
        *_staleness(latest, as_of, months),
    ]
    return tuple(dict.fromkeys(found))


def last_decided_at(latest: Iterable[AssessmentFact]) -> datetime | None:
    """Return when the last of some judgements was decided; None where there is none."""
    return max((fact.decided_at for fact in latest), default=None)


def entered_since(latest: Iterable[AssessmentFact], evidence: Iterable[EvidenceFact]) -> tuple[EvidenceFact, ...]:
    """Return the evidence that came into the record after the last judgement was decided; all where there is none."""
    decided_at = last_decided_at(latest)
    return tuple(fact for fact in evidence if decided_at is None or fact.entered_at > decided_at)


def _no_longer_standing(latest: Iterable[AssessmentFact]) -> Iterator[ReviewNeed]:
    """Yield each piece of evidence that a judgement cites and that was taken back."""
    for key in sorted({cited.key for fact in latest for cited in fact.cited if not cited.accepted}):
        sentence = f"Evidence cited by the latest assessment no longer stands: {key}."
        yield ReviewNeed(ReviewReason.CITED_NO_LONGER_STANDS, sentence)


def _arisen_dispute(
    facts: ClauseFacts,
    latest: Sequence[AssessmentFact],
    evidence: tuple[EvidenceFact, ...],
    is_disputed: bool,
    as_of: AsOf,
) -> Iterator[ReviewNeed]:
    """Yield that the clause is disputed by what counts now, and was not by what was there at the decision."""
    decided_at = max(fact.decided_at for fact in latest)
    is_unchanged = as_of.known_on <= decided_at.date() and not entered_since(latest, evidence)
    if not is_disputed or is_unchanged:
        return
    then = AsOf(as_of.on, min(as_of.known_on, decided_at.date()))
    there = tuple(fact for fact in evidence if fact.entered_at <= decided_at and fact.counts(as_of=then))
    by_party = tuple(fact for fact in latest if fact.party)
    if not any(dispute_reasons(there, by_party, facts, then)):
        yield ReviewNeed(ReviewReason.DISPUTE_AROSE, "A dispute arose after the latest assessment was decided.")


def _passed_deadlines(
    facts: ClauseFacts, latest: Sequence[AssessmentFact], deadlines: Iterable[DeadlineState], as_of: AsOf
) -> Iterator[ReviewNeed]:
    """Yield each last day that has passed since the decision."""
    decided_on = max(fact.decided_at for fact in latest).date()
    own = {deadline.key: deadline for deadline in facts.deadlines}
    for state in deadlines:
        last_day = own[state.key].last_day(state.due.due_on)
        if state.timeliness is not Timeliness.NO_DEADLINE and decided_on <= last_day < as_of.on:
            sentence = f"A deadline passed after the latest assessment was decided: {last_day.isoformat()}."
            yield ReviewNeed(ReviewReason.DEADLINE_PASSED, sentence)


def _new_evidence(latest: Sequence[AssessmentFact], evidence: Iterable[EvidenceFact]) -> Iterator[ReviewNeed]:
    """Yield how many pieces of evidence came after the decision."""
    newer = len({fact.key for fact in entered_since(latest, evidence)})
    if newer:
        sentence = f"Evidence entered after the latest assessment was decided: {newer}."
        yield ReviewNeed(ReviewReason.NEW_EVIDENCE, sentence)


def _staleness(latest: Sequence[AssessmentFact], as_of: AsOf, months: int) -> Iterator[ReviewNeed]:
    """Yield that the decision is some calendar months old."""
    decided_on = max(fact.decided_at for fact in latest).date()
    if Offset(months=months).after(decided_on) <= as_of.on:
        age = "1 month" if months == 1 else f"{months} months"
        sentence = f"The latest assessment was decided {age} ago or more, on {decided_on.isoformat()}."
        yield ReviewNeed(ReviewReason.STALE, sentence)
