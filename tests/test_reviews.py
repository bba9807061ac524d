"""Why a clause needs review: what kind of reason, the most urgent first, disputes that arose, and age."""

import pytest

from agreements.choices import Direction, Performance
from agreements.review_terms import ReviewReason
from agreements.reviews import STALE_AFTER, ReviewNeed, review_needs
from agreements.rules import verdict
from tests.facts import as_of, asserts, assessment, at, cites, clause, denies, evidence, fixed

FOR, AGAINST = Direction.SUPPORTS, Direction.CONTRADICTS
R = ReviewReason
DECIDED = assessment("2021-02-10", Performance.FULFILLED)
AROSE = "A dispute arose after the latest assessment was decided."


def needs(*deadlines, facts=(), assessments=(DECIDED,), on="2021-12-31", known="9999-12-31", months=STALE_AFTER):
    facts = clause(*deadlines, evidence=tuple(facts), assessments=tuple(assessments))
    asked = as_of(on, known)
    found = verdict(facts, as_of=asked)
    needs = review_needs(
        facts,
        latest=found.latest,
        evidence=found.evidence,
        deadlines=found.deadlines,
        is_disputed=found.status.disputed,
        as_of=asked,
        months=months,
    )
    if months == STALE_AFTER:
        assert found.review == needs
    return needs


def kinds(*deadlines, **asked) -> list[ReviewReason]:
    return [need.kind for need in needs(*deadlines, **asked)]


def disputed(published_denial: str, entered: str):
    said = (asserts("2021-01-12"), denies(published_denial))
    return evidence("2021-01-11", FOR, *said, key="convoy", entered_at=at(entered))


def claim(day: str, by: str, direction: Direction, entered: str):
    return evidence(day, direction, asserts(day, by=by), key=f"{day} {by}", entered_at=at(entered))


ARMENIA = claim("2021-01-20", "armenia", FOR, "2021-01-21")
AZERBAIJAN_BEFORE = claim("2021-01-22", "azerbaijan", AGAINST, "2021-01-23")
AZERBAIJAN_SINCE = claim("2021-01-22", "azerbaijan", AGAINST, "2021-02-11")
GIVEN_IN = claim("2021-03-01", "azerbaijan", FOR, "2021-03-02")
BREACHED = assessment("2021-02-10", Performance.BREACHED, party="armenia")


@pytest.mark.parametrize(
    ("facts", "assessments", "arose"),
    [
        pytest.param([disputed("2021-01-13", "2021-01-14")], [DECIDED], False, id="disputed before the decision"),
        pytest.param([disputed("2021-01-13", "2021-02-11")], [DECIDED], True, id="entered after the decision"),
        pytest.param([disputed("2021-01-13", "2021-02-10T00:00")], [DECIDED], False, id="entered at the decision"),
        pytest.param([disputed("2021-02-11", "2021-01-14")], [DECIDED], True, id="denied only after the decision"),
        pytest.param([disputed("2021-02-10", "2021-01-14")], [DECIDED], False, id="denied on the day of the decision"),
        pytest.param([ARMENIA, AZERBAIJAN_BEFORE], [DECIDED], False, id="claims that conflicted already"),
        pytest.param([ARMENIA, AZERBAIJAN_SINCE], [DECIDED], True, id="the other's claim came in since"),
        pytest.param([ARMENIA, AZERBAIJAN_SINCE, GIVEN_IN], [DECIDED], False, id="settled again: disputed no more"),
        pytest.param(
            [disputed("2021-01-13", "2021-01-14"), ARMENIA, AZERBAIJAN_SINCE],
            [DECIDED],
            False,
            id="disputed already, though for another reason",
        ),
        pytest.param([ARMENIA], [BREACHED], False, id="a verdict against a claim is no news to whoever decided it"),
        pytest.param(
            [claim("2021-01-20", "armenia", FOR, "2021-02-11")],
            [BREACHED],
            True,
            id="a claim against the verdict since",
        ),
        pytest.param([disputed("2021-01-13", "2021-02-11")], [], False, id="never assessed: that is reason enough"),
    ],
)
def test_dispute_that_arose_after_the_decision(facts, assessments, arose):
    assert (R.DISPUTE_AROSE in kinds(facts=facts, assessments=assessments)) is arose
    assert (AROSE in [need.sentence for need in needs(facts=facts, assessments=assessments)]) is arose


