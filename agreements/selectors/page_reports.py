"""What single pages show beside the reports of agreements and clauses."""

from dataclasses import dataclass
from datetime import date

from agreements.choices import LinkKind, Performance, TextKind
from agreements.dates import Span
from agreements.selectors.evidence import EvidenceReport, SourceReport
from agreements.selectors.reports import AgreementReport, AssessmentReport, ClauseReport, DeadlineReport
from agreements.timelines import Spell


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

    actor: str
    text: str
    about: str
    source: SourceReport


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """An agreement as of a day, and what actors say that it means as a whole."""

    agreement: AgreementReport
    readings: tuple[ReadingReport, ...]


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


@dataclass(frozen=True, slots=True)
class ClausePage:
    """Everything about one clause as of a day."""

    agreement: AgreementReport
    clause: ClauseReport
    children: tuple[ClauseReport, ...]
    assessments: tuple[AssessmentReport, ...]
    corrected: frozenset[str]
    withdrawn: tuple[WithdrawnReport, ...]
    by_party: tuple[AssessmentReport, ...]
    timeline: tuple[Spell, ...]
    evidence: tuple[EvidenceReport, ...]
    changes: tuple[DeadlineChangeReport, ...]
    texts: tuple[ClauseTextReport, ...]
    readings: tuple[ReadingReport, ...]
    links: tuple[ClauseLinkReport, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All agreements as of a day."""

    agreements: tuple[AgreementReport, ...]
    upcoming: tuple[DeadlineReport, ...]
    overdue: tuple[DeadlineReport, ...]
    met_late: tuple[DeadlineReport, ...]
    disputed: tuple[ClauseReport, ...]
    verdicts: tuple[tuple[ClauseReport, AssessmentReport], ...]
    evidence: tuple[EvidenceReport, ...]
