"""What holds for a clause as of a day: which facts count, which assessment speaks, how its deadlines stand."""

import pytest

from agreements.choices import Correspondence, Direction, Performance, Timeliness
from agreements.rules import verdict
from tests.facts import as_of, asserts, assessment, at, cites, clause, denies, evidence, fixed, move, relative, renewal

FULFILLED, PARTLY, BREACHED = Performance.FULFILLED, Performance.PARTLY_FULFILLED, Performance.BREACHED
ENDED, NOT_REVIEWED = Performance.NO_LONGER_APPLIES, Performance.NOT_REVIEWED
ON_TIME, LATE, OVERDUE = Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE, Timeliness.OVERDUE
DUE_SOON, NOT_YET_DUE, CANNOT_BE_TOLD = Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE, Timeliness.CANNOT_BE_TOLD
NO_DEADLINE = Timeliness.NO_DEADLINE
AGAINST = Direction.CONTRADICTS


REPORTED_LATER = evidence("2021-02-06", Direction.SUPPORTS, asserts("2021-02-09"))
REPORTED_IN_MARCH = evidence("2021-02-06", Direction.SUPPORTS, asserts("2021-03"))
REPORTED_TWICE = evidence("2021-02-06", Direction.SUPPORTS, asserts("2021-02-09"), asserts("2021-02-07"))
NOT_ACCEPTED = evidence("2021-02-06", accepted=False)


@pytest.mark.parametrize(
    ("fact", "on", "known", "expected"),
    [
        pytest.param(evidence("2021-02-06"), "2021-02-06", "2021-02-06", True, id="happened and published on the day"),
        pytest.param(
            evidence("2021-02-06"), "2021-02-05", "2021-03-01", False, id="had not happened by the day before"
        ),
        pytest.param(evidence("2021-02"), "2021-02-27", "2021-03-01", False, id="some day of a month that is not over"),
        pytest.param(evidence("2021-02"), "2021-02-28", "2021-03-01", True, id="a month that is over"),
        pytest.param(REPORTED_LATER, "2021-03-01", "2021-02-08", False, id="known only when it is published"),
        pytest.param(
            REPORTED_IN_MARCH, "2021-04-01", "2021-03-30", False, id="published some day of an unfinished month"
        ),
        pytest.param(REPORTED_TWICE, "2021-03-01", "2021-02-07", True, id="the first of its sources makes it known"),
        pytest.param(NOT_ACCEPTED, "2021-03-01", "2021-03-01", False, id="draft, rejected or retracted"),
    ],
)
def test_evidence_counts(fact, on, known, expected):
    found = verdict(clause(evidence=(fact,)), as_of=as_of(on, known))
    assert found.evidence == ((fact,) if expected else ())


def citing(*cited):
    return assessment("2021-02-01", PARTLY, key="early", cited=cited)


EARLY = citing(cites("meeting", "2021-02-09"))
DECIDED_LATE = assessment("2021-02-01", PARTLY, decided_at=at("2023-05-01"))
NOT_APPROVED = assessment("2021-02-01", PARTLY, approved=False)


@pytest.mark.parametrize(
    ("fact", "on", "known", "expected"),
    [
        pytest.param(EARLY, "2021-02-01", "2021-02-09", PARTLY, id="takes effect on its day"),
        pytest.param(EARLY, "2021-01-31", "2021-02-09", NOT_REVIEWED, id="has no effect before its day"),
        pytest.param(EARLY, "2021-03-01", "2021-02-08", NOT_REVIEWED, id="rests on what had not been published"),
        pytest.param(
            citing(cites("a", "2021-02")), "2021-03-01", "2021-02-27", NOT_REVIEWED, id="perhaps not published"
        ),
        pytest.param(
            citing(cites("a", "2021-02-02"), cites("b", "2021-02-09")),
            "2021-03-01",
            "2021-02-08",
            NOT_REVIEWED,
            id="rests on two facts of which one had not been published",
        ),
        pytest.param(
            citing(cites("a", None)), "2021-03-01", "9999-12-31", NOT_REVIEWED, id="rests on nothing published"
        ),
        pytest.param(
            citing(cites("a", "2021-02-02", accepted=False)),
            "2021-03-01",
            "2021-03-01",
            PARTLY,
            id="stands though evidence it cites was retracted since",
        ),
        pytest.param(DECIDED_LATE, "2021-02-01", "2021-02-01", PARTLY, id="the day of its decision does not matter"),
        pytest.param(NOT_APPROVED, "2021-03-01", "2021-03-01", NOT_REVIEWED, id="proposed or withdrawn"),
    ],
)
def test_assessment_counts(fact, on, known, expected):
    found = verdict(clause(assessments=(fact,)), as_of=as_of(on, known))
    assert (found.status.performance, found.assessment) == (expected, None if expected is NOT_REVIEWED else fact)
    assert found.status.correspondence is Correspondence.NOT_JUDGED


