"""What is wrong with seed files is told with file, line and key path, all at once; what is right is read as written."""

import re
from itertools import zip_longest
from pathlib import Path

import pytest

from agreements.choices import DeadlineKind
from agreements.loader import load_seeds
from agreements.seedfiles import IDENTIFIERS, Known, SeedError, SeedSet, check_seeds, read_seeds

README = Path(__file__).parents[1] / "seeds" / "README.md"

ACTOR = "actors:\n- {slug: a, kind: other, %s}"
SOURCE = "sources:\n- {key: s, publisher: p, title: T, language: en, published: %s}"
SIGNED = (
    "agreements:\n- {slug: a, title: A, parties: [p], time_zone: UTC, in_force_at: 2020-01-01T00:00:00Z, signed_on: %s}"
)
IN_FORCE = "agreements:\n- {slug: a, title: A, parties: [p], time_zone: UTC, signed_on: 2020-01-01, in_force_at: %s}"
DEADLINE = "clauses:\n- {ref: a/1, heading: A, deadlines: [{key: d, label: D, kind: relative, offset: %s}]}"
FIGURE = (
    "evidence:\n- {key: e, occurred: 2020, summary: S, entered_by: x, entered_at: 2020-01-01T00:00:00Z,"
    " citations: [{source: s}], figures: [{indicator: i, as_printed: N, source: s, value: %s}]}"
)
LAUGHS = "".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 30))
ALIASES = "anchors and aliases are not used here"


def checked(path: Path) -> SeedSet:
    seeds = read_seeds(path)
    check_seeds(seeds, Known())
    return seeds


def complaints(folder: Path) -> list[str]:
    with pytest.raises(SeedError) as refused:
        checked(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in refused.value.problems]


def assert_begin(found: list[str], expected: list[str]) -> None:
    """Complaints begin with file, line, key path and the words that matter; there are no others, and each is a line."""
    assert [text[: len(start)] for text, start in zip_longest(found, expected, fillvalue="")] == expected, found
    assert not any("\n" in text for text in found)


