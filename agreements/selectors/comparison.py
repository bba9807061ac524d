"""What changed between two days: for each clause the old answer, the new one, and what stands behind the change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agreements.choices import Direction, Performance
from agreements.dates import ONE_DAY, AsOf, Offset, Span
from agreements.facts import AssessmentFact, EvidenceFact
from agreements.models import Assessment, Evidence
from agreements.rules import Change, Verdict
from agreements.rules import comparison as changes_between
from agreements.selectors.clause_reports import ReasonReport
from agreements.selectors.clause_verdicts import reasons
from agreements.selectors.reports import AgreementReport, AssessmentReport, ClauseReport, DeadlineReport
from agreements.selectors.snapshot import Snapshot, snapshot

AXES = {
    "performance": "Performance",
    "timeliness": "Timeliness",
    "correspondence": "Correspondence",
    "disputed": "Dispute",
    "deadlines": "Single deadlines",
    "parties": "Verdicts on single actors",
}
"""What can differ between two days: the axes of the status, then what they do not show."""
SHOWN = 3
"""How many of the new pieces of evidence behind a change are told in words; the others are named."""
YEARS = 12
"""How many single years are offered for comparison."""


@dataclass(frozen=True, slots=True)
class DeadlinePair:
    """A deadline on both days."""

    before: DeadlineReport
    after: DeadlineReport

    @property
    def is_changed(self) -> bool:
        """Return whether its last day or how it stands differs."""
        before, after = self.before, self.after
        return (before.due_on, before.timeliness, before.original_timeliness) != (
            after.due_on,
            after.timeliness,
            after.original_timeliness,
        )


@dataclass(frozen=True, slots=True)
class PartyPair:
    """The verdict on one actor's performance on both days; None where it had none."""

    name: str
    before: Performance | None
    after: Performance | None


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A piece of evidence that began to count between the two days."""

    key: str
    occurred: Span
    direction: Direction
    summary: str


@dataclass(frozen=True, slots=True)
class ClausePair:
    """A clause on both days, what differs, and because of what.

    `judgement` is given where another one holds on the later day. `telling` is the new evidence that it cites or that
    speaks of a deadline that changed, the latest first; `named` are the keys of the rest of it; `new` counts all that
    began to count.
    """

    before: ClauseReport
    after: ClauseReport
    changes: tuple[Change, ...]
    deadlines: tuple[DeadlinePair, ...]
    parties: tuple[PartyPair, ...]
    judgement: AssessmentReport | None
    telling: tuple[NewEvidence, ...]
    named: tuple[str, ...]
    new: int

    @property
    def axes(self) -> frozenset[str]:
        """Return what differs, by the names of `AXES`."""
        found = {change.axis.lower() for change in self.changes}
        found |= {"deadlines"} if self.deadlines else set()
        return frozenset(found | ({"parties"} if self.parties else set()))

    @property
    def dispute_reasons(self) -> tuple[ReasonReport, ...]:
        """Return why the clause is disputed, on the day on which it is; empty where nothing changed about that."""
        if "disputed" not in self.axes:
            return ()
        disputed = self.after if self.after.verdict.status.disputed else self.before
        return reasons(disputed.verdict.dispute_reasons, set(disputed.evidence_keys))


@dataclass(frozen=True, slots=True)
class Days:
    """Two days that are worth comparing; the later one is None where it is always today."""

    label: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An agreement on two days, seen with the same knowledge."""

    before: AgreementReport
    after: AgreementReport
    pairs: tuple[ClausePair, ...]

    @property
    def changed(self) -> tuple[ClausePair, ...]:
        """Return the clauses of which something changed."""
        return tuple(pair for pair in self.pairs if pair.axes)

    @property
    def unchanged(self) -> tuple[ClausePair, ...]:
        """Return the clauses of which nothing changed."""
        return tuple(pair for pair in self.pairs if not pair.axes)

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Return of how many clauses what changed: name, label and number."""
        return tuple((axis, label, len(self.on_axis(axis))) for axis, label in AXES.items())

    @property
    def next_day(self) -> date:
        """Return the first day whose evidence is new."""
        return self.before.as_of.on + ONE_DAY

    def on_axis(self, axis: str) -> tuple[ClausePair, ...]:
        """Return the clauses that differ in one thing."""
        return tuple(pair for pair in self.pairs if axis in pair.axes)


def comparison(slug: str, *, from_on: date | None, as_of: AsOf) -> Comparison:
    """Return what changed from a day, or else the entry into force, to the day asked about; both days as known.

    Raise UnknownAgreementError where there is no such agreement.
    """
    now = snapshot()
    after = now.report(slug, as_of=as_of)
    start = from_on or min(after.in_force_on, as_of.on)
    before = now.report(slug, as_of=AsOf(start, as_of.known_on))
    summaries = _summaries(before, after)
    pairs = (_pair(old, new, now, summaries) for old, new in zip(before.leaves, after.leaves, strict=True))
    return Comparison(before, after, tuple(pairs))


def _pair(before: ClauseReport, after: ClauseReport, now: Snapshot, summaries: Mapping[str, str]) -> ClausePair:
    """Return one clause on both days."""
    telling = _telling(before, after)
    return ClausePair(
        before=before,
        after=after,
        changes=changes_between(before.verdict.status, after.verdict.status),
        deadlines=tuple(_deadlines(before, after)),
        parties=tuple(_parties(before.verdict, after.verdict, now.record.assessments)),
        judgement=_judgement(before, after),
        telling=tuple(
            NewEvidence(fact.key, fact.occurred, fact.direction, summaries[fact.key]) for fact in telling[:SHOWN]
        ),
        named=tuple(fact.key for fact in telling[SHOWN:]),
        new=len(_new_keys(before, after)),
    )


def _deadlines(before: ClauseReport, after: ClauseReport) -> Iterator[DeadlinePair]:
    """Yield the deadlines of a clause that moved or stand otherwise."""
    for old, new in zip(before.deadlines, after.deadlines, strict=True):
        if (pair := DeadlinePair(old, new)).is_changed:
            yield pair


def _parties(before: Verdict, after: Verdict, rows: Mapping[str, Assessment]) -> Iterator[PartyPair]:
    """Yield the actors whose own performance is judged otherwise, in the order of the later day."""
    old, new = ({fact.party: fact for fact in found.by_party} for found in (before, after))
    for party in dict.fromkeys([*new, *old]):
        was, is_now = (found[party].performance if party in found else None for found in (old, new))
        if was is not is_now:
            yield PartyPair(_name(new.get(party) or old[party], rows), was, is_now)


def _name(fact: AssessmentFact, rows: Mapping[str, Assessment]) -> str:
    """Return the name of the actor whose performance an assessment judges."""
    actor = rows[fact.key].party
    return actor.name if actor else ""


def _judgement(before: ClauseReport, after: ClauseReport) -> AssessmentReport | None:
    """Return the judgement that holds on the later day and did not on the earlier."""
    held = before.assessment.key if before.assessment else None
    return after.assessment if after.assessment and after.assessment.key != held else None


def _new_keys(before: ClauseReport, after: ClauseReport) -> set[str]:
    """Return the evidence on a clause that began to count between the two days."""
    return set(after.evidence_keys) - set(before.evidence_keys)


def _telling(before: ClauseReport, after: ClauseReport) -> list[EvidenceFact]:
    """Return the new evidence that the new judgement cites or that meets a changed deadline, the latest first."""
    new = _new_keys(before, after)
    judgement = _judgement(before, after)
    cited = set(judgement.cites) if judgement else set()
    met = {pair.after.reference for pair in _deadlines(before, after)}
    facts = {
        fact.key: fact
        for fact in after.verdict.evidence
        if fact.key in new and (fact.key in cited or fact.meets in met)
    }
    return sorted(facts.values(), key=lambda fact: (fact.occurred.latest, fact.key), reverse=True)


def _summaries(before: AgreementReport, after: AgreementReport) -> dict[str, str]:
    """Return the words of the evidence that is told, by key, in one query."""
    pairs = zip(before.leaves, after.leaves, strict=True)
    keys = {fact.key for old, new in pairs for fact in _telling(old, new)[:SHOWN]}
    return dict(Evidence.objects.filter(key__in=keys).values_list("key", "summary"))


def days_to_compare(in_force_on: date, *, today: date) -> tuple[Days, ...]:
    """Return pairs of days worth comparing: all the time in force, the year up to today, and each of the last years."""
    if today <= in_force_on:
        return ()
    year_ago = Offset(months=12).before(today)
    found = [Days("Since the entry into force", in_force_on, None)]
    if year_ago > in_force_on:
        found.append(Days("The last twelve months", year_ago, None))
    for year in range(max(in_force_on.year, today.year - YEARS + 1), today.year + 1):
        ends_on = date(year, 12, 31)
        starts_on = max(in_force_on, date(year, 1, 1) - ONE_DAY)
        found.append(Days(str(year), starts_on, ends_on if ends_on < today else None))
    return tuple(found)