LATER = assessment("2021-06-01", FULFILLED, key="later", correspondence=Correspondence.DEVIATES)
CORRECTED = assessment("2021-02-01", BREACHED, key="corrected", decided_at=at("2022-01-01"))
SAME_MOMENT = assessment("2021-02-01", BREACHED, key="last")
PROPOSED = assessment("2021-07-01", BREACHED, key="proposed", approved=False)
OF_ARMENIA = assessment("2021-07-01", BREACHED, key="armenia", party="armenia")


@pytest.mark.parametrize(
    ("assessments", "on", "expected"),
    [
        pytest.param([], "2021-12-31", None, id="none: not reviewed"),
        pytest.param([LATER, EARLY], "2021-12-31", "later", id="the latest by effect"),
        pytest.param([LATER, EARLY], "2021-05-31", "early", id="the later has no effect yet"),
        pytest.param([CORRECTED, EARLY], "2021-12-31", "corrected", id="same effect date: the last decided corrects"),
        pytest.param([SAME_MOMENT, EARLY], "2021-12-31", "last", id="same decision too: the last key"),
        pytest.param([LATER, CORRECTED], "2021-12-31", "later", id="the latest effect wins over the last decision"),
        pytest.param([LATER, PROPOSED], "2021-12-31", "later", id="one that is proposed or withdrawn changes nothing"),
        pytest.param([LATER, OF_ARMENIA], "2021-12-31", "later", id="one on a party is none on the clause"),
        pytest.param([OF_ARMENIA], "2021-12-31", None, id="one on a party alone leaves the clause not reviewed"),
    ],
)
def test_assessment_that_speaks_for_the_clause(assessments, on, expected):
    for order in (assessments, assessments[::-1]):
        found = verdict(clause(assessments=tuple(order)), as_of=as_of(on))
        assert (found.assessment and found.assessment.key) == expected
        assert found.status.performance is (found.assessment.performance if expected else NOT_REVIEWED)
        assert found.status.correspondence is (
            found.assessment.correspondence if expected else Correspondence.NOT_JUDGED
        )


def test_each_party_has_its_own_latest_verdict():
    assessments = (
        assessment("2021-02-01", PARTLY, key="armenia-1", party="armenia"),
        assessment("2021-03-01", FULFILLED, key="armenia-2", party="armenia"),
        assessment("2021-01-01", BREACHED, key="azerbaijan-1", party="azerbaijan"),
        assessment("2021-09-01", FULFILLED, key="azerbaijan-2", party="azerbaijan"),
    )
    for order in (assessments, assessments[::-1]):
        found = verdict(clause(assessments=order), as_of=as_of("2021-06-01"))
        assert [fact.key for fact in found.by_party] == ["armenia-2", "azerbaijan-1"]


HANDOVER = fixed("2020-11-15", move("2020-11-25", agreed="2020-11-15", published="2020-11-15"))
ENTRY = evidence("2020-11-25", meets="handover")


@pytest.mark.parametrize(
    ("facts", "on", "known", "against_moved", "against_first"),
    [
        pytest.param([ENTRY], "2020-11-14", "2021-01-01", DUE_SOON, DUE_SOON, id="on 14 November no move exists"),
        pytest.param([ENTRY], "2020-11-15", "2021-01-01", DUE_SOON, DUE_SOON, id="moved on the first last day"),
        pytest.param([ENTRY], "2020-11-16", "2021-01-01", DUE_SOON, CANNOT_BE_TOLD, id="the first day has passed"),
        pytest.param([ENTRY], "2020-11-25", "2021-01-01", ON_TIME, LATE, id="met ten days late or on the day"),
        pytest.param([ENTRY], "2020-11-26", "2020-11-25", ON_TIME, LATE, id="known on the day of the entry"),
        pytest.param([ENTRY], "2020-11-26", "2020-11-24", CANNOT_BE_TOLD, CANNOT_BE_TOLD, id="entry not yet published"),
        pytest.param([ENTRY], "2020-11-20", "2020-11-14", CANNOT_BE_TOLD, CANNOT_BE_TOLD, id="move not yet published"),
        pytest.param(
            [evidence("2020-11-20", AGAINST, meets="handover")],
            "2020-11-20",
            "2021-01-01",
            DUE_SOON,
            OVERDUE,
            id="not met by 20 November: overdue by the first day only",
        ),
    ],
)
def test_moved_deadline_is_judged_against_both_days(facts, on, known, against_moved, against_first):
    (state,) = verdict(clause(HANDOVER, evidence=tuple(facts)), as_of=as_of(on, known)).deadlines
    assert (state.timeliness, state.original_timeliness) == (against_moved, against_first)


