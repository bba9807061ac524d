"""The quality of the whole record: addresses, days, coverage, and the outcome of every deadline."""

from collections import defaultdict

import pytest

from agreements.choices import AssessmentState, Direction, EvidenceState, Performance, Timeliness
from agreements.dates import AsOf, Span
from agreements.rules import verdict
from agreements.timelines import timeline
from tests.facts import D
from tests.seed_facts import clause_facts, in_force_days

LAST = D(2026, 3, 5)
UNREVIEWED = Performance.NOT_REVIEWED


@pytest.fixture(scope="module")
def facts(seeds):
    return clause_facts(seeds)


@pytest.fixture(scope="module")
def sources(seeds):
    return {source.key: source for source in seeds.section("sources")}


@pytest.fixture(scope="module")
def first_published(evidence, sources):
    """The day on which the first source of each piece of evidence had surely been published."""
    return {
        key: min(Span.parse(sources[said.source].published).latest for said in piece.citations)
        for key, piece in evidence.items()
    }


@pytest.fixture(scope="module")
def approved(seeds):
    return [one for one in seeds.section("assessments") if one.state is AssessmentState.APPROVED]


def test_both_records_say_how_far_they_reach(seeds):
    assert {one.covered_until for one in seeds.section("agreements")} == {LAST}


def test_nothing_is_entered_from_after_the_latest_day_covered(evidence, approved):
    late = [key for key, piece in evidence.items() if Span.parse(piece.occurred).latest > LAST]
    assert (late, [one.key for one in approved if one.effective_on > LAST]) == ([], [])


def test_all_evidence_that_speaks_has_a_source_with_an_address_or_a_held_document(evidence, sources):
    def found(piece):
        return any(sources[said.source].url or sources[said.source].document for said in piece.citations)

    speaking = {
        key
        for key, piece in evidence.items()
        if piece.state is EvidenceState.ACCEPTED
        and any(link.direction is not Direction.CONTEXT for link in piece.links)
    }
    assert speaking
    assert {key for key in speaking if not found(evidence[key])} == set()


def test_every_verdict_cites_evidence_that_was_published_by_its_day_of_effect(approved, first_published):
    early = [(one.key, key) for one in approved for key in one.cites if first_published[key] > one.effective_on]
    empty = [one.key for one in approved if not one.cites and one.performance is not Performance.NO_EVIDENCE_FOUND]
    assert (early, empty) == ([], [])


def test_every_limb_has_a_verdict_on_every_day_that_the_record_covers(facts):
    spells = {reference: timeline(found, as_of=AsOf(LAST)) for reference, found in facts.items()}
    assert len(spells) == 41
    assert {name: found[0].from_on for name, found in spells.items()} == {
        name: found.in_force_on for name, found in facts.items()
    }
    gaps = {
        (name, str(one.from_on))
        for name, found in spells.items()
        for one in found
        if one.status.performance is UNREVIEWED
    }
    assert gaps == set()


def test_what_was_known_on_a_day_gives_a_verdict_on_that_day(facts):
    """The record of each day, with that day's knowledge alone, gives the same verdict as with today's."""
    turning = {
        (name, one.effective_on) for name, found in facts.items() for one in found.assessments if one.party is None
    }
    differing = [
        (name, str(day))
        for name, day in sorted(turning)
        if verdict(facts[name], as_of=AsOf(day, day)).assessment != verdict(facts[name], as_of=AsOf(day)).assessment
    ]
    assert differing == []


def test_every_limb_is_judged_on_more_than_the_first_day(approved):
    days = defaultdict(set)
    for one in approved:
        days[one.ref].add(one.effective_on)
    assert {ref for ref, found in days.items() if len(found) < 2} == set()
    assert len(approved) >= 120


def test_nobody_is_judged_by_a_verdict_of_their_own_who_does_not_owe_the_duty(seeds, approved):
    obliged = {
        clause.ref: {role.actor for role in clause.roles if role.role == "obliged"}
        for clause in seeds.section("clauses")
    }
    assert [one.key for one in approved if one.party and one.party not in obliged[one.ref]] == []