def write(folder: Path, texts: dict[str, str | bytes]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("actor: []", "1: actor: is not a known key", id="an unknown section"),
        pytest.param(ACTOR % "name: A,\n  hue: red", "3: actors[0].hue: is not a known key", id="an unknown key"),
        pytest.param(ACTOR % "note: A", "2: actors[0].name: is missing", id="a missing key"),
        pytest.param(ACTOR % "name: ''", "2: actors[0].name: is missing", id="an empty value"),
        pytest.param(ACTOR % "name: ' '", "2: actors[0].name: String should have", id="a value of blanks"),
        pytest.param(ACTOR % "name: [A]", "2: actors[0].name: Input should be a valid string", id="a list for a text"),
        pytest.param(ACTOR % "name: A, other_names: B", "2: actors[0].other_names: should be a list", id="no list"),
        pytest.param(
            "\nactors:\n- name: A\n  slug: a\n\n  kind: land",
            "6: actors[0].kind: Input should be 'state'",
            id="a word outside the vocabulary",
        ),
        pytest.param(
            "indicators: [{slug: a b, name: A, unit: t, kind: flow}]", "1: indicators[0].slug: ", id="a blank"
        ),
        pytest.param(SOURCE % "31.12.2020", "2: sources[0].published: '31.12.2020'", id="a day in another order"),
        pytest.param(SOURCE % "2021-02-29", "2: sources[0].published: '2021-02-29'", id="a day that never was"),
        pytest.param(SOURCE % "2021/2020", "2: sources[0].published: 2021-01-01 is after", id="a backward span"),
        pytest.param(SOURCE % "[2021]", "2: sources[0].published: ", id="a list where a span is expected"),
        pytest.param(SOURCE % "2021,\n  url: a.example", "3: sources[0].url: ", id="an address without a scheme"),
        pytest.param(SOURCE % "2021, url: 'javascript:a()'", "2: sources[0].url: ", id="an address that is code"),
        pytest.param(
            "actors:\n- {slug: a, kind: state, name: A,\n  note: seen once, twice}",
            "3: actors[0].twice: has no value: ",
            id="a comma in a text without quotes",
        ),
        pytest.param(ACTOR % "name: A,\n  name: B", "3: actors[0].name: is given twice", id="a key twice"),
        pytest.param(SIGNED % "01/02/2020", "2: agreements[0].signed_on: ", id="a day that could be two"),
        pytest.param(SIGNED % "0", "2: agreements[0].signed_on: ", id="a number is no day"),
        pytest.param(IN_FORCE % "2020-01-01T00:00:00", "2: agreements[0].in_force_at: ", id="a naive instant"),
        pytest.param(IN_FORCE % "2020-01-01", "2: agreements[0].in_force_at: ", id="a day is no instant"),
        pytest.param(IN_FORCE % "2020", "2: agreements[0].in_force_at: ", id="a year is no instant"),
        pytest.param(
            IN_FORCE % "0001-01-01T00:00:00+03:00",
            "2: agreements[0].in_force_at: ",
            id="an instant that in universal time lies before the calendar",
        ),
        pytest.param(
            (IN_FORCE % "2020-01-01T00:00:00Z").replace("UTC", "\n  Mars/Base"),
            "2: agreements[0].time_zone: 'Mars/Base' is not a time zone",
            id="an unknown time zone",
        ),
        pytest.param(DEADLINE % "1 month", "2: clauses[0].deadlines[0].offset: '1 month'", id="words for an offset"),
        pytest.param(DEADLINE % "P", "2: clauses[0].deadlines[0].offset: 'P'", id="an offset of nothing"),
        pytest.param(DEADLINE % "PT1H", "2: clauses[0].deadlines[0].offset: 'PT1H'", id="an offset of hours"),
        pytest.param(DEADLINE % "P999Y", "2: clauses[0].deadlines[0].offset: 'P999Y'", id="an offset of ages"),
        pytest.param(FIGURE % '"1,000"', "2: evidence[0].figures[0].value: ", id="a comma in a number"),
        pytest.param(FIGURE % "NaN", "2: evidence[0].figures[0].value: ", id="a number that is none"),
        pytest.param("- slug: a", "1: should be a mapping", id="a list on top"),
        pytest.param("hello", "1: should be a mapping", id="a text on top"),
        pytest.param("actors: {slug: a}", "1: actors: should be a list", id="a section that is a mapping"),
        pytest.param("\nactors: none", "2: actors: should be a list", id="a section that is a text"),
        pytest.param("actors:\n- [a]", "2: actors[0]: should be a mapping", id="an entry that is a list"),
        pytest.param("actors: [{slug: a\n", "2: is not YAML: ", id="a bracket left open"),
        pytest.param("actors:\n\t- slug: a", "2: is not YAML: found character '\\t'", id="a tab for indentation"),
        pytest.param("actors: []\n---\nnames: []", "2: is not YAML: ", id="two documents in a file"),
        pytest.param("actors: []\nactors: []", "2: actors: is given twice", id="a section given twice"),
        pytest.param("actors:\n- *nobody", "2: ", id="an alias of nothing"),
        pytest.param(
            ACTOR % 'name: A,\n  note: "n\\0"',
            "3: actors[0].note: 'n\\x00': Character 2 is invisible (U+0000): take it out.",
            id="a zero that PostgreSQL cannot hold",
        ),
        pytest.param(ACTOR % "name: A\u202eB", "2: actors[0].name: 'A\\u202eB': Character 2 is inv", id="an override"),
        pytest.param(
            ACTOR % "name: A, other_names: [B, '\u200fC']",
            "2: actors[0].other_names: '\\u200fC': Character 1 is invisible (U+200F)",
            id="a mark of direction in a list",
        ),
        pytest.param(ACTOR % "name: \0", "2: ", id="a zero in the file"),
        pytest.param((ACTOR % "name: Å").encode("latin-1"), "2: is not UTF-8", id="Latin-1"),
        pytest.param((ACTOR % "name: A").encode("utf-16"), "1: is not UTF-8", id="UTF-16"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path, text, expected):
    assert_begin(complaints(write(tmp_path, {"f.yaml": text})), [f"f.yaml:{expected}"])


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_nesting_without_end_is_refused(tmp_path, opening):
    assert_begin(complaints(write(tmp_path, {"f.yaml": opening * 5_000})), ["f.yaml: is nested too deeply"])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(ACTOR % "name: &a A,\n  note: *a", {3}, id="of a text"),
        pytest.param(ACTOR % "name: A, other_names: [&a B,\n  C,\n  *a]", {4}, id="of a text, in a list"),
        pytest.param("actors:\n- &a {slug: a, name: A, kind: state}\n- *a", {3}, id="of an entry"),
        pytest.param("actors:\n- &a {slug: a, name: A, kind: state}\n- {<<: *a, slug: b}", {3}, id="merged in"),
        pytest.param("actors: &a\n- *a", {2}, id="of what is around it"),
        pytest.param("a0: &a0 [x]\n" + LAUGHS, set(range(2, 31)), id="that would grow without end"),
    ],
)
def test_aliases_are_refused_where_they_stand(tmp_path, text, lines):
    found = [text.split(":")[1] for text in complaints(write(tmp_path, {"f.yaml": text})) if ALIASES in text]
    assert found
    assert {int(line) for line in found} <= lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(ACTOR % "name: 2020-11-10", ["2020-11-10"], id="a day as a text"),
        pytest.param(
            ACTOR % "name: 1.50, other_names: [0x10, 1_0, 12:30]", ["1.50", "0x10", "1_0", "12:30"], id="numbers"
        ),
        pytest.param(
            ACTOR % "name: NO, other_names: [yes, on, True]", ["NO", "yes", "on", "True"], id="NO stays Norway"
        ),
        pytest.param(ACTOR % "name: ' A ', note: ~", ["A"], id="blanks around a text and nothing for one"),
        pytest.param((ACTOR % "name: A\n").replace("\n", "\r\n"), ["A"], id="line ends of Windows"),
        pytest.param(b"\xef\xbb\xbf" + (ACTOR % "name: Ä").encode(), ["Ä"], id="a byte order mark"),
        pytest.param("names:\n" + ACTOR % "name: A", ["A"], id="a section without entries"),
        pytest.param("", [], id="an empty file"),
        pytest.param("# nothing yet\n", [], id="a file of comments"),
    ],
)
def test_what_may_stand_in_a_file(tmp_path, text, expected):
    seeds = checked(write(tmp_path, {"f.yaml": text}))
    assert [name for actor in seeds.section("actors") for name in (actor.name, *actor.other_names)] == expected


