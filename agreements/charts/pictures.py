"""Charts drawn: in the page with the colours of the page, and for download with a title and their own colours."""

import logging
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from agreements.charts.addresses import Addresses
from agreements.charts.chart import Chart
from agreements.charts.kept import keep, kept, name_of
from agreements.charts.palette import THEMES, colours
from agreements.charts.specification import filled
from agreements.charts.svg import cleaned

VEGA_LITE = "6.4"
NOWHERE = "https://page.invalid"
"""Vega writes whole addresses only; links within the page are written to this site and made local again."""
NARROW, WIDE = 300, 560
"""How wide a chart of one quantity is in the page and for download."""
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
"""Fonts of one width, so that text takes the room in a browser that the server measured."""
FONTS = {"png": f"DejaVu Sans, {FONT}"}
"""In pictures in dots a word is set in whichever font has its glyph, so the one that has them all comes first."""
SHARP = 2
"""How many dots of a PNG picture make one unit of its drawing."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture that leaves the site is given: its colours, where its links lead, and whence it comes."""

    theme: str
    site: str
    source: str


@dataclass(frozen=True, slots=True)
class ChartFormat:
    """A format for download: how readers know it, and how it is drawn from a filled specification."""

    label: str
    content_type: str
    draw: Callable[[Chart, str], bytes]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as a page shows it; the picture is empty where it could not be drawn."""

    chart: Chart
    picture: SafeString
    downloads: tuple[tuple[str, str], ...]


def figure(chart: Chart, addresses: Addresses) -> Figure:
    """Return a chart with its picture and its downloads; what cannot be drawn is logged, and its tables remain."""
    try:
        drawing = _remembered("page", chart, page_specification(chart), _to_page).decode()
    except Exception:
        logger.exception("The chart %s could not be drawn.", chart.name)
        drawing = ""
    downloads = [(f"{FORMATS[name].label}, {theme}", name, theme) for name in ("svg", "png") for theme in THEMES]
    return Figure(
        chart=chart,
        picture=mark_safe(drawing),  # noqa: S308 - `cleaned` escapes all text
        downloads=tuple(
            (label, addresses.chart(chart.route, *chart.names, name, theme=theme if theme != THEMES[0] else ""))
            for label, name, theme in [*downloads, (FORMATS["json"].label, "json", THEMES[0])]
        ),
    )


def drawn(chart: Chart, format_name: str, frame: Frame) -> bytes:
    """Return a chart for download in one of the formats."""
    return _remembered(format_name, chart, framed_specification(chart, format_name, frame), FORMATS[format_name].draw)


def page_specification(chart: Chart) -> str:
    """Return the filled specification for a page, which has the title beside the picture and knows the colours."""
    plain = {"title": None, "background": None, "padding": 0, "font": FONT}
    return filled(chart.file, {"width": NARROW, **_common(chart, NOWHERE), **plain}, {})


def framed_specification(chart: Chart, format_name: str, frame: Frame) -> str:
    """Return the filled specification for download, with its title, how to read it, its source and its colours."""
    palette = colours(frame.theme)
    words = textwrap.wrap(chart.description, 170 if chart.is_wide else 95)
    title = {"text": textwrap.wrap(chart.title, 70), "subtitle": [*words, frame.source]}
    own = {"title": title, "background": palette["var(--page)"], "padding": 16, "font": FONTS.get(format_name, FONT)}
    return filled(chart.file, {"width": WIDE, **_common(chart, frame.site), **own}, palette)


def _common(chart: Chart, site: str) -> dict[str, object]:
    """Return the values of a chart that do not depend on where it is shown."""
    return {**chart.values, "site": site, "description": f"{chart.title}. {chart.description}"}


def _remembered(kind: str, chart: Chart, specification: str, draw: Callable[[Chart, str], bytes]) -> bytes:
    """Return what was drawn before from the same specification by the same renderer, or draw it now."""
    name = name_of(kind, specification)
    if (drawing := kept(name)) is None:
        drawing = draw(chart, specification)
        keep(name, drawing)
    return drawing


def _svg(specification: str) -> str:
    """Return what Vega draws; it is loaded when it is first needed, as that takes a second."""
    import vl_convert

    return vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])


def _to_page(chart: Chart, specification: str) -> bytes:
    """Return a picture that takes its colours and its font from the page around it."""
    root = {"class": "picture", "role": "group", "aria-label": chart.title, "font-family": FONT}
    return cleaned(_svg(specification), root=root, site=NOWHERE).encode()


def _to_svg(chart: Chart, specification: str) -> bytes:
    """Return a picture that stands alone."""
    root = {"role": "group", "aria-label": chart.title, "font-family": FONT}
    return cleaned(_svg(specification), root=root, site="").encode()


def _to_png(chart: Chart, specification: str) -> bytes:
    """Return a picture in dots."""
    import vl_convert

    return vl_convert.vegalite_to_png(specification, vl_version=VEGA_LITE, scale=SHARP, allowed_base_urls=[])


def _to_json(chart: Chart, specification: str) -> bytes:
    """Return the specification with its values."""
    return specification.encode()


FORMATS = {
    "svg": ChartFormat("SVG", "image/svg+xml", _to_svg),
    "png": ChartFormat("PNG", "image/png", _to_png),
    "json": ChartFormat("Vega-Lite specification with its values", "application/json", _to_json),
}