def test_a_dispute_has_not_arisen_for_whoever_asks_with_older_knowledge():
    denied_later = [disputed("2021-03-01", "2021-01-14")]
    assert R.DISPUTE_AROSE in kinds(facts=denied_later, known="2021-03-01")
    assert R.DISPUTE_AROSE not in kinds(facts=denied_later, known="2021-02-28")


@pytest.mark.parametrize(
    ("decided", "on", "months", "is_stale"),
    [
        pytest.param("2021-02-10", "2022-02-09", 12, False, id="a day short of twelve months"),
        pytest.param("2021-02-10", "2022-02-10", 12, True, id="twelve months to the day"),
        pytest.param("2021-02-10T23:59", "2022-02-10", 12, True, id="the hour does not matter"),
        pytest.param("2024-02-29", "2025-02-28", 12, True, id="a year after 29 February is the last of February"),
        pytest.param("2021-08-31", "2022-02-27", 6, False, id="six months after 31 August is the last of February"),
        pytest.param("2021-08-31", "2022-02-28", 6, True, id="and that day counts"),
        pytest.param("2021-02-10", "2021-03-10", 1, True, id="whoever asks may give another number"),
        pytest.param("2021-02-10", "2022-02-10", 24, False, id="a longer one too"),
        pytest.param("2021-02-10", "2021-02-10", 12, False, id="just decided"),
        pytest.param("2021-02-10", "2021-02-09", 12, False, id="asked about a day before the decision"),
    ],
)
def test_stale(decided, on, months, is_stale):
    judged = [assessment("2021-02-01", decided_at=at(decided))]
    assert kinds(assessments=judged, on=on, months=months) == ([R.STALE] if is_stale else [])


def test_the_sentence_on_age_says_how_long_and_since_when():
    assert needs(on="2022-03-01") == (
        ReviewNeed(R.STALE, "The latest assessment was decided 12 months ago or more, on 2021-02-10."),
    )
    assert needs(on="2022-03-01", months=1)[0].sentence == (
        "The latest assessment was decided 1 month ago or more, on 2021-02-10."
    )


def test_a_judgement_on_one_party_is_a_decision_on_the_clause():
    later = assessment("2021-02-10", party="armenia", decided_at=at("2021-11-01"))
    assert kinds(assessments=[DECIDED, later], on="2022-03-01") == []


def test_what_was_withdrawn_keeps_nothing_fresh():
    withdrawn = assessment("2021-02-10", approved=False, decided_at=at("2022-01-01"))
    assert kinds(assessments=[DECIDED, withdrawn], on="2022-03-01") == [R.STALE]


def test_what_was_never_assessed_is_not_stale():
    assert kinds(facts=[evidence("2021-01-11")], assessments=[], on="2031-01-01") == [R.NOT_ASSESSED]
    assert kinds(assessments=[], on="2031-01-01") == []


def test_every_kind_of_reason_can_arise_and_the_most_urgent_comes_first():
    retracted = assessment("2021-02-10", cited=(cites("gone", "2021-01-12", accepted=False),))
    found = kinds(
        fixed("2021-03-01"), facts=[disputed("2021-01-13", "2021-02-11")], assessments=[retracted], on="2022-03-01"
    )
    assert found == [R.CITED_NO_LONGER_STANDS, R.DISPUTE_AROSE, R.DEADLINE_PASSED, R.NEW_EVIDENCE, R.STALE]
    assert [*found[:4], R.NOT_ASSESSED, R.STALE] == list(R)


def test_the_published_definition_of_stale_says_the_number_that_is_used():
    assert STALE_AFTER == 12
    assert "twelve months ago or more" in R.STALE.definition
