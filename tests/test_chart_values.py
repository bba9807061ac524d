"""What charts of quantities and of deadlines show: every value with its evidence, nothing averaged, nothing lost."""

from datetime import date, timedelta

import pytest

from agreements.charts import deadline_chart, figure, indicator_chart
from agreements.charts.deadlines import KINDS, MOST
from agreements.charts.indicators import READINGS
from agreements.charts.time_axis import time_axis
from agreements.choices import FigureFlag, IndicatorKind, Qualifier
from agreements.dates import AsOf, Span
from tests.charts import ADDRESSES, TODAY, deadline, elements, links, series, value

AS_OF = AsOf(TODAY, TODAY)


def chart(*values, **changes):
    return indicator_chart("pact", "1.a", series(*values, **changes), ADDRESSES)


def test_values_that_contradict_each_other_are_all_there_each_leading_to_its_evidence():
    found = links(figure(chart(value("one", "2021-01-05", "3"), value("two", "2021-01-05", "30")), ADDRESSES).picture)
    assert found == [
        ("/evidence/one/?on=2021-03-01", "2021-01-05: 3 lamps, in A paper"),
        ("/evidence/two/?on=2021-03-01", "2021-01-05: 30 lamps, in A paper"),
    ]


def test_what_several_sources_print_alike_for_one_fact_is_one_point_and_a_row_each():
    alike = [value("one", "2021-01-05", "3", publisher=name) for name in ("A paper", "A journal")]
    found = chart(*alike, value("one", "2021-01-05", "4"))
    assert [point["label"] for point in found.values["points"]] == [
        "2021-01-05: 3 lamps, in A paper, A journal",
        "2021-01-05: 4 lamps, in A paper",
    ]
    assert len(found.tables[0].rows) == 3


def test_each_way_to_read_a_value_has_a_shape_of_its_own_and_is_named():
    read = [
        *(value(name, "2021-01-05", "3", qualifier=Qualifier(name)) for name in Qualifier.values),
        *(value(name, "2021-01-05", "3", flag=FigureFlag(name)) for name in FigureFlag.values),
    ]
    found = chart(*read)
    assert found.values["shown"] == list(READINGS) == Qualifier.values + FigureFlag.values
    shapes = [
        node.get("d") for link in elements(figure(found, ADDRESSES).picture, "a") for node in link if node.get("d")
    ]
    assert len(set(shapes)) == len(shapes) == 5
    assert "2021-01-05: over 3 lamps, in A paper" in [point["label"] for point in found.values["points"]]
    assert found.values["points"][3]["label"] == "2021-01-05: 3 lamps (implausible as printed), in A paper"


def test_uncertain_days_are_a_bar():
    known, uncertain = (
        chart(value("one", day, "3"), value("two", "2021-02-01", "3")) for day in ("2021-01-05", "2021-01")
    )
    bars = [len(elements(figure(one, ADDRESSES).picture, "line")) for one in (known, uncertain)]
    assert bars[1] == bars[0] + 1


@pytest.mark.parametrize(
    ("values", "joined"),
    [
        pytest.param([("2021-01-05", "3", "A"), ("2021-02-05", "4", "A")], 2, id="a total that grows is joined"),
        pytest.param([("2021-01-05", "3", "A"), ("2021-02-05", "4", "B")], 1, id="two publishers are not"),
        pytest.param([("2021-01-05", "3", "A"), ("2021-02-05", "2", "A")], 0, id="a total that falls is not"),
        pytest.param([("2021-01-05", "3", "A"), ("2021-01-05", "4", "A")], 0, id="a day with two totals is not"),
    ],
)
def test_lines_join_only_what_can_be_one_running_total(values, joined):
    printed = [value(f"{n}", day, amount, publisher=name) for n, (day, amount, name) in enumerate(values)]
    total = chart(*printed, kind=IndicatorKind.CUMULATIVE).values["joined"]
    assert max([[row["publisher"] for row in total].count(name) for name in "AB"]) == joined
    assert chart(*printed, kind=IndicatorKind.POINT).values["joined"] == []


def test_the_axis_is_titled_with_the_unit():
    assert "lamps" in [
        node.text for node in elements(figure(chart(value("one", "2021", "3")), ADDRESSES).picture, "text")
    ]


def test_hundreds_of_values_are_all_there():
    many = [value(f"{day}", f"{date(2019, 1, 1) + timedelta(days=day)}", f"{day % 40}") for day in range(400)]
    picture = figure(chart(*many), ADDRESSES).picture
    assert len(links(picture)) == 400
    assert len(picture) < 150_000


class TestDeadlines:
    def test_each_day_of_a_deadline_is_a_mark_that_leads_to_its_clause(self):
        whole = deadline(
            "1.a",
            date(2021, 2, 1),
            original_on=date(2021, 1, 1),
            notice_on=date(2020, 12, 1),
            done=Span.parse("2021-01"),
            ended_on=date(2021, 2, 15),
        )
        found = deadline_chart([whole], ADDRESSES, as_of=AS_OF)
        assert {mark["kind"] for mark in found.values["days"]} == KINDS.keys()
        assert [(line["from"], line["to"], line["is_notice"]) for line in found.values["lines"]] == [
            ("2021-01-01", "2021-02-01", False),
            ("2020-12-01", "2021-02-01", True),
            ("2021-01-01", "2021-01-31", False),
        ]
        assert {address for address, _ in links(figure(found, ADDRESSES).picture)} == {
            "/agreements/pact/1.a/?on=2021-03-01#deadlines"
        }
        assert found.values["days"][0]["label"] == "pact/1.a Hand-over: last day as first set 2021-01-01"

    def test_of_hundreds_the_nearest_are_drawn_and_that_is_said(self):
        many = [deadline(f"{n}", TODAY + timedelta(days=n)) for n in range(300)]
        found = deadline_chart(many, ADDRESSES, as_of=AS_OF)
        assert len(found.values["lanes"]) == MOST
        assert found.description.endswith(f"Of 300 deadlines, the {MOST} nearest to the day asked about are drawn.")
        assert figure(found, ADDRESSES).picture

    def test_there_is_no_chart_of_nothing(self):
        assert deadline_chart([], ADDRESSES, as_of=AS_OF) is None

    def test_one_deadline_today_is_enough(self):
        assert figure(deadline_chart([deadline("1", TODAY)], ADDRESSES, as_of=AS_OF), ADDRESSES).picture


@pytest.mark.parametrize(
    ("days", "form", "interval", "step"),
    [
        pytest.param(90, "%Y-%m", "month", 1, id="a season by month"),
        pytest.param(400, "%Y-%m", "month", 6, id="a year by half-year"),
        pytest.param(4 * 365, "%Y", "year", 2, id="some years by every other year"),
        pytest.param(40 * 365, "%Y", "year", 11, id="decades by decade, or so"),
    ],
)
def test_an_axis_has_few_marks(days: int, form: str, interval: str, step: int):
    axis = time_axis(TODAY, TODAY + timedelta(days=days), marks=4)
    assert (axis["day_format"], axis["day_ticks"]) == (form, {"interval": interval, "step": step})
