"""What a reviewer is told before proposing: the table of what goes with a deadline, and all the other warnings."""

from datetime import date

import pytest

from agreements.choices import Correspondence, Direction, Performance
from agreements.proposals import Proposal, proposal_warnings
from agreements.review_terms import ProposalConcern
from tests.facts import asserts, assessment, cites, clause, denies, evidence, fixed

FOR, AGAINST, MIXED, CONTEXT = Direction.SUPPORTS, Direction.CONTRADICTS, Direction.MIXED, Direction.CONTEXT
P, C, K = Performance, Correspondence, ProposalConcern
JUDGED = [performance for performance in P if performance is not P.NOT_REVIEWED]
ON = "2021-03-01"
DUE = fixed("2021-02-01")
IS_MISSED = [evidence("2021-02-10", AGAINST, meets="handover")]


def warnings(*deadlines, facts=(), assessments=(), covered_until=None, today="2021-12-31", **proposed):
    proposed = {
        "effective_on": ON,
        "performance": P.PARTLY_FULFILLED,
        "cited": (cites("any", "2021-01-01"),),
    } | proposed
    return proposal_warnings(
        Proposal(**proposed | {"effective_on": date.fromisoformat(proposed["effective_on"])}),
        clause(*deadlines, evidence=tuple(facts), assessments=tuple(assessments)),
        labels={"handover": "Handover"},
        covered_until=date.fromisoformat(covered_until) if covered_until else None,
        on=date.fromisoformat(today),
    )


def sentences(kind: ProposalConcern, *deadlines, **asked) -> list[str]:
    return [warning.sentence for warning in warnings(*deadlines, **asked) if warning.kind is kind]


def test_a_judgement_that_goes_with_everything_gets_no_warning():
    assert warnings() == ()


@pytest.mark.parametrize("performance", JUDGED)
def test_only_where_no_evidence_was_found_need_nothing_be_cited(performance):
    said = sentences(K.CITES_NOTHING, performance=performance, cited=())
    assert said == ([] if performance is P.NO_EVIDENCE_FOUND else ["It cites no evidence."])


CONTRARY = {
    P.FULFILLED: {AGAINST, MIXED},
    P.NOT_STARTED: {FOR, MIXED},
    P.BREACHED: {FOR},
    P.NO_EVIDENCE_FOUND: {FOR, AGAINST, MIXED},
}


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("performance", JUDGED)
def test_table_of_evidence_to_the_contrary(performance, direction):
    fact = evidence("2021-02-06", direction, key="convoy")
    said = sentences(K.SKIPS_CONTRARY, facts=[fact], performance=performance)
    expected = f"{performance.label}, and this evidence to the contrary is not cited: convoy."
    assert said == ([expected] if direction in CONTRARY.get(performance, ()) else [])
    cited = (cites("convoy", "2021-02-06"),)
    assert sentences(K.SKIPS_CONTRARY, facts=[fact], performance=performance, cited=cited) == []


SKIPPED = "Fulfilled, and this evidence to the contrary is not cited: convoy."


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        pytest.param(evidence("2021-03-01", AGAINST, key="convoy"), [SKIPPED], id="on the day of effect"),
        pytest.param(evidence("2021-03-02", AGAINST, key="convoy"), [], id="happened the day after"),
        pytest.param(
            evidence("2021-02", AGAINST, asserts("2021-03-02"), key="convoy"), [], id="published the day after"
        ),
        pytest.param(evidence("2021-02", AGAINST, key="convoy", accepted=False), [], id="does not count"),
        pytest.param(evidence("2021-02", AGAINST, denies("2021-02-28"), key="convoy"), [], id="no source asserts it"),
        pytest.param(
            evidence("2021-02", AGAINST, asserts("2021-02-28"), denies("2021-02-28"), key="convoy"),
            [SKIPPED],
            id="asserted and denied",
        ),
        pytest.param(evidence("2021-02", AGAINST, key="convoy", party="armenia"), [SKIPPED], id="on one party"),
    ],
)
def test_evidence_to_the_contrary_that_counts_by_the_day_of_effect(fact, expected):
    assert sentences(K.SKIPS_CONTRARY, facts=[fact], performance=P.FULFILLED) == expected


def test_all_that_is_skipped_is_named_once_in_one_sentence():
    facts = [
        evidence("2021-02-06", AGAINST, key=key, party=party) for key in ("road", "bus") for party in (None, "armenia")
    ]
    assert sentences(K.SKIPS_CONTRARY, facts=facts, performance=P.FULFILLED) == [
        "Fulfilled, and this evidence to the contrary is not cited: road, bus."
    ]


def test_what_speaks_of_another_party_is_not_contrary_to_a_judgement_on_one():
    facts = [evidence("2021-02-06", AGAINST, key="bus", party="armenia")]
    assert sentences(K.SKIPS_CONTRARY, facts=facts, performance=P.FULFILLED, party="azerbaijan") == []
    assert len(sentences(K.SKIPS_CONTRARY, facts=facts, performance=P.FULFILLED, party="armenia")) == 1


LATER = "Not happened or not published by the day of effect, so that nobody could have judged so on that day:"


