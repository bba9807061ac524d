"""The record itself: the rows of the fact brief, the texts' points and limbs, their deadlines, and how it is worded."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from agreements.choices import AssessmentState, DeadlineKind, Direction, EvidenceState, FigureFlag, RoleKind
from agreements.dates import Span
from agreements.deadlines import DeadlineFact, DueDay, due_day
from agreements.seedfiles import Known, check_seeds
from agreements.seedfiles.references import REFERENCES, identifier
from tests.facts import D, as_of
from tests.seed_documents import cited, own_texts
from tests.seed_facts import deadline_facts, in_force_days

ROWS = {"E000": 11, "E001": 20, "E002": 20, "E003": 20, "E004": 12} | {
    "D.1": 11,
    "D.2": 2,
    "D.3": 6,
    "D.4": 11,
    "D.5": 5,
    "D.6": 18,
    "D.7": 11,
    "D.8": 16,
    "D.9": 21,
    "H.1": 5,
    "H.2": 2,
    "H.4": 3,
    "H.7": 10,
    "H.8": 13,
    "H.9.a": 4,
    "H.9.b": 13,
    "H.9.c": 12,
    "H.9.d": 17,
}
"""How many rows of evidence the fact brief has for each held document, and for each table of its parts D and H.

H.4 has a fourth row, the end of the first term by the calendar; it gives no address and is left out.
"""
SERIES = {"D.7-S1", "D.7-S2", "D.7-S3", "D.8-F1", "D.8-F2", "D.8-F3", "H.7-S1", "H.7-S2"}
"""The paragraphs of parts D and H that hold series and facts beside the tables."""


@pytest.fixture(scope="module")
def limbs(seeds):
    return {clause.ref: clause for clause in seeds.section("clauses") if "." in clause.number}


@pytest.fixture(scope="module")
def rows():
    lines = (Path(__file__).parent / "record_rows.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "row,evidence"
    return [tuple(line.split(",")) for line in lines[1:]]


@pytest.fixture(scope="module")
def in_force_on(seeds):
    return in_force_days(seeds)


@pytest.fixture(scope="module")
def deadlines(seeds):
    return deadline_facts(seeds)


def due(name: str, deadlines: dict[str, DeadlineFact], *, on: str) -> DueDay:
    fact = deadlines[name]
    return due_day(fact, deadlines=deadlines, in_force_on=fact.in_force_on, as_of=as_of(on))


def referred(entry: BaseModel, section: str) -> Iterator[str]:
    """Yield the names of a section that an entry, or anything inside it, refers to."""
    for field, value in entry:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from referred(item, section)
            elif REFERENCES.get((type(entry).__name__, field)) == section:
                yield str(item)


def test_the_seeds_hold_together(seeds):
    check_seeds(seeds, Known())


def test_every_row_of_the_fact_brief_is_covered_by_evidence(rows, evidence):
    expected = {f"{name}-{row:02}" for name, last in ROWS.items() for row in range(1, last + 1)} | SERIES
    assert ({row for row, _ in rows}, len(expected)) == (expected, 83 + 101 + 79 + 8)
    assert {key for _, key in rows} - set(evidence) == set()
    assert rows == sorted(set(rows))


def test_all_evidence_from_a_held_document_is_in_the_table_of_rows(seeds, rows, evidence):
    held = {source.key for source in seeds.section("sources") if source.document}
    citing = {key for key, piece in evidence.items() if held & {said.source for said in piece.citations}}
    assert citing - {key for _, key in rows} == set()


def test_the_48000_returnees_are_one_fact_with_two_sources(evidence):
    pieces = [piece for piece in evidence.values() if any(figure.value == 48_000 for figure in piece.figures)]
    sources = ["afp-2021-01-11", "mirror-spectator-2021-01-11"]
    assert [piece.key for piece in pieces] == ["2021-01-11-48000-returned"]
    assert sorted(said.source for said in pieces[0].citations) == sources
    assert sorted(figure.source for figure in pieces[0].figures) == sources


def test_the_prisoner_question_of_11_january_is_one_fact_printed_four_times(evidence):
    numbered = [str(number) for number in range(1, 100)]
    printed = defaultdict(set)
    for piece in evidence.values():
        for said in piece.citations:
            if said.source == "mirror-spectator-2021-01-11":
                printed[piece.key] |= {"31", "47", "49", "57"} & set(cited(numbered, said.locator).split())
    assert {key: lines for key, lines in printed.items() if lines} == {
        "2021-01-11-prisoner-question-unsolved": {"31", "47", "49", "57"}
    }
    assert len({said.source for said in evidence["2021-01-11-prisoner-question-unsolved"].citations}) >= 2


def test_the_implausible_cargo_is_kept_as_printed_with_a_proposed_value(evidence):
    (figure,) = evidence["2021-01-11-humanitarian-cargo-delivered"].figures
    assert (figure.value, figure.as_printed) == (1_500_000, "1.5 million tons")
    assert (figure.flag, figure.proposed_value) == (FigureFlag.IMPLAUSIBLE, 1_500)


def test_the_undated_document_is_dated_28_march_2023_and_says_why(seeds):
    (source,) = [source for source in seeds.section("sources") if source.document.startswith("001_")]
    assert source.published == "2023-03-28"
    for reason in ("Tuesday", "copyright 2023", "17 March 2023", "25 March 2023", "12 December 2022"):
        assert reason in source.note


@pytest.mark.parametrize(
    ("slug", "signed", "in_force", "parties", "pax_id"),
    [
        ("2020-11-10", D(2020, 11, 9), D(2020, 11, 10), ("azerbaijan", "armenia"), 2324),
        ("2021-01-11", D(2021, 1, 11), D(2021, 1, 11), ("azerbaijan", "armenia", "russia"), 2455),
    ],
)
def test_agreements(seeds, in_force_on, slug, signed, in_force, parties, pax_id):
    (agreement,) = [agreement for agreement in seeds.section("agreements") if agreement.slug == slug]
    assert (agreement.signed_on, in_force_on[slug]) == (signed, in_force)
    assert (agreement.parties, agreement.pax_id) == (parties, pax_id)


@pytest.mark.parametrize(
    ("slug", "points", "limbs", "expected"),
    [
        ("2020-11-10", 9, 31, "1ab 2a 3abcde 4abcde 5a 6abcdefg 7ab 8abc 9abcde"),
        ("2021-01-11", 4, 10, "1ab 2abc 3abc 4ab"),
    ],
)
def test_points_and_limbs_in_the_order_of_the_text(seeds, slug, points, limbs, expected):
    numbers = [clause.number for clause in seeds.section("clauses") if clause.agreement == slug]
    assert numbers == [f"{part[0]}.{limb}".rstrip(".") for part in expected.split() for limb in ("", *part[1:])]
    assert (sum("." not in number for number in numbers), sum("." in number for number in numbers)) == (points, limbs)


def test_every_limb_says_what_is_owed_about_what_and_by_whom(limbs):
    asked = ("duty", "obligation", "topic")
    missing = [(ref, name) for ref, limb in limbs.items() for name in asked if not getattr(limb, name)]
    owed = {ref for ref, limb in limbs.items() for role in limb.roles if role.role is RoleKind.OBLIGED and role.basis}
    assert (missing, set(limbs) - owed) == ([], set())


FIXED, RELATIVE, RENEWAL = DeadlineKind.FIXED, DeadlineKind.RELATIVE, DeadlineKind.RENEWAL
DEADLINES = {
    "2020-11-10/1.a#start": (RELATIVE, DueDay(D(2020, 11, 10), D(2020, 11, 10))),
    "2020-11-10/1.b#start": (RELATIVE, DueDay(D(2020, 11, 10), D(2020, 11, 10))),
    "2020-11-10/2.a#handover": (FIXED, DueDay(D(2020, 11, 20), D(2020, 11, 20))),
    "2020-11-10/4.c#term": (RENEWAL, DueDay(D(2025, 11, 10), D(2025, 11, 10), notice_on=D(2025, 5, 10))),
    "2020-11-10/4.e#notice": (RELATIVE, DueDay(D(2025, 5, 10), D(2025, 5, 10))),
    "2020-11-10/6.a#handover": (FIXED, DueDay(D(2020, 11, 25), original_on=D(2020, 11, 15))),
    "2020-11-10/6.b#handover": (FIXED, DueDay(D(2020, 12, 1), D(2020, 12, 1))),
    "2020-11-10/6.e#plan": (RELATIVE, DueDay(D(2023, 11, 10), D(2023, 11, 10))),
    "2021-01-11/2.a#first-meeting": (FIXED, DueDay(D(2021, 1, 30), D(2021, 1, 30))),
    "2021-01-11/2.b#areas-list": (RELATIVE, DueDay(D(2021, 1, 30), D(2021, 1, 30))),
    "2021-01-11/3.b#projects-list": (RELATIVE, DueDay(D(2021, 2, 28), D(2021, 2, 28))),
    "2021-01-11/4.a#schedule": (FIXED, DueDay(D(2021, 3, 1), D(2021, 3, 1))),
}
"""Every deadline as of 1 June 2021: kind, last day, and the day first set where it was moved."""


def test_deadlines_as_of_1_june_2021(deadlines):
    assert {name: (fact.kind, due(name, deadlines, on="2021-06-01")) for name, fact in deadlines.items()} == DEADLINES
    assert all(fact.inclusive for fact in deadlines.values())


@pytest.mark.parametrize(
    ("on", "due_on"),
    [
        pytest.param("2020-11-14", D(2020, 11, 15), id="on the day before the change the first day holds"),
        pytest.param("2020-11-15", D(2020, 11, 25), id="from the day of the change the later day holds"),
    ],
)
def test_the_change_for_kelbajar_keeps_the_first_day(deadlines, on, due_on):
    assert due("2020-11-10/6.a#handover", deadlines, on=on) == DueDay(due_on, original_on=D(2020, 11, 15))


def test_limbs_of_2021_carry_out_parts_of_point_9_but_never_its_border_guards(limbs):
    parts = defaultdict(list)
    for ref in (ref for ref in limbs if ref.startswith("2021-01-11/")):
        linked = sorted(link.to for link in limbs[ref].links if link.to.startswith("2020"))
        parts[" ".join(linked).replace("2020-11-10/9.", "")].append(ref.removeprefix("2021-01-11/"))
    assert parts == {
        "a": ["1.a", "1.b", "2.a", "2.c", "3.c", "4.b"],
        "a c e": ["2.b"],
        "a b c e": ["3.a"],
        "a e": ["3.b"],
        "a b e": ["4.a"],
    }


def test_every_limb_with_evidence_for_or_against_has_an_assessment(seeds, evidence):
    accepted = [piece for piece in evidence.values() if piece.state is EvidenceState.ACCEPTED]
    reported = {link.to for piece in accepted for link in piece.links if link.direction is not Direction.CONTEXT}
    approved = {one.ref for one in seeds.section("assessments") if one.state is AssessmentState.APPROVED}
    assert reported - approved == set()


def test_every_assessment_rests_on_what_had_happened_on_its_clause(seeds, evidence):
    cites = [(one, evidence[key]) for one in seeds.section("assessments") for key in one.cites]
    late = [(one.key, piece.key) for one, piece in cites if Span.parse(piece.occurred).latest > one.effective_on]
    beside = [(one.key, piece.key) for one, piece in cites if one.ref not in {link.to for link in piece.links}]
    assert (bool(cites), late, beside) == (True, [], [])


def test_no_source_reports_what_had_not_begun_yet(seeds, evidence):
    published = {source.key: Span.parse(source.published).latest for source in seeds.section("sources")}
    begun = {key: Span.parse(piece.occurred).earliest for key, piece in evidence.items()}
    said = [(key, one.source) for key, piece in evidence.items() for one in piece.citations]
    assert [(key, source) for key, source in said if begun[key] > published[source]] == []


def test_no_two_sources_share_an_address(seeds):
    keys = defaultdict(list)
    for source in seeds.section("sources"):
        keys[re.sub(r"^https?://(www\.)?", "", source.url).rstrip("/") or source.key].append(source.key)
    assert [same for same in keys.values() if len(same) > 1] == []


@pytest.mark.parametrize("section", ["actors", "sources", "indicators"])
def test_everything_defined_is_used(seeds, section):
    used = {name for _, _, _, entry in seeds.found for name in referred(entry, section)}
    if section == "sources":
        used |= shown_sources(seeds)
    assert {identifier(section, entry) for entry in seeds.section(section)} - used == set()


def test_publishers_are_used_or_listed_as_not_yet_cited(seeds):
    used = {name for _, _, _, entry in seeds.found for name in referred(entry, "publishers")}
    listed = {"not-yet-cited.yaml"}
    places = {entry.slug: document.path.name for document, section, _, entry in seeds.found if section == "publishers"}
    assert {slug for slug, name in places.items() if (slug in used) == (name in listed)} == set()


def shown_sources(seeds) -> set[str]:
    """Return the sources that are named in a text of another entry or that an agreement gives the address of."""
    texts = [(owner, text) for _, owner, text in own_texts(seeds)]
    shown = {name for one in seeds.section("agreements") for name in (one.official_url, f"pa-x-{one.pax_id}")}
    return {
        source.key
        for source in seeds.section("sources")
        if shown & {source.url, source.key} or any(source.key in text for owner, text in texts if owner != source.key)
    }
