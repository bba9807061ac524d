"""The table of what does not go with a deadline, of which a reviewer is told before proposing."""

import pytest

from tests.facts import asserts, evidence, fixed, renewal
from tests.test_reviews_proposals import DUE, FOR, IS_MISSED, JUDGED, K, P, sentences

IS_MET = [evidence("2021-01-31", FOR, meets="handover")]
IS_MET_LATE = [evidence("2021-02-10", FOR, meets="handover")]
HANDOVER = "the deadline “Handover” (2021-02-01)"

DEADLINES = {
    "met in time": (
        [DUE],
        IS_MET,
        {
            P.NOT_STARTED: f"Not started, though {HANDOVER} is reported as met on 2021-01-31.",
            P.NO_EVIDENCE_FOUND: f"No evidence found, though {HANDOVER} is reported as met on 2021-01-31.",
        },
    ),
    "met late": (
        [DUE],
        IS_MET_LATE,
        {
            P.NOT_STARTED: f"Not started, though {HANDOVER} is reported as met on 2021-02-10.",
            P.NO_EVIDENCE_FOUND: f"No evidence found, though {HANDOVER} is reported as met on 2021-02-10.",
        },
    ),
    "reported as missed": (
        [DUE],
        IS_MISSED,
        {
            P.FULFILLED: f"Fulfilled, though {HANDOVER} is reported as not met.",
            P.NO_EVIDENCE_FOUND: f"No evidence found, though {HANDOVER} is reported as not met.",
        },
    ),
    "past, with no report either way": (
        [DUE],
        [],
        {P.FULFILLED: f"Fulfilled, though {HANDOVER} has passed and nothing shows it met."},
    ),
    "its last day is today": (
        [fixed("2021-03-01")],
        [],
        {P.NO_LONGER_APPLIES: "No longer applies, so that the deadline “Handover” (2021-03-01) lapses."},
    ),
    "ahead": (
        [fixed("2021-09-01")],
        [],
        {P.NO_LONGER_APPLIES: "No longer applies, so that the deadline “Handover” (2021-09-01) lapses."},
    ),
    "past by the last day, which excludes the due day": (
        [fixed("2021-03-01", inclusive=False)],
        [],
        {P.FULFILLED: "Fulfilled, though the deadline “Handover” (2021-03-01) has passed and nothing shows it met."},
    ),
    "none": ([], [], {}),
}


@pytest.mark.parametrize(
    ("deadlines", "facts", "expected", "performance"),
    [
        pytest.param(deadlines, facts, expected, performance, id=f"{performance.label}, and the deadline is {how}")
        for how, (deadlines, facts, expected) in DEADLINES.items()
        for performance in JUDGED
    ],
)
def test_table_of_what_does_not_go_with_a_deadline(deadlines, facts, expected, performance):
    said = sentences(K.AGAINST_DEADLINE, *deadlines, facts=facts, performance=performance)
    assert said == ([expected[performance]] if performance in expected else [])


def test_a_term_that_renews_itself_is_never_missed_and_lapses_with_the_clause():
    assert sentences(K.AGAINST_DEADLINE, renewal(), performance=P.FULFILLED) == []
    (said,) = sentences(K.AGAINST_DEADLINE, renewal(), performance=P.NO_LONGER_APPLIES)
    assert said == "No longer applies, so that the deadline “term” (2025-11-10) lapses."


def test_a_deadline_stands_as_on_the_day_of_effect_and_not_as_today():
    assert sentences(K.AGAINST_DEADLINE, DUE, performance=P.FULFILLED, effective_on="2021-02-01") == []
    reported_since = [evidence("2021-02-10", FOR, asserts("2021-03-02"), meets="handover")]
    assert sentences(K.AGAINST_DEADLINE, DUE, facts=reported_since, performance=P.NOT_STARTED) == []


def test_what_another_party_did_about_a_deadline_says_nothing_of_this_one():
    met_by_armenia = [evidence("2021-01-31", FOR, meets="handover", party="armenia")]
    asked = {"facts": met_by_armenia, "performance": P.NOT_STARTED}
    assert sentences(K.AGAINST_DEADLINE, DUE, party="azerbaijan", **asked) == []
    assert len(sentences(K.AGAINST_DEADLINE, DUE, party="armenia", **asked)) == 1
    assert len(sentences(K.AGAINST_DEADLINE, DUE, **asked)) == 1
