"""Pages of evidence."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.filters import EvidenceFilter
from agreements.views.asking import as_of_page, page

PER_PAGE = 50


@as_of_page
def evidence_list(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show the evidence that counts, narrowed by the filters."""
    counted = selectors.newest_first(selectors.counted_evidence(as_of=asked.as_of))
    narrowed = EvidenceFilter(request.GET, queryset=counted)
    pages = Paginator(narrowed.qs, PER_PAGE).getpage(request.GET.get("page"))
    reports = selectors.evidence_reports(pages.object_list, as_of=asked.as_of)
    status = 200 if narrowed.form.is_valid() else 400
    response = page(request, "evidence_list.html", asked, filter=narrowed, page=pages, evidence=reports)
    response.status_code = status
    return response


@as_of_page
def evidence(request: HttpRequest, asked: AsOfQuery, key: str) -> HttpResponse:
    """Show one piece of evidence."""
    return page(request, "evidence_detail.html", asked, evidence=selectors.evidence_report(key, as_of=asked.as_of))
