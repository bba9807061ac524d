"""Pages of publishers, of the documents they publish, and of names."""

from django.http import HttpRequest, HttpResponse

from agreements.as_of_query import AsOfQuery
from agreements.views.asking import as_of_page, page


@as_of_page
def sources(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show who publishes what the record rests on."""
    return page(request, "source_list.html", asked)


@as_of_page
def publisher(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show one publisher and its documents."""
    return page(request, "publisher_detail.html", asked)


@as_of_page
def source(request: HttpRequest, asked: AsOfQuery, key: str) -> HttpResponse:
    """Show one document and what rests on it."""
    return page(request, "source_detail.html", asked)


@as_of_page
def names(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show what sides call places, events and terms."""
    return page(request, "name_list.html", asked)
