"""What holds for a clause as of a day, and why: verdict, tally and comparison. Nothing else decides status.

Values in, values out: no query, no clock, no settings. The method page prints the rules in words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from agreements.choices import Correspondence, Direction, Performance, Timeliness
from agreements.dates import AsOf, Span
from agreements.deadlines import (
    DeadlineFact,
    DeadlineState,
    days_after,
    due_day,
    most_pressing,
    timeliness,
)
from agreements.disputes import dispute_reasons
from agreements.facts import AssessmentFact, ClauseFacts, EvidenceFact
from agreements.reviews import ReviewNeed, review_needs


@dataclass(frozen=True, slots=True)
class Status:
    """The answer on its three axes, and whether it is disputed."""

    performance: Performance
    timeliness: Timeliness
    correspondence: Correspondence
    disputed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for a clause as of a day, and why.

    `since` is when its performance began to be what it is, `since_by_party` the same for each party judged.
    """

    status: Status
    since: date | None
    assessment: AssessmentFact | None
    by_party: tuple[AssessmentFact, ...]
    since_by_party: Mapping[str, date]
    deadlines: tuple[DeadlineState, ...]
    evidence: tuple[EvidenceFact, ...]
    dispute_reasons: tuple[str, ...]
    review: tuple[ReviewNeed, ...]

    @property
    def latest(self) -> tuple[AssessmentFact, ...]:
        """Return the judgements that hold: of the clause as a whole, if there is one, and of each party judged."""
        return (self.assessment, *self.by_party) if self.assessment else self.by_party

    @property
    def review_reasons(self) -> tuple[str, ...]:
        """Return in sentences why a reviewer should look again."""
        return tuple(need.sentence for need in self.review)

    @property
    def needs_review(self) -> bool:
        """Return whether something has happened to the record that the latest assessment could not take in."""
        return bool(self.review)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many clauses stand at each performance, with coverage; never a mean."""

    counts: tuple[tuple[Performance, int], ...]
    reviewed: int
    total: int


@dataclass(frozen=True, slots=True)
class Change:
    """One axis of a status that differs between two days, or of a judgement from the one it corrects."""

    axis: str
    before: str
    after: str


def verdict(facts: ClauseFacts, *, as_of: AsOf) -> Verdict:
    """Return what holds for the clause as of a day: performance, timeliness, correspondence, dispute, and why."""
    evidence = tuple(fact for fact in facts.evidence if fact.counts(as_of=as_of))
    counted = sorted(
        (fact for fact in facts.assessments if fact.counts(as_of=as_of)),
        key=lambda fact: (fact.effective_on, fact.decided_at, fact.key),
    )
    latest = {fact.party: fact for fact in counted}
    whole = [fact for fact in counted if fact.party is None]
    order = {party: place for place, party in enumerate(facts.parties)}
    parties = sorted((party for party in latest if party), key=lambda party: (order.get(party, len(order)), party))
    by_party = tuple(latest[party] for party in parties)
    since = _since(whole) if whole else None
    ended_on = since if whole and whole[-1].performance is Performance.NO_LONGER_APPLIES else None
    states = tuple(_deadline_state(deadline, facts, evidence, ended_on, as_of) for deadline in facts.deadlines)
    disputed_because = tuple(dict.fromkeys(dispute_reasons(evidence, by_party, facts, as_of)))
    return Verdict(
        status=Status(
            performance=whole[-1].performance if whole else Performance.NOT_REVIEWED,
            timeliness=most_pressing(state.timeliness for state in states),
            correspondence=whole[-1].correspondence if whole else Correspondence.NOT_JUDGED,
            disputed=bool(disputed_because),
        ),
        since=since,
        assessment=whole[-1] if whole else None,
        by_party=by_party,
        since_by_party={party: _since([fact for fact in counted if fact.party == party]) for party in parties},
        deadlines=states,
        evidence=evidence,
        dispute_reasons=disputed_because,
        review=review_needs(
            facts,
            latest=tuple(latest.values()),
            evidence=evidence,
            deadlines=states,
            is_disputed=bool(disputed_because),
            as_of=as_of,
        ),
    )


def _since(judged: list[AssessmentFact]) -> date:
    """Return the first day of the latest unbroken run of one performance, as judged from day to day.

    Of assessments with one effect date only the last, the correction, counts.
    """
    by_day = {fact.effective_on: fact for fact in judged}
    same = list(takewhile(lambda fact: fact.performance is judged[-1].performance, reversed(by_day.values())))
    return same[-1].effective_on


def _deadline_state(
    deadline: DeadlineFact,
    facts: ClauseFacts,
    evidence: tuple[EvidenceFact, ...],
    ended_on: date | None,
    as_of: AsOf,
) -> DeadlineState:
    """Return how one deadline stands; none runs before the entry into force or once the clause has ended."""
    until = AsOf(min(as_of.on, ended_on or as_of.on), as_of.known_on)
    due = due_day(deadline, deadlines=facts.anchors, in_force_on=facts.in_force_on, as_of=until)
    done, denied = _reported(deadline, evidence, as_of)

    def lapsed_on(day: date) -> date | None:
        return ended_on if ended_on and not done and ended_on <= deadline.last_day(day) else None

    def against(day: date) -> Timeliness:
        running = not lapsed_on(day) and as_of.on >= facts.in_force_on
        return timeliness(
            due=day if running else None, done=done, denied=denied, inclusive=deadline.inclusive, as_of=as_of
        )

    lapsed = lapsed_on(due.due_on)
    outcome = Span.day(lapsed) if lapsed else done
    return DeadlineState(
        key=deadline.key,
        due=due,
        timeliness=against(due.due_on),
        original_timeliness=against(due.original_on),
        done=done,
        ended_on=lapsed,
        days=days_after(deadline.last_day(due.due_on), outcome),
        original_days=days_after(deadline.last_day(due.original_on), outcome),
    )


def _reported(deadline: DeadlineFact, evidence: Iterable[EvidenceFact], as_of: AsOf) -> tuple[Span | None, list[Span]]:
    """Return when a deadline is first reported as met, and when it is reported as missed."""
    speaking = [fact for fact in evidence if fact.meets == deadline.key and fact.is_asserted(as_of=as_of)]
    done = min(
        (fact.occurred for fact in speaking if fact.direction is Direction.SUPPORTS),
        key=lambda span: (span.latest, span.earliest),
        default=None,
    )
    return done, [fact.occurred for fact in speaking if fact.direction is Direction.CONTRADICTS]


def corrected(facts: ClauseFacts, *, as_of: AsOf) -> frozenset[str]:
    """Return the assessments that count and for whose day and party another that counts was decided later."""
    counted = (fact for fact in facts.assessments if fact.counts(as_of=as_of))
    return frozenset(before.key for before, _ in corrections(counted))


def corrections(assessments: Iterable[AssessmentFact]) -> Iterator[tuple[AssessmentFact, AssessmentFact]]:
    """Yield each assessment of a clause with the one decided next for the same day and party."""
    latest: dict[tuple[str | None, date], AssessmentFact] = {}
    for fact in sorted(assessments, key=lambda fact: (fact.decided_at, fact.key)):
        if earlier := latest.get((fact.party, fact.effective_on)):
            yield earlier, fact
        latest[fact.party, fact.effective_on] = fact


def tally(performances: Iterable[Performance]) -> Tally:
    """Return the counts per performance in the published order, and how many of how many were reviewed."""
    found = Counter(performances)
    counts = tuple((performance, found[performance]) for performance in Performance)
    total = found.total()
    return Tally(counts, total - found[Performance.NOT_REVIEWED], total)


def comparison(before: Status, after: Status) -> tuple[Change, ...]:
    """Return the axes on which two statuses differ, with the old and the new label."""
    pairs = (
        ("Performance", before.performance.label, after.performance.label),
        ("Timeliness", before.timeliness.label, after.timeliness.label),
        ("Correspondence", before.correspondence.label, after.correspondence.label),
        ("Disputed", "yes" if before.disputed else "no", "yes" if after.disputed else "no"),
    )
    return _changes(pairs)


def correction(before: AssessmentFact, after: AssessmentFact) -> tuple[Change, ...]:
    """Return the axes on which an assessment differs from the one it corrects, with the old and the new label."""
    pairs = (
        ("Performance", before.performance.label, after.performance.label),
        ("Correspondence", before.correspondence.label, after.correspondence.label),
        ("Confidence", before.confidence.label, after.confidence.label),
    )
    return _changes(pairs)


def _changes(pairs: Iterable[tuple[str, object, object]]) -> tuple[Change, ...]:
    """Return the axes whose labels differ."""
    return tuple(Change(axis, str(old), str(new)) for axis, old, new in pairs if old != new)
