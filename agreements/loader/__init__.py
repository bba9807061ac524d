"""Seed entries into the database: one transaction, idempotent, and never over an edit made by hand unless told."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from agreements.loader.lookup import Lookup, known_identifiers
from agreements.loader.stored import stored_entries
from agreements.loader.writing import WRITERS, drop_deadlines
from agreements.models import Clause, SeedRecord
from agreements.models.audit import batched_trail, hold_trail
from agreements.models.seeding import CHANGE_REASON
from agreements.seedfiles import IDENTIFIERS, Known, Problem, SeedError, SeedSet, check_seeds, read_seeds
from agreements.seedfiles.reading import Document
from agreements.seedfiles.references import identifier
from agreements.seedfiles.schema import AssessmentSeed, ClauseSeed, DeadlineSeed, Entry

__all__ = ["LoadReport", "Outcome", "check", "load_seeds"]

Progress = Callable[[int, int], None]
ORDER = "order"
"""The section under which the order of an agreement's clauses is remembered."""


class Outcome(StrEnum):
    """What happened to one entry."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept as edited by hand"
    CONFLICT = "conflict"


@dataclass(slots=True)
class LoadReport:
    """What a load did: how many entries of each section met each outcome, and what an editor should look at."""

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def total(self, outcome: Outcome) -> int:
        """Return how many entries of all sections met an outcome."""
        return sum(count[outcome] for count in self.counts.values())


def check(path: Path, known: Known | None = None) -> SeedSet:
    """Return the checked entries at `path`; raise SeedError naming every problem. Without `known`, ask the database."""
    seeds = read_seeds(path)
    check_seeds(seeds, known_identifiers() if known is None else known)
    return seeds


def load_seeds(
    path: Path, *, dry_run: bool = False, overwrite: bool = False, progress: Progress = lambda done, total: None
) -> LoadReport:
    """Load the seed files at `path` and return what was done; raise SeedError, changing nothing, where they are bad.

    A row that was edited by hand since it was last loaded stays as it is: where its seed entry changed as well,
    that is a conflict and reported. With `overwrite` the seed entry wins. With `dry_run` nothing is kept.
    """
    seeds = check(path)
    report = LoadReport()
    with transaction.atomic():
        hold_trail()
        with batched_trail():
            _Load(seeds, root=str(path.resolve()), overwrite=overwrite, report=report, progress=progress).run()
        if dry_run:
            transaction.set_rollback(True)
    return report


class _Load:
    """One run of the loader."""

    def __init__(self, seeds: SeedSet, *, root: str, overwrite: bool, report: LoadReport, progress: Progress) -> None:
        self.seeds = seeds
        self.root = root
        self.overwrite = overwrite
        self.report = report
        self.progress = progress
        self.lookup = Lookup()
        self.done = 0
        self.problems: list[Problem] = []
        self.written_clauses: list[tuple[Document, int, Entry]] = []
        self.records = {(row.section, row.identifier): row for row in SeedRecord.objects.all()}

    def run(self) -> None:
        """Load every section, then say what is no longer in the files."""
        for section in IDENTIFIERS:
            self._load_section(section)
        for document, index, entry in self.written_clauses:
            self._write(document, "clauses", index, entry, drop_deadlines)
        self._stop_if_refused()
        self._order_clauses()
        loaded = {(section, identifier(section, entry)) for _, section, _, entry in self.seeds.found}
        gone = [
            (section, name)
            for (section, name), row in self.records.items()
            if section != ORDER and row.root == self.root and (section, name) not in loaded
        ]
        for section, name in gone:
            self._settle(section, name)
        self.report.gone = sorted(f"{section} {name}" for section, name in gone if name in self.lookup.section(section))

    def _load_section(self, section: str) -> None:
        """Decide for every entry of a section what is to be done with it, and do it."""
        places = [place for place in self.seeds.found if place[1] == section]
        if not places:
            return
        stored = stored_entries(section)
        outcomes = self.report.counts.setdefault(section, Counter())
        to_write: list[tuple[Document, int, Entry]] = []
        for document, _, index, entry in sorted(places, key=_depth):
            name = identifier(section, entry)
            outcome = self._outcome(section, name, entry, stored)
            outcomes[outcome] += 1
            if outcome in {Outcome.CREATED, Outcome.CHANGED}:
                to_write.append((document, index, entry))
            if outcome is Outcome.CONFLICT:
                place = f"{document.path}:{document.line_of((section, index))}"
                self._tell_conflict(section, name, f"{place}: {section} {name} changed here and by hand: left alone")
            elif outcome is Outcome.KEPT:
                self._settle(section, name)
            else:
                self._remember(section, name, entry)
            self.done += 1
            self.progress(self.done, len(self.seeds))
        for write in WRITERS[section]:
            for document, index, entry in to_write:
                self._write(document, section, index, entry, write)
        self._stop_if_refused()
        if section == "clauses":
            self.written_clauses = to_write

    def _stop_if_refused(self) -> None:
        """Raise SeedError with all that was refused so far; the next section would only repeat it."""
        if self.problems:
            raise SeedError(self.problems)

    def _outcome(self, section: str, name: str, entry: Entry, stored: dict[str, Entry | None]) -> Outcome:
        """Return what is to be done with an entry, given the rows as they are and as they were last loaded."""
        if name not in stored:
            return Outcome.CREATED
        current = stored[name]
        if current is not None and _normal(current) == _normal(entry):
            return Outcome.UNCHANGED
        record = self.records.get((section, name))
        if self.overwrite or (record is not None and current is not None and record.digest == _digest(current)):
            return Outcome.CHANGED
        if record is not None and record.digest == _digest(entry):
            return Outcome.KEPT
        return Outcome.CONFLICT

    def _write(
        self, document: Document, section: str, index: int, entry: Entry, write: Callable[[Entry, Lookup], None]
    ) -> None:
        """Write one entry; whatever the database refuses is reported with its place."""
        try:
            with transaction.atomic():
                write(entry, self.lookup)
        except ValidationError as error:
            self.problems.append(document.problem((section, index), "; ".join(error.messages)))
        except ProtectedError as error:
            message = (
                f"takes away what others rest on: {', '.join(sorted(str(row) for row in error.protected_objects))}"
            )
            self.problems.append(document.problem((section, index), message))
        except DatabaseError as error:
            message = f"is refused by the database: {str(error).splitlines()[0]}"
            self.problems.append(document.problem((section, index), message))

    def _remember(self, section: str, name: str, entry: Entry) -> None:
        """Keep the fingerprint of an entry as loaded; whatever conflict there was is settled."""
        self._keep(section, name, digest=_digest(entry), root=self.root, conflict="")

    def _settle(self, section: str, name: str) -> None:
        """Note that an entry is in conflict no longer."""
        if self.records[section, name].conflict:
            self._keep(section, name, conflict="")

    def _tell_conflict(self, section: str, name: str, message: str) -> None:
        """Report a conflict, and keep it for the reviewers' desk until a load finds it settled."""
        self.report.conflicts.append(message)
        self._keep(section, name, root=self.root, conflict=message)

    def _keep(self, section: str, name: str, **columns: str) -> None:
        """Keep what is to be remembered of an entry; saves only what differs."""
        row = self.records.setdefault((section, name), SeedRecord(section=section, identifier=name))
        if any(getattr(row, column) != value for column, value in columns.items()):
            for column, value in columns.items():
                setattr(row, column, value)
            row.save()

    def _order_clauses(self) -> None:
        """Put the clauses of every agreement that the files hold whole into the order of the files.

        An order made by hand since the last load is kept; where the files changed theirs as well, that is a conflict.
        """
        references = [entry.ref for entry in self.seeds.section("clauses") if isinstance(entry, ClauseSeed)]
        for slug in dict.fromkeys(reference.partition("/")[0] for reference in references):
            stored = Clause.objects.filter(agreement__slug=slug).select_related("agreement").order_by("position", "pk")
            rows = {row.reference: row for row in stored}
            wanted = [reference for reference in references if reference in rows]
            record = self.records.setdefault((ORDER, slug), SeedRecord(section=ORDER, identifier=slug))
            is_by_hand = record.digest not in {"", _order_digest([*rows])}
            if len(wanted) != len(rows) or (is_by_hand and not self.overwrite):
                if is_by_hand and record.digest != _order_digest(wanted):
                    message = f"{slug}: the order of its clauses changed here and by hand: left alone"
                    self._tell_conflict(ORDER, slug, message)
                continue
            self._place(wanted, rows)
            self._keep(ORDER, slug, digest=_order_digest(wanted), root=self.root, conflict="")

    def _place(self, wanted: list[str], rows: dict[str, Clause]) -> None:
        """Give clauses the positions of the order wanted."""
        for position, reference in enumerate(wanted):
            row = rows[reference]
            if row.position != position:
                row.position = position
                row._change_reason = CHANGE_REASON
                row.save()


