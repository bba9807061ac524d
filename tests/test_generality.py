"""No module, template or script names anything of the agreements that the project ships with."""

import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from agreements.choices import ActorKind
from agreements.seedfiles import SeedSet
from agreements.seedfiles.references import identifier

ROOTS = ("agreements", "tracker")
SUFFIXES = {".py", ".html", ".txt", ".css", ".js", ".json", ".svg", ".xml"}
IDENTIFIED = ("actors", "names", "publishers", "sources", "agreements", "clauses", "readings", "indicators", "evidence")
NAMED = {
    "actors": ("name", "other_names"),
    "names": ("label", "usages"),
    "publishers": ("name",),
    "sources": ("title",),
    "agreements": ("title", "aliases", "place"),
    "indicators": ("name",),
    "evidence": ("place",),
}
"""The fields of each section, besides its identifier, that hold a name or a title."""

DEMONYMS = ("n", "i")
"""What makes an adjective of the name of a state, as in Utopian and Utopi."""

SPARED = {
    "pa-x": "names the public coding scheme that the topics and the field pax_id follow, whatever the agreement",
    "pa-x peace agreements database": "the same, in full",
    "displaced-persons": "ordinary English for a group of people, in the label of a topic of that coding scheme",
}
"""Names that the seeds hold and that the code may say, each with the reason."""

KNOWN = {
    "actors": {"armenia", "armenian", "azerbaijani", "russian federation", "icrc", "fsb-border-guard-service"},
    "names": {"nagorno-karabakh", "stepanakert", "khankendi", "artsakh", "laçın", "syunik", "zangezur"},
    "publishers": {"tass", "oc media"},
    "agreements": {"2020-11-10", "2021-01-11", "moscow statement of 11 january 2021"},
    "clauses": {"2020-11-10/6.g", "2021-01-11/4"},
    "evidence": {"yerevan"},
}
AT_LEAST = 800


def needles(seeds: SeedSet, *, spared: Collection[str] = SPARED) -> dict[str, set[str]]:
    """Return what must not be named, in small letters, by the section of the seeds that it comes from."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for section in IDENTIFIED:
        for entry in seeds.section(section):
            names = {identifier(section, entry), *_names(entry, NAMED.get(section, ()))}
            if getattr(entry, "kind", None) is ActorKind.STATE:
                names |= {name + ending for name in names for ending in DEMONYMS}
            found[section] |= {name.casefold() for name in names if re.search(r"[^\W_]", name)} - set(spared)
    return dict(found)


def _names(entry: object, fields: tuple[str, ...]) -> Iterator[str]:
    """Yield the names in some fields of an entry; what sides call a place differently is given whole and in parts."""
    for field in fields:
        value = getattr(entry, field)
        for item in value if isinstance(value, tuple) else (value,):
            name = getattr(item, "wording", item)
            yield name
            if field in {"label", "usages"}:
                yield from (part.strip() for part in re.split(r"[/;,()]", name))


def words(text: str) -> list[tuple[int, str]]:
    """Return the words of a text in small letters, each with its place; `anAlias_or-so` has four."""
    return [(match.start(), match[0].casefold()) for match in _WORD.finditer(text)]


_WORD = re.compile(r"[^\W_]+?(?:(?<=[a-z])(?=[A-Z])|(?![^\W_]))")


def findings(folder: Path, names: Collection[str]) -> set[str]:
    """Return every place below the folder's `agreements` and `tracker` that says one of the names in whole words."""
    wanted: defaultdict[str, list[list[str]]] = defaultdict(list)
    for name in names:
        needle = [word for _, word in words(name)]
        wanted[needle[0]].append(needle)
    found: set[str] = set()
    for path in _files(folder):
        text = f"{path.read_text(encoding='utf-8')}\n{path.relative_to(folder)}"
        places, said = zip(*words(text), strict=True)
        for index, word in enumerate(said):
            for needle in wanted.get(word, ()):
                if list(said[index : index + len(needle)]) == needle:
                    line = text.count("\n", 0, places[index]) + 1
                    found.add(f"{path.relative_to(folder)}:{line}: {' '.join(needle)}")
    return found


