"""Seed files: YAML in folders, read into checked objects; every problem is reported with file, line and mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from agreements.dates import OffsetError, SpanError
from agreements.seedfiles.reading import Document, KeyPath, Problem, SeedError, Tree
from agreements.seedfiles.references import (
    IDENTIFIERS,
    Known,
    broken_references,
    circular_anchors,
    deadline_references,
    entries,
    identifier,
    inconsistencies,
    parent_reference,
)
from agreements.seedfiles.schema import ClauseSeed, Entry, SeedFile

__all__ = ["IDENTIFIERS", "Known", "Problem", "SeedError", "SeedSet", "check_seeds", "parent_reference", "read_seeds"]

DEFAULTED = {
    "evidence": ("entered_by", "entered_at"),
    "assessments": ("proposed_by", "approved_by", "decided_at", "method_version"),
}
"""What `defaults` of a file fills in, by section."""


@dataclass(frozen=True, slots=True)
class SeedSet:
    """All entries of a folder of seed files, each with its document and place, in the order of the files."""

    found: tuple[tuple[Document, str, int, Entry], ...]
    files: tuple[tuple[Document, SeedFile], ...]

    def section(self, name: str) -> Iterator[Entry]:
        """Yield the entries of one section."""
        return (entry for _, section, _, entry in self.found if section == name)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.found)


def read_seeds(path: Path) -> SeedSet:
    """Return the entries of one file or of every `*.yaml` below a folder; raise SeedError naming every problem."""
    paths = seed_paths(path)
    if not paths:
        raise SeedError([Problem(path, 0, "", "holds no seed file: give a .yaml file or a folder with some")])
    documents = [Document(found) for found in paths]
    problems = [problem for document in documents for problem in document.problems]
    files: list[tuple[Document, SeedFile]] = []
    for document in documents:
        try:
            files.append((document, SeedFile.model_validate(_with_defaults(document.tree))))
        except ValidationError as error:
            problems.extend(_problems(document, error))
    if problems:
        raise SeedError(problems)
    found = tuple((document, *place) for document, seed_file in files for place in entries(seed_file))
    return SeedSet(found, tuple(files))


def check_seeds(seeds: SeedSet, known: Known) -> None:
    """Raise SeedError naming every double key, broken reference and inconsistency.

    `known` holds what references may lead to besides the files themselves, and is added to.
    """
    problems: list[Problem] = []
    first_seen: dict[tuple[str, str], str] = {}
    parents = {parent_reference(reference) for reference in known.identifiers["clauses"]}
    for document, section, index, entry in seeds.found:
        name = identifier(section, entry)
        place = f"{document.path}:{document.line_of((section, index))}"
        if (section, name) in first_seen:
            message = f"{name!r} is given already in {first_seen[section, name]}: keep one"
            problems.append(document.problem((section, index, IDENTIFIERS[section]), message))
        first_seen.setdefault((section, name), place)
        known.add(section, name)
        if isinstance(entry, ClauseSeed):
            parents.add(parent_reference(entry.ref))
            for reference in deadline_references(entry):
                known.add("deadlines", reference)
    problems.extend(_problems_between(seeds, known, parents))
    if problems:
        raise SeedError(problems)


def _problems_between(seeds: SeedSet, known: Known, parents: set[str | None]) -> Iterator[Problem]:
    """Yield broken references and inconsistencies of all files."""
    whole = Known(
        identifiers=known.identifiers | {"clauses": known.identifiers["clauses"] | known.identifiers["agreements"]}
    )
    for document, seed_file in seeds.files:
        for key_path, message in broken_references(seed_file, whole):
            yield document.problem(key_path, message)
    anchors = {
        reference: deadline.anchor
        for entry in seeds.section("clauses")
        if isinstance(entry, ClauseSeed)
        for reference, deadline in zip(deadline_references(entry), entry.deadlines, strict=True)
    }
    circular = set(circular_anchors(anchors))
    for document, section, index, entry in seeds.found:
        reference = getattr(entry, "ref", None)
        if isinstance(entry, ClauseSeed):
            if not known.has("agreements", entry.agreement):
                yield document.problem((section, index, "ref"), f"leads to no agreement: {entry.agreement!r}")
            if not known.has("clauses", parent_reference(entry.ref)):
                message = f"needs its parent {parent_reference(entry.ref)!r} as a clause of its own"
                yield document.problem((section, index, "ref"), message)
            for place, deadline in enumerate(deadline_references(entry)):
                if deadline in circular:
                    message = f"{deadline!r} leads back to itself: let one deadline count from the entry into force"
                    yield document.problem((section, index, "deadlines", place, "anchor"), message)
        for key_path, message in inconsistencies(entry, is_leaf=reference not in parents):
            yield document.problem((section, index, *key_path), message)


def seed_paths(path: Path) -> list[Path]:
    """Return the seed files at `path` in reading order: point-2 comes before point-10."""
    if path.is_file():
        return [path]
    found = (
        file
        for file in path.rglob("*")
        if file.suffix in {".yaml", ".yml"} and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
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
