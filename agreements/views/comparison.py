"""The page that compares two days."""

from django.http import HttpRequest, HttpResponse

from agreements.as_of_query import AsOfQuery
from agreements.views.asking import as_of_page, page


@as_of_page
def compare(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show what changed between two days."""
    return page(request, "comparison.html", asked)
