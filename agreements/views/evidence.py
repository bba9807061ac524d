"""Pages of evidence."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.filters import EvidenceFilter
from agreements.views.asking import as_of_page, cited_address, others, page


@as_of_page
def evidence_list(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show the evidence that counts and fits, or to htmx only that; a page on which not all could be read answers 400.

    `after` and `before` name the piece of evidence to read on from; `last` asks for the end of the list.
    """
    narrowed = EvidenceFilter(request.GET, as_of=asked.as_of)
    place = selectors.Place(request.GET.get("after", ""), request.GET.get("before", ""), "last" in request.GET)
    found = selectors.evidence_list(narrowed.asked, place, as_of=asked.as_of)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    template = "_evidence_answer.html" if is_fragment else "evidence_list.html"
    base, query = f"{asked.query}&" if asked.query else "?", narrowed.asked.query()
    kept = [(name, value) for name, value in others(request) if value]
    response = page(request, template, asked, filter=narrowed, found=found, base=base, query=query, kept=kept)
    if is_fragment:  # which has to answer 200: htmx shows nothing else
        response["HX-Push-Url"] = f"{reverse('agreements:evidence-list')}{base}{query}".rstrip("?&")
    elif narrowed.unread:
        response.status_code = 400
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@as_of_page
def evidence(request: HttpRequest, asked: AsOfQuery, key: str) -> HttpResponse:
    """Show one piece of evidence, and how to cite it as of both days."""
    found = selectors.evidence_page(key, as_of=asked.as_of)
    address = cited_address(request, asked)
    return page(request, "evidence_detail.html", asked, page=found, evidence=found.evidence, address=address)
