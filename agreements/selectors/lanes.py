"""An agreement over time: for each assessed clause its verdicts, and its evidence for and against counted by month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from agreements.choices import Direction
from agreements.dates import ONE_DAY, AsOf, Offset
from agreements.facts import EvidenceFact
from agreements.selectors.reports import AgreementReport, ClauseReport
from agreements.selectors.revision import Revision
from agreements.selectors.snapshot import Snapshot
from agreements.timelines import Spell

SIDES = (Direction.SUPPORTS, Direction.CONTRADICTS)
STRETCHES = (1, 3, 12)
"""For how many months evidence may be counted together."""
PILES = 1000
"""How many counts of evidence there may be before longer stretches are taken."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """The stretches of some months each, of which one holds the entry into force and is the first."""

    months: int
    first: date

    @classmethod
    def of(cls, months: int, in_force_on: date) -> "Stretches":
        """Return the stretches of so many months from the one that holds a day."""
        return cls(months, _start(in_force_on, months))

    def start(self, day: date) -> date:
        """Return the first day of the stretch that holds a day; all earlier ones are one, just before the first."""
        return max(_start(day, self.months), Offset(months=self.months).before(self.first))

    def end(self, start: date) -> date:
        """Return the last day of the stretch that starts so."""
        return Offset(months=self.months).after(start) - ONE_DAY


def _start(day: date, months: int) -> date:
    """Return the first day of the calendar's stretch of so many months that holds a day."""
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


@dataclass(frozen=True, slots=True)
class PileReport:
    """How much evidence on one side of a clause had surely occurred within a stretch of time; `key` where it is one.

    A pile that `is_earlier` holds all that occurred before the stretch of the entry into force.
    """

    direction: Direction
    from_on: date
    to_on: date
    is_earlier: bool
    count: int
    key: str


@dataclass(frozen=True, slots=True)
class LaneReport:
    """One clause over time; its spells differ in performance or dispute."""

    clause: ClauseReport
    spells: tuple[Spell, ...]
    piles: tuple[PileReport, ...]


@dataclass(frozen=True, slots=True)
class TimelineReport:
    """The assessed clauses of an agreement over time, at one revision of the record, with evidence by some months."""

    revision: Revision
    agreement: AgreementReport
    months: int
    lanes: tuple[LaneReport, ...]


def timeline_report(now: Snapshot, slug: str, *, as_of: AsOf) -> TimelineReport:
    """Return an agreement over time up to a day; raise UnknownAgreementError where there is none."""
    return now.recall(("timeline", slug, as_of), lambda: _timeline(now, slug, as_of))


def _timeline(now: Snapshot, slug: str, as_of: AsOf) -> TimelineReport:
    """Return an agreement over time, its evidence counted by the shortest stretches that stay within bounds."""
    agreement, spells = now.report(slug, as_of=as_of), now.timelines(slug, as_of=as_of)
    for months in STRETCHES:
        stretches = Stretches.of(months, agreement.in_force_on)
        piles = [tuple(_piles(clause.verdict.evidence, stretches)) for clause in agreement.leaves if clause.verdict]
        if sum(map(len, piles)) <= PILES:
            break
    lanes = zip(agreement.leaves, piles, strict=True)
    return TimelineReport(
        revision=now.revision,
        agreement=agreement,
        months=months,
        lanes=tuple(LaneReport(clause, merged(spells.get(clause.number, ())), own) for clause, own in lanes),
    )


def _piles(facts: Iterable[EvidenceFact], stretches: Stretches) -> Iterator[PileReport]:
    """Yield the counts of evidence for and against by day; what bears on a clause by several links counts once."""
    found: dict[tuple[date, Direction], set[str]] = {}
    for fact in facts:
        if fact.direction in SIDES:
            found.setdefault((stretches.start(fact.occurred.latest), fact.direction), set()).add(fact.key)
    for (start, direction), keys in sorted(found.items(), key=lambda item: (item[0][0], SIDES.index(item[0][1]))):
        key = next(iter(keys)) if len(keys) == 1 else ""
        yield PileReport(direction, start, stretches.end(start), start < stretches.first, len(keys), key)


def merged(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return the spells with neighbours made one that differ neither in performance nor in dispute."""
    found: list[Spell] = []
    for spell in spells:
        if found and _seen(found[-1]) == _seen(spell):
            found[-1] = replace(found[-1], to_on=spell.to_on)
        else:
            found.append(spell)
    return tuple(found)


def _seen(spell: Spell) -> tuple[str, bool]:
    """Return what tells a spell from its neighbour in a picture."""
    return spell.status.performance, spell.status.disputed