def test_a_span_long_ago_is_read_as_written(tmp_path):
    seeds = read_seeds(write(tmp_path, {"f.yaml": SOURCE % "0202-11"}))
    assert [source.published for source in seeds.section("sources")] == ["0202-11"]


def test_line_ends_of_windows_count_as_lines(tmp_path):
    text = (ACTOR % "name: A,\n  hue: red").replace("\n", "\r\n")
    assert_begin(complaints(write(tmp_path, {"f.yaml": text})), ["f.yaml:3: actors[0].hue: "])


@pytest.mark.parametrize("name", [".", "not-there", "notes.txt", "not-there.yaml"])
def test_a_path_without_seed_files_is_refused(tmp_path, name):
    (tmp_path / "notes.md").touch()
    (tmp_path / "notes.txt").mkdir()
    with pytest.raises(SeedError, match="holds no seed file"):
        read_seeds(tmp_path / name)


def test_files_are_read_in_natural_order_and_hidden_ones_are_not(tmp_path):
    names = [
        "point-10.yaml",
        "point-2.yaml",
        "a/point-1.yml",
        ".git/x.yaml",
        ".x.yaml",
        "notes.md",
        "b10/1.yaml",
        "b9/1.yaml",
    ]
    write(
        tmp_path, {name: f"actors: [{{slug: a{index}, name: {name}, kind: other}}]" for index, name in enumerate(names)}
    )
    (tmp_path / "folder.yaml").mkdir()
    found = [actor.name for actor in checked(tmp_path).section("actors")]
    assert found == ["a/point-1.yml", "b9/1.yaml", "b10/1.yaml", "point-2.yaml", "point-10.yaml"]


def test_one_file_may_be_read_alone(tmp_path):
    write(tmp_path, {"a.yaml": ACTOR % "name: A", "b.yaml": "is: [not read"})
    assert len(checked(tmp_path / "a.yaml")) == 1


def test_a_key_in_two_files_is_refused_naming_both(tmp_path):
    found = complaints(write(tmp_path, {"a.yaml": ACTOR % "name: A", "b.yaml": "\n" + ACTOR % "name: B"}))
    assert_begin(found, [f"b.yaml:3: actors[0].slug: 'a' is given already in {'a.yaml:2'}"])


def test_all_that_is_wrong_in_all_files_is_told_at_once(tmp_path):
    texts = {
        "a.yaml": "actors: [",
        "b.yaml": ACTOR % "name: A, hue: red, note: [B]",
        "c.yaml": b"\xff",
        "d.yaml": SOURCE % "yesterday",
    }
    assert_begin(
        complaints(write(tmp_path, texts)),
        [
            "a.yaml:",
            "b.yaml:2: actors[0].note: ",
            "b.yaml:2: actors[0].hue: ",
            "c.yaml:",
            "d.yaml:2: sources[0].published: ",
        ],
    )


def test_a_reference_that_leads_nowhere_is_told_beside_a_value_that_is_wrong(tmp_path):
    found = complaints(write(tmp_path, {"a.yaml": ACTOR % "name: A, hue: red", "b.yaml": SOURCE % "2021"}))
    assert_begin(found, ["a.yaml:2: actors[0].hue: ", "b.yaml:2: sources[0].publisher: leads to no publisher: 'p'"])


@pytest.fixture
def worked_example(tmp_path):
    """Return a folder with the files that seeds/README.md shows."""
    blocks = re.findall(r"```yaml\n(# (\S+)\n.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return write(tmp_path / "seeds", {name: text for text, name in blocks})


def test_the_worked_example_shows_every_section_and_every_kind_of_deadline(worked_example):
    seeds = checked(worked_example)
    deadlines = {deadline.kind for clause in seeds.section("clauses") for deadline in clause.deadlines}
    assert deadlines == set(DeadlineKind)
    assert [section for section in IDENTIFIERS if not list(seeds.section(section))] == []
    assert any("defaults:" in file.read_text(encoding="utf-8") for file in worked_example.rglob("*.yaml"))


@pytest.mark.django_db
def test_the_worked_example_loads(worked_example):
    assert load_seeds(worked_example).total("created") == len(read_seeds(worked_example)) > 10


def test_the_worked_example_of_a_problem_is_what_the_check_says(worked_example):
    file = worked_example / "2019-lake" / "evidence.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("to: 2019-lake/1.a", "to: 2019-lake/1.z"), encoding="utf-8"
    )
    quoted = re.search(r"^    seeds/(.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert quoted[1] in complaints(worked_example)
