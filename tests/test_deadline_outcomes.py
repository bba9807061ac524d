"""How far from its last day a deadline was met, or its clause ended: in days, and in the words that readers get."""

from dataclasses import replace

import pytest

from agreements.choices import DeadlineKind, Performance
from agreements.dates import Span
from agreements.deadlines import days_after
from agreements.rules import verdict
from agreements.selectors.reports import DeadlineReport, distance
from tests.facts import D, as_of, assessment, clause, evidence, fixed, move, renewal

LAST_DAY = D(2020, 11, 20)
ENDED = Performance.NO_LONGER_APPLIES


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        pytest.param("2020-11-20", 0, id="on the last day itself"),
        pytest.param("2020-11-25", 5, id="five days after it"),
        pytest.param("2020-11-19", -1, id="one day before it"),
        pytest.param("2020-11", None, id="some day of the month: the distance is not known"),
        pytest.param("2020-11-19/2020-11-21", None, id="some day of an interval: the distance is not known"),
        pytest.param(None, None, id="not done"),
    ],
)
def test_days_after_the_last_day(done, expected):
    assert days_after(LAST_DAY, Span.parse(done) if done else None) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "on the last day"), (1, "1 day after the last day"), (-516, "516 days before the last day")],
)
def test_a_distance_in_words(days, expected):
    assert distance(days) == expected


MET = evidence("2020-11-24", meets="handover")


@pytest.mark.parametrize(
    ("deadline", "facts", "on", "expected"),
    [
        pytest.param(
            renewal(),
            {"assessments": (assessment("2024-06-12", ENDED),)},
            "2024-06-12",
            D(2024, 6, 12),
            id="ended before the term was over",
        ),
        pytest.param(
            renewal(),
            {"assessments": (assessment("2024-06-12", ENDED),)},
            "2024-06-11",
            None,
            id="had not ended the day before",
        ),
        pytest.param(
            fixed("2020-11-25"),
            {"assessments": (assessment("2024-06-12", ENDED),)},
            "2024-06-12",
            None,
            id="the clause ended long after the last day",
        ),
        pytest.param(
            fixed("2020-11-25"),
            {"assessments": (assessment("2020-11-25", ENDED),), "evidence": (MET,)},
            "2024-06-12",
            None,
            id="it had been met before the clause ended",
        ),
        pytest.param(
            fixed("2020-11-20", move("2020-11-30", agreed="2020-11-15")),
            {"assessments": (assessment("2020-11-25", ENDED),)},
            "2024-06-12",
            D(2020, 11, 25),
            id="it had been moved to after the day on which the clause ended",
        ),
    ],
)
def test_a_deadline_tells_when_its_clause_ended_before_it_came(deadline, facts, on, expected):
    (state,) = verdict(clause(deadline, **facts), as_of=as_of(on)).deadlines
    assert state.ended_on == expected


(STATE,) = verdict(clause(fixed("2020-11-20")), as_of=as_of("2020-11-10")).deadlines
REPORT = DeadlineReport(
    agreement="1999-ferry",
    number="1",
    heading="Landing",
    key="handover",
    label="Landing rebuilt",
    kind=DeadlineKind.FIXED,
    due_on=LAST_DAY,
    original_on=LAST_DAY,
    notice_on=None,
    inclusive=True,
    time_zone="",
    timeliness=STATE.timeliness,
    original_timeliness=STATE.original_timeliness,
    done=None,
    ended_on=None,
    days=None,
    original_days=None,
    note="",
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, "", id="nothing is known"),
        pytest.param({"done": Span.parse("2020-11")}, "", id="the day is not known precisely enough"),
        pytest.param(
            {"done": Span.parse("2020-11-20"), "days": 0},
            "met on 2020-11-20, on the last day",
            id="met on the last day",
        ),
        pytest.param(
            {"done": Span.parse("2020-11-20"), "days": 0, "original_days": 10, "original_on": D(2020, 11, 10)},
            "met on 2020-11-20, on the last day, 10 days after the last day as first set",
            id="moved, and measured against both days",
        ),
        pytest.param(
            {"ended_on": D(2020, 11, 18), "days": -2},
            "the clause ended on 2020-11-18, 2 days before the last day",
            id="ended before",
        ),
    ],
)
def test_an_outcome_in_words(more, expected):
    assert replace(REPORT, **more).outcome == expected


MOVED = fixed("2020-11-20", move("2020-11-30", agreed="2020-11-15"))


@pytest.mark.parametrize(
    ("deadline", "facts", "expected"),
    [
        pytest.param(fixed("2020-11-20"), {}, (None, None), id="not met"),
        pytest.param(fixed("2020-11-24"), {"evidence": (MET,)}, (0, 0), id="met on the last day"),
        pytest.param(
            fixed("2020-11-24", inclusive=False), {"evidence": (MET,)}, (1, 1), id="the day itself is too late"
        ),
        pytest.param(MOVED, {"evidence": (MET,)}, (-6, 4), id="moved, and measured against both days"),
        pytest.param(MOVED, {"assessments": (assessment("2020-11-25", ENDED),)}, (-5, 5), id="the clause ended"),
    ],
)
def test_how_many_days_after_its_last_day_a_deadline_was_met_or_its_clause_ended(deadline, facts, expected):
    (state,) = verdict(clause(deadline, **facts), as_of=as_of("2024-06-12")).deadlines
    assert (state.days, state.original_days) == expected
