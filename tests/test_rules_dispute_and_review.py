"""When a clause is disputed, and when a reviewer should look again: computed, never judged."""

from dataclasses import replace

import pytest

from agreements.choices import Direction, Performance
from agreements.rules import verdict
from tests.facts import as_of, asserts, assessment, at, cites, clause, denies, evidence, fixed, move, renewal

FOR, AGAINST, MIXED, CONTEXT = Direction.SUPPORTS, Direction.CONTRADICTS, Direction.MIXED, Direction.CONTEXT
FULFILLED, PARTLY, BREACHED = Performance.FULFILLED, Performance.PARTLY_FULFILLED, Performance.BREACHED
NOT_STARTED = Performance.NOT_STARTED

CLAIMS_CONFLICT = ("The latest claims of the parties conflict.",)


def dispute(facts, *, assessments=(), on="2021-12-31", known="9999-12-31"):
    found = verdict(clause(evidence=tuple(facts), assessments=tuple(assessments)), as_of=as_of(on, known))
    assert found.status.disputed is bool(found.dispute_reasons)
    return found.dispute_reasons


ASSERTED, DENIED = asserts("2021-01-12"), denies("2021-01-13")
REPEATED, DENIED_BEFORE, DENIED_SOME_DAY = asserts("2021-01-13"), denies("2021-01-12"), denies("2021-01")


@pytest.mark.parametrize(
    ("direction", "citations", "known", "disputed"),
    [
        pytest.param(FOR, [ASSERTED], "2021-12-31", False, id="one source asserts"),
        pytest.param(FOR, [ASSERTED, REPEATED], "2021-12-31", False, id="two sources assert"),
        pytest.param(FOR, [DENIED_BEFORE, DENIED], "2021-12-31", False, id="two sources deny"),
        pytest.param(FOR, [ASSERTED, DENIED], "2021-12-31", True, id="one asserts and one denies"),
        pytest.param(FOR, [DENIED_BEFORE, REPEATED], "2021-12-31", True, id="one denies and one asserts"),
        pytest.param(AGAINST, [ASSERTED, DENIED], "2021-12-31", True, id="a reported breach is denied"),
        pytest.param(MIXED, [ASSERTED, DENIED], "2021-12-31", True, id="a mixed fact is denied"),
        pytest.param(CONTEXT, [ASSERTED, DENIED], "2021-12-31", False, id="background is denied"),
        pytest.param(FOR, [ASSERTED, DENIED], "2021-01-12", False, id="the denial is not known yet"),
        pytest.param(FOR, [ASSERTED, DENIED], "2021-01-13", True, id="the denial is known on the day"),
        pytest.param(FOR, [REPEATED, DENIED_BEFORE], "2021-01-12", False, id="the assertion is not known yet"),
        pytest.param(FOR, [ASSERTED, DENIED_SOME_DAY], "2021-01-30", False, id="the denial is perhaps not known yet"),
    ],
)
def test_sources_that_assert_and_deny_one_fact(direction, citations, known, disputed):
    fact = evidence("2021-01-11", direction, *citations, key="prisoners-returned")
    expected = ("Sources both assert and deny prisoners-returned.",) if disputed else ()
    assert dispute([fact], known=known) == expected


def test_evidence_that_does_not_count_disputes_nothing():
    retracted = evidence("2021-01-11", FOR, ASSERTED, DENIED, accepted=False)
    announced = evidence("2021-02-01", FOR, ASSERTED, DENIED)
    assert dispute([retracted, announced], on="2021-01-31") == ()


def claim(day, claimant, direction, *, about=None, published=None):
    return evidence(
        day, direction, asserts(published or day, by=claimant), party=about, key=f"{day} {claimant} {direction} {about}"
    )


