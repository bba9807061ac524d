"""Publishers as of a day, and what rests on publishers and documents."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agreements.choices import PublisherKind, Reliability, Stance
from agreements.dates import AsOf
from agreements.models import Citation, Evidence, Publisher, Source
from agreements.selectors.lists import Choice, Narrowing, choices, folded, has_words, page_of
from agreements.selectors.snapshot import Snapshot, snapshot

KINDS = {kind.value: str(kind.label) for kind in PublisherKind}
COUNTS = ("documents", "asserted", "denied", "alone")
"""What publishers can be ordered by besides their name; most comes first."""


@dataclass(frozen=True, slots=True)
class Resting:
    """How many pieces of evidence cite a publisher or document, by stance, and how many cite no other document."""

    cited: int = 0
    asserted: int = 0
    denied: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class PublisherReport:
    """Who publishes, how many of its documents were known, and what rests on them."""

    slug: str
    name: str
    kind: PublisherKind
    country: str
    affiliated_actor: str
    reliability: Reliability
    note: str
    documents: int
    resting: Resting

    def count(self, name: str) -> int:
        """Return one of the counts that publishers can be ordered by."""
        return self.documents if name == "documents" else getattr(self.resting, name)


@dataclass(frozen=True, slots=True)
class SourcesSummary:
    """How many documents, publishers and claimants there are, and how many pieces of evidence rest on how much."""

    documents: int
    publishers: int
    claimants: int
    facts: int
    single: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All publishers by name, and the counts above every list of sources."""

    summary: SourcesSummary
    publishers: tuple[PublisherReport, ...]


@dataclass(frozen=True, slots=True)
class PublisherList:
    """A page of publishers, narrowed and ordered as asked."""

    summary: SourcesSummary
    page: Page
    kinds: tuple[Choice, ...]
    sort: str


def counted_citations(*, as_of: AsOf) -> QuerySet[Citation]:
    """Return the citations that were known of accepted evidence that had occurred: together, those of what counts.

    The evidence is looked up for each citation, so that what one document says costs what it says and no more.
    """
    known = Citation.objects.filter(source__published_latest_on__lte=as_of.known_on)
    counted = Evidence.objects.accepted().filter(occurred_latest_on__lte=as_of.on)
    return known.filter(Exists(counted.filter(pk=OuterRef("evidence"))))


def known_sources(*, as_of: AsOf) -> QuerySet[Source]:
    """Return the documents published by `known_on`."""
    return Source.objects.filter(published_latest_on__lte=as_of.known_on)


class Weights:
    """What rests on whom, read from citations in one query; `field` leads from a citation to who carries it."""

    def __init__(self, citations: QuerySet[Citation], field: str) -> None:
        self.documents: defaultdict[int, set[int]] = defaultdict(set)
        self.said: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        self.claimants: set[int | None] = set()
        columns = ("evidence", "source", field, "stance", "claimant")
        for evidence, document, carrier, stance, claimant in citations.values_list(*columns):
            self.documents[evidence].add(document)
            self.said[carrier, stance].add(evidence)
            self.claimants.add(claimant)

    def of(self, carrier: int) -> Resting:
        """Return what rests on one carrier."""
        asserted, denied = (self.said.get((carrier, stance), set()) for stance in (Stance.ASSERTS, Stance.DENIES))
        cited = asserted | denied
        return Resting(len(cited), len(asserted), len(denied), sum(self.is_alone(evidence) for evidence in cited))

    def is_alone(self, evidence: int) -> bool:
        """Return whether a piece of evidence rests on one document only."""
        return len(self.documents[evidence]) == 1

    def all(self, stance: Stance) -> set[int]:
        """Return all evidence on which some carrier takes a stance."""
        return set().union(*(found for (_, said), found in self.said.items() if said == stance))


def weights(field: str, among: Iterable[int] | QuerySet, *, as_of: AsOf) -> Weights:
    """Return what rests on some publishers or documents: the evidence that cites them, with all of its citations."""
    citations = counted_citations(as_of=as_of)
    theirs = citations.filter(**{f"{field}__in": among})
    return Weights(citations.filter(evidence__in=theirs.values("evidence")), field)


def all_sources(now: Snapshot, *, as_of: AsOf) -> Sources:
    """Return all publishers and the counts above every list of sources, remembered until something is recorded."""
    return now.recall(("sources", as_of), lambda: _all_sources(as_of))


def summary(now: Snapshot, *, as_of: AsOf) -> SourcesSummary:
    """Return the counts above every list of sources."""
    return all_sources(now, as_of=as_of).summary


def _all_sources(as_of: AsOf) -> Sources:
    """Return all publishers and the counts above every list of sources."""
    known = known_sources(as_of=as_of).aggregate(documents=Count("pk"), publishers=Count("publisher", distinct=True))
    every = Weights(counted_citations(as_of=as_of), "source__publisher")
    counts = SourcesSummary(
        **known,
        claimants=len(every.claimants - {None}),
        facts=len(every.documents),
        single=sum(map(every.is_alone, every.documents)),
        disputed=len(every.all(Stance.ASSERTS) & every.all(Stance.DENIES)),
    )
    return Sources(counts, publisher_reports(Publisher.objects.all(), every, as_of=as_of))


def one_publisher(pk: int, *, as_of: AsOf) -> PublisherReport:
    """Return one publisher with what was known and rests on it."""
    rests = weights("source__publisher", [pk], as_of=as_of)
    (report,) = publisher_reports(Publisher.objects.filter(pk=pk), rests, as_of=as_of)
    return report


def publisher_reports(rows: QuerySet[Publisher], rests: Weights, *, as_of: AsOf) -> tuple[PublisherReport, ...]:
    """Return publishers with what was known and rests on them, by name."""
    known = Q(sources__published_latest_on__lte=as_of.known_on)
    counted = rows.annotate(known=Count("sources", filter=known)).select_related("affiliated_actor")
    reports = (
        PublisherReport(
            slug=row.slug,
            name=row.name,
            kind=PublisherKind(row.kind),
            country=row.country,
            affiliated_actor=row.affiliated_actor.name if row.affiliated_actor else "",
            reliability=Reliability(row.reliability),
            note=row.note,
            documents=row.known,
            resting=rests.of(row.pk),
        )
        for row in counted
    )
    return tuple(sorted(reports, key=lambda report: (folded(report.name), report.slug)))


def publisher_list(narrowing: Narrowing, *, as_of: AsOf) -> PublisherList:
    """Return the publishers of the documents that were known, narrowed by words and kind, in the order asked for."""
    every = all_sources(snapshot(), as_of=as_of)
    named = [
        report
        for report in every.publishers
        if report.documents and has_words(narrowing.words, report.name, report.slug)
    ]
    rows = [report for report in named if narrowing.kind in {"", report.kind}]
    if narrowing.sort in COUNTS:
        rows.sort(key=lambda report: report.count(narrowing.sort), reverse=True)
    return PublisherList(
        summary=every.summary,
        page=page_of(rows, narrowing.page),
        kinds=choices((report.kind for report in named), KINDS, narrowing.kind),
        sort=narrowing.sort if narrowing.sort in COUNTS else "",
    )
