"""The last day of every kind of deadline, and what the evidence says about its being met in time."""

from dataclasses import replace

import pytest

from agreements.choices import DeadlineKind, Timeliness
from agreements.dates import Span
from agreements.deadlines import (
    DeadlineError,
    DeadlineFact,
    DueDay,
    due_day,
    most_pressing,
    term_starts,
    timeliness,
    turning_days,
)
from tests.facts import IN_FORCE_ON, D, as_of, by_key, fixed, move, relative, renewal

ON_TIME, LATE, OVERDUE = Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE, Timeliness.OVERDUE
DUE_SOON, NOT_YET_DUE, CANNOT_BE_TOLD = Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE, Timeliness.CANNOT_BE_TOLD


@pytest.mark.parametrize(
    ("done", "on", "expected"),
    [
        pytest.param("2020-11-20", "2020-11-20", ON_TIME, id="met on the last day counts as met"),
        pytest.param("2020-11-12", "2020-11-12", ON_TIME, id="met early is met, before the last day too"),
        pytest.param("2020-11-21", "2020-11-21", LATE, id="met the day after is late"),
        pytest.param("2020-11-25", "2020-11-20", DUE_SOON, id="what was done later had not been done yet"),
        pytest.param("2020-11-25", "2020-11-24", CANNOT_BE_TOLD, id="nor by the eve of its being done late"),
        pytest.param("2020-11", "2020-11-29", CANNOT_BE_TOLD, id="done in a month that has a day to run"),
        pytest.param("2020-11", "2020-11-30", CANNOT_BE_TOLD, id="some day of a month with the last day in it"),
        pytest.param("2020-10", "2020-11-10", ON_TIME, id="some day of the month before is on time"),
        pytest.param("2020-12", "2020-12-31", LATE, id="some day of the month after is late"),
        pytest.param("2020-11-14/2020-11-20", "2020-11-20", ON_TIME, id="an interval that ends on the last day"),
        pytest.param("2020-11-20/2020-11-21", "2020-11-21", CANNOT_BE_TOLD, id="an interval that straddles it"),
        pytest.param("2020-11-21/2020-11-30", "2020-11-30", LATE, id="an interval that begins after the last day"),
        pytest.param(None, "2020-10-20", NOT_YET_DUE, id="31 days ahead is not soon"),
        pytest.param(None, "2020-10-21", DUE_SOON, id="30 days ahead is soon"),
        pytest.param(None, "2020-11-20", DUE_SOON, id="the last day itself is not late"),
        pytest.param(None, "2020-11-21", CANNOT_BE_TOLD, id="silence after the last day proves no failure"),
        pytest.param(None, "2030-01-01", CANNOT_BE_TOLD, id="nor does silence years after"),
    ],
)
def test_deadline_of_20_november_2020(done, on, expected):
    span = Span.parse(done) if done else None
    assert timeliness(due=D(2020, 11, 20), done=span, as_of=as_of(on)) is expected


@pytest.mark.parametrize(
    ("done", "on", "expected"),
    [
        pytest.param("2020-11-19", "2020-11-19", ON_TIME, id="met on the day before the due day"),
        pytest.param("2020-11-20", "2020-11-20", LATE, id="met on the due day is late"),
        pytest.param("2020-11-19/2020-11-20", "2020-11-20", CANNOT_BE_TOLD, id="met on either of the two"),
        pytest.param(None, "2020-11-19", DUE_SOON, id="the day before is the last day"),
        pytest.param(None, "2020-11-20", CANNOT_BE_TOLD, id="on the due day the last day has passed"),
        pytest.param(None, "2020-10-20", DUE_SOON, id="30 days before the last day"),
        pytest.param(None, "2020-10-19", NOT_YET_DUE, id="31 days before the last day"),
    ],
)
def test_deadline_before_20_november_2020(done, on, expected):
    span = Span.parse(done) if done else None
    assert timeliness(due=D(2020, 11, 20), done=span, inclusive=False, as_of=as_of(on)) is expected


