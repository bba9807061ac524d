"""Evidence as of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from agreements.choices import Credibility, Direction, EvidenceState, FigureFlag, Qualifier, Reliability, Stance
from agreements.dates import AsOf, Span
from agreements.models import Citation, Evidence, EvidenceLink, Figure, Source
from agreements.models.evidence import EvidenceQuerySet
from agreements.selectors.unknown import UnknownEvidenceError


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A published document."""

    key: str
    title: str
    publisher: str
    reliability: Reliability
    url: str
    archive_url: str
    published: Span
    accessed_on: date | None
    language: str
    document: str
    sha256: str
    note: str


@dataclass(frozen=True, slots=True)
class CitationReport:
    """A source asserting or denying a fact, where, and on whose word."""

    source: SourceReport
    locator: str
    claimant: str
    speaker: str
    relayed_through: tuple[str, ...]
    stance: Stance
    credibility: Credibility
    dated_as: str
    note: str


@dataclass(frozen=True, slots=True)
class FigureReport:
    """A value of an indicator as one source prints it."""

    slug: str
    indicator: str
    unit: str
    value: str
    qualifier: Qualifier
    as_printed: str
    source: str
    flag: FigureFlag | None
    proposed_value: str
    note: str


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a fact says about a clause."""

    agreement: str
    number: str
    heading: str
    direction: Direction
    party: str
    meets: str
    note: str

    @property
    def reference(self) -> str:
        """Return the public name of the clause."""
        return f"{self.agreement}/{self.number}"


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """One reported fact with everything that is known about it."""

    key: str
    occurred: Span
    place: str
    summary: str
    note: str
    entered_at: datetime
    retraction: str
    citations: tuple[CitationReport, ...]
    links: tuple[LinkReport, ...]
    figures: tuple[FigureReport, ...]

    @property
    def is_denied(self) -> bool:
        """Return whether sources both assert and deny the fact."""
        return len({citation.stance for citation in self.citations}) > 1

    def leading(self, count: int) -> tuple[CitationReport, ...]:
        """Return the first citations in their order, one that asserts and one that denies in any case."""
        firsts = {citation.stance: place for place, citation in reversed(list(enumerate(self.citations)))}
        ranked = sorted(range(len(self.citations)), key=lambda place: (place not in firsts.values(), place))
        return tuple(self.citations[place] for place in sorted(ranked[:count]))


def counted_evidence(*, as_of: AsOf) -> QuerySet[Evidence]:
    """Return the accepted evidence that had occurred by `on` and been published by `known_on`."""
    return _reported(as_of).accepted()


def _reported(as_of: AsOf) -> EvidenceQuerySet:
    """Return evidence in any state that had occurred by `on` and been published by `known_on`."""
    known = Citation.objects.filter(evidence=OuterRef("pk"), source__published_latest_on__lte=as_of.known_on)
    return Evidence.objects.filter(Exists(known), occurred_latest_on__lte=as_of.on)


def newest_first(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Return evidence ordered by the day it occurred, newest first."""
    return evidence.order_by("-occurred_latest_on", "-pk")


def evidence_reports(evidence: QuerySet[Evidence], *, as_of: AsOf) -> tuple[EvidenceReport, ...]:
    """Return pieces of evidence in the order given, with the citations that were known, in four queries."""
    citations = Citation.objects.filter(source__published_latest_on__lte=as_of.known_on)
    known_sources = Source.objects.filter(published_latest_on__lte=as_of.known_on)
    rows = evidence.prefetch_related(
        Prefetch(
            "citations",
            citations.select_related("source__publisher", "claimant").order_by("position", "pk"),
        ),
        Prefetch(
            "links",
            EvidenceLink.objects.select_related("clause__agreement", "party", "meets").order_by("position", "pk"),
        ),
        Prefetch(
            "figures",
            Figure.objects.filter(source__in=known_sources)
            .select_related("indicator", "source")
            .order_by("position", "pk"),
        ),
    )
    return tuple(_evidence_report(row) for row in rows)


def evidence_report(key: str, *, as_of: AsOf) -> EvidenceReport:
    """Return one piece of evidence as of a day, also once it is retracted; raise UnknownEvidenceError for any other."""
    public = _reported(as_of).filter(key=key, state__in=[EvidenceState.ACCEPTED, EvidenceState.RETRACTED])
    for report in evidence_reports(public, as_of=as_of):
        return report
    raise UnknownEvidenceError(f"No evidence {key!r} counts as of {as_of.on}.")


def _evidence_report(row: Evidence) -> EvidenceReport:
    """Return one piece of evidence with everything around it."""
    return EvidenceReport(
        key=row.key,
        occurred=row.occurred,
        place=row.place,
        summary=row.summary,
        note=row.note,
        entered_at=row.entered_at,
        retraction=row.state_reason if row.state == EvidenceState.RETRACTED else "",
        citations=tuple(_citation_reports(row.citations.all())),
        links=tuple(_link_report(link) for link in row.links.all()),
        figures=tuple(_figure_report(figure) for figure in row.figures.all()),
    )


def _citation_reports(rows: Iterable[Citation]) -> Iterable[CitationReport]:
    """Yield the citations of a piece of evidence."""
    for row in rows:
        yield CitationReport(
            source=source_report(row.source),
            locator=row.locator,
            claimant=row.claimant.name if row.claimant else "",
            speaker=row.speaker,
            relayed_through=tuple(row.relayed_through),
            stance=Stance(row.stance),
            credibility=Credibility(row.credibility),
            dated_as=row.dated_as,
            note=row.note,
        )


def source_report(row: Source) -> SourceReport:
    """Return a source with its publisher."""
    return SourceReport(
        key=row.key,
        title=row.title,
        publisher=row.publisher.name,
        reliability=Reliability(row.publisher.reliability),
        url=row.url,
        archive_url=row.archive_url,
        published=row.published,
        accessed_on=row.accessed_on,
        language=row.language,
        document=row.document,
        sha256=row.sha256,
        note=row.note,
    )


def _link_report(row: EvidenceLink) -> LinkReport:
    """Return what a fact says about a clause."""
    return LinkReport(
        agreement=row.clause.agreement.slug,
        number=row.clause.number,
        heading=row.clause.heading,
        direction=Direction(row.direction),
        party=row.party.name if row.party else "",
        meets=row.meets.label if row.meets else "",
        note=row.note,
    )


def _figure_report(row: Figure) -> FigureReport:
    """Return a printed figure."""
    return FigureReport(
        slug=row.indicator.slug,
        indicator=row.indicator.name,
        unit=row.indicator.unit,
        value=plain_number(row.value),
        qualifier=Qualifier(row.qualifier),
        as_printed=row.as_printed,
        source=row.source.title,
        flag=FigureFlag(row.flag) if row.flag else None,
        proposed_value=plain_number(row.proposed_value) if row.proposed_value is not None else "",
        note=row.note,
    )


def plain_number(value: object) -> str:
    """Return a decimal without trailing zeros and with thin groups of three."""
    return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value}" else f"{value:,}"
