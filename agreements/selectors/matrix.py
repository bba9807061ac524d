"""The status of every clause of an agreement over time: a table of clauses by months, quarters or years."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agreements.choices import Performance
from agreements.selectors.reports import AgreementReport, ClauseReport
from agreements.timelines import Spell, spell_on

STEPS = {"month": 1, "quarter": 3, "year": 12}
"""How many months a column may stand for, by the name that addresses ask for, the finest first."""

COLUMNS = 36
"""How many columns are shown at most: what a wide screen holds, and what keeps the page of many clauses light."""


@dataclass(frozen=True, slots=True)
class Period:
    """A column: what its heads say, how it is named in full, and the day on which its status is taken."""

    group: str
    label: str
    name: str
    from_on: date
    to_on: date
    on: date


@dataclass(frozen=True, slots=True)
class Cell:
    """The status of one clause at the end of one period, for a link; `state` holds the classes that colour it."""

    on: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause, and its status by period; a period before the entry into force has none."""

    number: str
    heading: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of periods shown at once; any period in it serves as its address."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The status of clauses over time, ready to be set as a table; `legend` are the performances that occur in it."""

    step: str
    steps: tuple[str, ...]
    part: Part
    parts: tuple[Part, ...]
    groups: tuple[tuple[str, int], ...]
    columns: tuple[Period, ...]
    rows: tuple[MatrixRow, ...]
    legend: tuple[Performance, ...]

    @property
    def until(self) -> date | None:
        """Return the day of the last column where that is earlier than the end of its period."""
        last = self.columns[-1]
        return last.on if last.on < last.to_on else None


def matrix(
    agreement: AgreementReport, timelines: Mapping[str, tuple[Spell, ...]], *, by: str = "", part: str = ""
) -> Matrix | None:
    """Return the matrix of an agreement by the step and in the part asked for; None before the entry into force.

    A part is asked for by a period in it. What is not asked for, or is no step or period, is chosen: the finest step
    that shows everything at once, and the latest part.
    """
    if agreement.as_of.on < agreement.in_force_on or not agreement.leaves:
        return None
    step = by if by in STEPS else _finest(agreement)
    periods = list(_periods(agreement.in_force_on, agreement.as_of.on, step))
    parts = list(_parts(periods))
    columns = next((columns for columns in parts if part in {column.name for column in columns}), parts[-1])
    found = {number: [spell_on(spells, column.on) for column in columns] for number, spells in timelines.items()}
    occurring = {spell.status.performance for spells in found.values() for spell in spells if spell}
    return Matrix(
        step=step,
        steps=tuple(STEPS),
        part=_part(columns),
        parts=tuple(_part(columns) for columns in parts),
        groups=tuple((label, len(list(group))) for label, group in groupby(column.group for column in columns)),
        columns=columns,
        rows=tuple(_row(clause, columns, found[clause.number]) for clause in agreement.leaves),
        legend=tuple(performance for performance in Performance if performance in occurring),
    )


def _parts(periods: Sequence[Period]) -> Iterator[tuple[Period, ...]]:
    """Yield the periods in the fewest parts that can be shown, all of one length as far as possible."""
    parts = -(-len(periods) // COLUMNS)
    for part in range(parts):
        yield tuple(periods[len(periods) * part // parts : len(periods) * (part + 1) // parts])


def _part(columns: Sequence[Period]) -> Part:
    """Return what a part is called."""
    return Part(columns[0].name, columns[-1].name)


def _finest(agreement: AgreementReport) -> str:
    """Return the finest step by which the whole time since the entry into force can be shown at once."""
    first, last = agreement.in_force_on, agreement.as_of.on
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    return next((step for step, length in STEPS.items() if months <= length * COLUMNS), "year")


def _periods(first: date, last: date, step: str) -> Iterator[Period]:
    """Yield the periods from the one that holds the first day to the one that holds the last, where status is taken."""
    length = STEPS[step]
    month = 12 * first.year + (first.month - 1) // length * length
    while (from_on := date(month // 12, month % 12 + 1, 1)) <= last:
        month += length
        end_year, end_month = (month - 1) // 12, (month - 1) % 12 + 1
        to_on = date(end_year, end_month, monthrange(end_year, end_month)[1])
        yield Period(*_labels(from_on, step), from_on, to_on, min(to_on, last))


def _labels(day: date, step: str) -> tuple[str, str, str]:
    """Return what the head of a group of periods, the head of one, and its full name say."""
    year = f"{day:%Y}"
    match step:
        case "month":
            return year, f"{day:%m}", f"{day:%Y-%m}"
        case "quarter":
            quarter = f"Q{(day.month + 2) // 3}"
            return year, quarter, f"{year}-{quarter}"
        case _:
            return f"{year[:3]}0s", year, year


def _row(clause: ClauseReport, columns: Sequence[Period], spells: Sequence[Spell | None]) -> MatrixRow:
    """Return a clause with its status at the end of each period."""
    due_days = sorted({day for deadline in clause.deadlines for day in (deadline.original_on, deadline.due_on)})
    cells = (
        _cell(column, spell, [day for day in due_days if column.from_on <= day <= column.to_on]) if spell else None
        for column, spell in zip(columns, spells, strict=True)
    )
    return MatrixRow(clause.number, clause.heading, tuple(cells))


def _cell(column: Period, spell: Spell, due_days: Sequence[date]) -> Cell:
    """Return a status in words and as classes, with the deadlines that fall in the period."""
    performance = spell.status.performance
    words = [str(performance.label)]
    classes = [f"is-{performance.value}"]
    if spell.status.disputed:
        words.append("disputed")
        classes.append("is-disputed")
    if due_days:
        words += [f"deadline {day}" for day in due_days]
        classes.append("is-due")
    return Cell(column.on.isoformat(), " ".join(classes), f"{column.name}: {', '.join(words)}")