ON_30_JANUARY, ON_6_FEBRUARY = evidence("2021-01-30", meets="meeting"), evidence("2021-02-06", meets="meeting")
DENIED_MEETING = evidence("2021-01-30", Direction.SUPPORTS, denies("2021-01-31"), meets="meeting")
DENIED_FAILURE = evidence("2021-02-01", AGAINST, denies("2021-02-02"), meets="meeting")
DISPUTED = evidence("2021-01-30", Direction.SUPPORTS, asserts("2021-02-01"), denies("2021-02-02"), meets="meeting")
BY_6_FEBRUARY = evidence("2021-01-01/2021-02-06", meets="meeting")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([], CANNOT_BE_TOLD, id="silence is not failure"),
        pytest.param([ON_30_JANUARY], ON_TIME, id="evidence that meets it"),
        pytest.param([evidence("2021-01-30")], CANNOT_BE_TOLD, id="evidence that meets no deadline"),
        pytest.param([evidence("2021-01-30", meets="list")], CANNOT_BE_TOLD, id="evidence that meets another"),
        pytest.param(
            [evidence("2021-01-30", meets="meeting", accepted=False)], CANNOT_BE_TOLD, id="evidence that was retracted"
        ),
        pytest.param([evidence("2021-01-30", Direction.MIXED, meets="meeting")], CANNOT_BE_TOLD, id="mixed evidence"),
        pytest.param([evidence("2021-01-30", Direction.CONTEXT, meets="meeting")], CANNOT_BE_TOLD, id="background"),
        pytest.param([evidence("2021-02-01", AGAINST, meets="meeting")], OVERDUE, id="a report that it was not met"),
        pytest.param([DENIED_MEETING], CANNOT_BE_TOLD, id="a performance that its only source denies"),
        pytest.param([DISPUTED], ON_TIME, id="a performance that one source denies: the dispute is a mark of its own"),
        pytest.param([DENIED_FAILURE], CANNOT_BE_TOLD, id="a failure that its only source denies"),
        pytest.param([evidence("2021-02-01", AGAINST)], CANNOT_BE_TOLD, id="a report against the clause in general"),
        pytest.param([ON_6_FEBRUARY], LATE, id="late, but done"),
        pytest.param([evidence("2021-01", meets="meeting")], CANNOT_BE_TOLD, id="done in January, the 31st perhaps"),
        pytest.param([ON_6_FEBRUARY, ON_30_JANUARY], ON_TIME, id="of two performances the first decides"),
        pytest.param([BY_6_FEBRUARY, ON_30_JANUARY], ON_TIME, id="first is what was over first"),
        pytest.param([BY_6_FEBRUARY, ON_6_FEBRUARY], CANNOT_BE_TOLD, id="over on one day: the one that may be earlier"),
    ],
)
def test_timeliness_of_a_deadline_of_30_january_2021(facts, expected):
    meeting, report = fixed("2021-01-30", key="meeting"), fixed("2020-12-01", key="list")
    for order in (facts, facts[::-1]):
        found = verdict(clause(meeting, anchors=(report,), evidence=tuple(order)), as_of=as_of("2021-03-01"))
        assert (found.status.timeliness, found.deadlines[0].timeliness) == (expected, expected)


def test_performance_meets_no_deadline_while_only_its_denial_is_known():
    met = evidence("2021-01-30", Direction.SUPPORTS, denies("2021-02-05"), asserts("2021-02-20"), meets="meeting")
    found = verdict(
        clause(fixed("2021-01-30", key="meeting"), evidence=(met,)), as_of=as_of("2021-03-01", "2021-02-19")
    )
    assert (found.status.timeliness, found.deadlines[0].done) == (CANNOT_BE_TOLD, None)


@pytest.mark.parametrize(
    ("on", "performance", "timeliness"),
    [
        pytest.param("2019-01-01", NOT_REVIEWED, NO_DEADLINE, id="before anything happened"),
        pytest.param("2020-11-09", NOT_REVIEWED, NO_DEADLINE, id="on the eve of the entry into force nothing runs"),
        pytest.param("2020-11-10", NOT_REVIEWED, DUE_SOON, id="deadlines run from the entry into force"),
        pytest.param("2020-11-25", FULFILLED, LATE, id="late but fulfilled"),
    ],
)
def test_clause_of_a_district_handed_over_on_25_november_2020(on, performance, timeliness):
    facts = clause(fixed("2020-11-15"), evidence=(ENTRY,), assessments=(assessment("2020-11-25", FULFILLED),))
    status = verdict(facts, as_of=as_of(on)).status
    assert (status.performance, status.timeliness) == (performance, timeliness)


