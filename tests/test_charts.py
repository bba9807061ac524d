"""Charts: sound specifications, pictures that a page may hold, and a cache that knows what it depends on."""

import json
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from itertools import product

import pytest
import vl_convert

from agreements.charts import FORMATS, THEMES, Chart, Frame, deadline_chart, drawn, figure, indicator_chart, name_of
from agreements.charts.palette import colours
from agreements.charts.pictures import FONT, VEGA_LITE, framed_specification, page_specification
from agreements.charts.specification import FOLDER, filled
from agreements.charts.svg import KEPT, SVG
from agreements.choices import IndicatorKind, Performance
from agreements.dates import AsOf, Span
from tests import style_sheet
from tests.charts import ADDRESSES, TODAY, deadline, elements, links, series, value
from tests.conftest import PROJECT

FILES = sorted(FOLDER.glob("*.json"))
LAMPS = (value("first", "2021-01-05", "3"), value("second", "2021-02", "5"))
SITE = "https://tracker.example"
TAGS = {"svg", "g", "a", "title", "path", "line", "text", "tspan"}


def lamps(*values, **changes) -> Chart:
    return indicator_chart("pact", "1.a", series(*(values or LAMPS), **changes), ADDRESSES)


def deadlines() -> Chart:
    moved = deadline("1.a", date(2021, 2, 1), original_on=date(2021, 1, 1), done=Span.parse("2021-01"))
    renewed = deadline("2", date(2022, 1, 1), notice_on=date(2021, 7, 1))
    return deadline_chart([moved, renewed], ADDRESSES, as_of=AsOf(TODAY, TODAY))


CHARTS = {
    "values of a point in time": lamps,
    "a running total": lambda: lamps(kind=IndicatorKind.CUMULATIVE),
    "amounts of events": lambda: lamps(kind=IndicatorKind.FLOW),
    "one value only": lambda: lamps(LAMPS[0]),
    "deadlines": deadlines,
}
DRAWN = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def frame(theme: str = "light") -> Frame:
    return Frame(theme, SITE, "Agreement tracker. As of 2021-03-01.")


def test_a_theme_has_the_colours_of_the_style_sheet():
    for theme in THEMES:
        assert colours(theme) == {f"var(--{name})": colour for name, colour in style_sheet.colours(theme).items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_specification_names_only_colours_of_the_style_sheet(path):
    text = path.read_text(encoding="utf-8")
    used = set(re.findall(r"var\(--[\w-]+\)", text))
    assert used
    assert all(used <= colours(theme).keys() for theme in THEMES)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb", text) == []


def test_every_performance_has_its_colour_in_the_timeline():
    layers = json.loads((FOLDER / "timeline.json").read_text(encoding="utf-8"))["layer"]
    scales = [
        layer["encoding"][name]["scale"]
        for layer in layers
        for name in ("fill", "color")
        if name in layer["encoding"] and "scale" in layer["encoding"][name]
    ]
    assert [scale["domain"] for scale in scales] == [Performance.values] * 2
    assert all(len(scale["range"]) == len(scale["domain"]) for scale in scales)


def test_what_values_say_is_never_read_as_a_word_or_a_colour():
    chart = lamps(name="@unit", unit="var(--text)")
    filled_in = json.loads(framed_specification(chart, "svg", frame()))
    assert filled_in["title"]["text"] == ["@unit"]
    assert filled_in["encoding"]["y"]["axis"]["title"] == "var(--text)"


def test_a_word_without_a_value_is_refused():
    with pytest.raises(KeyError, match="ends"):
        filled("indicator", {**dict.fromkeys(("title", "description", "font"), "x"), **SIZES}, {})


SIZES = {"background": None, "padding": 0, "width": 300, "site": SITE}


@DRAWN
@pytest.mark.parametrize("specify", [page_specification, lambda chart: framed_specification(chart, "svg", frame())])
def test_it_compiles_without_a_warning(chart, specify, capfd):
    specification = specify(chart())
    assert f"vega-lite/v{VEGA_LITE.partition('.')[0]}.json" in specification
    vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, show_warnings=True)
    assert capfd.readouterr() == ("", "")