@pytest.mark.parametrize(
    ("by_armenia", "by_azerbaijan", "disputed"),
    [
        pytest.param((FOR, None), (FOR, None), False, id="both say that it is done"),
        pytest.param((AGAINST, None), (AGAINST, None), False, id="both say that it is not"),
        pytest.param((FOR, None), (AGAINST, None), True, id="one says that it is done and one that it is not"),
        pytest.param((MIXED, None), (AGAINST, None), False, id="a mixed claim opposes nothing"),
        pytest.param((CONTEXT, None), (AGAINST, None), False, id="nor does background"),
        pytest.param((FOR, "armenia"), (AGAINST, "armenia"), True, id="opposed on the performance of one of them"),
        pytest.param((FOR, "armenia"), (FOR, "armenia"), False, id="agreed on the performance of one of them"),
        pytest.param((FOR, "armenia"), (AGAINST, "azerbaijan"), False, id="each speaks of its own performance"),
        pytest.param((FOR, "russia"), (AGAINST, "russia"), True, id="opposed on the performance of a third state"),
        pytest.param((FOR, "armenia"), (AGAINST, None), True, id="one speaks of itself, one of the whole clause"),
        pytest.param((AGAINST, None), (FOR, "azerbaijan"), True, id="one of the whole clause, one of itself"),
        pytest.param((AGAINST, "azerbaijan"), (AGAINST, "armenia"), True, id="each accuses the other"),
        pytest.param((FOR, "azerbaijan"), (FOR, "armenia"), False, id="each says that the other performs"),
        pytest.param((AGAINST, "azerbaijan"), (FOR, "armenia"), False, id="an accusation answered by praise"),
        pytest.param((AGAINST, "azerbaijan"), (AGAINST, "azerbaijan"), False, id="an accusation that is admitted"),
        pytest.param(
            (AGAINST, "russia"), (AGAINST, "armenia"), False, id="accusations of which one is of a third state"
        ),
    ],
)
def test_latest_claims_of_the_parties(by_armenia, by_azerbaijan, disputed):
    facts = [
        claim("2021-02-09", party, direction, about=about)
        for party, (direction, about) in {"armenia": by_armenia, "azerbaijan": by_azerbaijan}.items()
    ]
    for order in (facts, facts[::-1]):
        assert dispute(order) == (CLAIMS_CONFLICT if disputed else ())


@pytest.mark.parametrize(
    ("claimant", "direction", "about"),
    [
        pytest.param("russia", AGAINST, None, id="the claim of a third state"),
        pytest.param(None, AGAINST, None, id="what a source says on its own word"),
        pytest.param("armenia", AGAINST, "azerbaijan", id="what the same party says of the other"),
    ],
)
def test_what_disputes_nothing_that_armenia_claims(claimant, direction, about):
    assert dispute([claim("2021-02-09", "armenia", FOR), claim("2021-02-09", claimant, direction, about=about)]) == ()


NOT_DONE = claim("2021-02-09", "armenia", AGAINST)
DONE = claim("2021-02-09", "azerbaijan", FOR)
DONE_AFTER_ALL = claim("2021-03-01", "armenia", FOR, published="2021-03-05")


DENIAL = evidence("2021-02-20", AGAINST, denies("2021-02-20", by="armenia"))
DONE_SOME_DAY = claim("2021-02", "armenia", FOR)
DONE_BEFORE = replace(claim("2021-02-01/2021-02-09", "armenia", FOR), key="the last key")
DONE_THAT_DAY = replace(claim("2021-02-09", "armenia", FOR), key="the last key")
PARTLY_DONE = claim("2021-03-01", "armenia", MIXED)


@pytest.mark.parametrize(
    ("facts", "on", "known", "disputed"),
    [
        pytest.param([NOT_DONE, DONE_AFTER_ALL], "2021-02-28", "9999-12-31", True, id="before one of them gives in"),
        pytest.param([NOT_DONE, DONE_AFTER_ALL], "2021-03-01", "9999-12-31", False, id="only the latest claim counts"),
        pytest.param([NOT_DONE, DONE_AFTER_ALL], "2021-03-01", "2021-03-04", True, id="the latest is not known yet"),
        pytest.param([NOT_DONE, DONE_SOME_DAY], "2021-03-01", "9999-12-31", False, id="the latest ends last"),
        pytest.param([NOT_DONE, DONE_BEFORE], "2021-03-01", "9999-12-31", True, id="ending together, it begins last"),
        pytest.param([NOT_DONE, DONE_THAT_DAY], "2021-03-01", "9999-12-31", False, id="on one day, the last key"),
        pytest.param([NOT_DONE, PARTLY_DONE], "2021-03-01", "9999-12-31", True, id="a mixed claim takes nothing back"),
        pytest.param([DENIAL], "2021-03-01", "9999-12-31", False, id="to deny a failure is not to claim one"),
    ],
)
def test_only_the_latest_claim_of_a_party_counts(facts, on, known, disputed):
    for order in ([*facts, DONE], [DONE, *facts[::-1]]):
        assert dispute(order, on=on, known=known) == (CLAIMS_CONFLICT if disputed else ())


def against_own_claim(party):
    return f"The verdict on the performance of {party} goes against its own latest claim."


