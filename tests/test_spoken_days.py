"""Days typed as people write them: what is read, what is refused and with which offer, and how it is read back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.choices import Precision
from agreements.dates import Span, SpanError
from agreements.spoken_days import MONTHS, read_span, reading


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        pytest.param("2021-02-06", "2021-02-06", id="EDTF stays EDTF"),
        pytest.param(" 2021-02-01/2021-03-15 ", "2021-02-01/2021-03-15", id="with its slash"),
        pytest.param("2021-02-06 to 2021-02-08", "2021-02-06/2021-02-08", id="as this site prints intervals"),
        pytest.param("2021-02-06 – 2021-02-08", "2021-02-06/2021-02-08", id="days joined by a dash"),
        pytest.param("6 February 2021", "2021-02-06", id="day, month and year"),
        pytest.param("6 FEB 2021", "2021-02-06", id="a short month in capitals"),
        pytest.param("06 Feb. 2021", "2021-02-06", id="a leading zero and a full stop"),
        pytest.param("6th of February, 2021", "2021-02-06", id="an ordinal"),
        pytest.param("February 6, 2021", "2021-02-06", id="the month first"),
        pytest.param("Feb 6 2021", "2021-02-06", id="the month first, short"),
        pytest.param("on 6 Sept 2021", "2021-09-06", id="with on, and the other short September"),
        pytest.param("Saturday, 6 February 2021", "2021-02-06", id="a weekday that agrees"),
        pytest.param("Sat. 6 February 2021", "2021-02-06", id="a short weekday that agrees"),
        pytest.param("May 2021", "2021-05", id="a month"),
        pytest.param("2021", "2021", id="a year"),
        pytest.param("6–8 Feb 2021", "2021-02-06/2021-02-08", id="days of one month"),
        pytest.param("6 - 8 February 2021", "2021-02-06/2021-02-08", id="with blanks around the dash"),
        pytest.param("February 6-8, 2021", "2021-02-06/2021-02-08", id="the month before the days"),
        pytest.param("6 to 8 February 2021", "2021-02-06/2021-02-08", id="with to"),
        pytest.param("between 6 and 8 February 2021", "2021-02-06/2021-02-08", id="between"),
        pytest.param("6 Feb – 3 March 2021", "2021-02-06/2021-03-03", id="two months of one year"),
        pytest.param("from Feb 6 to March 3, 2021", "2021-02-06/2021-03-03", id="from and to"),
        pytest.param("14 November 2020 until 11 Jan 2021", "2020-11-14/2021-01-11", id="two years"),
        pytest.param("February–March 2021", "2021-02-01/2021-03-31", id="months are whole"),
        pytest.param("November 2020 – January 2021", "2020-11-01/2021-01-31", id="months of two years"),
        pytest.param("2020–2021", "2020-01-01/2021-12-31", id="years are whole"),
        pytest.param("6–6 February 2021", "2021-02-06", id="an interval of one day is that day"),
    ],
)
def test_what_can_be_read_one_way_is_read(text: str, edtf: str):
    assert read_span(text).edtf == edtf


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        pytest.param(
            "06/02/2021",
            "'06/02/2021' can be two days: write 2021-02-06 for 6 February 2021, or 2021-06-02 for 2 June 2021",
            id="day and month are never guessed",
        ),
        pytest.param("6.2.2021", "can be two days: write 2021-02-06 for", id="nor with dots"),
        pytest.param("6-2-2021", "can be two days: write 2021-02-06 for", id="nor with hyphens"),
        pytest.param("6/2/21", "can be two days: write 2021-02-06 for", id="nor with two digits of the year"),
        pytest.param("13/02/2021", "is not a day: write 2021-02-13 for 13 February 2021", id="one reading is offered"),
        pytest.param("2/2/2021", "is not a day: write 2021-02-02 for 2 February 2021", id="both readings are one day"),
        pytest.param("2021/02/06", "is not a day: write 2021-02-06 for 6 February", id="slashes are for intervals"),
        pytest.param("2021-2-6", "is not a day: write 2021-02-06 for 6 February", id="digits are missing"),
        pytest.param("31/31/2021", "'31/31/2021' is not in the calendar", id="numbers that are no day"),
        pytest.param("30 February 2021", "'30 February 2021' is not in the calendar", id="30 February"),
        pytest.param("29–31 February 2021", "is not in the calendar", id="an end that the calendar lacks"),
        pytest.param("2021-02-30", "'2021-02-30' is not in the calendar", id="30 February in EDTF"),
        pytest.param("0 May 2021", "is not in the calendar", id="day nought"),
        pytest.param("6 February", "has no year: write the year too", id="no year"),
        pytest.param("6–8 February", "has no year: write the year too", id="no year at either end"),
        pytest.param("early February 2021", "such as 2021-02-01/2021-02-10, or 2021-02", id="early"),
        pytest.param("mid-February 2021", "such as 2021-02-11/2021-02-20, or 2021-02", id="the middle"),
        pytest.param("late Feb 2020", "such as 2020-02-21/2020-02-29, or 2020-02", id="late in a leap year"),
        pytest.param("about 6 February 2021", "leaves open which days are meant: write the first and", id="about"),
        pytest.param("by 6 February 2021", "leaves open which days are meant", id="an end without a beginning"),
        pytest.param("6 or 7 February 2021", "leaves open which days are meant", id="one or the other"),
        pytest.param("winter 2021", "leaves open which days are meant", id="a season"),
        pytest.param("Sunday 6 February 2021", "2021-02-06 is no Sun", id="a weekday that does not agree"),
        pytest.param("20 December – 10 January 2021", "the earlier day, or write both", id="turn of the year"),
        pytest.param("8–6 February 2021", "start with the earlier day", id="running backwards"),
        pytest.param("2021-02/2021-01", "an interval starts with its earlier day", id="backwards in EDTF"),
        pytest.param("yesterday", "'yesterday' is not a day: write 2021-02-06, 6 February 2021", id="no clock is read"),
        pytest.param("6 фев 2021", "is not a day: write", id="months of other languages"),
        pytest.param("2020-21", "", id="a short year at the end"),
        pytest.param("6 – 2021", "is not a day: write", id="a day to a year"),
        pytest.param("6 – 8 – 10 May 2021", "is not a day: write", id="three ends"),
        pytest.param("", "is not a day: write", id="nothing"),
        pytest.param("٦ February 2021", "is not a day: write", id="digits of other scripts"),
    ],
)
def test_what_can_be_read_otherwise_is_refused_with_an_offer(text: str, offer: str):
    with pytest.raises(SpanError) as refused:
        read_span(text)
    assert offer in str(refused.value)
    assert repr(text) in str(refused.value) or "starts with its earlier" in str(refused.value)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        pytest.param("2021-02-06", "2021-02-06: Saturday 6 February 2021", id="a day with its weekday"),
        pytest.param("2021-02", "2021-02: some day or days of February 2021", id="a month"),
        pytest.param("2021", "2021: some day or days of 2021", id="a year"),
        pytest.param("2021-02-06/2021-02-08", "2021-02-06 to 2021-02-08: some day or days of these 3", id="days"),
    ],
)
def test_a_span_is_read_back_in_words(edtf: str, said: str):
    assert reading(Span.parse(edtf)) == said


@given(st.dates(), st.sampled_from(["{d} {m} {y:04}", "{m} {d}, {y:04}", "{y:04}-{n:02}-{d:02}", "{d} of {s}. {y:04}"]))
def test_every_day_of_the_calendar_is_read_as_itself(day, form):
    month = MONTHS[day.month - 1]
    text = form.format(d=day.day, m=month.title(), s=month[:3].title(), n=day.month, y=day.year)
    assert read_span(text) == Span.day(day)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text):
    with suppress(SpanError):
        assert read_span(text).precision in Precision
