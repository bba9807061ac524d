"""The verdict on every day as spells, the tally of several clauses, and what changed between two days."""

from dataclasses import replace

import pytest

from agreements.choices import Correspondence, Direction, Performance, Timeliness
from agreements.dates import ONE_DAY
from agreements.rules import Change, Status, Tally, comparison, corrected, tally
from agreements.timelines import timeline
from tests.facts import (
    as_of,
    asserts,
    assessment,
    at,
    cites,
    clause,
    denies,
    evidence,
    fixed,
    move,
    relative,
    renewal,
)

FULFILLED, PARTLY, BREACHED = Performance.FULFILLED, Performance.PARTLY_FULFILLED, Performance.BREACHED
ENDED, NOT_REVIEWED = Performance.NO_LONGER_APPLIES, Performance.NOT_REVIEWED
FOR, AGAINST = Direction.SUPPORTS, Direction.CONTRADICTS


ALL = "9999-12-31"


def spells_of(facts, on, known=ALL):
    """Return the spells up to `on`, having seen that each ends on the eve of the next and the last on that day."""
    spells = timeline(facts, as_of=as_of(on, known))
    ends = [spell.from_on - ONE_DAY for spell in spells[1:]]
    assert [spell.to_on for spell in spells] == ends + [as_of(on).on for _ in spells[-1:]]
    return spells


UNDONE = (assessment("2020-12-01", FULFILLED), assessment("2022-12-12", BREACHED))
OVER = (assessment("2020-12-01", PARTLY), assessment("2023-09-20", ENDED))
EVE = (assessment("2020-11-09", PARTLY),)
AGAIN = (assessment("2020-12-01", PARTLY), assessment("2021-06-01", PARTLY))
CORRECTED = (assessment("2020-12-01", PARTLY), assessment("2020-12-01", BREACHED, decided_at=at("2022-01-01")))
OF_A_PARTY = (assessment("2020-12-01", BREACHED, party="armenia"),)
PROPOSED = (assessment("2020-12-01", BREACHED, approved=False),)
ON_NEWS = (assessment("2020-12-01", PARTLY, cited=(cites("news", "2021-03-01"),)),)


@pytest.mark.parametrize(
    ("assessments", "on", "known", "expected"),
    [
        pytest.param((), "2020-11-09", ALL, {}, id="none before the entry into force"),
        pytest.param((), "2020-11-10", ALL, {"2020-11-10": NOT_REVIEWED}, id="one of one day"),
        pytest.param((), "2021-12-31", ALL, {"2020-11-10": NOT_REVIEWED}, id="one while nothing happens"),
        pytest.param(
            UNDONE,
            "2023-01-31",
            ALL,
            {"2020-11-10": NOT_REVIEWED, "2020-12-01": FULFILLED, "2022-12-12": BREACHED},
            id="performed, then undone",
        ),
        pytest.param(
            UNDONE, "2022-12-11", ALL, {"2020-11-10": NOT_REVIEWED, "2020-12-01": FULFILLED}, id="not undone yet"
        ),
        pytest.param(
            OVER,
            "2024-01-01",
            ALL,
            {"2020-11-10": NOT_REVIEWED, "2020-12-01": PARTLY, "2023-09-20": ENDED},
            id="partly performed, then ended early",
        ),
        pytest.param(EVE, "2020-12-31", ALL, {"2020-11-10": PARTLY}, id="judged from the eve on"),
        pytest.param(
            AGAIN,
            "2021-12-31",
            ALL,
            {"2020-11-10": NOT_REVIEWED, "2020-12-01": PARTLY, "2021-06-01": PARTLY},
            id="the same answer resting on another assessment",
        ),
        pytest.param(
            CORRECTED, "2021-12-31", ALL, {"2020-11-10": NOT_REVIEWED, "2020-12-01": BREACHED}, id="corrected for ever"
        ),
        pytest.param(OF_A_PARTY, "2021-12-31", ALL, {"2020-11-10": NOT_REVIEWED}, id="a verdict on a party alone"),
        pytest.param(PROPOSED, "2021-12-31", ALL, {"2020-11-10": NOT_REVIEWED}, id="a proposal"),
        pytest.param(ON_NEWS, "2021-12-31", "2021-02-28", {"2020-11-10": NOT_REVIEWED}, id="before the news came out"),
        pytest.param(
            ON_NEWS, "2021-12-31", "2021-03-01", {"2020-11-10": NOT_REVIEWED, "2020-12-01": PARTLY}, id="with the news"
        ),
    ],
)
def test_spells_of_performance(assessments, on, known, expected):
    for order in (assessments, assessments[::-1]):
        spells = spells_of(clause(assessments=order), on, known)
        assert {str(spell.from_on): spell.status.performance for spell in spells} == expected
        assert [str(spell.from_on) for spell in spells] == list(expected)