def test_the_most_pressing_deadline_speaks_for_the_clause():
    facts = clause(fixed("2020-12-01", inclusive=False), relative("P1Y"), renewal(), evidence=(ENTRY,))
    found = verdict(facts, as_of=as_of("2020-12-01"))
    assert [state.timeliness for state in found.deadlines] == [ON_TIME, NOT_YET_DUE, NOT_YET_DUE]
    assert found.status.timeliness is NOT_YET_DUE
    assert [state.done for state in found.deadlines] == [ENTRY.occurred, None, None]


def test_terms_renew_themselves_whatever_was_known_then():
    (state,) = verdict(clause(renewal()), as_of=as_of("2026-01-01", "2020-12-01")).deadlines
    assert (str(state.due.due_on), str(state.due.notice_on)) == ("2030-11-10", "2030-05-10")


ENDED_IN_2023 = [assessment("2023-09-20", ENDED, key="ended")]
ENDED_TWICE = [*ENDED_IN_2023, assessment("2024-06-12", ENDED, key="still-ended")]
ENDED_NO_MORE = [*ENDED_IN_2023, assessment("2024-01-01", PARTLY, key="applies-again")]
ENDED_AGAIN = [*ENDED_NO_MORE, assessment("2024-06-12", ENDED, key="ended-again")]
NOT_ENDED_AFTER_ALL = [*ENDED_IN_2023, assessment("2023-09-20", PARTLY, decided_at=at("2024-01-01"))]
CORRECTED_BETWEEN = [
    *ENDED_TWICE,
    assessment("2024-01-01", PARTLY),
    assessment("2024-01-01", ENDED, decided_at=at("2025-01-01")),
]
ONE_PARTY = [assessment("2023-09-20", ENDED, party="armenia")]


@pytest.mark.parametrize(
    ("assessments", "due", "expected"),
    [
        pytest.param(ENDED_IN_2023, "2023-09-19", CANNOT_BE_TOLD, id="due the day before the end does not lapse"),
        pytest.param(ENDED_IN_2023, "2023-09-20", NO_DEADLINE, id="due on the day of the end lapses"),
        pytest.param(ENDED_IN_2023, "2030-01-01", NO_DEADLINE, id="due after the end lapses"),
        pytest.param(ENDED_TWICE, "2024-01-01", NO_DEADLINE, id="two assessments in a row count from the first"),
        pytest.param(ENDED_TWICE, "2023-09-19", CANNOT_BE_TOLD, id="two in a row end nothing before the first"),
        pytest.param(ENDED_NO_MORE, "2023-12-01", CANNOT_BE_TOLD, id="it applies again: nothing lapses"),
        pytest.param(ENDED_AGAIN, "2024-01-15", CANNOT_BE_TOLD, id="ended again: what fell due between does not lapse"),
        pytest.param(ENDED_AGAIN, "2024-06-12", NO_DEADLINE, id="ended again: what fell due since lapses"),
        pytest.param(NOT_ENDED_AFTER_ALL, "2024-01-01", CANNOT_BE_TOLD, id="a corrected end ends nothing"),
        pytest.param(CORRECTED_BETWEEN, "2023-12-01", NO_DEADLINE, id="a corrected doubt does not break the run"),
        pytest.param(ONE_PARTY, "2024-01-01", CANNOT_BE_TOLD, id="an end for one party does not end the clause"),
    ],
)
def test_deadline_of_a_clause_that_ended_early(assessments, due, expected):
    for order in (assessments, assessments[::-1]):
        found = verdict(clause(fixed(due), assessments=tuple(order)), as_of=as_of("2024-12-31"))
        assert found.status.timeliness is expected


@pytest.mark.parametrize(
    ("deadline", "facts", "expected"),
    [
        pytest.param(renewal(), [], NO_DEADLINE, id="the running term ends with the clause"),
        pytest.param(fixed("2024-01-01"), [evidence("2023-09-01", meets="handover")], ON_TIME, id="met before the end"),
        pytest.param(
            fixed("2023-09-01", move("2024-02-01", agreed="2023-10-01")),
            [],
            CANNOT_BE_TOLD,
            id="not moved after the end",
        ),
        pytest.param(
            fixed("2023-09-01", move("2024-02-01", agreed="2023-09-20")),
            [],
            NO_DEADLINE,
            id="moved past the end in time",
        ),
    ],
)
def test_what_runs_when_the_clause_ended_on_20_september_2023(deadline, facts, expected):
    facts = clause(deadline, evidence=tuple(facts), assessments=tuple(ENDED_IN_2023))
    assert verdict(facts, as_of=as_of("2024-12-31")).status.timeliness is expected


def test_a_lapsed_moved_deadline_is_still_judged_against_its_first_day():
    facts = clause(fixed("2023-09-01", move("2024-02-01", agreed="2023-08-01")), assessments=tuple(ENDED_IN_2023))
    (state,) = verdict(facts, as_of=as_of("2024-12-31")).deadlines
    assert (state.timeliness, state.original_timeliness) == (NO_DEADLINE, CANNOT_BE_TOLD)