@pytest.mark.parametrize(
    ("done", "denied", "on", "expected"),
    [
        pytest.param(None, ["2020-11-21"], "2020-11-21", OVERDUE, id="a report from after the last day"),
        pytest.param(None, ["2020-11-20"], "2020-11-21", CANNOT_BE_TOLD, id="one from the last day is too early"),
        pytest.param(None, ["2020-11"], "2020-11-30", CANNOT_BE_TOLD, id="one that may be from before it"),
        pytest.param(None, ["2020-11-12", "2020-12-01"], "2020-12-01", OVERDUE, id="one of two is enough"),
        pytest.param(None, ["2020-12"], "2020-12-30", CANNOT_BE_TOLD, id="one that may be still to come"),
        pytest.param(None, ["2020-12"], "2020-12-31", OVERDUE, id="a month wholly after the last day"),
        pytest.param(None, ["2020-11-12"], "2020-11-12", DUE_SOON, id="not done so far is not overdue"),
        pytest.param("2020-11-18", ["2020-11-21"], "2020-11-21", CANNOT_BE_TOLD, id="reports that conflict"),
        pytest.param("2020-11-18", ["2020-11-21"], "2020-11-20", ON_TIME, id="a conflict still to come is none yet"),
        pytest.param("2020-11-18", ["2020-11-12"], "2020-11-20", ON_TIME, id="not done before it was done"),
        pytest.param("2020-11-25", ["2020-11-21"], "2020-11-25", LATE, id="overdue, then done, is done late"),
    ],
)
def test_reports_that_the_deadline_of_20_november_2020_was_not_met(done, denied, on, expected):
    span = Span.parse(done) if done else None
    denials = [Span.parse(text) for text in denied]
    assert timeliness(due=D(2020, 11, 20), done=span, denied=denials, as_of=as_of(on)) is expected


def test_without_a_due_day_there_is_no_deadline():
    assert timeliness(due=None, done=Span.parse("2020-11-20"), as_of=as_of("2021-01-01")) is Timeliness.NO_DEADLINE


def due(deadline, *others, on="2020-11-10", known="9999-12-31"):
    deadlines = by_key([deadline, *others])
    return due_day(deadline, deadlines=deadlines, in_force_on=IN_FORCE_ON, as_of=as_of(on, known))


FIRST = move("2020-11-25", agreed="2020-11-15", published="2020-11-15")
SECOND = move("2020-11-30", agreed="2020-11-20", published="2020-12-05")
BACK = move("2020-11-18", agreed="2020-11-21")
SOME_DAY = move("2020-11-25", agreed="2020-11")
BY_20, ON_20 = move("2020-11-30", agreed="2020-11-01/2020-11-20"), move("2020-11-22", agreed="2020-11-20")
ON_20_TOO = move("2020-11-24", agreed="2020-11-20")


@pytest.mark.parametrize(
    ("moves", "on", "known", "expected"),
    [
        pytest.param([FIRST], "2020-11-14", "2021-01-01", D(2020, 11, 15), id="on 14 November no move exists"),
        pytest.param([FIRST], "2020-11-15", "2021-01-01", D(2020, 11, 25), id="it holds from the day of agreement"),
        pytest.param([FIRST], "2020-12-01", "2020-11-15", D(2020, 11, 25), id="known on the day of publication"),
        pytest.param([FIRST], "2020-12-01", "2020-11-14", D(2020, 11, 15), id="not known on the day before"),
        pytest.param([FIRST, SECOND], "2020-12-01", "2020-12-04", D(2020, 11, 25), id="the second is not known yet"),
        pytest.param([FIRST, SECOND], "2020-12-01", "2020-12-05", D(2020, 11, 30), id="of two the second holds"),
        pytest.param([SECOND, FIRST], "2020-11-19", "2021-01-01", D(2020, 11, 25), id="the second is not agreed yet"),
        pytest.param([FIRST, BACK], "2020-11-21", "2021-01-01", D(2020, 11, 18), id="the last agreed may be earlier"),
        pytest.param([FIRST, BY_20], "2020-11-20", "2021-01-01", D(2020, 11, 30), id="last agreed is what ends last"),
        pytest.param([BY_20, ON_20], "2020-11-20", "2021-01-01", D(2020, 11, 22), id="ending together, it begins last"),
        pytest.param(
            [ON_20, ON_20_TOO], "2020-11-20", "2021-01-01", D(2020, 11, 24), id="on one day, the later last day"
        ),
        pytest.param([SOME_DAY], "2020-11-29", "2021-01-01", D(2020, 11, 15), id="perhaps not agreed yet"),
        pytest.param([SOME_DAY], "2020-11-30", "2020-11-01", D(2020, 11, 25), id="without a source it is always known"),
    ],
)
def test_deadline_of_15_november_2020_moved(moves, on, known, expected):
    for order in (moves, moves[::-1]):
        assert due(fixed("2020-11-15", *order), on=on, known=known) == DueDay(expected, D(2020, 11, 15))


