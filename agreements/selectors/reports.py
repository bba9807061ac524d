"""What readers get: frozen reports that every page, export and feed renders."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agreements.choices import Basis, DeadlineKind, ObligationKind, RoleKind, Timeliness
from agreements.dates import AsOf, Span
from agreements.rules import Tally, Verdict
from agreements.topics import Topic


@dataclass(frozen=True, slots=True)
class RoleReport:
    """What an actor is to a clause."""

    actor: str
    name: str
    role: RoleKind
    basis: Basis
    note: str


@dataclass(frozen=True, slots=True)
class DeadlineReport:
    """A deadline as of a day."""

    agreement: str
    number: str
    heading: str
    key: str
    label: str
    kind: DeadlineKind
    due_on: date
    original_on: date
    notice_on: date | None
    inclusive: bool
    time_zone: str
    timeliness: Timeliness
    original_timeliness: Timeliness
    done: Span | None
    ended_on: date | None
    days: int | None
    original_days: int | None
    note: str

    @property
    def reference(self) -> str:
        """Return the public name of the deadline."""
        return f"{self.agreement}/{self.number}#{self.key}"

    @property
    def is_moved(self) -> bool:
        """Return whether the last day had been changed."""
        return self.due_on != self.original_on

    @property
    def outcome(self) -> str:
        """Return in words how far from its last day it was met, or the clause ended; empty where neither is known."""
        if self.days is None:
            return ""
        if self.ended_on is not None:
            return f"the clause ended on {self.ended_on}, {distance(self.days)}"
        moved = self.is_moved and self.original_days is not None
        against_first = f", {distance(self.original_days)} as first set" if moved else ""
        return f"met on {self.done}, {distance(self.days)}{against_first}"


def distance(days: int) -> str:
    """Return in words how many days after a last day, or before it where negative, something happened."""
    if days == 0:
        return "on the last day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'after' if days > 0 else 'before'} the last day"


@dataclass(frozen=True, slots=True)
class AssessmentReport:
    """The words of a judgement; what it says on the axes stands in the rules' own values.

    `is_by_one` where one person proposed and approved it, as a team of one may.
    """

    key: str
    party: str
    effective_on: date
    decided_at: datetime
    performance: str
    correspondence: str
    confidence: str
    rationale: str
    limits: str
    method_version: str
    proposed_by: str
    approved_by: str
    is_by_one: bool
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseReport:
    """One clause as of a day; a point that holds other clauses has no verdict of its own."""

    agreement: str
    number: str
    depth: int
    heading: str
    duty: str
    obligation: ObligationKind | None
    topic: Topic | None
    note: str
    roles: tuple[RoleReport, ...]
    deadlines: tuple[DeadlineReport, ...]
    verdict: Verdict | None
    assessment: AssessmentReport | None
    evidence_keys: tuple[str, ...]
    source_keys: tuple[str, ...]
    evidence_for: int
    evidence_against: int
    last_evidence: Span | None

    @property
    def reference(self) -> str:
        """Return the public name of the clause."""
        return f"{self.agreement}/{self.number}"

    @property
    def obliged(self) -> tuple[RoleReport, ...]:
        """Return who owes the duty."""
        return tuple(role for role in self.roles if role.role is RoleKind.OBLIGED)

    @property
    def evidence_count(self) -> int:
        """Return how many pieces of evidence bear on the clause."""
        return len(self.evidence_keys)


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """An agreement as of a day, clause by clause.

    Where only some clauses were asked for, `clauses` and `tally` are theirs, and `narrowed_by` says by what, in words.
    """

    slug: str
    title: str
    aliases: tuple[str, ...]
    signed_on: date
    in_force_at: datetime
    in_force_on: date
    time_zone: str
    place: str
    summary: str
    official_url: str
    pax_id: int | None
    covered_until: date | None
    parties: tuple[tuple[str, str], ...]
    clauses: tuple[ClauseReport, ...]
    tally: Tally
    as_of: AsOf
    narrowed_by: tuple[tuple[str, str], ...] = ()

    @property
    def in_force_local(self) -> datetime:
        """Return the instant of entry into force on the clock of the agreement."""
        return self.in_force_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def is_beyond_record(self) -> bool:
        """Return whether the day asked about lies after the latest day that the sources of the record reach."""
        return self.covered_until is not None and self.as_of.on > self.covered_until

    @property
    def leaves(self) -> tuple[ClauseReport, ...]:
        """Return the clauses that are assessed."""
        return tuple(clause for clause in self.clauses if clause.verdict is not None)

    @property
    def disputed(self) -> tuple[ClauseReport, ...]:
        """Return the clauses that are disputed."""
        return tuple(clause for clause in self.leaves if clause.verdict.status.disputed)

    @property
    def leaves_by_performance(self) -> tuple[ClauseReport, ...]:
        """Return the clauses that are assessed, in the published order of performance."""
        order = {performance: place for place, (performance, _) in enumerate(self.tally.counts)}
        return tuple(sorted(self.leaves, key=lambda clause: order[clause.verdict.status.performance]))

    @property
    def deadlines(self) -> tuple[DeadlineReport, ...]:
        """Return the deadlines of all clauses, by day and then in the order of the text."""
        found = (deadline for clause in self.clauses for deadline in clause.deadlines)
        return tuple(sorted(found, key=lambda deadline: deadline.due_on))