def _files(folder: Path) -> list[Path]:
    """Return the modules, templates and scripts, migrations included."""
    return sorted(path for root in ROOTS for path in (folder / root).rglob("*") if path.suffix in SUFFIXES)


@pytest.mark.parametrize("section", IDENTIFIED)
def test_no_file_names_anything_of_the_own_agreements(section: str, seeds: SeedSet) -> None:
    assert findings(settings.BASE_DIR, needles(seeds)[section]) == set()


def test_there_is_much_to_search_for_and_much_to_search(seeds: SeedSet) -> None:
    found = needles(seeds)
    assert {section: known - found[section] for section, known in KNOWN.items() if known - found[section]} == {}
    assert sum(map(len, found.values())) >= AT_LEAST
    searched = {str(path.relative_to(settings.BASE_DIR)) for path in _files(settings.BASE_DIR)}
    assert len(searched) >= 80
    assert {"agreements/rules.py", "agreements/templates/agreements/base.html", "tracker/settings.py"} <= searched
    assert {"agreements/migrations/0001_record.py", "agreements/static/agreements/tracker.css"} <= searched


def test_every_spared_name_is_in_the_seeds_and_in_the_code(seeds: SeedSet) -> None:
    assert SPARED.keys() <= set().union(*needles(seeds, spared=()).values())
    assert not [name for name in SPARED if not findings(settings.BASE_DIR, {name})]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with copies of everything that is searched."""
    folder = tmp_path_factory.mktemp("copy")
    for path in _files(settings.BASE_DIR):
        there = folder / path.relative_to(settings.BASE_DIR)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, there)
    return folder


@pytest.mark.parametrize(
    ("name", "text", "planted"),
    [
        pytest.param("agreements/choices.py", 'PARTY = "armenia"', "armenia", id="a slug in a module"),
        pytest.param("agreements/rules.py", "azerbaijani_claims = 1", "azerbaijani", id="a word within a variable"),
        pytest.param("agreements/facts.py", "class RussianFact: ...", "russian", id="a word within a class"),
        pytest.param("agreements/dates.py", "date(2020, 11, 10)", "2020 11 10", id="a slug as a date"),
        pytest.param("agreements/views.py", "# See 2020-11-10/6.g.", "2020 11 10 6 g", id="a clause in a comment"),
        pytest.param("agreements/migrations/0001_record.py", "'Yerevan'", "yerevan", id="a place in a migration"),
        pytest.param("agreements/templates/agreements/base.html", "a LACHIN\n Road", "lachin road", id="over lines"),
        pytest.param("agreements/static/agreements/tracker.css", ".is-syunik {}", "syunik", id="a class of a style"),
        pytest.param("agreements/static/agreements/icon.svg", "<!-- Şuşa -->", "şuşa", id="letters beyond ASCII"),
        pytest.param("agreements/planted.json", '{"on": "Stepanakert"}', "stepanakert", id="half of a double name"),
        pytest.param("agreements/planted.js", "// Russian peacekeepers", "russian peacekeepers", id="a script"),
        pytest.param("tracker/khankendi.py", "x", "khankendi", id="the name of a file"),
    ],
)
def test_a_planted_name_is_found(name: str, text: str, planted: str, seeds: SeedSet, copy: Path) -> None:
    names = set().union(*needles(seeds).values())
    before = findings(copy, names)
    path = copy / name
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{kept}\n{text}\n", encoding="utf-8")
    after = findings(copy, names) - before
    assert [place for place in after if place.startswith(f"{name}:") and place.endswith(f": {planted}")]


@pytest.mark.parametrize("text", ["disarmament", "lachine", "12020-11-101", "a truss, a russet coat and a francium"])
def test_a_name_within_a_longer_word_is_not_found(text: str, seeds: SeedSet, tmp_path: Path) -> None:
    (tmp_path / "agreements").mkdir()
    (tmp_path / "agreements" / "innocent.py").write_text(text, encoding="utf-8")
    assert findings(tmp_path, set().union(*needles(seeds).values())) == set()