@pytest.mark.parametrize(("due_on", "expected"), [(D(2020, 11, 15), False), (D(2020, 11, 25), True)])
def test_deadline_is_moved_if_it_differs_from_the_first(due_on, expected):
    assert DueDay(due_on, D(2020, 11, 15)).is_moved is expected


MEETING = fixed("2021-01-30", key="meeting")
PUT_OFF = fixed("2021-01-30", move("2021-02-06", agreed="2021-01-20"), key="meeting")
LIST = relative("P1M", anchor="meeting", key="list")
MOVED_LIST = relative("P1M", move("2021-03-20", agreed="2021-01-25"), anchor="meeting")


@pytest.mark.parametrize(
    ("deadline", "others", "due_on", "original_on"),
    [
        pytest.param(relative("P1M"), [], D(2020, 12, 10), D(2020, 12, 10), id="counted from the entry into force"),
        pytest.param(relative("P0D"), [], D(2020, 11, 10), D(2020, 11, 10), id="due on the day of entry into force"),
        pytest.param(LIST, [MEETING], D(2021, 2, 28), D(2021, 2, 28), id="a month after 30 January 2021"),
        pytest.param(
            relative("P30D", anchor="meeting"),
            [MEETING],
            D(2021, 3, 1),
            D(2021, 3, 1),
            id="30 days after 30 January 2021",
        ),
        pytest.param(
            LIST, [PUT_OFF], D(2021, 3, 6), D(2021, 2, 28), id="it moves with its anchor, from its own first day"
        ),
        pytest.param(MOVED_LIST, [PUT_OFF], D(2021, 3, 20), D(2021, 2, 28), id="its own move goes before its anchor's"),
        pytest.param(
            relative("P1W", anchor="list"), [LIST, MEETING], D(2021, 3, 7), D(2021, 3, 7), id="anchors are followed on"
        ),
    ],
)
def test_deadline_counted_from_another(deadline, others, due_on, original_on):
    assert due(deadline, *others, on="2021-01-31") == DueDay(due_on, original_on)


OF_JANUARY = D(2021, 1, 11)


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        pytest.param(replace(relative("P1M"), in_force_on=OF_JANUARY), D(2021, 2, 11), id="counted from its own entry"),
        pytest.param(replace(renewal("P1Y"), in_force_on=OF_JANUARY), D(2022, 1, 11), id="terms from its own entry"),
        pytest.param(relative("P1M", anchor="other"), D(2021, 2, 12), id="its anchor counts from its own entry"),
    ],
)
def test_deadline_of_another_agreement_in_force_since_11_january_2021(deadline, expected):
    other = replace(relative("P1D", key="other"), in_force_on=OF_JANUARY)
    assert due(deadline, other, on="2021-01-31").due_on == expected


MONTHLY = renewal("P1M", anchor="meeting")


@pytest.mark.parametrize(
    ("term", "others", "on", "end", "notice"),
    [
        pytest.param(
            renewal(), [], "2020-11-10", D(2025, 11, 10), D(2025, 5, 10), id="five years from 10 November 2020"
        ),
        pytest.param(
            renewal(), [], "2025-11-10", D(2025, 11, 10), D(2025, 5, 10), id="the first lasts to its last day"
        ),
        pytest.param(renewal(), [], "2025-11-11", D(2030, 11, 10), D(2030, 5, 10), id="the next begins the day after"),
        pytest.param(renewal(), [], "2031-01-01", D(2035, 11, 10), D(2035, 5, 10), id="leap days do not make it drift"),
        pytest.param(
            renewal(), [], "1999-01-01", D(2025, 11, 10), D(2025, 5, 10), id="the first term is still to come"
        ),
        pytest.param(renewal(notice=""), [], "2020-11-10", D(2025, 11, 10), None, id="no notice period, no notice day"),
        pytest.param(
            MONTHLY, [MEETING], "2021-03-29", D(2021, 3, 30), D(2020, 9, 30), id="short months do not make it drift"
        ),
        pytest.param(
            MONTHLY, [PUT_OFF], "2021-02-20", D(2021, 3, 6), D(2020, 9, 6), id="terms counted from a moved day"
        ),
    ],
)
def test_term_that_renews_itself(term, others, on, end, notice):
    assert due(term, *others, on=on) == DueDay(end, end, notice)


