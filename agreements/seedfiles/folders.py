"""Folders of seed files, read into checked entries; what is wrong with a file does not hide the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from agreements.dates import OffsetError, SpanError
from agreements.seedfiles.reading import Document, KeyPath, Problem, SeedError, Tree
from agreements.seedfiles.references import IDENTIFIERS, Known, entries
from agreements.seedfiles.schema import Entry, SeedFile

DEFAULTED = {
    "evidence": ("entered_by", "entered_at"),
    "assessments": ("proposed_by", "approved_by", "decided_at", "method_version"),
}
"""What `defaults` of a file fills in, by section."""


@dataclass(frozen=True, slots=True)
class SeedSet:
    """All entries of a folder of seed files, each with its document and place, in the order of the files.

    `problems` are those of files that cannot be read; `unread` are the identifiers that such files seem to give.
    """

    found: tuple[tuple[Document, str, int, Entry], ...]
    files: tuple[tuple[Document, SeedFile], ...]
    problems: tuple[Problem, ...]
    unread: Known

    def section(self, name: str) -> Iterator[Entry]:
        """Yield the entries of one section."""
        return (entry for _, section, _, entry in self.found if section == name)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.found)


def read_seeds(path: Path) -> SeedSet:
    """Return the entries of one file or of every `*.yaml` below a folder; raise SeedError where there is none.

    Files that cannot be read are told by `check_seeds`, together with what is wrong between the others.
    """
    paths = seed_paths(path)
    if not paths:
        raise SeedError([Problem(path, 0, "", "holds no seed file: give a .yaml file or a folder with some")])
    problems: list[Problem] = []
    files: list[tuple[Document, SeedFile]] = []
    unread = Known()
    for document in map(Document, paths):
        problems.extend(document.problems)
        try:
            files.append((document, SeedFile.model_validate(_with_defaults(document.tree))))
        except ValidationError as error:
            problems.extend(_problems(document, error))
            _note_identifiers(document.tree, unread)
    found = tuple((document, *place) for document, seed_file in files for place in entries(seed_file))
    return SeedSet(found, tuple(files), tuple(problems), unread)


def _note_identifiers(tree: Tree, unread: Known) -> None:
    """Note what a file that cannot be read seems to give, so that references to it are not told as broken."""
    for section, name in IDENTIFIERS.items():
        rows = tree.get(section) if isinstance(tree, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict):
                continue
            unread.add(section, str(row.get(name)))
            deadlines = row.get("deadlines")
            for deadline in deadlines if isinstance(deadlines, list) else ():
                if isinstance(deadline, dict):
                    unread.add("deadlines", f"{row.get(name)}#{deadline.get('key')}")


def seed_paths(path: Path) -> list[Path]:
    """Return the seed files at `path` in reading order: point-2 comes before point-10."""
    if path.is_file():
        return [path]
    files = (file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"} and file.is_file())
    found = (file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts))
    return sorted(found, key=_natural)


def _natural(path: Path) -> tuple[tuple[int, str], ...]:
    """Return a sort key that counts digits as numbers."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", str(path)))


def _with_defaults(tree: Tree) -> Tree:
    """Return the values of a file with its `defaults` filled into evidence and assessments that leave them out."""
    if not isinstance(tree, dict) or not isinstance(tree.get("defaults"), dict):
        return tree
    filled = dict(tree)
    for section, names in DEFAULTED.items():
        defaults = {name: tree["defaults"][name] for name in names if name in tree["defaults"]}
        rows = tree.get(section)
        if isinstance(rows, list):
            filled[section] = [defaults | row if isinstance(row, dict) else row for row in rows]
    return filled


def _problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Yield the problems pydantic found, in an editor's words."""
    for found in error.errors(include_url=False):
        key_path: KeyPath = tuple(part for part in found["loc"] if isinstance(part, (str, int)))
        cause = found.get("ctx", {}).get("error")
        message = str(cause) if isinstance(cause, (SpanError, OffsetError, ValueError)) else found["msg"]
        value = found["input"]
        shown = f" (found {value!r})" if isinstance(value, str) and found["type"] != "value_error" else ""
        yield document.problem(key_path, _PLAIN.get(found["type"], message) + shown)


_PLAIN = {
    "extra_forbidden": "is not a known key here: check its spelling or take it out",
    "missing": "is missing",
    "too_short": "needs at least one entry",
    "model_type": "should be a mapping of keys and values",
    "tuple_type": "should be a list",
}