@pytest.mark.parametrize(
    ("claimant", "direction", "about", "performance", "disputed"),
    [
        pytest.param("armenia", FOR, "armenia", BREACHED, True, id="it says that it performs, the verdict is a breach"),
        pytest.param("armenia", FOR, "armenia", NOT_STARTED, True, id="it says that it performs, nothing was started"),
        pytest.param("armenia", FOR, None, BREACHED, True, id="it says that the clause is done"),
        pytest.param("armenia", FOR, "armenia", PARTLY, False, id="partly fulfilled does not go against the claim"),
        pytest.param("armenia", FOR, "azerbaijan", BREACHED, False, id="it spoke of the other"),
        pytest.param("azerbaijan", FOR, "armenia", BREACHED, False, id="the other spoke of it"),
        pytest.param("armenia", AGAINST, "armenia", BREACHED, False, id="it admits the breach"),
    ],
)
def test_verdict_against_a_partys_own_claim(claimant, direction, about, performance, disputed):
    facts = [claim("2021-02-09", claimant, direction, about=about)]
    expected = (against_own_claim("armenia"),) if disputed else ()
    assert dispute(facts, assessments=[assessment("2021-06-01", performance, party="armenia")]) == expected


def test_verdict_against_no_partys_claim():
    facts = [claim("2021-02-09", "armenia", FOR), claim("2021-03-09", "armenia", AGAINST)]
    assert dispute(facts, assessments=[assessment("2021-06-01", BREACHED, party="armenia")]) == ()
    assert dispute(facts[:1], assessments=[assessment("2021-06-01", BREACHED)]) == ()


def test_all_reasons_of_a_dispute_are_given_in_one_order():
    denied = evidence("2021-01-11", FOR, ASSERTED, DENIED, key="prisoners-returned")
    claims = [claim("2021-02-08", "azerbaijan", FOR), claim("2021-02-09", "armenia", FOR, about="armenia")]
    claims.append(claim("2021-02-10", "azerbaijan", AGAINST, about="armenia"))
    verdicts = [assessment("2021-06-01", BREACHED, party=party) for party in ("azerbaijan", "armenia")]
    assert dispute([*claims, denied], assessments=verdicts) == (
        "Sources both assert and deny prisoners-returned.",
        *CLAIMS_CONFLICT,
        against_own_claim("armenia"),
        against_own_claim("azerbaijan"),
    )


def review(*deadlines, facts=(), assessments=(), on="2021-12-31"):
    found = verdict(clause(*deadlines, evidence=tuple(facts), assessments=tuple(assessments)), as_of=as_of(on))
    assert found.needs_review is bool(found.review_reasons)
    return found.review_reasons


def entered(at_, **more):
    return evidence("2021-01-11", entered_at=at(at_), key=at_, **more)


UNREVIEWED = ("There is evidence and no assessment.",)
DECIDED = assessment("2021-02-01", PARTLY, decided_at=at("2021-02-10T12:00"))
ON_ARMENIA = assessment("2021-02-01", party="armenia", decided_at=at("2021-02-12"))
PROPOSED = assessment("2021-02-01", approved=False, decided_at=at("2021-02-12"))
NEW, NEWER = entered("2021-02-11"), entered("2021-02-12")


@pytest.mark.parametrize(
    ("facts", "assessments", "on", "expected"),
    [
        pytest.param([], [], "2021-12-31", (), id="nothing to review"),
        pytest.param([entered("2021-01-12")], [], "2021-12-31", UNREVIEWED, id="evidence without an assessment"),
        pytest.param([entered("2021-01-12")], [DECIDED], "2021-01-31", UNREVIEWED, id="assessment without effect yet"),
        pytest.param([entered("2021-01-12", accepted=False)], [], "2021-12-31", (), id="evidence that does not count"),
        pytest.param([entered("2021-02-10T11:59")], [DECIDED], "2021-12-31", (), id="entered before the decision"),
        pytest.param([entered("2021-02-10T12:00")], [DECIDED], "2021-12-31", (), id="entered at the very decision"),
        pytest.param([entered("2021-02-10T12:01")], [DECIDED], "2021-12-31", 1, id="entered after the decision"),
        pytest.param(
            [entered("2021-02-11"), entered("2021-02-12"), entered("2021-02-09")],
            [DECIDED],
            "2021-12-31",
            2,
            id="two of three",
        ),
        pytest.param(
            [NEW], [DECIDED, ON_ARMENIA], "2021-12-31", (), id="seen by a later assessment, if only of one party"
        ),
        pytest.param([NEW], [DECIDED, PROPOSED], "2021-12-31", 1, id="a proposal has not seen it"),
    ],
)
def test_evidence_that_the_latest_assessment_could_not_take_in(facts, assessments, on, expected):
    if isinstance(expected, int):
        expected = (f"Evidence entered after the latest assessment was decided: {expected}.",)
    assert review(facts=facts, assessments=assessments, on=on) == expected


