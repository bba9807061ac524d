"""One document as of a day, with everything in the record that rests on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import F

from agreements.choices import FigureFlag, Qualifier, TextKind
from agreements.copies import CaptureKind, CaptureOrigin
from agreements.dates import AsOf, Span
from agreements.models import Capture, Clause, ClauseText, DeadlineChange, Evidence, Figure, Reading, Source
from agreements.selectors.documents import language_name
from agreements.selectors.evidence import (
    CitationReport,
    EvidenceReport,
    SourceReport,
    evidence_reports,
    newest_first,
    plain_number,
    source_report,
)
from agreements.selectors.links import LinkReport, link_report
from agreements.selectors.lists import page_of
from agreements.selectors.sources import (
    PublisherReport,
    Resting,
    counted_citations,
    known_sources,
    one_publisher,
    weights,
)
from agreements.selectors.unknown import UnknownSourceError


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A piece of evidence with what one document says of it, and how many other citations it has."""

    evidence: EvidenceReport
    citations: tuple[CitationReport, ...]
    others: int


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A value as one document prints it, and the piece of evidence that it belongs to."""

    evidence: str
    occurred: Span
    indicator: str
    indicator_name: str
    unit: str
    value: str
    qualifier: Qualifier
    as_printed: str
    flag: FigureFlag | None
    proposed_value: str
    note: str


@dataclass(frozen=True, slots=True)
class ClauseMention:
    """Something besides evidence that rests on a document: whose, what it says, and on which clause, if on one."""

    agreement: str
    title: str
    number: str
    heading: str
    actor: str
    text: str

    @property
    def reference(self) -> str:
        """Return the public name of the clause, or of the agreement as a whole."""
        return f"{self.agreement}/{self.number}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """A captured copy that is held: what it is, when it was added, and its digest; never the file."""

    kind: CaptureKind
    size: int
    sha256: str
    origin: CaptureOrigin
    added_on: date


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One document with everything that rests on it; facts and figures are those of the page asked for.

    Captured copies and what its address answered are about the document, and shown whatever day is asked about.
    """

    source: SourceReport
    captures: tuple[CaptureReport, ...]
    link: LinkReport | None
    language: str
    publisher: PublisherReport
    resting: Resting
    page: Page
    facts: tuple[CitedFact, ...]
    figures: tuple[PrintedFigure, ...]
    readings: tuple[ClauseMention, ...]
    texts: tuple[ClauseMention, ...]
    changes: tuple[tuple[ClauseMention, date], ...]


def source_page(key: str, number: str, *, as_of: AsOf) -> SourcePage:
    """Return one document that was known with what rests on it; raise UnknownSourceError for any other."""
    row = known_sources(as_of=as_of).filter(key=key).select_related("publisher", "link_check").first()
    if row is None:
        raise UnknownSourceError(f"No source {key!r} had been published by {as_of.known_on}.")
    cited = Evidence.objects.filter(pk__in=counted_citations(as_of=as_of).filter(source=row).values("evidence"))
    page = page_of(list(newest_first(cited).values_list("pk", flat=True)), number)
    evidence = evidence_reports(newest_first(Evidence.objects.filter(pk__in=list(page))), as_of=as_of)
    return SourcePage(
        source=source_report(row),
        captures=tuple(_captures(row)),
        link=link_report(getattr(row, "link_check", None), row.url),
        language=language_name(row.language),
        publisher=one_publisher(row.publisher_id, as_of=as_of),
        resting=weights("source", [row.pk], as_of=as_of).of(row.pk),
        page=page,
        facts=tuple(_cited_fact(report, key) for report in evidence),
        figures=tuple(_figures(row, list(page))),
        readings=tuple(_readings(row)),
        texts=tuple(_texts(row)),
        changes=tuple(_changes(row, as_of)),
    )


def _captures(row: Source) -> Iterator[CaptureReport]:
    """Yield the captured copies of a document, the oldest first."""
    for capture in Capture.objects.filter(source=row).order_by("added_at", "pk"):
        kind, origin = CaptureKind(capture.kind), CaptureOrigin(capture.origin)
        yield CaptureReport(kind, capture.size, capture.sha256, origin, capture.added_at.date())


def _cited_fact(report: EvidenceReport, key: str) -> CitedFact:
    """Return a piece of evidence with the citations of one document set apart."""
    own = tuple(citation for citation in report.citations if citation.source.key == key)
    return CitedFact(report, own, len(report.citations) - len(own))


def _figures(row: Source, evidence: list[int]) -> Iterator[PrintedFigure]:
    """Yield the figures that a document prints for some pieces of evidence, by quantity and day."""
    figures = Figure.objects.filter(source=row, evidence__in=evidence).select_related("indicator", "evidence")
    for figure in figures.order_by("indicator__name", "-evidence__occurred_latest_on", "position", "pk"):
        yield PrintedFigure(
            evidence=figure.evidence.key,
            occurred=figure.evidence.occurred,
            indicator=figure.indicator.slug,
            indicator_name=figure.indicator.name,
            unit=figure.indicator.unit,
            value=plain_number(figure.value),
            qualifier=Qualifier(figure.qualifier),
            as_printed=figure.as_printed,
            flag=FigureFlag(figure.flag) if figure.flag else None,
            proposed_value=plain_number(figure.proposed_value) if figure.proposed_value is not None else "",
            note=figure.note,
        )


def _mention(clause: Clause, actor: str, text: str) -> ClauseMention:
    """Return what is said of a clause."""
    agreement = clause.agreement
    return ClauseMention(agreement.slug, agreement.title, clause.number, clause.heading, actor, text)


def _readings(row: Source) -> Iterator[ClauseMention]:
    """Yield what actors say in a document that clauses and agreements mean, in the order of the texts."""
    readings = Reading.objects.filter(source=row).select_related("agreement", "clause__agreement", "actor")
    whole_first = F("clause__position").asc(nulls_first=True)
    for reading in readings.order_by("agreement__in_force_at", "agreement", whole_first, "key"):
        agreement = reading.agreement
        if reading.clause:
            yield _mention(reading.clause, reading.actor.name, reading.text)
        else:
            yield ClauseMention(agreement.slug, agreement.title, "", "", reading.actor.name, reading.text)


def _texts(row: Source) -> Iterator[ClauseMention]:
    """Yield the wordings of clauses taken from a document, in the order of the texts."""
    texts = ClauseText.objects.filter(source=row).select_related("clause__agreement")
    for text in texts.order_by("clause__agreement__in_force_at", "clause__agreement", "clause__position", "pk"):
        yield _mention(text.clause, "", f"{TextKind(text.kind).label} wording ({language_name(text.language)})")


def _changes(row: Source, as_of: AsOf) -> Iterator[tuple[ClauseMention, date]]:
    """Yield the changes of last days that are known from a document and had been agreed, with the new day."""
    changes = DeadlineChange.objects.filter(source=row, agreed_latest_on__lte=as_of.on)
    for change in changes.select_related("deadline__clause__agreement").order_by("agreed_latest_on", "pk"):
        yield _mention(change.deadline.clause, "", change.deadline.label), change.due_on
