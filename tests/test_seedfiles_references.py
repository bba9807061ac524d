"""Entries fit together: references lead somewhere, clauses are whole, and the database has nothing left to refuse."""

import re
import unicodedata

import pytest

from agreements.seedfiles import Known, SeedError, check_seeds, read_seeds
from agreements.seedfiles.references import REFERENCES
from tests.seed_folders import at, changed, ferry, write_seeds

NOWHERE = {
    "names[0].usages[0].actor": ("nowhere", "actor"),
    "publishers[0].affiliated_actor": ("nowhere", "actor"),
    "sources[0].publisher": ("nowhere", "publisher"),
    "agreements[0].parties[1]": ("nowhere", "actor"),
    "clauses[1].roles[0].actor": ("nowhere", "actor"),
    "clauses[1].deadlines[0].changes[0].agreed_by[1]": ("nowhere", "actor"),
    "clauses[1].deadlines[0].changes[0].source": ("nowhere", "source"),
    "clauses[1].deadlines[1].anchor": ("1999-ferry/2#nowhere", "deadline"),
    "clauses[1].links[0].to": ("1999-ferry/nowhere", "clause"),
    "clauses[1].texts[0].source": ("nowhere", "source"),
    "readings[0].ref": ("1999-ferry/nowhere", "clause"),
    "readings[1].ref": ("nowhere", "clause"),
    "readings[1].actor": ("nowhere", "actor"),
    "readings[1].source": ("nowhere", "source"),
    "evidence[0].citations[1].source": ("nowhere", "source"),
    "evidence[0].citations[1].claimant": ("nowhere", "actor"),
    "evidence[0].links[1].to": ("1999-ferry/nowhere", "clause"),
    "evidence[0].links[0].party": ("nowhere", "actor"),
    "evidence[0].links[0].meets": ("1999-ferry/1.a#nowhere", "deadline"),
    "evidence[0].figures[0].indicator": ("nowhere", "indicator"),
    "evidence[0].figures[0].source": ("nowhere", "source"),
    "assessments[0].ref": ("1999-ferry/nowhere", "clause"),
    "assessments[0].party": ("nowhere", "actor"),
    "assessments[0].cites[1]": ("nowhere", "evidence"),
}
"""Every kind of reference, by key path, with where it leads to instead and what is missed there."""

SECTIONS = {kind: "evidence" if kind == "evidence" else f"{kind}s" for _, kind in NOWHERE.values()}
LEAF = {"ref": "1999-ferry/3", "heading": "H", "duty": "D", "obligation": "conduct", "topic": "other"}
FIGURE = {"indicator": "ferry-piles", "value": "1", "as_printed": "one", "source": "ferry-treaty"}
DEADLINE = {"key": "rebuilt", "label": "L"}
WHOLE = "a clause without sub-clauses is assessed and needs its"
USAGE = {"actor": "northferry", "wording": "Long Island"}
FIRST, SECOND = "clauses[1].deadlines[0]", "clauses[1].deadlines[1]"


def findings(folder, sections, known=None):
    """Return key path, message and the text on the line named, for everything wrong with the sections."""
    write_seeds(folder, sections)
    try:
        check_seeds(read_seeds(folder), known or Known())
    except SeedError as refused:
        problems = refused.problems
    else:
        problems = []
    lines = {file: file.read_text(encoding="utf-8").splitlines() for file in folder.glob("*.yaml")}
    return [(found.key_path, found.message, lines[found.path][found.line - 1].strip(" -")) for found in problems]


def test_the_treaty_as_it_is_fits_together(tmp_path):
    assert findings(tmp_path, ferry()) == []


@pytest.mark.parametrize("section", ["sources", "clauses", "readings", "evidence", "assessments"])
def test_names_may_be_written_composed_in_one_file_and_decomposed_in_another(tmp_path, section):
    file = write_seeds(tmp_path, ferry("färja")) / f"{section}.yaml"
    file.write_text(unicodedata.normalize("NFD", file.read_text(encoding="utf-8")), encoding="utf-8")
    check_seeds(read_seeds(tmp_path), Known())


@pytest.mark.parametrize("key_path", NOWHERE)
def test_a_reference_that_leads_nowhere(tmp_path, key_path):
    target, kind = NOWHERE[key_path]
    found = findings(tmp_path, changed(ferry(), {key_path: target}))
    message, line = {name: rest for name, *rest in found if f"no {kind}" in rest[0]}[key_path]
    assert message == f"leads to no {kind}: {target!r}"
    assert line.endswith(target)