def test_one_piece_of_evidence_on_two_parties_counts_once():
    facts = [entered("2021-02-11", party=party) for party in ("armenia", "azerbaijan")]
    assert review(facts=facts, assessments=[DECIDED]) == (
        "Evidence entered after the latest assessment was decided: 1.",
    )


def test_one_piece_of_evidence_on_two_parties_is_disputed_once():
    both = (asserts("2021-01-12"), denies("2021-01-13"))
    facts = [evidence("2021-01-11", FOR, *both, key="convoy", party=party) for party in ("armenia", "azerbaijan")]
    assert dispute(facts) == ("Sources both assert and deny convoy.",)


ON_10 = fixed("2021-02-10")
BEFORE_10, BEFORE_11 = fixed("2021-02-10", inclusive=False), fixed("2021-02-11", inclusive=False)
MOVED = fixed("2021-02-01", move("2021-02-20", agreed="2021-01-20"))
MET = evidence("2021-02-10", meets="handover")
ENDED = assessment("2021-02-10", Performance.NO_LONGER_APPLIES, decided_at=at("2021-02-10"))


@pytest.mark.parametrize(
    ("deadline", "facts", "assessments", "on", "passed"),
    [
        pytest.param(ON_10, [], [DECIDED], "2021-02-10", None, id="the last day itself has not passed"),
        pytest.param(ON_10, [], [DECIDED], "2021-02-11", "2021-02-10", id="decided on the last day: it passed since"),
        pytest.param(ON_10, [MET], [DECIDED], "2021-02-11", "2021-02-10", id="passed since, though it was met"),
        pytest.param(fixed("2021-02-09"), [], [DECIDED], "2021-12-31", None, id="passed before the decision"),
        pytest.param(
            fixed("2021-02-10", inclusive=False), [], [DECIDED], "2021-12-31", None, id="exclusive: passed before"
        ),
        pytest.param(
            fixed("2021-02-11", inclusive=False),
            [],
            [DECIDED],
            "2021-02-11",
            "2021-02-10",
            id="exclusive: passed since",
        ),
        pytest.param(MOVED, [], [DECIDED], "2021-02-20", None, id="the moved day has not passed"),
        pytest.param(MOVED, [], [DECIDED], "2021-02-21", "2021-02-20", id="the moved day passed since"),
        pytest.param(ON_10, [], [], "2021-12-31", None, id="never assessed"),
        pytest.param(ON_10, [], [ENDED], "2021-12-31", None, id="a lapsed deadline does not pass"),
        pytest.param(renewal(), [], [DECIDED], "2021-12-31", None, id="a running term has not passed"),
    ],
)
def test_deadline_that_passed_after_the_latest_assessment(deadline, facts, assessments, on, passed):
    expected = (f"A deadline passed after the latest assessment was decided: {passed}.",) if passed else ()
    assert review(deadline, facts=facts, assessments=assessments, on=on) == expected


RETRACTED = cites("retracted", "2021-01-12", accepted=False)
FIVE = tuple(cites(key, "2021-01-12", accepted=False) for key in ("mines", "maps", "convoy", "road", "retracted"))
RESTS_ON_FIVE = assessment("2021-02-01", party="armenia", cited=FIVE)
RESTS_ON_IT = assessment("2021-01-15", cited=(RETRACTED, cites("stands", "2021-01-12")))


@pytest.mark.parametrize(
    ("assessments", "keys"),
    [
        pytest.param([RESTS_ON_IT], ["retracted"], id="cited by the verdict"),
        pytest.param([RESTS_ON_IT, assessment("2021-02-01")], [], id="cited by an older verdict only"),
        pytest.param([assessment("2021-02-01", party="armenia", cited=(RETRACTED,))], ["retracted"], id="of one party"),
        pytest.param(
            [RESTS_ON_IT, RESTS_ON_FIVE], ["convoy", "maps", "mines", "retracted", "road"], id="each once, in order"
        ),
    ],
)
def test_cited_evidence_that_no_longer_stands(assessments, keys):
    assert review(assessments=assessments) == tuple(
        f"Evidence cited by the latest assessment no longer stands: {key}." for key in keys
    )


def test_all_evidence_that_is_denied_is_named_in_one_reason():
    said = (asserts("2021-02-06"), denies("2021-02-07"))
    facts = [evidence("2021-02-06", FOR, *said, key=key) for key in ("convoy", "visit")]
    assert dispute(facts) == ("Sources both assert and deny convoy, visit.",)
