"""The look keeps its promises: contrast, colours that stay apart for every eye, tokens only, nothing from elsewhere."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from agreements.choices import Performance
from tests.conftest import PROJECT
from tests.style_sheet import LAYERS, STATUSES, STYLE_SHEET, colours, layers, style_sheet

TEMPLATES = [
    *sorted((PROJECT / "agreements/templates/agreements").glob("*.html")),
    *sorted((PROJECT / "agreements/templates").glob("*.html")),
]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
STATUS = pytest.mark.parametrize("status", STATUSES)
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

UNIMPAIRED: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
# Machado, Oliveira and Fernandes 2009, full severity, on linear light.
PROTANOPIA: Matrix = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TRITANOPIA: Matrix = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))
# Ottosson's OKLab, from linear light.
CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OPPONENTS: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
LEAST_DISTANCE = 0.115  # a violet and a brown of equal lightness, which fail, lie .038 apart
LEAST_STEP = 10  # of lightness, out of 100: what a photocopy keeps


def times(matrix: Matrix, colour: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third


def light_of(colour: str) -> Triple:
    """Return a hexadecimal colour as linear light."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light_of(colour), strict=True))


def lightness(colour: str) -> float:
    """Return L* of the luminance, as a photocopier sees it."""
    amount = luminance(colour)
    return 116 * amount ** (1 / 3) - 16 if amount > 0.008856 else 903.3 * amount


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: str, eye: Matrix) -> Triple:
    """Return where a colour lies in OKLab for an eye."""
    light = times(eye, light_of(colour))
    red, green, blue = times(CONES, tuple(min(max(part, 0), 1) for part in light))
    return times(OPPONENTS, (red ** (1 / 3), green ** (1 / 3), blue ** (1 / 3)))


def distance(one: str, other: str, eye: Matrix) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(one, eye), seen(other, eye), strict=True)) ** 0.5


def test_the_measures_give_known_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lightness("#777777") == pytest.approx(50, abs=0.1)
    assert seen("#ffffff", UNIMPAIRED) == pytest.approx((1, 0, 0), abs=1e-4)
    assert distance("#7c2f82", "#cf9bd1", UNIMPAIRED) == pytest.approx(0.315, abs=0.02)


class TestColours:
    @SCHEMES
    @STATUS
    def test_the_ink_of_a_status_can_be_read_on_its_tint_and_on_the_page(self, scheme: str, status: str):
        named = colours(scheme)
        ink = named[f"{status}-ink"]
        grounds = {name: named[name] for name in (f"{status}-tint", "page", "surface")}
        assert {name: contrast(ink, ground) for name, ground in grounds.items() if contrast(ink, ground) < 4.5} == {}

    @SCHEMES
    @pytest.mark.parametrize(("name", "least"), [("text", 4.5), ("muted", 4.5), ("link", 4.5), ("control", 3)])
    def test_text_links_and_controls_stand_out_from_the_page_and_from_surfaces(
        self, scheme: str, name: str, least: float
    ):
        named = colours(scheme)
        assert min(contrast(named[name], named[ground]) for ground in ("page", "surface")) >= least

    @SCHEMES
    @pytest.mark.parametrize(
        "eye",
        [
            pytest.param(UNIMPAIRED, id="unimpaired"),
            pytest.param(PROTANOPIA, id="protanopia"),
            pytest.param(DEUTERANOPIA, id="deuteranopia"),
            pytest.param(TRITANOPIA, id="tritanopia"),
        ],
    )
    def test_any_two_fills_stay_apart(self, scheme: str, eye: Matrix):
        fills = {status: colours(scheme)[f"{status}-fill"] for status in STATUSES}
        distances = {(a, b): distance(fills[a], fills[b], eye) for a, b in combinations(fills, 2)}
        assert {pair: apart for pair, apart in distances.items() if apart < LEAST_DISTANCE} == {}

    @SCHEMES
    def test_fills_keep_their_steps_in_grey(self, scheme: str):
        ladder = sorted(lightness(colours(scheme)[f"{status}-fill"]) for status in STATUSES)
        assert [step for low, high in pairwise(ladder) if (step := high - low) < LEAST_STEP] == []

    def test_dark_gives_every_colour_another_value_under_the_same_name(self):
        light, dark = colours("light"), colours("dark")
        assert light.keys() == dark.keys()
        assert [name for name in light if light[name] == dark[name]] == []

    @pytest.mark.parametrize("performance", list(Performance))
    def test_every_performance_takes_ink_tint_and_fill_from_one_status(self, performance: Performance):
        rule = re.search(rf"\.is-{performance.value}\b[^{{]*{{([^}}]*)}}", layers()["components"])
        assert rule
        taken = dict(re.findall(r"--(ink|tint|fill): var\(--([\w-]+)-\1\);", rule[1]))
        assert taken.keys() == {"ink", "tint", "fill"}
        assert len(set(taken.values()) & set(STATUSES)) == 1


