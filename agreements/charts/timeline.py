"""The swim-lane timeline of an agreement: verdicts, evidence for and against, and deadlines, a lane per clause."""

from collections.abc import Iterator
from datetime import date

from agreements.charts.addresses import Addresses
from agreements.charts.chart import Cell, Chart, Table
from agreements.charts.specification import Json
from agreements.charts.time_axis import time_axis
from agreements.choices import Direction, Performance
from agreements.dates import ONE_DAY, Offset
from agreements.selectors.deadlines import LABELS
from agreements.selectors.lanes import LaneReport, PileReport, TimelineReport
from agreements.selectors.reports import DeadlineReport
from agreements.timelines import Spell

SIDES = {Direction.SUPPORTS: "for", Direction.CONTRADICTS: "against"}
STRETCHES = {1: "month", 3: "quarter", 12: "year"}
AHEAD = Offset(months=12)
"""How far after the day asked about a deadline may lie to be drawn."""
MARKS = 12
"""How many marks the axis of time has at most, about."""
LANE = 40
GLYPHS_PER_PICTURE = 64
"""A band holds its glyph where it is at least this part of the whole wide; one with a mark of dispute twice that."""
DESCRIPTION = (
    "Each clause has a lane. Its band shows the verdict; ± and a broken edge mark a dispute. Bars above the band count "
    "evidence for implementation by {stretch}, bars below it evidence against: the taller, the more. Mixed evidence "
    "and context are not drawn. Evidence is counted in the {stretch} of the latest day on which it can have occurred; "
    "the list behind a bar also holds what can have occurred in it and later. A diamond is the last day of a deadline, "
    "an open one the day first set. The dotted line is the day asked about."
)


def timeline_chart(report: TimelineReport, addresses: Addresses) -> Chart | None:
    """Return the timeline of an agreement; None where no clause is assessed, or before the entry into force."""
    if not any(one.spells for one in report.lanes):
        return None
    return Chart(
        name="timeline",
        title="Verdicts, evidence and deadlines over time",
        description=DESCRIPTION.format(stretch=STRETCHES[report.months]),
        file="timeline",
        route="timeline-chart",
        names=(report.agreement.slug,),
        values=_values(report, addresses),
        tables=(_verdicts(report, addresses), _evidence(report, addresses), _deadlines(report, addresses)),
        is_wide=True,
    )


def _values(report: TimelineReport, addresses: Addresses) -> dict[str, Json]:
    """Return what fills the specification."""
    lanes = list(enumerate(report.lanes))
    bands = [(lane, one, spell) for lane, one in lanes for spell in one.spells]
    piles = [(lane, one, pile) for lane, one in lanes for pile in one.piles]
    ticks = [(lane, *tick) for lane, one in lanes for tick in _ticks(report, one)]
    days = [day for *_, pile in piles for day in (pile.from_on, pile.to_on)] + [day for *_, day, _ in ticks]
    first = min([report.agreement.in_force_on, *days])
    last = max([report.agreement.as_of.on, *days]) + ONE_DAY
    room = (last - first).days / GLYPHS_PER_PICTURE
    shown = {spell.status.performance for *_, spell in bands}
    return {
        **time_axis(first, last, marks=MARKS),
        "height": len(lanes) * LANE,
        "lane_count": len(lanes),
        "today": [{"on": report.agreement.as_of.on.isoformat()}],
        "shown": [performance.value for performance in Performance if performance in shown],
        "statuses": {one.value: f"{one.glyph} {one.label}" for one in Performance},
        "lanes": [_lane(lane, one, addresses) for lane, one in lanes],
        "bands": [_band(*band, addresses, room) for band in bands],
        "evidence": [_bar(*pile, report.months, addresses) for pile in piles],
        "deadlines": [_tick(*tick, addresses) for tick in ticks],
    }


def _lane(lane: int, one: LaneReport, addresses: Addresses) -> Json:
    """Return the head of a lane and the line below it."""
    clause = one.clause
    heading = f"{clause.number} {clause.heading}"
    address = addresses.clause(clause.agreement, clause.number)
    return {"lane": lane, "edge": lane + 0.5, "heading": heading, "label": heading, "address": address}


def _band(lane: int, one: LaneReport, spell: Spell, addresses: Addresses, room: float) -> Json:
    """Return a verdict's band, with its glyph where it has the room."""
    status, clause = spell.status, one.clause
    glyph = f"{status.performance.glyph} ±" if status.disputed else status.performance.glyph
    days = (spell.to_on - spell.from_on).days + 1
    return {
        "lane": lane,
        "from": spell.from_on.isoformat(),
        "to": (spell.to_on + ONE_DAY).isoformat(),
        "performance": status.performance.value,
        "is_disputed": status.disputed,
        "glyph": glyph if days >= (2 * room if status.disputed else room) else "",
        "label": f"{clause.number}, {spell.from_on} to {spell.to_on}: {_verdict(spell)}",
        "address": addresses.clause(clause.agreement, clause.number, on=spell.from_on),
    }


