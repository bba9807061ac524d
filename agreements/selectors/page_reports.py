"""What single pages show beside the reports of agreements and clauses."""

from dataclasses import dataclass
from datetime import date

from agreements.choices import LinkKind, Performance, TextKind
from agreements.dates import Span
from agreements.selectors.evidence import SourceReport


@dataclass(frozen=True, slots=True)
class ClauseName:
    """A clause as a link names it."""

    agreement: str
    number: str
    heading: str

    @property
    def reference(self) -> str:
        """Return the public name of the clause."""
        return f"{self.agreement}/{self.number}"


@dataclass(frozen=True, slots=True)
class WithdrawnReport:
    """A judgement that was approved and taken back since, with the public reason."""

    key: str
    party: str
    effective_on: date
    performance: Performance
    reason: str


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The latest day that the sources of some agreements reach; `agreements` is empty where that holds for all."""

    covered_until: date
    agreements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClauseTextReport:
    """A wording of a clause."""

    language: str
    kind: TextKind
    text: str
    source: SourceReport


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What an actor says that a clause means."""

    key: str
    actor: str
    text: str
    about: str
    source: SourceReport


@dataclass(frozen=True, slots=True)
class ClauseLinkReport:
    """A related clause and how it is related; `is_incoming` where it is the other clause that names this one."""

    agreement: str
    number: str
    heading: str
    kind: LinkKind
    is_incoming: bool
    note: str


@dataclass(frozen=True, slots=True)
class DeadlineChangeReport:
    """A change of a last day."""

    deadline: str
    due_on: date
    agreed: Span
    agreed_by: tuple[str, ...]
    source: SourceReport | None
    note: str
