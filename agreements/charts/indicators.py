"""The printed values of one quantity over time: each a point that leads to its evidence, and none averaged."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from agreements.charts.addresses import Addresses
from agreements.charts.chart import Cell, Chart, Table
from agreements.charts.specification import Json
from agreements.charts.time_axis import time_axis
from agreements.choices import FigureFlag, IndicatorKind, Qualifier
from agreements.selectors.series import SeriesReport, ValueReport

READINGS = {
    Qualifier.EXACTLY.value: "as stated",
    Qualifier.OVER.value: "over",
    Qualifier.ABOUT.value: "about",
    FigureFlag.IMPLAUSIBLE.value: "implausible",
    FigureFlag.GARBLED.value: "garbled in print",
}
KINDS = {
    IndicatorKind.CUMULATIVE: "Running totals; dotted lines join those that one publisher printed and that never fall.",
    IndicatorKind.POINT: "How much there was on a day, as printed; values are not joined.",
    IndicatorKind.FLOW: "Amounts within an event or a stretch of time, as printed; they are not added up.",
}
COLUMNS = ("Day", "Value", "As printed", "Source", "Remark")
SPANS = "A thin bar is the days that a value covers, or may be of."
LEAST = timedelta(days=90)
"""How much time a chart shows at least."""
MARKS = 4
"""How many marks its axis of time has at most, about."""


def indicator_chart(slug: str, number: str, series: SeriesReport, addresses: Addresses) -> Chart:
    """Return the chart of a quantity that bears on a clause."""
    points = [_point(series, values, addresses) for values in _printed_alike(series)]
    read = {_reading(value) for value in series.values}
    return Chart(
        name=series.slug,
        title=series.name,
        description=f"{KINDS[series.kind]} {SPANS} {series.note}".strip(),
        file="indicator",
        route="indicator-chart",
        names=(slug, number, series.slug),
        values={
            **_axis(series),
            "unit": series.unit,
            "readings": READINGS,
            "shown": [reading for reading in READINGS if reading in read],
            "points": points,
            "stems": points if series.kind is IndicatorKind.FLOW else [],
            "joined": list(_joined(series)) if series.kind is IndicatorKind.CUMULATIVE else [],
        },
        tables=(_values(series, addresses),),
        is_wide=False,
    )


def _axis(series: SeriesReport) -> dict[str, Json]:
    """Return the axis of time, with some room beside the values."""
    first = min(value.occurred.earliest for value in series.values)
    last = max(value.occurred.latest for value in series.values)
    room = max((last - first) / 30, (LEAST - (last - first)) / 2)
    return time_axis(first - room, last + room, marks=MARKS)


def _printed_alike(series: SeriesReport) -> list[list[ValueReport]]:
    """Return the values in lists of those that several sources print alike for one piece of evidence."""
    found: dict[tuple[object, ...], list[ValueReport]] = {}
    for value in series.values:
        found.setdefault((value.evidence, value.value, value.qualifier, value.flag), []).append(value)
    return list(found.values())


def _point(series: SeriesReport, values: list[ValueReport], addresses: Addresses) -> dict[str, Json]:
    """Return the point of a value."""
    value = values[0]
    flag = f" ({value.flag.label.lower()})" if value.flag else ""
    publishers = ", ".join(dict.fromkeys(one.publisher for one in values))
    return {
        "earliest": value.occurred.earliest.isoformat(),
        "latest": value.occurred.latest.isoformat(),
        "value": float(value.value),
        "reading": _reading(value),
        "label": f"{value.occurred}: {value.amount} {series.unit}{flag}, in {publishers}",
        "address": addresses.evidence(value.evidence),
    }


def _reading(value: ValueReport) -> str:
    """Return how a value is to be read, which its shape shows: a flag says more than a qualifier."""
    return value.flag.value if value.flag else value.qualifier.value


def _joined(series: SeriesReport) -> Iterator[dict[str, Json]]:
    """Yield the corners of the lines that join the totals of one publisher, where these never fall."""
    by_publisher: dict[str, list[ValueReport]] = {}
    for value in series.values:
        by_publisher.setdefault(value.publisher, []).append(value)
    for publisher, values in by_publisher.items():
        if not any(value.flag for value in values) and _is_one_total(values):
            for value in values:
                latest = value.occurred.latest.isoformat()
                yield {"publisher": publisher, "latest": latest, "value": float(value.value)}


def _is_one_total(values: list[ValueReport]) -> bool:
    """Return whether values, by day, can be one running total: none falls, and no day has two."""
    return all(
        one.value == other.value or (one.value < other.value and one.occurred.latest < other.occurred.latest)
        for one, other in pairwise(values)
    )


def single_values(series: Sequence[SeriesReport], addresses: Addresses) -> Table:
    """Return quantities of which too little is known for a chart, every value in a row."""
    rows = ((Cell(one.name), *row) for one in series for row in _values(one, addresses).rows)
    return Table("Other quantities", ("Quantity", *COLUMNS), tuple(rows))


def _values(series: SeriesReport, addresses: Addresses) -> Table:
    """Return every printed value in a row."""
    rows = (
        (
            Cell(f"{value.occurred}", addresses.evidence(value.evidence)),
            Cell(f"{value.amount} {series.unit}"),
            Cell(value.as_printed),
            Cell(f"{value.publisher}: {value.title}", addresses.source(value.source)),
            Cell(_remark(value, series.unit)),
        )
        for value in series.values
    )
    return Table(series.name, COLUMNS, tuple(rows))


def _remark(value: ValueReport, unit: str) -> str:
    """Return what is to be known about a printed value."""
    flag = f"{value.flag.label}." if value.flag else ""
    proposed = f"Proposed reading: {value.proposed_value} {unit}." if value.proposed_value else ""
    return " ".join(part for part in (flag, proposed, value.note) if part)
