"""What must hold between the entries of seed files: keys given once, references that lead somewhere, whole clauses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agreements.choices import AssessmentState, DeadlineKind, EvidenceState, Performance
from agreements.dates import Offset
from agreements.seedfiles.schema import (
    AgreementSeed,
    AssessmentSeed,
    ClauseSeed,
    DeadlineSeed,
    Entry,
    EvidenceSeed,
    NameSeed,
    SeedFile,
)

Place = tuple[str | int, ...]
Finding = tuple[Place, str]

IDENTIFIERS = {
    "actors": "slug",
    "names": "slug",
    "publishers": "slug",
    "sources": "key",
    "agreements": "slug",
    "clauses": "ref",
    "readings": "key",
    "indicators": "slug",
    "evidence": "key",
    "assessments": "key",
}
"""The sections of a seed file in the order they are loaded, and the field that names an entry for ever."""


@dataclass(slots=True)
class Known:
    """The identifiers that references may lead to, by kind: those of the files and those already in the database."""

    identifiers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, section: str, identifier: str) -> None:
        """Let references of this kind lead to `identifier`."""
        self.identifiers[section].add(identifier)

    def has(self, section: str, identifier: str | None) -> bool:
        """Return whether a reference leads somewhere; no reference is fine."""
        return identifier is None or identifier in self.identifiers[section]


def identifier(section: str, entry: Entry) -> str:
    """Return the permanent name of an entry of a section."""
    return str(getattr(entry, IDENTIFIERS[section]))


def entries(seed_file: SeedFile) -> Iterator[tuple[str, int, Entry]]:
    """Yield every entry of a file with its section and position, in the order of loading."""
    for section in IDENTIFIERS:
        for index, entry in enumerate(getattr(seed_file, section)):
            yield section, index, entry


def deadline_references(clause: ClauseSeed) -> Iterator[str]:
    """Yield the public names of the deadlines of a clause."""
    for deadline in clause.deadlines:
        yield f"{clause.ref}#{deadline.key}"


def parent_reference(reference: str) -> str | None:
    """Return the reference of the clause that contains `reference`, None for a point."""
    parent, dot, _ = reference.rpartition(".")
    return parent if dot and "/" in parent else None


def broken_references(seed_file: SeedFile, known: Known) -> Iterator[Finding]:
    """Yield every reference of a file that leads nowhere, with its place."""
    for section, index, entry in entries(seed_file):
        for place, kind, target in _references(entry):
            if not known.has(kind, target):
                yield (section, index, *place), f"leads to no {kind.removesuffix('s')}: {target!r}"


def _references(entry: Entry) -> Iterator[tuple[Place, str, str | None]]:
    """Yield place, section and identifier of everything an entry refers to."""
    for name, value in entry:
        section = REFERENCES.get((type(entry).__name__, name))
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Entry):
                    for place, kind, target in _references(item):
                        yield (name, index, *place), kind, target
                elif section:
                    yield (name, index), section, str(item)
        elif section and value is not None:
            yield (name,), section, str(value)


REFERENCES: Mapping[tuple[str, str], str] = {
    ("UsageSeed", "actor"): "actors",
    ("PublisherSeed", "affiliated_actor"): "actors",
    ("SourceSeed", "publisher"): "publishers",
    ("AgreementSeed", "parties"): "actors",
    ("RoleSeed", "actor"): "actors",
    ("MoveSeed", "agreed_by"): "actors",
    ("MoveSeed", "source"): "sources",
    ("DeadlineSeed", "anchor"): "deadlines",
    ("ClauseLinkSeed", "to"): "clauses",
    ("ClauseTextSeed", "source"): "sources",
    ("ReadingSeed", "ref"): "clauses",
    ("ReadingSeed", "actor"): "actors",
    ("ReadingSeed", "source"): "sources",
    ("CitationSeed", "source"): "sources",
    ("CitationSeed", "claimant"): "actors",
    ("EvidenceLinkSeed", "to"): "clauses",
    ("EvidenceLinkSeed", "party"): "actors",
    ("EvidenceLinkSeed", "meets"): "deadlines",
    ("FigureSeed", "indicator"): "indicators",
    ("FigureSeed", "source"): "sources",
    ("AssessmentSeed", "ref"): "clauses",
    ("AssessmentSeed", "party"): "actors",
    ("AssessmentSeed", "cites"): "evidence",
}


def circular_anchors(anchors: Mapping[str, str | None]) -> Iterator[str]:
    """Yield the deadlines, by public name, whose anchors lead back to themselves."""
    for deadline in anchors:
        seen = set()
        above: str | None = deadline
        while above is not None and above not in seen:
            seen.add(above)
            above = anchors.get(above)
        if above == deadline:
            yield deadline


def inconsistencies(entry: Entry, *, is_leaf: bool) -> Iterator[Finding]:
    """Yield what an entry says that does not fit together."""
    match entry:
        case AgreementSeed():
            yield from _twice("parties", list(entry.parties))
            if entry.covered_until and entry.covered_until < entry.signed_on:
                yield ("covered_until",), f"{entry.covered_until} lies before the signing: give the last day covered"
        case NameSeed():
            yield from _twice("usages", [f"{usage.wording} by {usage.actor}" for usage in entry.usages])
        case ClauseSeed():
            yield from _clause(entry, is_leaf=is_leaf)
        case EvidenceSeed():
            yield from _evidence(entry)
        case AssessmentSeed():
            yield from _assessment(entry, is_leaf=is_leaf)


def _clause(clause: ClauseSeed, *, is_leaf: bool) -> Iterator[Finding]:
    """Check that a leaf is a whole duty and that deadlines and roles are given once."""
    if is_leaf:
        for name in ("duty", "obligation", "topic"):
            if not getattr(clause, name):
                yield (), f"a clause without sub-clauses is assessed and needs its {name}"
    yield from _twice("deadlines", [deadline.key for deadline in clause.deadlines])
    yield from _twice("roles", [f"{role.actor} as {role.role}" for role in clause.roles])
    yield from _twice("links", [f"{link.kind} {link.to}" for link in clause.links])
    for index, link in enumerate(clause.links):
        if link.to == clause.ref:
            yield ("links", index, "to"), "leads to the clause itself: take it out"
    for index, deadline in enumerate(clause.deadlines):
        for message in _deadline(deadline):
            yield ("deadlines", index), message


def _deadline(deadline: DeadlineSeed) -> Iterator[str]:
    """Check that a deadline has exactly the fields of its kind."""
    is_fixed = deadline.kind is DeadlineKind.FIXED
    if is_fixed and deadline.due_on is None:
        yield "a fixed deadline needs due_on"
    if is_fixed and (deadline.offset or deadline.anchor):
        yield "a fixed deadline has no anchor and no offset: drop them or make it relative"
    if not is_fixed and deadline.due_on is not None:
        yield f"a {deadline.kind} deadline has no due_on of its own: it follows from anchor and offset"
    if not is_fixed and deadline.offset is None:
        yield f"a {deadline.kind} deadline needs an offset such as P1M"
    if deadline.notice and deadline.kind is not DeadlineKind.RENEWAL:
        yield "only a renewal has a notice period"
    if deadline.kind is DeadlineKind.RENEWAL and deadline.offset and not Offset.parse(deadline.offset).is_forwards:
        yield "a renewing term runs forwards, such as P5Y"
    if deadline.changes and deadline.kind is DeadlineKind.RENEWAL:
        yield "a renewal is not moved by a change: record a new deadline"


def _evidence(evidence: EvidenceSeed) -> Iterator[Finding]:
    """Check that figures come from cited sources and that refused evidence says why."""
    sources = {citation.source for citation in evidence.citations}
    for index, figure in enumerate(evidence.figures):
        if figure.source not in sources:
            yield ("figures", index, "source"), f"{figure.source!r} is not among the citations: cite the source too"
        if figure.proposed_value is not None and figure.flag is None:
            yield ("figures", index, "proposed_value"), "a proposed value needs a flag that says why"
    yield from _twice("links", [f"{link.to} for {link.party or 'all'}" for link in evidence.links])
    for index, link in enumerate(evidence.links):
        if link.meets and link.meets.partition("#")[0] != link.to:
            yield ("links", index, "meets"), f"{link.meets!r} is no deadline of {link.to}"
    if evidence.state in {EvidenceState.REJECTED, EvidenceState.RETRACTED} and not evidence.state_reason:
        yield ("state",), f"{evidence.state} evidence needs a state_reason"


def _assessment(assessment: AssessmentSeed, *, is_leaf: bool) -> Iterator[Finding]:
    """Check that a judgement is on a leaf, cites evidence and was decided by somebody."""
    if not is_leaf:
        yield ("ref",), f"{assessment.ref} has sub-clauses: assess those"
    if assessment.performance is Performance.NOT_REVIEWED:
        yield ("performance",), "not_reviewed is what no assessment means: leave the assessment out"
    if not assessment.cites and assessment.performance is not Performance.NO_EVIDENCE_FOUND:
        yield ("cites",), "a judgement cites the evidence it rests on"
    if assessment.state is AssessmentState.APPROVED and not (assessment.approved_by and assessment.decided_at):
        yield ("state",), "an approved assessment needs approved_by and decided_at"
    if assessment.state in {AssessmentState.SENT_BACK, AssessmentState.WITHDRAWN} and not assessment.state_reason:
        yield ("state",), f"a {assessment.state} assessment needs a state_reason"
    yield from _twice("cites", list(assessment.cites))


def _twice(name: str, values: list[str]) -> Iterator[Finding]:
    """Yield the places of values given a second time."""
    for index, value in enumerate(values):
        if value in values[:index]:
            yield (name, index), f"{value} is given twice: keep one"
