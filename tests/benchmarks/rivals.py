"""What pages are measured beside: a stock change list of the evidence, and bare views that run a page's queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import admin
from django.db import connection
from django.http import HttpRequest, JsonResponse

from agreements.admin.evidence import EvidenceAdmin
from agreements.models import ApiToken, Evidence

Query = tuple[str, object]
QUERIES: dict[str, list[Query]] = {}
"""Which queries a bare view runs, by its name."""


class StockEvidence(admin.ModelAdmin):
    """Django's own list of evidence, with the searches and filters of the review list and the counts of each filter."""

    list_display = ("key", "occurred_latest_on", "place", "summary", "state")
    list_filter = EvidenceAdmin.list_filter
    search_fields = EvidenceAdmin.search_fields
    ordering = EvidenceAdmin.ordering
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS


stock = admin.AdminSite(name="stock")
stock.register(Evidence, StockEvidence)
stock.register(ApiToken)  # the head of every page leads there


@contextmanager
def noted_as(name: str) -> Iterator[None]:
    """Note the queries run meanwhile, for the bare view of that name."""
    noted = QUERIES[name] = []

    def note(execute: Callable, sql: str, parameters: object, many: bool, context: dict) -> object:
        noted.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield


def replayed(request: HttpRequest, name: str) -> JsonResponse:
    """Run the queries noted under a name, fetch what they find, and say how many rows that was."""
    rows = 0
    with connection.cursor() as cursor:
        for sql, parameters in QUERIES[name]:
            cursor.execute(sql, parameters)
            rows += len(cursor.fetchall())
    return JsonResponse({"rows": rows})