class TestStyleSheet:
    def test_it_has_its_five_layers_in_order_and_at_most_300_lines(self):
        assert style_sheet().startswith(f"@layer {', '.join(LAYERS)};\n")
        assert list(layers()) == LAYERS
        assert len(STYLE_SHEET.read_text(encoding="utf-8").splitlines()) <= 300

    @pytest.mark.parametrize("layer", LAYERS[1:])
    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(r"#[0-9a-fA-F]{3,8}\b|\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", id="colours"),
            pytest.param(r"\b\d*\.?\d+px\b", id="pixels"),
            pytest.param(r"!important", id="force"),
            pytest.param(r"^[^{}]*#[\w-]+[^{}]*\{", id="ids"),
            pytest.param(
                r"\b(margin|padding|border)-(top|right|bottom|left)\b|[;{]\s*(left|right|top|bottom):", id="sides"
            ),
        ],
    )
    def test_what_belongs_in_the_tokens_or_nowhere_is_not_in(self, layer: str, pattern: str):
        assert [match[0] for match in re.finditer(pattern, layers()[layer], re.MULTILINE)] == []

    @pytest.mark.parametrize("layer", LAYERS[1:])
    def test_what_colours_anything_is_a_token(self, layer: str):
        declared = re.findall(r"(?:color|background|outline|border)[\w-]*: ([^;}]+)", layers()[layer])
        words = {word for value in declared for word in re.findall(r"[a-z][a-z-]*", re.sub(r"var\([^)]*\)", "", value))}
        shapes = {"solid", "none", "bottom", "no-repeat", "repeating-linear-gradient", "deg", "calc"}
        assert words - shapes <= {"inherit", "transparent", "light", "exact", "separate"}

    def test_every_token_used_is_set_somewhere(self):
        text = style_sheet()
        assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= set(re.findall(r"--([\w-]+):", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
class TestTemplates:
    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(r"\sstyle\s*=", id="no style attribute"),
            pytest.param(r"<(script|style)\b", id="no script or style element"),
            pytest.param(r"\son\w+\s*=\s*[\"']", id="no event handler"),
            pytest.param(r"(https?:)?//\w", id="no address of another site"),
        ],
    )
    def test_templates_hold(self, template: Path, pattern: str):
        assert [match[0] for match in re.finditer(pattern, template.read_text(encoding="utf-8"))] == []

    def test_templates_use_only_plain_tags(self, template: Path):
        plain = {"if", "elif", "else", "for", "empty", "include", "url", "querystring"}
        frame = {"extends", "block", "load", "static", "htmx_script", "localtime"}
        used = re.findall(r"{% (?:end)?(\w+)", template.read_text(encoding="utf-8"))
        assert set(used) <= plain | frame


def test_the_style_sheet_asks_nobody_else():
    assert re.findall(r"@import|url\(|https?:|//", style_sheet()) == []
