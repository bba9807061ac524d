"""All deadlines on one axis of time: first and moved days, notice, when each was met, and where the clause ended."""

from collections.abc import Iterator, Sequence
from datetime import date

from agreements.charts.addresses import Addresses
from agreements.charts.chart import Cell, Chart, Table
from agreements.charts.specification import Json
from agreements.charts.time_axis import time_axis
from agreements.dates import ONE_DAY, AsOf
from agreements.selectors.deadlines import LABELS
from agreements.selectors.reports import DeadlineReport

LANE = 46
MOST = 60
"""How many deadlines a chart holds."""
NEAREST = f"Of {{}} deadlines, the {MOST} nearest to the day asked about are drawn."
MARKS = 12
"""How many marks the axis of time has at most, about."""
KINDS = {
    "due": "last day",
    "first": "last day as first set",
    "notice": "last day for notice",
    "met": "met",
    "ended": "clause ended",
}
DESCRIPTION = (
    "Each deadline has a line of its own, by its last day. A full line joins the day first set to the one that holds, "
    "and the days between which it was met where that is not known to the day; a broken line is the time after the "
    "last day for notice. Of a deadline that renews itself the running term is shown. The dotted line is the day "
    "asked about."
)


def deadline_chart(deadlines: Sequence[DeadlineReport], addresses: Addresses, *, as_of: AsOf) -> Chart | None:
    """Return the chart of some deadlines; None where there is none."""
    if not deadlines:
        return None
    drawn = nearest(deadlines, as_of.on)
    is_cut = len(drawn) < len(deadlines)
    return Chart(
        name="deadlines",
        title="Deadlines over time",
        description=f"{DESCRIPTION} {NEAREST.format(len(deadlines))}" if is_cut else DESCRIPTION,
        file="deadlines",
        route="deadline-chart",
        names=(),
        values=_values(drawn, addresses, as_of),
        tables=(_table(drawn, addresses),),
        is_wide=True,
    )


def _values(drawn: Sequence[DeadlineReport], addresses: Addresses, as_of: AsOf) -> dict[str, Json]:
    """Return what fills the specification."""
    marks = [(lane, one, *day) for lane, one in enumerate(drawn) for day in _days(one)]
    lines = [(lane, *line) for lane, one in enumerate(drawn) for line in _lines(one)]
    days = [as_of.on, *(day for *_, day in marks), *(day for _, *ends, _ in lines for day in ends)]
    first, last = min(days), max(days)
    room = max((last - first) / 40, ONE_DAY)
    shown = {kind for _, _, kind, _ in marks}
    return {
        **time_axis(first - room, last + room, marks=MARKS),
        "height": len(drawn) * LANE,
        "lane_count": len(drawn),
        "today": [{"on": as_of.on.isoformat()}],
        "kinds": KINDS,
        "shown": [kind for kind in KINDS if kind in shown],
        "lanes": [_lane(lane, one, addresses) for lane, one in enumerate(drawn)],
        "lines": [_line(*line) for line in lines],
        "days": [_mark(*mark, addresses) for mark in marks],
    }


def nearest(deadlines: Sequence[DeadlineReport], on: date) -> tuple[DeadlineReport, ...]:
    """Return the deadlines whose last days are nearest to a day, as many as a chart holds, in their order."""
    by_distance = sorted(deadlines, key=lambda one: abs(one.due_on - on))
    kept = {one.reference for one in by_distance[:MOST]}
    return tuple(one for one in deadlines if one.reference in kept)


def _days(one: DeadlineReport) -> Iterator[tuple[str, date]]:
    """Yield the days of a deadline, each with what it is."""
    if one.is_moved:
        yield "first", one.original_on
    if one.notice_on:
        yield "notice", one.notice_on
    yield "due", one.due_on
    if one.done:
        yield "met", one.done.latest
    if one.ended_on:
        yield "ended", one.ended_on


def _lines(one: DeadlineReport) -> Iterator[tuple[date, date, bool]]:
    """Yield the stretches of time of a deadline, each with whether it is that after the last day for notice."""
    if one.is_moved:
        yield one.original_on, one.due_on, False
    if one.notice_on:
        yield one.notice_on, one.due_on, True
    if one.done and one.done.earliest != one.done.latest:
        yield one.done.earliest, one.done.latest, False


def _line(lane: int, from_on: date, to_on: date, is_notice: bool) -> Json:
    """Return a stretch of time."""
    return {"lane": lane, "from": from_on.isoformat(), "to": to_on.isoformat(), "is_notice": is_notice}


def _lane(lane: int, one: DeadlineReport, addresses: Addresses) -> Json:
    """Return the head of a deadline's line."""
    heading = f"{one.agreement}/{one.number} {one.label}: {LABELS[one.timeliness]}"
    return {"lane": lane, "heading": heading, "address": _address(one, addresses)}


def _mark(lane: int, one: DeadlineReport, kind: str, day: date, addresses: Addresses) -> Json:
    """Return the mark of a day."""
    when = one.done if kind == "met" else day
    label = f"{one.agreement}/{one.number} {one.label}: {KINDS[kind]} {when}"
    return {"lane": lane, "kind": kind, "on": day.isoformat(), "label": label, "address": _address(one, addresses)}


def _address(one: DeadlineReport, addresses: Addresses) -> str:
    """Return where the deadline is told of."""
    return addresses.clause(one.agreement, one.number, part="#deadlines")


def _table(deadlines: Sequence[DeadlineReport], addresses: Addresses) -> Table:
    """Return the deadlines in rows."""
    columns = ("Clause", "Deadline", *(label.capitalize() for label in KINDS.values()))
    rows = []
    for one in deadlines:
        days = dict(_days(one))
        told = {kind: f"{one.done}" if kind == "met" else f"{day}" for kind, day in days.items()}
        cells = (Cell(told.get(kind, "")) for kind in KINDS)
        rows.append((Cell(f"{one.agreement}/{one.number}", _address(one, addresses)), Cell(one.label), *cells))
    return Table("Days of the deadlines", columns, tuple(rows))
