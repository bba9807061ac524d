"""What holds of the rules whatever is recorded, on records made up by hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.choices import Correspondence, DeadlineKind, Direction, Performance, Precision, Stance
from agreements.dates import ONE_DAY, AsOf, Offset, Span
from agreements.deadlines import DeadlineFact, Move, due_day
from agreements.facts import AssessmentFact, CitationFact, CitedFact, ClauseFacts, EvidenceFact
from agreements.rules import Verdict, tally, verdict
from agreements.timelines import timeline
from tests.facts import IN_FORCE_ON, PARTIES, at, by_key

repeatable = settings(max_examples=100, deadline=None, derandomize=True)

LAST_ON = IN_FORCE_ON + timedelta(days=240)
TERMS = ("P45D", "P3M", "P5Y")

days = st.dates(IN_FORCE_ON - timedelta(days=20), LAST_ON)
asked_on = st.dates(IN_FORCE_ON, LAST_ON)
known_on = days | st.just(date.max)
parties = st.sampled_from((None, *PARTIES))
hours = days.map(lambda day: at(f"{day}T12:00"))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    day = draw(days)
    match draw(st.sampled_from(Precision)):
        case Precision.MONTH:
            return Span.parse(f"{day:%Y-%m}")
        case Precision.INTERVAL:
            return Span(day, day + timedelta(days=draw(st.integers(1, 40))), Precision.INTERVAL)
    return Span.day(day)


moves = st.lists(st.builds(Move, days, spans(), st.none() | spans()), max_size=2).map(tuple)


@st.composite
def all_deadlines(draw: st.DrawFn, terms: tuple[str, ...] = TERMS) -> tuple[DeadlineFact, ...]:
    """Return a fixed, two relative, one renewing deadline and its notice day; the first three may be moved."""

    def counted(key: str, offset: str, anchor: str | None, kind: DeadlineKind = DeadlineKind.RELATIVE) -> DeadlineFact:
        other_entry = draw(st.none() | days)
        return DeadlineFact(key, kind, None, anchor, Offset.parse(offset), draw(st.booleans()), in_force_on=other_entry)

    return (
        DeadlineFact("handover", DeadlineKind.FIXED, draw(days), inclusive=draw(st.booleans()), moves=draw(moves)),
        replace(counted("list", "P1M", "handover"), moves=draw(moves)),
        replace(counted("report", draw(st.sampled_from(("P30D", "P3M"))), None), moves=draw(moves)),
        counted("term", draw(st.sampled_from(terms)), draw(st.sampled_from((None, "handover"))), DeadlineKind.RENEWAL),
        counted("notice", draw(st.sampled_from(("-P1M", "-P10D"))), "term"),
    )


citations = st.builds(CitationFact, st.sampled_from(Stance), spans(), st.sampled_from((None, None, "russia", *PARTIES)))


@st.composite
def clauses(draw: st.DrawFn, terms: tuple[str, ...] = TERMS) -> ClauseFacts:
    deadlines = draw(all_deadlines(terms))
    own = tuple(draw(st.lists(st.sampled_from(deadlines), max_size=3, unique_by=lambda deadline: deadline.key)))
    directions = st.sampled_from((Direction.SUPPORTS, Direction.CONTRADICTS, *Direction))
    meets = st.sampled_from((None, *(deadline.key for deadline in own)))
    said = st.lists(citations, min_size=1, max_size=3).map(tuple)
    accepted = st.sampled_from((True, True, True, False))
    reports = st.builds(EvidenceFact, st.just(""), spans(), directions, said, hours, parties, meets, accepted)
    cited = st.builds(CitedFact, st.sampled_from(("one", "two")), st.none() | spans(), accepted)
    judgements = st.builds(
        AssessmentFact,
        st.just(""),
        days,
        hours,
        st.sampled_from((Performance.NO_LONGER_APPLIES, Performance.BREACHED, *Performance)),
        st.sampled_from(Correspondence),
        party=parties,
        cited=st.just(()) | st.lists(cited, max_size=2).map(tuple),
        approved=accepted,
    )
    return ClauseFacts(
        reference="2020-11-10/6.b",
        in_force_on=IN_FORCE_ON,
        parties=PARTIES,
        deadlines=own,
        anchors=by_key(deadlines),
        evidence=named(draw(st.lists(reports, max_size=7))),
        assessments=named(draw(st.lists(judgements, max_size=4))),
    )


def named(facts: list) -> tuple:
    """Return the facts with a key each."""
    return tuple(replace(fact, key=f"fact-{place}") for place, fact in enumerate(facts))


@repeatable
@given(clauses(), asked_on, known_on)
def test_timeline_is_the_verdict_on_every_day(facts, on, known):
    told = {}
    for spell in timeline(facts, as_of=AsOf(on, known)):
        for offset in range((spell.to_on - spell.from_on).days + 1):
            told[spell.from_on + timedelta(days=offset)] = (spell.status, spell.assessment)
    asked = {}
    for offset in range((on - IN_FORCE_ON).days + 1):
        day = IN_FORCE_ON + timedelta(days=offset)
        found = verdict(facts, as_of=AsOf(day, known))
        asked[day] = (found.status, found.assessment.key if found.assessment else None)
    assert told == asked


@repeatable
@given(clauses(), asked_on, known_on)
def test_spells_have_no_gaps_stand_in_order_and_differ_from_their_neighbours(facts, on, known):
    spells = timeline(facts, as_of=AsOf(on, known))
    assert (spells[0].from_on, spells[-1].to_on) == (IN_FORCE_ON, on)
    assert all(spell.from_on <= spell.to_on for spell in spells)
    for before, after in pairwise(spells):
        assert before.to_on + ONE_DAY == after.from_on
        assert (before.status, before.assessment) != (after.status, after.assessment)


@repeatable
@given(clauses(), asked_on, st.tuples(known_on, known_on).map(sorted))
def test_more_knowledge_changes_no_judgement_unless_cited_evidence_was_published(facts, on, knowledge):
    earlier, later = knowledge

    def rests_on_news(judgement: AssessmentFact) -> bool:
        return any(fact.published and earlier < fact.published.latest <= later for fact in judgement.cited)

    settled = tuple(judgement for judgement in facts.assessments if not rests_on_news(judgement))
    facts = replace(facts, assessments=settled)
    before, after = (verdict(facts, as_of=AsOf(on, known)) for known in (earlier, later))
    assert before.status.performance is after.status.performance
    assert before.status.correspondence is after.status.correspondence
    assert (before.assessment, before.by_party) == (after.assessment, after.by_party)


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[ClauseFacts, ClauseFacts]:
    """Return a clause and the same clause with everything recorded in another order."""
    facts = draw(clauses())
    chance = draw(st.randoms(use_true_random=False))

    def mixed(items: tuple) -> tuple:
        return tuple(chance.sample(items, len(items)))

    def turned(deadline: DeadlineFact) -> DeadlineFact:
        return replace(deadline, moves=mixed(deadline.moves))

    return facts, replace(
        facts,
        parties=mixed(facts.parties),
        deadlines=mixed(tuple(turned(deadline) for deadline in facts.deadlines)),
        anchors=by_key(mixed(tuple(turned(deadline) for deadline in facts.anchors.values()))),
        evidence=mixed(tuple(replace(fact, citations=mixed(fact.citations)) for fact in facts.evidence)),
        assessments=mixed(tuple(replace(fact, cited=mixed(fact.cited)) for fact in facts.assessments)),
    )


def in_one_order(found: Verdict) -> tuple:
    """Return all that a verdict says, with what it lists put in order."""
    states = {
        state.key: (state.due, state.timeliness, state.original_timeliness, state.done and state.done.latest)
        for state in found.deadlines
    }
    return (
        found.status,
        found.assessment and found.assessment.key,
        sorted(fact.key for fact in found.by_party),
        states,
        sorted(fact.key for fact in found.evidence),
        sorted(found.dispute_reasons),
        sorted(found.review_reasons),
    )


@repeatable
@given(shuffled(), asked_on, known_on)
def test_order_of_the_record_does_not_matter(pair, on, known):
    facts, other = pair
    as_of = AsOf(on, known)
    assert in_one_order(verdict(facts, as_of=as_of)) == in_one_order(verdict(other, as_of=as_of))
    assert timeline(facts, as_of=as_of) == timeline(other, as_of=as_of)


@repeatable
@given(clauses(terms=("P5Y",)), st.dates(max_value=date(9995, 11, 10)), st.dates())
def test_verdict_has_an_answer_for_every_day_on_which_a_running_term_ends_in_the_calendar(facts, on, known):
    assert verdict(facts, as_of=AsOf(on, known)).status.performance in Performance


@repeatable
@given(clauses(), st.dates(), st.dates())
def test_verdict_without_renewing_terms_has_an_answer_for_every_day(facts, on, known):
    own = tuple(deadline for deadline in facts.deadlines if deadline.key not in {"term", "notice"})
    assert verdict(replace(facts, deadlines=own), as_of=AsOf(on, known)).status.performance in Performance


@repeatable
@given(
    st.sampled_from(("P1D", "P1M", "P45D", "P3M1D", "P5Y")).map(Offset.parse),
    st.dates(date(1995, 1, 1), date(2021, 12, 31)),
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
)
def test_running_term_is_the_first_counted_from_the_start_that_has_not_ended(term, start, on):
    deadline = DeadlineFact("term", DeadlineKind.RENEWAL, offset=term, in_force_on=start)
    ends = (term.times(number).after(start) for number in count(1))
    expected = next(end for end in ends if end >= on)
    assert due_day(deadline, deadlines={}, in_force_on=IN_FORCE_ON, as_of=AsOf(on)).due_on == expected


@repeatable
@given(st.lists(st.sampled_from(Performance)))
def test_counts_of_a_tally_add_up_to_the_number_of_clauses(performances):
    found = tally(performances)
    assert sum(number for _, number in found.counts) == found.total == len(performances)
    assert found.reviewed == sum(performance is not Performance.NOT_REVIEWED for performance in performances)
    assert [performance for performance, _ in found.counts] == list(Performance)
