"""The series of the record: values as printed, each on its day, contradictions kept, and groups never mixed."""

import re
from collections import defaultdict

import pytest

from agreements.dates import Span
from tests.facts import D


@pytest.fixture(scope="module")
def series(evidence):
    """Every figure of an indicator with the span of its evidence."""
    found = defaultdict(list)
    for piece in evidence.values():
        for figure in piece.figures:
            found[figure.indicator].append((Span.parse(piece.occurred), figure))
    return found


SERIES = {
    "returned-to-nagorno-karabakh": [
        (D(2020, 11, 18), 2_000),
        (D(2020, 11, 21), 7_000),
        (D(2020, 12, 4), 30_000),
        (D(2020, 12, 12), 38_341),
        (D(2020, 12, 21), 42_000),
        (D(2020, 12, 22), 43_000),
        (D(2021, 1, 4), 47_287),
        (D(2021, 1, 11), 48_000),
        (D(2021, 1, 18), 50_000),
        (D(2021, 1, 26), 51_216),
        (D(2021, 1, 28), 51_537),
        (D(2021, 1, 30), 51_739),
    ],
    "demined-area": [
        (D(2020, 12, 4), 50),
        (D(2020, 12, 17), 195),
        (D(2020, 12, 22), 248),
        (D(2021, 1, 3), 400),
        (D(2021, 1, 11), 479),
        (D(2021, 6, 29), 2_148),
        (D(2024, 6, 12), 2_550.2),
    ],
    "roads-checked": [
        (D(2020, 12, 17), 60),
        (D(2020, 12, 22), 95.3),
        (D(2021, 1, 11), 182),
        (D(2021, 6, 29), 657),
        (D(2024, 6, 12), 689),
    ],
    "buildings-checked": [
        (D(2020, 12, 17), 405),
        (D(2020, 12, 22), 423),
        (D(2021, 1, 11), 710),
        (D(2021, 6, 29), 1_892),
        (D(2024, 6, 12), 1_940),
    ],
    "explosive-items-destroyed": [
        (D(2020, 12, 17), 6_000),
        (D(2020, 12, 22), 8_300),
        (D(2021, 1, 3), 16_000),
        (D(2021, 6, 29), 25_640),
    ],
    "captives-handed-to-armenia": [
        (D(2020, 12, 14), 44),
        (D(2020, 12, 28), 4),
        (D(2021, 1, 28), 5),
        (D(2021, 2, 9), 5),
        (D(2021, 5, 4), 3),
        (D(2021, 6, 12), 15),
        (D(2021, 7, 3), 15),
        (D(2021, 11, 26), 2),
        (D(2021, 12, 4), 10),
        (D(2021, 12, 19), 10),
        (D(2022, 2, 7), 8),
        (D(2022, 9, 8), 5),
        (D(2022, 10, 4), 17),
        (D(2023, 12, 13), 32),
        (D(2026, 1, 14), 4),
    ],
    "captives-handed-to-azerbaijan": [
        (D(2020, 12, 14), 12),
        (D(2020, 12, 14), 14),
        (D(2020, 12, 28), 2),
        (D(2021, 1, 28), 1),
        (D(2021, 2, 9), 1),
        (D(2023, 12, 13), 2),
    ],
    "captives-acknowledged-in-azerbaijan": [(D(2024, 12, 31), 23), (D(2026, 1, 14), 19)],
    "bodies-handed-to-armenia": [(D(2024, 2, 14), 1_713)],
    "settled-former-idps": [
        (D(2024, 5, 2), 6_754),
        (D(2025, 5, 15), 13_745),
        (D(2025, 6, 17), 15_000),
        (D(2025, 12, 24), 24_729),
        (D(2026, 1, 21), 26_513),
    ],
    "residents-of-returned-districts": [(D(2024, 12, 21), 30_000), (D(2025, 5, 15), 43_000)],
    "arrived-in-armenia-2023": [(D(2023, 9, 30), 100_417)],
    "transit-load-to-armenia": [(D(2025, 11, 5), 1_048.8)],
    "transit-wagons-to-armenia": [(D(2025, 11, 5), 15)],
    "transit-grain-wagons-to-armenia-total": [(D(2026, 2, 1), 285)],
    "azerbaijani-fuel-to-armenia": [
        (D(2025, 12, 18), 1_220),
        (D(2026, 1, 9), 2_698),
        (D(2026, 1, 11), 979),
        (D(2026, 3, 5), 1_984),
    ],
    "peacekeepers-posts": [(D(2020, 11, 18), 23), (D(2023, 3, 6), 30)],
    "corridor-closed-days": [(D(2022, 12, 19), 8)],
}
"""Values of the fact brief by indicator: a day within the span of the evidence, and the value."""


@pytest.mark.parametrize(
    ("indicator", "on", "value"), [(name, on, value) for name, rows in SERIES.items() for on, value in rows]
)
def test_a_value_of_the_brief_is_on_its_day(series, indicator, on, value):
    near = [figure.value for span, figure in series[indicator] if abs((span.latest - on).days) <= 3]
    assert value in [float(one) for one in near]


@pytest.mark.parametrize("indicator", SERIES)
def test_a_series_has_several_points(series, indicator):
    assert len(series[indicator]) >= 1


def test_every_figure_has_the_digits_that_its_source_prints_or_says_how_it_was_got(evidence):
    figures = [(piece.key, figure) for piece in evidence.values() for figure in piece.figures]
    wrong = [
        (key, figure.as_printed)
        for key, figure in figures
        if re.search(r"\d", figure.as_printed)
        and f"{figure.value:f}".replace(".", "").strip("0")
        not in re.sub(r"(?<=\d)\D{1,8}(?=\d)", "", figure.as_printed)
        and not figure.note
    ]
    assert (len(figures) > 300, wrong) == (True, [])
