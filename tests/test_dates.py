"""Days as the record knows them: spans in EDTF, offsets on the calendar, and the as-of pair."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.choices import Precision
from agreements.dates import AsOf, Offset, OffsetError, Span, SpanError
from tests.facts import D


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        pytest.param("2021-02-06", D(2021, 2, 6), D(2021, 2, 6), Precision.DAY, id="a day is itself"),
        pytest.param("2021-02", D(2021, 2, 1), D(2021, 2, 28), Precision.MONTH, id="a month runs to its last day"),
        pytest.param(
            "2020-02", D(2020, 2, 1), D(2020, 2, 29), Precision.MONTH, id="February of a leap year has 29 days"
        ),
        pytest.param("2020-12", D(2020, 12, 1), D(2020, 12, 31), Precision.MONTH, id="December ends its year"),
        pytest.param("2021", D(2021, 1, 1), D(2021, 12, 31), Precision.YEAR, id="a year runs from January to December"),
        pytest.param(
            "2020-11-14/2021-01-11",
            D(2020, 11, 14),
            D(2021, 1, 11),
            Precision.INTERVAL,
            id="an interval runs from its first to its last day",
        ),
        pytest.param(
            "2020-11/2021-01",
            D(2020, 11, 1),
            D(2021, 1, 31),
            Precision.INTERVAL,
            id="an interval of months takes in the whole of both",
        ),
        pytest.param("2020/2021", D(2020, 1, 1), D(2021, 12, 31), Precision.INTERVAL, id="so does one of years"),
        pytest.param(
            "2021-02-06/2021-02",
            D(2021, 2, 6),
            D(2021, 2, 28),
            Precision.INTERVAL,
            id="its ends may differ in precision",
        ),
        pytest.param(
            "2021-02-06/2021-02-06",
            D(2021, 2, 6),
            D(2021, 2, 6),
            Precision.DAY,
            id="an interval of one day is that day",
        ),
        pytest.param("  2021-02-06 ", D(2021, 2, 6), D(2021, 2, 6), Precision.DAY, id="spaces around it do not matter"),
        pytest.param(
            "2021-02-06 / 2021-02-08",
            D(2021, 2, 6),
            D(2021, 2, 8),
            Precision.INTERVAL,
            id="nor do spaces around the slash",
        ),
    ],
)
def test_span_is_read_from_edtf(text, earliest, latest, precision):
    assert Span.parse(text) == Span(earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "edtf", "for_readers"),
    [
        pytest.param("2021-02-06", "2021-02-06", "2021-02-06", id="a day"),
        pytest.param("2021-02", "2021-02", "2021-02", id="a month is not printed as its first day"),
        pytest.param("2021", "2021", "2021", id="a year is not printed as its first day"),
        pytest.param(
            "2020-11-14/2021-01-11",
            "2020-11-14/2021-01-11",
            "2020-11-14 to 2021-01-11",
            id="an interval is printed with a slash for machines and with a word for readers",
        ),
        pytest.param(
            "2020-11/2020-12", "2020-11-01/2020-12-31", "2020-11-01 to 2020-12-31", id="intervals are printed in days"
        ),
        pytest.param("0999-05", "0999-05", "0999-05", id="a year before 1000 keeps its four digits"),
    ],
)
def test_span_is_printed_as_edtf(text, edtf, for_readers):
    assert (Span.parse(text).edtf, str(Span.parse(text))) == (edtf, for_readers)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "'' is not a day: write 2021-02-06, 2021-02, 2021 or", id="nothing"),
        pytest.param("6 February 2021", "'6 February 2021' is not a day: write 2021-02-06", id="a day in words"),
        pytest.param("2021-2-6", "'2021-2-6' is not a day: write 2021-02-06", id="digits left out"),
        pytest.param("06-02-2021", "'06-02-2021' is not a day: write 2021-02-06", id="the year at the end"),
        pytest.param("2021-02-06T12:00", "'2021-02-06T12:00' is not a day", id="an hour"),
        pytest.param("2021~", "'2021~' is not a day", id="marks of doubt belong to EDTF level 1"),
        pytest.param("٢٠٢١", "'٢٠٢١' is not a day", id="digits of another script"),
        pytest.param("2021-02-30", "'2021-02-30' is not in the calendar", id="30 February"),
        pytest.param("2021-13", "'2021-13' is not in the calendar", id="a thirteenth month"),
        pytest.param("2021-00", "'2021-00' is not in the calendar", id="a month nought"),
        pytest.param("0000", "'0000' is not in the calendar", id="a year nought"),
        pytest.param("2021-01-11/", "'' is not a day", id="an interval without an end"),
        pytest.param("/2021-01-11", "'' is not a day", id="an interval without a beginning"),
        pytest.param("2020/2021/2022", "'2021/2022' is not a day", id="an interval with three ends"),
        pytest.param(
            "2021-01-11/2020-11-14",
            "2021-01-11 is after 2020-11-14: an interval starts with its earlier day",
            id="an interval that runs backwards",
        ),
    ],
)
def test_bad_span_is_refused_with_what_to_write(text, message):
    with pytest.raises(SpanError) as refusal:
        Span.parse(text)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("earliest", "latest", "precision", "message"),
    [
        pytest.param(
            D(2021, 2, 7), D(2021, 2, 6), Precision.INTERVAL, "2021-02-07 is after 2021-02-06", id="it runs backwards"
        ),
        pytest.param(
            D(2021, 2, 6),
            D(2021, 2, 7),
            Precision.DAY,
            "2021-02-06 to 2021-02-07 is no day: give it as an interval",
            id="a day of two days",
        ),
        pytest.param(D(2021, 1, 1), D(2021, 2, 28), Precision.MONTH, "", id="a month of two months"),
        pytest.param(D(2020, 1, 1), D(2021, 12, 31), Precision.YEAR, "", id="a year of two years"),
    ],
)
def test_span_wider_than_its_precision_is_refused(earliest, latest, precision, message):
    with pytest.raises(SpanError) as refusal:
        Span(earliest, latest, precision)
    assert message in str(refusal.value)


def test_span_of_one_known_day():
    assert Span.day(D(2020, 11, 15)) == Span(D(2020, 11, 15), D(2020, 11, 15), Precision.DAY)


@pytest.mark.parametrize(
    ("span", "day", "expected"),
    [
        pytest.param("2020-11-15", D(2020, 11, 14), False, id="not the day before"),
        pytest.param("2020-11-15", D(2020, 11, 15), True, id="by the end of the day itself"),
        pytest.param("2020-11", D(2020, 11, 29), False, id="not while some day of the month is still to come"),
        pytest.param("2020-11", D(2020, 11, 30), True, id="on the last day of the month"),
        pytest.param("2020-11-14/2020-11-20", D(2020, 11, 19), False, id="not inside the interval"),
    ],
)
def test_span_is_over_when_its_last_possible_day_has_come(span, day, expected):
    assert Span.parse(span).is_over_by(day) is expected


day_spans = st.dates().map(Span.day)
month_spans = st.dates().map(lambda day: Span.parse(day.isoformat()[:7]))
year_spans = st.dates().map(lambda day: Span.parse(day.isoformat()[:4]))
intervals = st.lists(st.dates(), min_size=2, max_size=2, unique=True).map(
    lambda days: Span(min(days), max(days), Precision.INTERVAL)
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.one_of(day_spans, month_spans, year_spans, intervals))
def test_every_span_is_read_back_as_it_was_printed(span):
    assert Span.parse(span.edtf) == span


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        pytest.param("P5Y", 60, 0, id="five years are sixty months"),
        pytest.param("P1M", 1, 0, id="a month is a month, not thirty days"),
        pytest.param("P30D", 0, 30, id="thirty days are days, not a month"),
        pytest.param("P2W", 0, 14, id="two weeks are fourteen days"),
        pytest.param("P1Y2M3W4D", 14, 25, id="all units together"),
        pytest.param("-P6M", -6, 0, id="the sign turns months around"),
        pytest.param("-P1Y1W1D", -12, -8, id="the sign turns every unit around"),
        pytest.param(" P1M ", 1, 0, id="spaces around it do not matter"),
    ],
)
def test_offset_is_read_from_an_iso_duration(text, months, days):
    assert Offset.parse(text) == Offset(months=months, days=days)


@pytest.mark.parametrize(
    "text", ["", "P", "-P", "5Y", "P5", "P1D1M", "PT12H", "P1.5M", "p1m", "P1M or so", "one month"]
)
def test_bad_offset_is_refused_with_what_to_write(text):
    with pytest.raises(OffsetError) as refusal:
        Offset.parse(text)
    assert str(refusal.value) == f"{text!r} is not a stretch of time: write P5Y, P1M, P30D or, backwards, -P6M"


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        pytest.param("P1M", D(2021, 1, 30), D(2021, 2, 28), id="one month after 30 January is the end of February"),
        pytest.param("P30D", D(2021, 1, 30), D(2021, 3, 1), id="thirty days after 30 January is 1 March"),
        pytest.param("P1M", D(2020, 1, 30), D(2020, 2, 29), id="in a leap year February ends on the 29th"),
        pytest.param("P1M", D(2021, 2, 28), D(2021, 3, 28), id="one month after the last of February is not the last"),
        pytest.param("P5Y", D(2020, 11, 10), D(2025, 11, 10), id="five years keep the day"),
        pytest.param("P1Y", D(2020, 2, 29), D(2021, 2, 28), id="a leap day becomes the last of February"),
        pytest.param("-P6M", D(2025, 11, 10), D(2025, 5, 10), id="six months before"),
        pytest.param(
            "-P6M", D(2025, 8, 31), D(2025, 2, 28), id="backwards, a day that the month lacks becomes its last"
        ),
        pytest.param("P1M1D", D(2021, 1, 31), D(2021, 3, 1), id="months are counted before days"),
        pytest.param("P0D", D(2021, 1, 31), D(2021, 1, 31), id="nothing moves nothing"),
    ],
)
def test_day_an_offset_after_another(text, start, expected):
    assert Offset.parse(text).after(start) == expected


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        pytest.param("P6M", D(2025, 11, 10), D(2025, 5, 10), id="six months before 10 November is 10 May"),
        pytest.param("P1M", D(2021, 3, 31), D(2021, 2, 28), id="one month before 31 March is the end of February"),
        pytest.param("P30D", D(2021, 3, 1), D(2021, 1, 30), id="thirty days before 1 March is 30 January"),
    ],
)
def test_day_an_offset_before_another(text, end, expected):
    assert Offset.parse(text).before(end) == expected


def test_offset_taken_several_times():
    assert Offset(months=1, days=2).times(3) == Offset(months=3, days=6)


@pytest.mark.parametrize("text", ["P101Y", "P1201M", "P36526D", "P5218W", "-P101Y", "P100Y1M"])
def test_offset_of_more_than_a_hundred_years_is_refused(text):
    with pytest.raises(OffsetError) as refusal:
        Offset.parse(text)
    assert str(refusal.value) == f"{text!r} is longer than a hundred years"


@pytest.mark.parametrize("text", ["P100Y", "P1200M", "P36525D", "P5217W", "-P100Y"])
def test_offset_of_a_hundred_years_is_read(text):
    assert Offset.parse(text) != Offset()


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        pytest.param(Offset(months=1), True, id="a month leads to a later day"),
        pytest.param(Offset(days=1), True, id="so does a day"),
        pytest.param(Offset(months=1, days=1), True, id="so do both"),
        pytest.param(Offset(), False, id="nothing leads nowhere"),
        pytest.param(Offset(months=-6), False, id="six months back lead to an earlier day"),
        pytest.param(Offset(days=-1), False, id="so does a day back"),
        pytest.param(Offset(months=1, days=-1), False, id="forwards and back is not forwards"),
        pytest.param(Offset(months=-1, days=60), False, id="nor is back and forwards"),
    ],
)
def test_offset_knows_whether_it_leads_forwards(offset, expected):
    assert offset.is_forwards is expected


def test_knowledge_left_out_means_all_that_the_record_holds():
    assert AsOf(D(2020, 11, 15)).known_on == date.max


def test_day_asked_about_and_day_of_knowledge_are_kept_apart():
    later = D(2020, 11, 15) + timedelta(days=10)
    assert (AsOf(D(2020, 11, 15), later).on, AsOf(D(2020, 11, 15), later).known_on) == (
        D(2020, 11, 15),
        D(2020, 11, 25),
    )