@pytest.mark.parametrize(
    ("cited", "facts", "expected"),
    [
        pytest.param([("road", "2021-03-01")], [], [], id="published on the day of effect"),
        pytest.param(
            [("road", "2021-03-02")],
            [],
            [f"{LATER} road. All that is cited is known from 2021-03-02."],
            id="published the day after",
        ),
        pytest.param(
            [("road", "2021-03")],
            [],
            [f"{LATER} road. All that is cited is known from 2021-03-31."],
            id="published some day of the month",
        ),
        pytest.param(
            [("road", "2021-02-20")],
            [evidence("2021-03-05", key="road")],
            [f"{LATER} road. All that is cited is known from 2021-03-05."],
            id="announced before, and happened later",
        ),
        pytest.param(
            [("road", "2021-05-01"), ("bus", "2021-04-01"), ("old", "2021-01-01")],
            [],
            [f"{LATER} bus, road. All that is cited is known from 2021-05-01."],
            id="two of three",
        ),
        pytest.param([("road", None)], [], [f"{LATER} road. All that is cited has no source."], id="without a source"),
    ],
)
def test_what_nobody_could_know_on_the_day_of_effect(cited, facts, expected):
    assert sentences(K.CITES_LATER, facts=facts, cited=tuple(cites(*one) for one in cited)) == expected


@pytest.mark.parametrize("correspondence", C)
@pytest.mark.parametrize("performance", JUDGED)
def test_table_of_what_does_not_go_with_a_correspondence(performance, correspondence):
    refused = {
        (P.NOT_STARTED, C.AS_WRITTEN),
        (P.NOT_STARTED, C.DEVIATES),
        (P.NO_EVIDENCE_FOUND, C.AS_WRITTEN),
        (P.NO_EVIDENCE_FOUND, C.DEVIATES),
        (P.BREACHED, C.AS_WRITTEN),
    }
    said = sentences(K.AGAINST_CORRESPONDENCE, performance=performance, correspondence=correspondence)
    expected = f"{performance.label} does not go with the correspondence “{correspondence.label}”."
    assert said == ([expected] if (performance, correspondence) in refused else [])


@pytest.mark.parametrize(
    ("effective_on", "kind"),
    [
        pytest.param("2020-11-09", K.BEFORE_IN_FORCE, id="the day before the entry into force"),
        pytest.param("2020-11-10", None, id="the day of the entry into force"),
        pytest.param("2021-06-30", None, id="the last day that the sources reach"),
        pytest.param("2021-07-01", K.BEYOND_RECORD, id="the day after it"),
        pytest.param("2021-12-31", K.BEYOND_RECORD, id="today"),
    ],
)
def test_days_that_can_be_judged(effective_on, kind):
    old = (cites("any", "2020-01-01"),)
    found = warnings(effective_on=effective_on, covered_until="2021-06-30", cited=old)
    assert [warning.kind for warning in found] == ([kind] if kind else [])


def test_a_day_that_has_not_come():
    assert [warning.kind for warning in warnings(effective_on="2022-01-01")] == [K.IN_FUTURE]
    assert [warning.kind for warning in warnings(effective_on="2021-12-31")] == []


PARTLY = assessment("2021-02-01", P.PARTLY_FULFILLED, key="first")
SAME = ["Partly fulfilled holds already, from 2021-02-01: only the reasons change."]


@pytest.mark.parametrize(
    ("assessments", "proposed", "same", "supersedes"),
    [
        pytest.param([], {}, [], False, id="nothing was judged"),
        pytest.param([PARTLY], {}, SAME, False, id="the same level holds already"),
        pytest.param([PARTLY], {"performance": P.MINIMALLY_FULFILLED}, [], False, id="another level"),
        pytest.param([PARTLY], {"effective_on": "2021-01-31"}, [], False, id="the same level, but only later"),
        pytest.param([PARTLY], {"effective_on": "2021-02-01"}, SAME, True, id="for the same day"),
        pytest.param([PARTLY], {"party": "armenia"}, [], False, id="the clause as a whole is not one party"),
        pytest.param(
            [assessment("2021-02-01", P.PARTLY_FULFILLED, party="armenia")],
            {"party": "armenia"},
            SAME,
            False,
            id="the same party",
        ),
        pytest.param(
            [assessment("2021-02-01", P.PARTLY_FULFILLED, party="armenia")],
            {"party": "azerbaijan"},
            [],
            False,
            id="another",
        ),
        pytest.param(
            [assessment("2021-02-01", P.PARTLY_FULFILLED, approved=False)],
            {},
            [],
            False,
            id="only proposed or withdrawn",
        ),
    ],
)
def test_beside_the_judgement_that_holds(assessments, proposed, same, supersedes):
    assert sentences(K.SAME_PERFORMANCE, assessments=assessments, **proposed) == same
    said = sentences(K.CORRECTS, assessments=assessments, **proposed)
    assert said == (["It supersedes the judgement first, which has the same day of effect."] if supersedes else [])


def test_every_concern_of_the_rules_can_be_had():
    found = warnings(
        DUE,
        facts=[evidence("2021-02-06", AGAINST), *IS_MISSED],
        assessments=[assessment("2021-03-01", P.FULFILLED)],
        performance=P.FULFILLED,
        cited=(),
        covered_until="2021-01-01",
    )
    assert {warning.kind for warning in found} == {
        *(K.CITES_NOTHING, K.AGAINST_DEADLINE, K.SKIPS_CONTRARY, K.BEYOND_RECORD, K.CORRECTS, K.SAME_PERFORMANCE)
    }
