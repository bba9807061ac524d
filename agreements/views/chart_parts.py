"""The parts of pages that hold charts, kept until something is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.charts import (
    Addresses,
    Figure,
    Table,
    deadline_chart,
    figure,
    indicator_chart,
    keep,
    kept,
    name_of,
    single_values,
    timeline_chart,
)

FIRST = 4
"""How many charts of quantities a clause page shows unfolded."""


@dataclass(frozen=True, slots=True)
class ClauseCharts:
    """The quantities that bear on a clause: charts of those with several values, and a table of the others."""

    figures: tuple[Figure, ...]
    single: Table | None

    @property
    def first(self) -> tuple[Figure, ...]:
        """Return the charts shown unfolded."""
        return self.figures[:FIRST]

    @property
    def others(self) -> tuple[Figure, ...]:
        """Return the charts that are folded."""
        return self.figures[FIRST:]


def timeline_part(asked: AsOfQuery, report: selectors.TimelineReport) -> SafeString:
    """Return the timeline of an agreement page; empty where there is nothing to draw."""

    def made() -> tuple[str, bool]:
        addresses = Addresses(asked)
        chart = timeline_chart(report, addresses)
        if chart is None:
            return "", True
        drawn = figure(chart, addresses)
        return render_to_string("agreements/_chart.html", {"figure": drawn}), bool(drawn.picture)

    return _part(asked, made, "timeline", report.revision, report.agreement.slug)


def clause_part(asked: AsOfQuery, slug: str, number: str) -> SafeString:
    """Return the charts of a clause page; empty where its evidence has no figures."""

    def made() -> tuple[str, bool]:
        charts = _clause_charts(asked, slug, number)
        is_whole = all(figure.picture for figure in charts.figures)
        return render_to_string("agreements/_clause_charts.html", {"charts": charts}), is_whole

    return _part(asked, made, "clause", selectors.current_revision(), slug, number)


def deadline_figure(asked: AsOfQuery, found: Sequence[selectors.DeadlineReport]) -> Figure | None:
    """Return the chart of the deadline page; None where there is nothing to draw."""
    addresses = Addresses(asked)
    chart = deadline_chart(found, addresses, as_of=asked.as_of)
    return figure(chart, addresses) if chart else None


def _clause_charts(asked: AsOfQuery, slug: str, number: str) -> ClauseCharts:
    """Return the charts of a clause."""
    addresses = Addresses(asked)
    found = selectors.clause_series(slug, number, as_of=asked.as_of)
    charts = (indicator_chart(slug, number, series, addresses) for series in found if len(series.values) > 1)
    single = [series for series in found if len(series.values) == 1]
    return ClauseCharts(
        figures=tuple(figure(chart, addresses) for chart in charts),
        single=single_values(single, addresses) if single else None,
    )


def _part(asked: AsOfQuery, made: Callable[[], tuple[str, bool]], *depends_on: object) -> SafeString:
    """Return a part of a page, made anew or as kept; what lacks a picture is not kept.

    Inside a transaction nothing is: what is not yet committed may be undone.
    """
    name = name_of("part", asked, *depends_on)
    is_kept = not connection.in_atomic_block
    if is_kept and (found := kept(name)) is not None:
        return mark_safe(found.decode())  # noqa: S308 - made by a template
    text, is_whole = made()
    part = text.strip()
    if is_kept and is_whole:
        keep(name, part.encode())
    return mark_safe(part)  # noqa: S308 - made by a template