def _verdict(spell: Spell) -> str:
    """Return a verdict in words."""
    return f"{spell.status.performance.label}{', disputed' if spell.status.disputed else ''}"


def _bar(lane: int, one: LaneReport, pile: PileReport, months: int, addresses: Addresses) -> Json:
    """Return the bar of a pile of evidence."""
    pieces = "1 piece" if pile.count == 1 else f"{pile.count:,} pieces"
    side = SIDES[pile.direction]
    return {
        "lane": lane,
        "from": pile.from_on.isoformat(),
        "to": (pile.to_on + ONE_DAY).isoformat(),
        "direction": pile.direction.value,
        "count": pile.count,
        "label": f"{one.clause.number}, {_stretch(pile, months)}: {pieces} of evidence {side}",
        "address": _pile_address(one, pile, addresses),
    }


def _pile_address(one: LaneReport, pile: PileReport, addresses: Addresses) -> str:
    """Return where a pile of evidence leads: to the piece itself where it is one."""
    if pile.key:
        return addresses.evidence(pile.key)
    return addresses.evidence_list(
        clause=one.clause.reference,
        direction=pile.direction.value,
        occurred_from="" if pile.is_earlier else pile.from_on.isoformat(),
        occurred_to=pile.to_on.isoformat(),
    )


def _stretch(pile: PileReport, months: int) -> str:
    """Return what readers call the stretch of time of a pile."""
    if pile.is_earlier:
        return f"up to {pile.to_on}"
    match months:
        case 1:
            return f"{pile.from_on:%Y-%m}"
        case 12:
            return f"{pile.from_on:%Y}"
        case _:
            return f"{pile.from_on:%Y-%m} to {pile.to_on:%Y-%m}"


def _ticks(report: TimelineReport, one: LaneReport) -> Iterator[tuple[DeadlineReport, date, bool]]:
    """Yield the deadlines of a lane up to some time ahead with each of their days, and whether it is the first set."""
    until = AHEAD.after(report.agreement.as_of.on)
    for deadline in one.clause.deadlines:
        days = [(deadline.original_on, True)] if deadline.is_moved else []
        yield from ((deadline, day, first) for day, first in [*days, (deadline.due_on, False)] if day <= until)


def _tick(lane: int, deadline: DeadlineReport, day: date, is_first: bool, addresses: Addresses) -> Json:
    """Return the mark of a day of a deadline."""
    kind = "first set for" if is_first else "due"
    timeliness = deadline.original_timeliness if is_first else deadline.timeliness
    return {
        "lane": lane,
        "on": day.isoformat(),
        "is_first": is_first,
        "label": f"{deadline.number}: {deadline.label}, {kind} {day}: {LABELS[timeliness]}",
        "address": addresses.clause(deadline.agreement, deadline.number, part="#deadlines"),
    }


def _clause(one: LaneReport, addresses: Addresses) -> Cell:
    """Return the cell that names a clause."""
    return Cell(one.clause.number, addresses.clause(one.clause.agreement, one.clause.number))


def _verdicts(report: TimelineReport, addresses: Addresses) -> Table:
    """Return the bands in rows."""
    rows = (
        (
            Cell(one.clause.number),
            Cell(f"{spell.from_on}", addresses.clause(one.clause.agreement, one.clause.number, on=spell.from_on)),
            Cell(f"{spell.to_on}"),
            Cell(_verdict(spell)),
        )
        for one in report.lanes
        for spell in one.spells
    )
    return Table("Verdicts over time", ("Clause", "From", "To", "Verdict"), tuple(rows))


def _evidence(report: TimelineReport, addresses: Addresses) -> Table:
    """Return the bars in rows, with both sides of a stretch of time in one."""
    columns = ("Clause", STRETCHES[report.months].capitalize(), *(side.capitalize() for side in SIDES.values()))
    rows: list[tuple[Cell, ...]] = []
    for one in report.lanes:
        for start in dict.fromkeys(pile.from_on for pile in one.piles):
            piles = {pile.direction: pile for pile in one.piles if pile.from_on == start}
            stretch = _stretch(next(iter(piles.values())), report.months)
            counts = (_count(one, piles.get(side), addresses) for side in SIDES)
            rows.append((_clause(one, addresses), Cell(stretch), *counts))
    return Table("Evidence for and against", columns, tuple(rows))


def _count(one: LaneReport, pile: PileReport | None, addresses: Addresses) -> Cell:
    """Return the cell of a number of pieces of evidence."""
    return Cell(f"{pile.count:,}", _pile_address(one, pile, addresses)) if pile else Cell("0")


def _deadlines(report: TimelineReport, addresses: Addresses) -> Table:
    """Return the marks of deadlines in rows."""
    rows = (
        (
            _clause(one, addresses),
            Cell(deadline.label),
            Cell(f"{day}"),
            Cell("as first set" if is_first else "in force"),
        )
        for one in report.lanes
        for deadline, day, is_first in _ticks(report, one)
    )
    return Table("Deadlines", ("Clause", "Deadline", "Last day", "Which day"), tuple(rows))
