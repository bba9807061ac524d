"""Documents as of a day: lists of them, those of one publisher, and what rests on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Count
from django.utils.translation import get_language_info

from agreements.dates import AsOf, Span
from agreements.models import Publisher, Source
from agreements.selectors.lists import Choice, Narrowing, choices, has_words, page_of
from agreements.selectors.snapshot import snapshot
from agreements.selectors.sources import (
    KINDS,
    PublisherReport,
    Resting,
    SourcesSummary,
    known_sources,
    one_publisher,
    summary,
    weights,
)
from agreements.selectors.unknown import UnknownPublisherError


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A published document in a list, and what rests on it."""

    key: str
    title: str
    publisher: str
    publisher_name: str
    published: Span
    language: str
    readings: int
    resting: Resting


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of documents, narrowed as asked; `page` holds their keys and `documents` the reports."""

    summary: SourcesSummary
    page: Page
    documents: tuple[DocumentReport, ...]
    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PublisherPage:
    """One publisher with a page of its documents."""

    publisher: PublisherReport
    page: Page
    documents: tuple[DocumentReport, ...]


def document_list(narrowing: Narrowing, *, as_of: AsOf) -> DocumentList:
    """Return the documents that were known, newest first, narrowed by words, kind of publisher and language."""
    columns = ("pk", "publisher__kind", "language", "title", "publisher__name", "key")
    known = known_sources(as_of=as_of).order_by("-published_latest_on", "-pk").values_list(*columns)
    named = [row[:3] for row in known if has_words(narrowing.words, *row[3:])]
    of_kind = [row for row in named if narrowing.kind in {"", row[1]}]
    in_language = [row for row in named if narrowing.language in {"", row[2]}]
    page = page_of([pk for pk, _, language in of_kind if narrowing.language in {"", language}], narrowing.page)
    tags = sorted({language for _, _, language in named}, key=language_name)
    return DocumentList(
        summary=summary(snapshot(), as_of=as_of),
        page=page,
        documents=document_reports(list(page), as_of=as_of),
        kinds=choices((kind for _, kind, _ in in_language), KINDS, narrowing.kind),
        languages=choices((row[2] for row in of_kind), {tag: language_name(tag) for tag in tags}, narrowing.language),
    )


def publisher_page(slug: str, number: str, *, as_of: AsOf) -> PublisherPage:
    """Return one publisher with a page of its documents, newest first; raise UnknownPublisherError if there is none."""
    row = Publisher.objects.filter(slug=slug).first()
    if row is None:
        raise UnknownPublisherError(f"There is no publisher {slug!r}.")
    theirs = known_sources(as_of=as_of).filter(publisher=row).order_by("-published_latest_on", "-pk")
    page = page_of(list(theirs.values_list("pk", flat=True)), number)
    return PublisherPage(one_publisher(row.pk, as_of=as_of), page, document_reports(list(page), as_of=as_of))


def document_reports(pks: Sequence[int], *, as_of: AsOf) -> tuple[DocumentReport, ...]:
    """Return documents in the order given, with what rests on each."""
    counted = Source.objects.filter(pk__in=pks).annotate(read=Count("readings")).select_related("publisher")
    rows = {row.pk: row for row in counted}
    rests = weights("source", pks, as_of=as_of)
    return tuple(_document_report(rows[pk], rests.of(pk)) for pk in pks)


def _document_report(row: Source, rests: Resting) -> DocumentReport:
    """Return a document in a list; `read` is how many readings rest on it."""
    return DocumentReport(
        key=row.key,
        title=row.title,
        publisher=row.publisher.slug,
        publisher_name=row.publisher.name,
        published=row.published,
        language=language_name(row.language),
        readings=row.read,
        resting=rests,
    )


def language_name(tag: str) -> str:
    """Return the English name of a language, or its tag where it has none here."""
    try:
        return str(get_language_info(tag)["name"])
    except KeyError:
        return tag
