"""Everything about one piece of evidence as of a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from agreements.choices import AssessmentState, Performance, Stance
from agreements.dates import AsOf
from agreements.models import Assessment, Citation, Evidence
from agreements.selectors.evidence import CitationReport, EvidenceReport, evidence_report
from agreements.selectors.revision import current_revision


@dataclass(frozen=True, slots=True)
class SaidReport:
    """The sources that take one stance on a fact."""

    stance: Stance
    citations: tuple[CitationReport, ...]


@dataclass(frozen=True, slots=True)
class RestingReport:
    """A judgement that cites a piece of evidence."""

    key: str
    agreement: str
    number: str
    heading: str
    party: str
    effective_on: date
    performance: Performance

    @property
    def reference(self) -> str:
        """Return the public name of the clause."""
        return f"{self.agreement}/{self.number}"


@dataclass(frozen=True, slots=True)
class AcceptanceReport:
    """Who accepted a piece of evidence, and when; `is_by_one` where the same person had entered it."""

    by: str
    at: datetime
    is_by_one: bool


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """One piece of evidence, who asserts and who denies it, and the judgements that rest on it.

    Who accepted it is not known of what came with the seeds.
    """

    evidence: EvidenceReport
    accepted: AcceptanceReport | None
    said: tuple[SaidReport, ...]
    resting: tuple[RestingReport, ...]
    revision: int

    @property
    def documents(self) -> int:
        """Return on how many documents the fact rests."""
        return len({citation.source.key for citation in self.evidence.citations})


def evidence_page(key: str, *, as_of: AsOf) -> EvidencePage:
    """Return everything about one piece of evidence as of a day; raise UnknownEvidenceError where none is public."""
    evidence = evidence_report(key, as_of=as_of)
    said = ((stance, tuple(one for one in evidence.citations if one.stance is stance)) for stance in Stance)
    return EvidencePage(
        evidence=evidence,
        accepted=_acceptance(key),
        said=tuple(SaidReport(stance, citations) for stance, citations in said if citations),
        resting=tuple(_resting(key, as_of)),
        revision=current_revision().number,
    )


def _acceptance(key: str) -> AcceptanceReport | None:
    """Return who accepted a piece of public evidence; None where that is not known."""
    row = Evidence.objects.select_related("decided_by").get(key=key)
    if row.decided_by is None or row.decided_at is None:
        return None
    by = row.decided_by.get_full_name() or row.decided_by.get_username()
    return AcceptanceReport(by, row.decided_at, is_by_one=row.decided_by_id == row.entered_by_id)


def _resting(key: str, as_of: AsOf) -> Iterator[RestingReport]:
    """Yield the judgements that count and cite a piece of evidence, by their day of effect.

    A judgement counts where all that it cites was known, as `AssessmentFact.counts` says.
    """
    known = Citation.objects.filter(evidence=OuterRef("evidence"), source__published_latest_on__lte=as_of.known_on)
    unknown = Assessment.cited.through.objects.filter(~Exists(known), assessment=OuterRef("pk"))
    approved = Assessment.objects.filter(state=AssessmentState.APPROVED, effective_on__lte=as_of.on, cited__key=key)
    rows = approved.filter(~Exists(unknown)).select_related("clause__agreement", "party")
    for row in rows.order_by("effective_on", "decided_at", "pk"):
        yield RestingReport(
            key=row.key,
            agreement=row.clause.agreement.slug,
            number=row.clause.number,
            heading=row.clause.heading,
            party=row.party.name if row.party else "",
            effective_on=row.effective_on,
            performance=Performance(row.performance),
        )