NOT_YET_DUE, DUE_SOON, OVERDUE = Timeliness.NOT_YET_DUE, Timeliness.DUE_SOON, Timeliness.OVERDUE
CANNOT_BE_TOLD, ON_TIME, NO_DEADLINE = Timeliness.CANNOT_BE_TOLD, Timeliness.DONE_ON_TIME, Timeliness.NO_DEADLINE

IN_MAY = fixed("2021-05-15")
MOVED_IN_MAY = fixed("2021-05-15", move("2021-05-25", agreed="2021-05-15", published="2021-05-20"))
MOVED_IN_MARCH = fixed("2021-03-31", move("2021-05-31", agreed="2021-03-01"))
MOVED_AND_TOLD_LATER = fixed("2021-03-31", move("2021-05-31", agreed="2021-03-01", published="2022-01-01"))
BROUGHT_FORWARD = fixed("2020-12-20", move("2020-12-05", agreed="2021-01", published="2022-01-01"))
MET_IN_MAY = evidence("2021-05-25", FOR, asserts("2021-06-01"), meets="handover")
NOT_MET = evidence("2021-06-10", AGAINST, meets="handover")
NOTICE = relative("-P1M", anchor="term", key="notice")
LIST = relative("P1M", anchor="handover", key="list")


@pytest.mark.parametrize(
    ("facts", "known", "expected"),
    [
        pytest.param(
            clause(IN_MAY),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-04-15": DUE_SOON, "2021-05-16": CANNOT_BE_TOLD},
            id="the clock alone: not yet due, due soon, silence",
        ),
        pytest.param(
            clause(fixed("2021-05-15", inclusive=False), evidence=(NOT_MET,)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-04-14": DUE_SOON, "2021-05-15": CANNOT_BE_TOLD, "2021-06-10": OVERDUE},
            id="exclusive, and overdue from the report that it was not met",
        ),
        pytest.param(
            clause(MOVED_IN_MAY, evidence=(MET_IN_MAY,)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-04-15": DUE_SOON, "2021-05-25": ON_TIME},
            id="moved on its last day and met on the new one",
        ),
        pytest.param(
            clause(MOVED_IN_MAY, evidence=(MET_IN_MAY,)),
            "2021-05-31",
            {"2020-11-10": NOT_YET_DUE, "2021-04-15": DUE_SOON, "2021-05-26": CANNOT_BE_TOLD},
            id="as known before the performance was published",
        ),
        pytest.param(
            clause(MOVED_IN_MAY, evidence=(MET_IN_MAY,)),
            "2021-05-19",
            {"2020-11-10": NOT_YET_DUE, "2021-04-15": DUE_SOON, "2021-05-16": CANNOT_BE_TOLD},
            id="as known before the move was published",
        ),
        pytest.param(
            clause(MOVED_IN_MARCH),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-05-01": DUE_SOON, "2021-06-01": CANNOT_BE_TOLD},
            id="moved on the day on which it would have been due soon",
        ),
        pytest.param(
            clause(fixed("2021-03-31", move("2021-05-31", agreed="2021-03"))),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-03-01": DUE_SOON, "2021-03-31": NOT_YET_DUE, "2021-05-01": DUE_SOON}
            | {"2021-06-01": CANNOT_BE_TOLD},
            id="moved some day of March, so surely by its end",
        ),
        pytest.param(
            clause(MOVED_AND_TOLD_LATER),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-05-01": DUE_SOON, "2021-06-01": CANNOT_BE_TOLD},
            id="moved in March, as came out after the day asked about",
        ),
        pytest.param(
            clause(LIST, anchors=(fixed("2021-03-31", move("2021-05-10", agreed="2021-04-15")),)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-03-31": DUE_SOON, "2021-04-15": NOT_YET_DUE, "2021-05-11": DUE_SOON}
            | {"2021-06-11": CANNOT_BE_TOLD},
            id="counted from a deadline of another clause that was moved",
        ),
        pytest.param(
            clause(NOTICE, anchors=(renewal("P4M"),)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-01-11": DUE_SOON, "2021-02-11": CANNOT_BE_TOLD}
            | {"2021-03-11": NOT_YET_DUE, "2021-05-11": DUE_SOON, "2021-06-11": CANNOT_BE_TOLD},
            id="notice a month before the end of each term of four months",
        ),
        pytest.param(
            clause(IN_MAY, assessments=(assessment("2021-05-01", ENDED),)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-04-15": DUE_SOON, "2021-05-01": NO_DEADLINE},
            id="ended before the last day",
        ),
        pytest.param(
            clause(NOTICE, anchors=(renewal("P4M", anchor="handover"), BROUGHT_FORWARD)),
            ALL,
            {"2020-11-10": NOT_YET_DUE, "2021-02-03": DUE_SOON, "2021-03-06": CANNOT_BE_TOLD}
            | {"2021-04-06": NOT_YET_DUE, "2021-06-05": DUE_SOON},
            id="terms that count from a day that was brought forward",
        ),
    ],
)
def test_spells_of_timeliness(facts, known, expected):
    spells = spells_of(facts, "2021-06-30", known)
    assert {str(spell.from_on): spell.status.timeliness for spell in spells} == expected


def test_dispute_begins_with_the_disputed_fact_and_a_spell_names_its_assessment():
    judged = assessment("2021-01-01", FULFILLED, key="judged", correspondence=Correspondence.DEVIATES)
    denied = evidence("2021-01-11", FOR, asserts("2021-01-12"), denies("2021-01-13"))
    first, second, third = spells_of(clause(evidence=(denied,), assessments=(judged,)), "2021-12-31")
    status = Status(FULFILLED, NO_DEADLINE, Correspondence.DEVIATES, disputed=False)
    assert (first.status.performance, first.assessment) == (NOT_REVIEWED, None)
    assert (str(second.from_on), second.status, second.assessment) == ("2021-01-01", status, "judged")
    assert (str(third.from_on), third.status, third.assessment) == (
        "2021-01-11",
        replace(status, disputed=True),
        "judged",
    )


@pytest.mark.parametrize(
    ("performances", "reviewed", "total", "counts"),
    [
        pytest.param([], 0, 0, {}, id="no clauses"),
        pytest.param([NOT_REVIEWED, NOT_REVIEWED], 0, 2, {NOT_REVIEWED: 2}, id="none reviewed"),
        pytest.param(
            [FULFILLED, BREACHED, FULFILLED, NOT_REVIEWED],
            3,
            4,
            {FULFILLED: 2, BREACHED: 1, NOT_REVIEWED: 1},
            id="three of four reviewed",
        ),
        pytest.param(
            [Performance.NO_EVIDENCE_FOUND, ENDED],
            2,
            2,
            {Performance.NO_EVIDENCE_FOUND: 1, ENDED: 1},
            id="looked and found none",
        ),
    ],
)
def test_tally_counts_every_performance_and_says_how_many_were_reviewed(performances, reviewed, total, counts):
    assert tally(performances) == Tally(
        tuple((member, counts.get(member, 0)) for member in Performance), reviewed, total
    )


QUIET = Status(NOT_REVIEWED, DUE_SOON, Correspondence.NOT_JUDGED, disputed=False)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(QUIET, [], id="nothing"),
        pytest.param(
            replace(QUIET, performance=BREACHED), [("Performance", "Not reviewed", "Breached")], id="one axis"
        ),
        pytest.param(replace(QUIET, disputed=True), [("Disputed", "no", "yes")], id="a dispute that began"),
        pytest.param(
            Status(PARTLY, ON_TIME, Correspondence.AS_WRITTEN, disputed=True),
            [
                ("Performance", "Not reviewed", "Partly fulfilled"),
                ("Timeliness", "Due soon", "Done on time"),
                ("Correspondence", "Not judged", "As written"),
                ("Disputed", "no", "yes"),
            ],
            id="every axis, in the published order",
        ),
    ],
)
def test_what_changed_between_two_days(after, expected):
    assert comparison(QUIET, after) == tuple(Change(*row) for row in expected)
    assert comparison(after, QUIET) == tuple(Change(axis, new, old) for axis, old, new in expected)


FIRST = assessment("2021-01-18", Performance.FULFILLED, key="first")
CORRECTION = assessment("2021-01-18", Performance.BREACHED, key="correction", decided_at=at("2023-01-01"))
CITING_LATER = replace(CORRECTION, cited=(cites("report", "2022-06-01"),))


@pytest.mark.parametrize(
    ("assessments", "known", "expected"),
    [
        pytest.param((FIRST,), "2026-01-01", set(), id="a judgement alone is not corrected"),
        pytest.param((FIRST, CORRECTION), "2026-01-01", {"first"}, id="one decided later for the same day corrects it"),
        pytest.param((FIRST, replace(CORRECTION, party="armenia")), "2026-01-01", set(), id="not one on a party"),
        pytest.param((FIRST, replace(CORRECTION, approved=False)), "2026-01-01", set(), id="not one not approved"),
        pytest.param((FIRST, CITING_LATER), "2022-05-31", set(), id="not before what it rests on was published"),
    ],
)
def test_corrected_judgements(assessments, known, expected):
    facts = clause(assessments=assessments)
    assert corrected(facts, as_of=as_of("2026-01-01", known)) == expected