def _depth(place: tuple[Document, str, int, Entry]) -> int:
    """Return how deep a clause lies, so that parents are written before their children; 0 for anything else."""
    entry = place[3]
    return entry.number.count(".") if isinstance(entry, ClauseSeed) else 0


def _order_digest(references: list[str]) -> str:
    """Return the fingerprint of an order."""
    return hashlib.sha256("\n".join(references).encode()).hexdigest()


def _normal(entry: Entry) -> Entry:
    """Return the entry with sets that have no order put into one."""
    if isinstance(entry, AssessmentSeed):
        return entry.model_copy(update={"cites": tuple(sorted(entry.cites))})
    if isinstance(entry, ClauseSeed):
        return entry.model_copy(update={"deadlines": tuple(_normal_deadline(deadline) for deadline in entry.deadlines)})
    return entry


def _normal_deadline(deadline: DeadlineSeed) -> DeadlineSeed:
    """Return the deadline with those who agreed to a change in one order."""
    changes = (change.model_copy(update={"agreed_by": tuple(sorted(change.agreed_by))}) for change in deadline.changes)
    return deadline.model_copy(update={"changes": tuple(changes)})


def _digest(entry: Entry) -> str:
    """Return the fingerprint of an entry; fields at their defaults do not count, so new fields change nothing."""
    return hashlib.sha256(_normal(entry).model_dump_json(exclude_defaults=True).encode()).hexdigest()
