"""Pages of publishers, of the documents they publish, of who claims what, and of names."""

from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.views.asking import as_of_page, cited_address, page


@as_of_page
def sources(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show who publishes what the record rests on: publishers, documents or who claims what."""
    shown = request.GET.get("show", "")
    narrowing = _narrowing(request)
    match shown:
        case "documents":
            found = selectors.document_list(narrowing, as_of=asked.as_of)
        case "claims":
            found = selectors.claim_list(request.GET.get("agreement", ""), as_of=asked.as_of)
        case _:
            shown, found = "publishers", selectors.publisher_list(narrowing, as_of=asked.as_of)
    context = {"shown": shown, "sources": found, "narrowing": narrowing, "days": _days(asked)}
    return page(request, "source_list.html", asked, **context)


@as_of_page
def publisher(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show one publisher and its documents."""
    found = selectors.publisher_page(slug, request.GET.get("page", ""), as_of=asked.as_of)
    return page(request, "publisher_detail.html", asked, page=found, days=_days(asked))


@partial(as_of_page, is_remembered=False)
def source(request: HttpRequest, asked: AsOfQuery, key: str) -> HttpResponse:
    """Show one document and what rests on it."""
    found = selectors.source_page(key, request.GET.get("page", ""), as_of=asked.as_of)
    address = cited_address(request, asked)
    return page(request, "source_detail.html", asked, page=found, days=_days(asked), address=address)


@as_of_page
def names(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show what sides call places, events and terms."""
    narrowing = _narrowing(request)
    return page(request, "name_list.html", asked, names=selectors.name_list(narrowing), narrowing=narrowing)


def _narrowing(request: HttpRequest) -> selectors.Narrowing:
    """Return how a list is asked for."""
    names = ("words", "kind", "language", "sort", "page")
    return selectors.Narrowing(**{name: request.GET.get(name, "").strip() for name in names})


def _days(asked: AsOfQuery) -> QueryDict:
    """Return the as-of pair as parameters for links that add others to it."""
    return QueryDict(asked.query.removeprefix("?"))