NOTICE = relative("-P6M", anchor="term", key="notice")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2025-05-11", D(2025, 5, 10), id="until the term ends its notice day stays, past or not"),
        pytest.param("2025-11-11", D(2030, 5, 10), id="a new term has a new notice day"),
    ],
)
def test_notice_day_counted_from_the_term(on, expected):
    assert due(NOTICE, renewal(), on=on) == DueDay(expected, expected)


CIRCLE = [relative("P1M", key="list", anchor="report"), relative("P1M", key="report", anchor="list")]


@pytest.mark.parametrize(
    ("deadlines", "message"),
    [
        pytest.param([LIST], "list: no deadline 'meeting' to count from", id="its anchor is missing"),
        pytest.param(
            [relative("P1M", anchor="report")], "report: its anchors lead back to itself", id="its own anchor"
        ),
        pytest.param(CIRCLE, "list: its anchors lead back to itself", id="anchors in a circle"),
        pytest.param([renewal("P0D")], "term: a renewing term must be longer than nothing", id="a term of no length"),
        pytest.param(
            [renewal("-P1Y")], "term: a renewing term must be longer than nothing", id="a term that runs back"
        ),
        pytest.param([DeadlineFact("a", DeadlineKind.FIXED)], "a: a fixed deadline needs its day", id="no day"),
        pytest.param(
            [DeadlineFact("a", DeadlineKind.RELATIVE)], "a: a relative deadline needs an offset", id="no offset"
        ),
        pytest.param(
            [DeadlineFact("a", DeadlineKind.RENEWAL)], "a: a renewal deadline needs an offset", id="no length"
        ),
    ],
)
def test_deadline_that_cannot_be_computed_is_named(deadlines, message):
    with pytest.raises(DeadlineError) as refusal:
        due(*deadlines)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([], Timeliness.NO_DEADLINE, id="none at all"),
        pytest.param([ON_TIME, OVERDUE], OVERDUE, id="overdue before all"),
        pytest.param([LATE, CANNOT_BE_TOLD], CANNOT_BE_TOLD, id="doubt before late"),
        pytest.param([DUE_SOON, LATE], LATE, id="late before due soon"),
        pytest.param([NOT_YET_DUE, DUE_SOON], DUE_SOON, id="soon before later"),
        pytest.param([ON_TIME, NOT_YET_DUE], NOT_YET_DUE, id="open before done"),
        pytest.param([Timeliness.NO_DEADLINE, ON_TIME], ON_TIME, id="any before none"),
    ],
)
def test_most_pressing_deadline_speaks_for_the_clause(states, expected):
    assert most_pressing(states) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2020-11-09", set(), id="none before the entry into force"),
        pytest.param("2020-11-10", {D(2025, 11, 11)}, id="the next one that will be"),
        pytest.param("2025-11-11", {D(2025, 11, 11), D(2030, 11, 11)}, id="every one up to the day"),
    ],
)
def test_days_on_which_a_new_term_begins(on, expected):
    deadlines = by_key([renewal(), fixed("2020-11-15"), NOTICE])
    assert term_starts(deadlines, in_force_on=IN_FORCE_ON, as_of=as_of(on)) == expected


@pytest.mark.parametrize(
    ("inclusive", "expected"),
    [
        pytest.param(
            True, [D(2020, 10, 16), D(2020, 10, 26), D(2020, 11, 16), D(2020, 11, 26)], id="soon and past, for both"
        ),
        pytest.param(False, [D(2020, 10, 15), D(2020, 10, 25), D(2020, 11, 15), D(2020, 11, 25)], id="a day earlier"),
    ],
)
def test_days_on_which_the_clock_alone_turns_a_deadline(inclusive, expected):
    deadline = fixed("2020-11-15", inclusive=inclusive)
    assert sorted(turning_days(deadline, DueDay(D(2020, 11, 25), D(2020, 11, 15)))) == expected