def test_every_kind_of_reference_has_a_case():
    assert len(NOWHERE) == len(REFERENCES) + 1, "a reading leads to a clause or to an agreement"


@pytest.mark.parametrize("key_path", NOWHERE)
def test_a_reference_may_lead_to_what_is_in_the_database(tmp_path, key_path):
    target, kind = NOWHERE[key_path]
    target = re.sub("^1999-ferry/.*(?=nowhere)", "1888-canal/1#" if "#" in target else "1888-canal/", target)
    known = Known()
    known.add("agreements" if key_path == "readings[1].ref" else SECTIONS[kind], target)
    found = findings(tmp_path, changed(ferry(), {key_path: target}), known)
    assert [message for _, message, _ in found if "leads to" in message] == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"clauses[3]": LEAF | {"ref": "1999-ferry/7.a"}},
            [("clauses[3].ref", "needs its parent '1999-ferry/7'", "ref: 1999-ferry/7.a")],
            id="a limb without its point",
        ),
        pytest.param(
            {"clauses[3]": LEAF | {"ref": "1888-canal/1"}},
            [("clauses[3].ref", "leads to no agreement: '1888-canal'", "ref: 1888-canal/1")],
            id="a clause without its agreement",
        ),
        pytest.param(
            {"clauses[3]": {"ref": "1999-ferry/3", "heading": "H", "topic": "other"}},
            [
                ("clauses[3]", f"{WHOLE} duty", "ref: 1999-ferry/3"),
                ("clauses[3]", f"{WHOLE} obligation", "ref: 1999-ferry/3"),
            ],
            id="a leaf without duty",
        ),
        pytest.param(
            {FIRST: DEADLINE | {"kind": "relative", "offset": "P1M", "anchor": "1999-ferry/1.a#opened"}},
            [
                (f"{FIRST}.anchor", "'1999-ferry/1.a#rebuilt' leads back to itself", "anchor: 1999-ferry/1.a#opened"),
                (f"{SECOND}.anchor", "'1999-ferry/1.a#opened' leads back to itself", "anchor: 1999-ferry/1.a#rebuilt"),
            ],
            id="two deadlines that count from each other",
        ),
        pytest.param(
            {f"{SECOND}.anchor": "1999-ferry/1.a#opened"},
            [(f"{SECOND}.anchor", "'1999-ferry/1.a#opened' leads back to itself", "anchor: 1999-ferry/1.a#opened")],
            id="a deadline that counts from itself",
        ),
        pytest.param(
            {FIRST: DEADLINE | {"kind": "fixed"}},
            [(FIRST, "a fixed deadline needs due_on", "key: rebuilt")],
            id="a fixed deadline without its day",
        ),
        pytest.param(
            {f"{FIRST}.offset": "P1M"},
            [(FIRST, "a fixed deadline has no anchor and no offset", "key: rebuilt")],
            id="a fixed deadline with an offset",
        ),
        pytest.param(
            {f"{SECOND}.due_on": "1999-08-01"},
            [(SECOND, "a relative deadline has no due_on of its own", "key: opened")],
            id="a relative deadline with a day",
        ),
        pytest.param(
            {FIRST: DEADLINE | {"kind": "relative"}},
            [(FIRST, "a relative deadline needs an offset", "key: rebuilt")],
            id="a relative deadline without offset",
        ),
        pytest.param(
            {f"{SECOND}.notice": "P1M"},
            [(SECOND, "only a renewal has a notice period", "key: opened")],
            id="a notice period without renewal",
        ),
        pytest.param(
            {"clauses[2].deadlines[0].offset": "P0D"},
            [("clauses[2].deadlines[0]", "a renewing term runs forwards", "key: term")],
            id="a term of no length",
        ),
        pytest.param(
            {"clauses[1].deadlines[2]": DEADLINE | {"kind": "fixed", "due_on": "1999-09-01"}},
            [("clauses[1].deadlines[2]", "rebuilt is given twice", "key: rebuilt")],
            id="a key of a deadline given twice",
        ),
        pytest.param(
            {"clauses[1].roles[2]": {"actor": "northferry", "role": "obliged", "basis": "inferred"}},
            [("clauses[1].roles[2]", "northferry as obliged is given twice", "actor: northferry")],
            id="a role given twice",
        ),
        pytest.param(
            {"clauses[1].links[1]": {"to": "1999-ferry/2", "kind": "depends_on", "note": "N"}},
            [("clauses[1].links[1]", "depends_on 1999-ferry/2 is given twice", "to: 1999-ferry/2")],
            id="a clause linked twice in the same way",
        ),
        pytest.param(
            {"clauses[2].deadlines[0].changes": at(ferry(), f"{FIRST}.changes")},
            [("clauses[2].deadlines[0]", "a renewal is not moved by a change", "key: term")],
            id="a renewal that is moved",
        ),
        pytest.param(
            {"assessments[0].cites[2]": "1999-ferry-quiet"},
            [("assessments[0].cites[2]", "1999-ferry-quiet is given twice", "1999-ferry-quiet")],
            id="evidence cited twice",
        ),
        pytest.param(
            {"evidence[1].figures": [FIGURE]},
            [("evidence[1].figures[0].source", "'ferry-treaty' is not among the citations", "source: ferry-treaty")],
            id="a figure from a source that is not cited",
        ),
        pytest.param(
            {"evidence[0].links[0].meets": "1999-ferry/2#term"},
            [("evidence[0].links[0].meets", "'1999-ferry/2#term' is no deadline of", "meets: 1999-ferry/2#term")],
            id="a deadline of another clause met",
        ),
        pytest.param(
            {"evidence[0].links[2]": {"to": "1999-ferry/2", "direction": "supports"}},
            [("evidence[0].links[2]", "1999-ferry/2 for all is given twice", "to: 1999-ferry/2")],
            id="a clause linked twice",
        ),
        pytest.param(
            {"evidence[1].state": "retracted"},
            [("evidence[1].state", "retracted evidence needs a state_reason", "state: retracted")],
            id="evidence retracted without a reason",
        ),
        pytest.param(
            {"assessments[0].ref": "1999-ferry/1"},
            [("assessments[0].ref", "1999-ferry/1 has sub-clauses", "ref: 1999-ferry/1")],
            id="an assessment of a point with limbs",
        ),
        pytest.param(
            {"assessments[0].performance": "not_reviewed"},
            [("assessments[0].performance", "not_reviewed is what no assessment means", "performance: not_reviewed")],
            id="an assessment that says not reviewed",
        ),
        pytest.param(
            {"assessments[0].cites": []},
            [("assessments[0].cites", "a judgement cites the evidence it rests on", "cites: []")],
            id="a judgement on nothing",
        ),
        pytest.param(
            {"assessments[0].approved_by": ""},
            [("assessments[0].state", "an approved assessment needs approved_by", "key: 1999-ferry-1a")],
            id="an approval by nobody",
        ),
        pytest.param(
            {"assessments[0].state": "withdrawn"},
            [("assessments[0].state", "a withdrawn assessment needs a state_reason", "state: withdrawn")],
            id="a withdrawal without a reason",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_together(tmp_path, changes, expected):
    found = findings(tmp_path, changed(ferry(), changes))
    assert [key_path for key_path, _, _ in found] == [key_path for key_path, _, _ in expected], found
    for (_, message, line), (_, words, text) in zip(found, expected, strict=True):
        assert (message[: len(words)], line) == (words, text)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"agreements[0].parties[2]": "southferry"}, "agreements[0]", id="a party listed twice"),
        pytest.param({"agreements[0].covered_until": "1999-04-30"}, "agreements[0].covered_until", id="covered before"),
        pytest.param({"names[0].usages[2]": USAGE}, "names[0]", id="a usage given twice"),
        pytest.param(
            {"clauses[1].links[1]": {"to": "1999-ferry/1.a", "kind": "elaborates"}}, "clauses[1]", id="a link to itself"
        ),
        pytest.param(
            {"sources[1].url": "https://ferry.example/treaty"}, "sources[1]", id="two sources at one address"
        ),
        pytest.param({"sources[1].url": "https://ferry.example/a b"}, "sources[1]", id="an address with a blank"),
        pytest.param({"sources[1].language": "nb-aaaaaaaa-bbbbbbbb-cc"}, "sources[1]", id="a language too long"),
        pytest.param({f"{SECOND}.offset": f"P{'0' * 20}1M"}, SECOND, id="an offset too long to store"),
        pytest.param({"agreements[0].pax_id": "99999999999"}, "agreements[0]", id="a number too large to store"),
        pytest.param({"evidence[0].figures[0].flag": ""}, "evidence[0]", id="a value proposed without saying why"),
    ],
)  # fmt: skip
def test_what_the_database_would_refuse_is_told_by_the_check(tmp_path, changes, place):
    found = [key_path for key_path, _, _ in findings(tmp_path, changed(ferry(), changes))]
    assert [key_path[: len(place)] for key_path in found] == [place]