@pytest.mark.parametrize("reference", ["1.a", "1.b", "6.e", "7.a", "8.a", "8.b", "9.a"])
def test_duties_of_two_whose_performance_differs_have_a_verdict_for_each(approved, reference):
    parties = {one.party for one in approved if one.ref == f"2020-11-10/{reference}"}
    assert {"azerbaijan", "armenia"} <= parties


OUTCOMES = [
    # reference, key, as of, timeliness, against the day first set, days after the last day, days after the first
    ("2020-11-10/1.a", "start", D(2021, 1, 1), Timeliness.DONE_ON_TIME, Timeliness.DONE_ON_TIME, 0, 0),
    ("2020-11-10/2.a", "handover", D(2020, 11, 20), Timeliness.DONE_ON_TIME, Timeliness.DONE_ON_TIME, 0, 0),
    ("2020-11-10/6.a", "handover", D(2020, 11, 25), Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE, 0, 10),
    ("2020-11-10/6.b", "handover", D(2020, 12, 1), Timeliness.DONE_ON_TIME, Timeliness.DONE_ON_TIME, 0, 0),
    ("2021-01-11/2.a", "first-meeting", D(2021, 1, 30), Timeliness.DONE_ON_TIME, Timeliness.DONE_ON_TIME, 0, 0),
]


@pytest.mark.parametrize(("reference", "key", "on", "timely", "first", "days", "first_days"), OUTCOMES)
def test_a_deadline_that_was_met_has_the_outcome_that_the_brief_states(
    facts, reference, key, on, timely, first, days, first_days
):
    states = {state.key: state for state in verdict(facts[reference], as_of=AsOf(on, LAST)).deadlines}
    state = states[f"{reference}#{key}"]
    assert (state.timeliness, state.original_timeliness) == (timely, first)
    assert (state.days, state.original_days) == (days, first_days)


def test_the_monitoring_centre_opened_81_days_after_the_entry_into_force(seeds, facts, approved):
    (opened,) = [one for one in approved if one.ref == "2020-11-10/5.a" and one.performance is Performance.FULFILLED]
    assert (opened.effective_on - in_force_days(seeds)["2020-11-10"]).days == 81
    assert "81 days" in opened.rationale


def test_whether_a_plan_for_a_new_route_was_agreed_in_time_is_disputed_with_both_readings(seeds, facts):
    """No report from after the last day says in so many words that a plan was agreed or not; so it cannot be told."""
    states = {
        on: verdict(facts["2020-11-10/6.e"], as_of=AsOf(on)).status for on in (D(2023, 11, 10), D(2023, 11, 11), LAST)
    }
    assert [status.timeliness for status in states.values()] == [
        Timeliness.DUE_SOON,
        Timeliness.CANNOT_BE_TOLD,
        Timeliness.CANNOT_BE_TOLD,
    ]
    assert all(status.disputed for status in states.values())
    readers = {reading.actor for reading in seeds.section("readings") if reading.ref == "2020-11-10/6.e"}
    assert {"azerbaijan", "armenia"} <= readers


def test_the_term_of_the_contingent_ended_516_days_early(facts):
    found = verdict(facts["2020-11-10/4.c"], as_of=AsOf(LAST))
    (state,) = found.deadlines
    assert (state.due.due_on, state.ended_on) == (D(2025, 11, 10), D(2024, 6, 12))
    assert state.days == -516
    assert found.status.performance is Performance.NO_LONGER_APPLIES


def test_no_notice_against_a_renewal_is_on_the_record(evidence):
    meeting = [key for key, piece in evidence.items() for link in piece.links if link.meets == "2020-11-10/4.e#notice"]
    assert [key for key in meeting if any(link.direction is Direction.SUPPORTS for link in evidence[key].links)] == []
