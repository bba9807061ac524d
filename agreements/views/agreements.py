"""Pages of agreements, their clauses and deadlines."""

from dataclasses import fields
from urllib.parse import urljoin

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import content_disposition_header

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.exports import FORMATS, file_name
from agreements.filters import narrowed_clauses
from agreements.filters.deadlines import DeadlineFilter
from agreements.views.asking import as_of_page, cited_address, others, page
from agreements.views.chart_parts import clause_part, deadline_figure, timeline_part

CLAUSE_PLACES = [field.name for field in fields(selectors.ClausePlace)]
DEADLINES_PER_PAGE = 100


@as_of_page
def overview(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show all agreements."""
    return page(request, "overview.html", asked, overview=selectors.overview(as_of=asked.as_of))


@as_of_page
def agreement(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show one agreement, or to htmx its narrowed clauses only; a page on which not all could be read answers 400."""
    place = {name: request.GET.get(name, "") for name in ("by", "part")}
    found = selectors.agreement_page(slug, as_of=asked.as_of, **place)
    narrowed = narrowed_clauses(found.agreement, request.GET)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    template = "_clauses_answer.html" if is_fragment else "agreement_detail.html"
    kept = [(name, value) for name, value in others(request) if value]
    shown = {"agreement": found.agreement, "readings": found.readings, "kept": kept}
    timeline = "" if is_fragment else timeline_part(asked, found.timeline)
    response = page(request, template, asked, page=found, narrowed=narrowed, timeline=timeline, **shown)
    if is_fragment:  # which has to answer 200: htmx shows nothing else
        response["HX-Push-Url"] = urljoin(escape_uri_path(request.path), narrowed.query)
    elif narrowed.messages:
        response.status_code = 400
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


@as_of_page
def clause(request: HttpRequest, asked: AsOfQuery, slug: str, number: str) -> HttpResponse:
    """Show everything about one clause, with the pages of its long lists that were asked for."""
    place = selectors.ClausePlace(**{name: request.GET.get(name, "") for name in CLAUSE_PLACES})
    found = selectors.clause_page(slug, number, as_of=asked.as_of, asked=place)
    citation = selectors.clause_citation(found, cited_address(request, asked))
    charts = clause_part(asked, slug, number)
    return page(request, "clause_detail.html", asked, page=found, citation=citation, charts=charts)


@as_of_page
def summary(request: HttpRequest, asked: AsOfQuery, slug: str, format_name: str) -> HttpResponse:
    """Send the compliance summary of an agreement in one format, narrowed as its page is."""
    if format_name not in FORMATS:
        raise Http404(f"There is no format {format_name!r}; there are: {', '.join(FORMATS)}.")
    narrowed = narrowed_clauses(selectors.agreement_report(slug, as_of=asked.as_of), request.GET)
    if narrowed.messages:
        return HttpResponseBadRequest("\n".join((*narrowed.messages, "")), content_type="text/plain; charset=utf-8")
    chosen = FORMATS[format_name]
    response = HttpResponse(chosen.render(narrowed.report), content_type=chosen.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(narrowed.report, format_name))
    return response


@as_of_page
def deadlines(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show every deadline: how many stand how, what is ahead, what renews, what was moved, and a narrowed table."""
    whole = selectors.deadline_page(as_of=asked.as_of)
    narrowed = DeadlineFilter(request.GET, agreements=whole.agreements)
    shown = narrowed.page(whole)
    rows = Paginator(narrowed.rows(shown), DEADLINES_PER_PAGE).get_page(request.GET.get("page"))
    chart = deadline_figure(asked, [row.deadline for row in whole.rows])
    response = page(request, "deadline_list.html", asked, page=shown, filter=narrowed, rows=rows, chart=chart)
    response.status_code = 200 if narrowed.is_valid() else 400
    return response
