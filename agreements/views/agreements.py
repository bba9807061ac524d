"""Pages of agreements, their clauses and deadlines."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from agreements import selectors
from agreements.as_of_query import AsOfQuery
from agreements.exports import FORMATS, file_name
from agreements.views.asking import as_of_page, page


@as_of_page
def overview(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show all agreements."""
    return page(request, "overview.html", asked, overview=selectors.overview(as_of=asked.as_of))


@as_of_page
def agreement(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show one agreement, clause by clause."""
    found = selectors.agreement_page(slug, as_of=asked.as_of)
    return page(request, "agreement_detail.html", asked, agreement=found.agreement, readings=found.readings)


@as_of_page
def clause(request: HttpRequest, asked: AsOfQuery, slug: str, number: str) -> HttpResponse:
    """Show everything about one clause."""
    return page(request, "clause_detail.html", asked, page=selectors.clause_page(slug, number, as_of=asked.as_of))


@as_of_page
def summary(request: HttpRequest, asked: AsOfQuery, slug: str, format_name: str) -> HttpResponse:
    """Send the compliance summary of an agreement in one format."""
    if format_name not in FORMATS:
        raise Http404(f"There is no format {format_name!r}; there are: {', '.join(FORMATS)}.")
    report = selectors.agreement_report(slug, as_of=asked.as_of)
    chosen = FORMATS[format_name]
    response = HttpResponse(chosen.render(report), content_type=chosen.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(report, format_name))
    return response


@as_of_page
def deadlines(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show every deadline."""
    return page(request, "deadline_list.html", asked, deadlines=selectors.deadline_list(as_of=asked.as_of))