@DRAWN
def test_a_page_may_hold_the_picture(chart):
    picture = figure(chart(), ADDRESSES).picture
    assert {node.tag.removeprefix(f"{{{SVG}}}") for node in ElementTree.fromstring(picture).iter()} <= TAGS
    own = {"class", "role", "aria-label", "font-family", "href"}
    assert {name for node in ElementTree.fromstring(picture).iter() for name in node.attrib} <= KEPT | own
    assert re.findall(r"\b(style|xlink|onclick|https?:(?!//www\.w3\.org/2000/svg))", picture) == []
    assert 1_000 < len(picture) < 30_000


@DRAWN
def test_every_link_of_a_picture_is_local_to_the_page_and_has_a_name(chart):
    found = links(figure(chart(), ADDRESSES).picture)
    assert found
    assert all(address.startswith("/") and name for address, name in found)


def test_links_of_a_picture_that_leaves_the_site_lead_back_to_it():
    assert all(address.startswith(f"{SITE}/evidence/") for address, _ in links(drawn(lamps(), "svg", frame())))


def test_text_of_the_record_stays_text():
    chart = lamps(name='<script>alert("&")</script>', unit="</text><script/>")
    picture = figure(chart, ADDRESSES).picture
    assert "<script" not in picture
    assert elements(picture, "svg")[0].get("aria-label") == chart.title
    assert "</text><script/>" in [node.text for node in elements(picture, "text")]


@pytest.mark.parametrize("theme", THEMES)
class TestThemes:
    def test_a_picture_to_take_away_has_its_own_colours_title_and_source(self, theme):
        picture = drawn(lamps(), "svg", frame(theme)).decode()
        assert "var(" not in picture
        assert colours(theme)["var(--page)"] in picture
        written = {node.text for tag in ("text", "tspan") for node in elements(picture, tag)}
        assert {"Lamps", "Agreement tracker. As of 2021-03-01."} <= written
        assert elements(picture, "svg")[0].get("font-family") == FONT

    def test_a_picture_in_dots_is_twice_the_size_of_its_drawing(self, theme):
        dots = drawn(lamps(), "png", frame(theme))
        assert dots.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", dots[16:24])
        assert 1_100 < width < 1_500
        assert 500 < height < 900

    def test_the_specification_holds_its_values(self, theme):
        found = json.loads(drawn(lamps(), "json", frame(theme)))
        assert [point["value"] for point in found["layer"][-1]["data"]["values"]] == [3, 5]
        assert found["background"] == colours(theme)["var(--page)"]


class TestCache:
    def test_a_drawing_is_kept(self, monkeypatch):
        chart = lamps(name="Kept lamps")
        first = figure(chart, ADDRESSES).picture
        monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_, **__: pytest.fail("drawn again"))
        assert figure(lamps(name="Kept lamps"), ADDRESSES).picture == first

    def test_its_name_changes_with_all_that_it_depends_on_and_with_nothing_else(self):
        other = lamps(LAMPS[0], value("second", "2021-02", "6"))
        specifications = [
            page_specification(lamps()),
            page_specification(other),
            *(framed_specification(lamps(), "svg", frame(theme)) for theme in THEMES),
            framed_specification(lamps(), "svg", Frame("light", SITE, "Agreement tracker. As of 2021-03-02.")),
        ]
        names = {name_of(kind, one) for kind, one in product(FORMATS, specifications)}
        assert len(names) == len(FORMATS) * len(specifications)
        assert name_of("svg", page_specification(lamps())) == name_of("svg", specifications[0])
        assert all(len(name) < 200 for name in names)


def test_what_cannot_be_drawn_leaves_its_table_and_is_logged(monkeypatch, caplog):
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda *_, **__: 1 / 0)
    found = figure(lamps(name="Broken lamps"), ADDRESSES)
    assert found.picture == ""
    assert len(found.chart.tables[0].rows) == 2
    assert "The chart lamps could not be drawn." in caplog.text


def test_pages_without_charts_do_not_wait_for_the_renderer():
    asked = "import django, sys; django.setup(); import tracker.urls; sys.exit('vl_convert' in sys.modules)"
    subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, check=True)
