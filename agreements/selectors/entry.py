"""What whoever enters evidence should see first: known sources, documents alike, publishers, facts already reported."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from agreements.choices import EvidenceState
from agreements.dates import ONE_DAY, Span
from agreements.models import Evidence, Publisher, Source
from agreements.selectors.lists import folded
from agreements.web_addresses import PORTS, WebPage

NEAR = timedelta(days=3)
"""How many days apart documents alike may be dated: sites and agencies date the same text by their own clocks."""

ALIKE = 0.6
"""Which share of the words of two titles has to be the same for documents to be alike."""

MOST_COMPARED = 1000
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """A source that may be the document somebody is about to enter."""

    pk: int
    key: str
    title: str
    publisher: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class HostMatch:
    """A publisher with documents at a host, or at others of the same domain, and the language of all of them."""

    pk: int
    name: str
    documents: int
    host: str
    is_elsewhere: bool
    language: str


@dataclass(frozen=True, slots=True)
class ReportedFact:
    """A piece of evidence that may report the same fact."""

    pk: int
    key: str
    summary: str
    occurred: str
    state: str
    shares: str


def known_source(address: str) -> SourceMatch | None:
    """Return the source that an address leads to, if it is known."""
    source = Source.objects.at_address(address)
    return _match(source) if source else None


def host_publishers(address: str) -> tuple[HostMatch, ...]:
    """Return who publishes at the host of an address, or else at its domain; most documents first."""
    page = WebPage.at(address)
    return _publishers_at(page.hosts, exactly=True) or _publishers_at((page.domain,), exactly=False)


def certain_publisher(address: str) -> HostMatch | None:
    """Return the one publisher of all documents at the very host of an address, if there is one."""
    found = _publishers_at(WebPage.at(address).hosts, exactly=True)
    return found[0] if len(found) == 1 else None


def _publishers_at(hosts: tuple[str, ...], *, exactly: bool) -> tuple[HostMatch, ...]:
    """Return the publishers with documents at a host, with or without `www.`, or at any host below a domain."""
    spelt = Q()
    for host in hosts:
        for start in (f"{scheme}://{www}{host}" for scheme in PORTS for www in ("", "www.")):
            spelt |= Q(url__iexact=start) | Q(url__istartswith=f"{start}/") | Q(url__istartswith=f"{start}?")
        spelt |= Q() if exactly else Q(url__icontains=f".{host}/")
    within = Source.at_hosts(hosts) & spelt
    there = Source.objects.filter(within).values("pk")  # found first: counting along an index would fetch every row
    counted = Source.objects.filter(pk__in=there).values("publisher", "publisher__name", "language")
    rows = counted.annotate(documents=Count("pk")).order_by("-documents", "publisher", "language")[:50]
    found: dict[int, HostMatch] = {}
    for row in rows:
        earlier = found.get(row["publisher"])
        found[row["publisher"]] = HostMatch(
            pk=row["publisher"],
            name=row["publisher__name"],
            documents=row["documents"] + (earlier.documents if earlier else 0),
            host=hosts[0],
            is_elsewhere=not exactly,
            language="" if earlier else row["language"],
        )
    return tuple(found.values())[:MOST_SHOWN]


def publisher_named(name: str) -> Publisher | None:
    """Return the publisher that is called exactly so, by name or by public name, in any case; None if several are."""
    called = Publisher.objects.filter(Q(name__iexact=name) | Q(slug__iexact=name))[:2]
    return called[0] if len(called) == 1 else None


def sources_alike(title: str, published: Span, *, publisher: int | None = None) -> tuple[SourceMatch, ...]:
    """Return the sources of a publisher, or of any, whose title and day are nearly those given."""
    near = Source.objects.filter(
        published_latest_on__gte=published.earliest - NEAR if published.earliest.year > 1 else published.earliest,
        published_earliest_on__lte=published.latest + NEAR if published.latest.year < 9999 else published.latest,
    )
    near = near.filter(publisher=publisher) if publisher else near
    words = _words(title)
    rows = near.order_by("-published_latest_on", "-pk").values_list("pk", "title")[:MOST_COMPARED]
    pks = [pk for pk, other in rows if _likeness(words, _words(other)) >= ALIKE]
    found = Source.objects.filter(pk__in=pks[:MOST_SHOWN]).select_related("publisher")
    return tuple(map(_match, found.order_by("-published_latest_on", "-pk")))


def facts_alike(
    occurred: Span | None, *, clauses: Collection[int], sources: Collection[int], besides: int | None = None
) -> tuple[ReportedFact, ...]:
    """Return evidence of the same days, give or take one, on the same clause, or from the same source; not rejected."""
    alike = Q()
    if sources:
        alike |= Q(citations__source__in=sources)
    if occurred and clauses:
        alike |= Q(
            links__clause__in=clauses,
            occurred_latest_on__gte=occurred.earliest - ONE_DAY if occurred.earliest.year > 1 else occurred.earliest,
            occurred_earliest_on__lte=occurred.latest + ONE_DAY if occurred.latest.year < 9999 else occurred.latest,
        )
    if not alike:
        return ()
    rows = Evidence.objects.filter(alike).exclude(state=EvidenceState.REJECTED).exclude(pk=besides).distinct()
    rows = rows.annotate(shared=Count("citations", filter=Q(citations__source__in=sources)))
    return tuple(
        ReportedFact(
            pk=row.pk,
            key=row.key,
            summary=row.summary,
            occurred=str(row.occurred),
            state=str(row.get_state_display()).lower(),
            shares="same source" if row.shared else "same clause, same days",
        )
        for row in rows.order_by("-occurred_latest_on", "-pk")[:MOST_SHOWN]
    )


def _match(source: Source) -> SourceMatch:
    """Return a source as it is offered."""
    return SourceMatch(source.pk, source.key, source.title, source.publisher.name, str(source.published), source.url)


def _words(title: str) -> frozenset[str]:
    """Return the words of a title, however they are written."""
    return frozenset(re.findall(r"\w+", folded(title)))


def _likeness(words: frozenset[str], others: frozenset[str]) -> float:
    """Return which share of the words of two titles is the same."""
    return len(words & others) / len(words | others) if words and others else 0.0
