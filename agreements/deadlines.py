"""The last day of every kind of deadline, and what the evidence says about its being met in time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.choices import DeadlineKind, Timeliness
from agreements.dates import ONE_DAY, AsOf, Offset, Span

DUE_SOON = timedelta(days=30)


class DeadlineError(ValueError):
    """A deadline cannot be computed from what is recorded; the message names it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of the last day: the new day, when it was agreed, and when that was published, if that is known."""

    due_on: date
    agreed_on: Span
    published: Span | None = None

    def counts(self, *, as_of: AsOf) -> bool:
        """Return whether the change had been agreed by `on` and was known by `known_on`."""
        is_known = self.published is None or self.published.is_over_by(as_of.known_on)
        return is_known and self.agreed_on.is_over_by(as_of.on)


@dataclass(frozen=True, slots=True)
class DeadlineFact:
    """A deadline as recorded.

    `anchor` is the key of the deadline it counts from, None for the entry into force. A renewal ends
    one term of the length of `offset` and begins the next; `notice` is how long before the end notice must be given.
    `in_force_on` is given where the deadline belongs to another agreement than the one asked about.
    """

    key: str
    kind: DeadlineKind
    fixed_on: date | None = None
    anchor: str | None = None
    offset: Offset | None = None
    inclusive: bool = True
    notice: Offset | None = None
    moves: tuple[Move, ...] = ()
    in_force_on: date | None = None

    def last_day(self, due_on: date) -> date:
        """Return the last day on which performance is in time: the due day itself unless the deadline excludes it."""
        return due_on if self.inclusive else due_on - ONE_DAY


@dataclass(frozen=True, slots=True)
class DueDay:
    """When a deadline falls due: as moved, as first set, and the last day for notice where it renews itself."""

    due_on: date
    original_on: date
    notice_on: date | None = None

    @property
    def is_moved(self) -> bool:
        """Return whether the day asked about lies after a change of the last day."""
        return self.due_on != self.original_on


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """A deadline as of a day: when it falls due and how it stands, against the moved and against the first day.

    `ended_on` is the day on which the clause stopped applying, where that was before the deadline had been met.
    `days` says how many days after the last day it was met, or else the clause ended; `original_days` after the first.
    """

    key: str
    due: DueDay
    timeliness: Timeliness
    original_timeliness: Timeliness
    done: Span | None = None
    ended_on: date | None = None
    days: int | None = None
    original_days: int | None = None


def days_after(last_day: date, done: Span | None) -> int | None:
    """Return how many days after the last day something was done: 0 on it, below 0 before it, None if not that sure."""
    if done is None or done.earliest != done.latest:
        return None
    return (done.earliest - last_day).days


def due_day(deadline: DeadlineFact, *, deadlines: Mapping[str, DeadlineFact], in_force_on: date, as_of: AsOf) -> DueDay:
    """Return when `deadline` falls due as of a day; raise DeadlineError where anchors are missing or circular."""
    return _due_day(deadline, deadlines, in_force_on, as_of, frozenset())


def _due_day(
    deadline: DeadlineFact,
    deadlines: Mapping[str, DeadlineFact],
    in_force_on: date,
    as_of: AsOf,
    seen: frozenset[str],
) -> DueDay:
    """Follow the anchors of `deadline`, refusing circles."""
    if deadline.key in seen:
        raise DeadlineError(f"{deadline.key}: its anchors lead back to itself")
    if deadline.kind is DeadlineKind.FIXED:
        if deadline.fixed_on is None:
            raise DeadlineError(f"{deadline.key}: a fixed deadline needs its day")
        return _moved(deadline, DueDay(deadline.fixed_on, deadline.fixed_on), as_of)
    if deadline.offset is None:
        raise DeadlineError(f"{deadline.key}: a {deadline.kind} deadline needs an offset")
    if deadline.anchor is None:
        start = deadline.in_force_on or in_force_on
        anchor = DueDay(start, start)
    elif deadline.anchor in deadlines:
        anchor = _due_day(deadlines[deadline.anchor], deadlines, in_force_on, as_of, seen | {deadline.key})
    else:
        raise DeadlineError(f"{deadline.key}: no deadline {deadline.anchor!r} to count from")
    if deadline.kind is DeadlineKind.RENEWAL:
        end = _end_of_term(anchor.due_on, deadline.offset, deadline.key, as_of.on)
        notice_on = deadline.notice.before(end) if deadline.notice else None
        return DueDay(end, end, notice_on)
    due = DueDay(deadline.offset.after(anchor.due_on), deadline.offset.after(anchor.original_on))
    return _moved(deadline, due, as_of)


def _moved(deadline: DeadlineFact, due: DueDay, as_of: AsOf) -> DueDay:
    """Return `due` after the latest change that counts."""
    moves = [move for move in deadline.moves if move.counts(as_of=as_of)]
    if not moves:
        return due
    latest = max(moves, key=lambda move: (move.agreed_on.latest, move.agreed_on.earliest, move.due_on))
    return DueDay(latest.due_on, due.original_on)


def _end_of_term(start: date, term: Offset, key: str, on: date) -> date:
    """Return the last day of the term that runs on `on`; every term is counted from `start`, so days do not drift."""
    if term.after(start) <= start:
        raise DeadlineError(f"{key}: a renewing term must be longer than nothing")
    longest = term.months * 31 + term.days
    count = max(1, (on - start).days // longest)
    while term.times(count).after(start) < on:
        count += 1
    return term.times(count).after(start)


def timeliness(
    *, due: date | None, done: Span | None, denied: Iterable[Span] = (), inclusive: bool = True, as_of: AsOf
) -> Timeliness:
    """Return how a deadline stands at the end of the day asked about.

    `done` is when performance is reported, `denied` are the days of reports that it had not been performed.
    A deadline is inclusive unless marked otherwise: met on the due day is met in time. Silence after the
    last day is not proof of failure, and reports that conflict cannot be told.
    """
    if due is None:
        return Timeliness.NO_DEADLINE
    last_day = due if inclusive else due - ONE_DAY
    missed = any(span.earliest > last_day and span.is_over_by(as_of.on) for span in denied)
    if done is not None and done.is_over_by(as_of.on):
        if done.earliest > last_day:
            return Timeliness.DONE_LATE
        return Timeliness.CANNOT_BE_TOLD if missed or done.latest > last_day else Timeliness.DONE_ON_TIME
    if as_of.on > last_day:
        return Timeliness.OVERDUE if missed else Timeliness.CANNOT_BE_TOLD
    return Timeliness.DUE_SOON if last_day - as_of.on <= DUE_SOON else Timeliness.NOT_YET_DUE


def most_pressing(states: Iterable[Timeliness]) -> Timeliness:
    """Return the first of `states` in the published order of timeliness; no deadline where there are none."""
    order = list(Timeliness)
    return min(states, key=order.index, default=Timeliness.NO_DEADLINE)


def term_starts(deadlines: Mapping[str, DeadlineFact], *, in_force_on: date, as_of: AsOf) -> set[date]:
    """Return the days, up to the one asked about, on which a renewing deadline begins a new term.

    Terms are followed from the entry into force and again from every move, which may shift what they count from.
    """
    moved_on = {move.agreed_on.latest for deadline in deadlines.values() for move in deadline.moves}
    starts: set[date] = set()
    for deadline in deadlines.values():
        if deadline.kind is not DeadlineKind.RENEWAL:
            continue
        for start in {in_force_on} | moved_on:
            day = start
            while day <= as_of.on:
                now = AsOf(day, as_of.known_on)
                day = due_day(deadline, deadlines=deadlines, in_force_on=in_force_on, as_of=now).due_on + ONE_DAY
                starts.add(day)
    return starts


def turning_days(deadline: DeadlineFact, due: DueDay) -> set[date]:
    """Return the days on which the clock alone can change how `deadline` stands while it falls due as `due`."""
    last_days = {deadline.last_day(due.due_on), deadline.last_day(due.original_on)}
    return {day for last_day in last_days for day in (last_day - DUE_SOON, last_day + ONE_DAY)}
