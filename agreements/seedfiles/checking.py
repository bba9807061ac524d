"""What must hold between all entries of a set of seed files and what the database holds already."""

from collections.abc import Iterator

from agreements.seedfiles.folders import SeedSet
from agreements.seedfiles.reading import Problem, SeedError
from agreements.seedfiles.references import (
    IDENTIFIERS,
    Known,
    broken_references,
    circular_anchors,
    deadline_references,
    identifier,
    inconsistencies,
    parent_reference,
)
from agreements.seedfiles.schema import ClauseSeed, SourceSeed


def check_seeds(seeds: SeedSet, known: Known) -> None:
    """Raise SeedError naming every file that cannot be read, double name, broken reference and inconsistency.

    `known` holds what references may lead to besides the files themselves, and is added to.
    """
    problems = [*seeds.problems, *_given_twice(seeds)]
    for section, identifiers in seeds.unread.identifiers.items():
        known.identifiers[section] |= identifiers
    for _, section, _, entry in seeds.found:
        known.add(section, identifier(section, entry))
        if isinstance(entry, ClauseSeed):
            own = f"{entry.ref}#"
            kept = {name for name in known.identifiers["deadlines"] if not name.startswith(own)}
            known.identifiers["deadlines"] = kept | set(deadline_references(entry))
    problems.extend(_problems_between(seeds, known))
    if problems:
        raise SeedError(problems)


def _given_twice(seeds: SeedSet) -> Iterator[Problem]:
    """Yield every name, and every address of a source, that was given before."""
    first_seen: dict[tuple[str, str], str] = {}
    for document, section, index, entry in seeds.found:
        names = {IDENTIFIERS[section]: (section, identifier(section, entry))}
        if isinstance(entry, SourceSeed) and entry.url:
            names["url"] = ("address", entry.url)
        for field, name in names.items():
            if name in first_seen:
                message = f"{name[1]!r} is given already in {first_seen[name]}: keep one"
                yield document.problem((section, index, field), message)
            first_seen.setdefault(name, f"{document.path}:{document.line_of((section, index))}")


def _problems_between(seeds: SeedSet, known: Known) -> Iterator[Problem]:
    """Yield broken references and inconsistencies of all files."""
    parents = {parent_reference(reference) for reference in known.identifiers["clauses"]}
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
