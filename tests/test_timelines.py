"""A timeline looks only at the reports that can change a status, and still says what the verdict says on every day."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.choices import Direction, Stance, Timeliness
from agreements.dates import AsOf, Span
from agreements.facts import CitationFact, EvidenceFact
from agreements.rules import verdict
from agreements.timelines import spell_on, timeline
from tests.facts import IN_FORCE_ON, PARTIES, as_of, asserts, at, clause, denies, evidence, fixed

FOR, AGAINST = Direction.SUPPORTS, Direction.CONTRADICTS
WINDOW = 14


def says(day: str, party: str, direction: Direction, **more: object) -> EvidenceFact:
    return evidence(day, direction, asserts(day, by=party), key=f"{day}-{party}-{direction}", **more)


ARMENIA_FOR = says("2020-11-12", "armenia", FOR)
AZERBAIJAN_AGAINST = says("2020-11-14", "azerbaijan", AGAINST)
AZERBAIJAN_AGAIN = says("2020-11-15", "azerbaijan", AGAINST)
AZERBAIJAN_FOR = says("2020-11-16", "azerbaijan", FOR)
AZERBAIJAN_BACK = says("2020-11-18", "azerbaijan", AGAINST)
DENIED = evidence("2020-11-13", FOR, asserts("2020-11-13"), denies("2020-11-13"))


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param((ARMENIA_FOR,), {"2020-11-10": False}, id="one claim disputes nothing"),
        pytest.param(
            (ARMENIA_FOR, AZERBAIJAN_AGAINST, AZERBAIJAN_AGAIN),
            {"2020-11-10": False, "2020-11-14": True},
            id="saying the same again changes nothing",
        ),
        pytest.param(
            (ARMENIA_FOR, AZERBAIJAN_AGAINST, AZERBAIJAN_AGAIN, AZERBAIJAN_FOR, AZERBAIJAN_BACK),
            {"2020-11-10": False, "2020-11-14": True, "2020-11-16": False, "2020-11-18": True},
            id="a party that changes what it says, and back",
        ),
        pytest.param(
            (ARMENIA_FOR, DENIED, AZERBAIJAN_AGAINST, AZERBAIJAN_FOR),
            {"2020-11-10": False, "2020-11-13": True},
            id="once a fact is both asserted and denied no claim settles it",
        ),
    ],
)
def test_a_dispute_comes_and_goes_with_the_reports_that_tell(reports, expected):
    spells = timeline(clause(evidence=reports), as_of=as_of("2020-11-20"))
    assert {str(spell.from_on): spell.status.disputed for spell in spells} == expected


def test_a_report_on_a_deadline_tells_even_when_it_claims_nothing_new():
    met = evidence("2020-11-17", FOR, asserts("2020-11-17", by="armenia"), meets="handover")
    found = timeline(clause(fixed("2020-11-20"), evidence=(DENIED, ARMENIA_FOR, met)), as_of=as_of("2020-11-20"))
    assert {str(spell.from_on): spell.status.timeliness for spell in found} == {
        "2020-11-10": Timeliness.DUE_SOON,
        "2020-11-13": Timeliness.DUE_SOON,
        "2020-11-17": Timeliness.DONE_ON_TIME,
    }


def test_the_spell_of_a_day_is_the_one_that_holds_on_it():
    spells = timeline(clause(evidence=(ARMENIA_FOR, AZERBAIJAN_AGAINST)), as_of=as_of("2020-11-20"))
    found = {day: spell_on(spells, as_of(day).on) for day in ("2020-11-09", "2020-11-13", "2020-11-20", "2020-11-21")}
    assert found == {"2020-11-09": None, "2020-11-13": spells[0], "2020-11-20": spells[1], "2020-11-21": None}


days = st.integers(0, WINDOW).map(lambda days: IN_FORCE_ON + timedelta(days=days))
citations = st.builds(
    CitationFact, st.sampled_from([Stance.ASSERTS] * 9 + [Stance.DENIES]), days.map(Span.day), st.sampled_from(PARTIES)
)
reports = st.builds(
    EvidenceFact,
    key=st.uuids().map(str),
    occurred=days.map(Span.day),
    direction=st.sampled_from((FOR, AGAINST, Direction.CONTEXT)),
    citations=st.lists(citations, min_size=1, max_size=2).map(tuple),
    entered_at=st.just(at("2020-11-10")),
    party=st.sampled_from((None, *PARTIES)),
    meets=st.sampled_from((None, None, "handover")),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(reports, max_size=12), days, days)
def test_where_reports_crowd_the_timeline_is_still_the_verdict_on_every_day(found, on, known):
    facts = clause(fixed("2020-11-17"), evidence=tuple(found))
    spells = timeline(facts, as_of=AsOf(on, known))
    for offset in range((on - IN_FORCE_ON).days + 1):
        day = IN_FORCE_ON + timedelta(days=offset)
        assert spell_on(spells, day).status == verdict(facts, as_of=AsOf(day, known)).status
