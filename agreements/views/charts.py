"""Charts for download."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.charts import (
    FORMATS,
    THEMES,
    Addresses,
    Chart,
    Frame,
    deadline_chart,
    drawn,
    indicator_chart,
    timeline_chart,
)
from agreements.views.asking import as_of_page

logger = logging.getLogger(__name__)


@as_of_page
def timeline(request: HttpRequest, asked: AsOfQuery, slug: str, format_name: str) -> HttpResponse:
    """Send the timeline of an agreement."""
    report = selectors.timeline_report(selectors.snapshot(), slug, as_of=asked.as_of)
    return _sent(request, asked, timeline_chart(report, Addresses(asked)), format_name)


@as_of_page
def deadlines(request: HttpRequest, asked: AsOfQuery, format_name: str) -> HttpResponse:
    """Send the chart of all deadlines."""
    found = selectors.deadline_list(as_of=asked.as_of)
    return _sent(request, asked, deadline_chart(found, Addresses(asked), as_of=asked.as_of), format_name)


@as_of_page
def indicator(
    request: HttpRequest, asked: AsOfQuery, slug: str, number: str, indicator: str, format_name: str
) -> HttpResponse:
    """Send the chart of one quantity that bears on a clause."""
    found = {series.slug: series for series in selectors.clause_series(slug, number, as_of=asked.as_of)}
    chart = indicator_chart(slug, number, found[indicator], Addresses(asked)) if indicator in found else None
    return _sent(request, asked, chart, format_name)


def _sent(request: HttpRequest, asked: AsOfQuery, chart: Chart | None, format_name: str) -> HttpResponse:
    """Return a chart in a format and in the theme asked for; say why where there is none."""
    theme = request.GET.get("theme", THEMES[0])
    if format_name not in FORMATS:
        raise Http404(f"There is no format {format_name!r} of charts; there are: {', '.join(FORMATS)}.")
    if theme not in THEMES:
        raise Http404(f"There is no theme {theme!r}; there are: {', '.join(THEMES)}.")
    if chart is None:
        raise Http404(f"As of {asked.as_of.on} there is nothing here to draw a chart of.")
    frame = Frame(theme, request.build_absolute_uri("/").removesuffix("/"), _source(asked))
    try:
        content = drawn(chart, format_name, frame)
    except Exception:
        logger.exception("The chart %s could not be drawn as %s.", chart.name, format_name)
        return HttpResponse("The chart could not be drawn.\n", content_type="text/plain", status=503)
    response = HttpResponse(content, content_type=FORMATS[format_name].content_type)
    name = "-".join([*chart.names, asked.as_of.on.isoformat(), theme] if chart.names else [chart.name, theme])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{format_name}")
    return response


def _source(asked: AsOfQuery) -> str:
    """Return whence a picture comes, to be printed in it."""
    day, known = asked.as_of.on, asked.as_of.known_on
    return f"Agreement tracker. As of {day}, as known on {known}. Revision {selectors.revision()} of the record."
