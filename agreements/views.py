"""The pages: each parses what was asked, asks one selector, and renders."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from agreements import choices, selectors
from agreements.as_of_query import AsOfError, AsOfQuery, as_of_query
from agreements.exports import FORMATS, file_name
from agreements.filters import EvidenceFilter
from agreements.topics import Topic

PER_PAGE = 50
VOCABULARIES = {
    "Performance": choices.Performance,
    "Timeliness": choices.Timeliness,
    "Correspondence": choices.Correspondence,
    "Confidence": choices.Confidence,
    "Direction of evidence": choices.Direction,
    "Stance of a source": choices.Stance,
    "Kinds of duty": choices.ObligationKind,
    "Kinds of deadline": choices.DeadlineKind,
    "Precision of days": choices.Precision,
    "Reliability of publishers": choices.Reliability,
    "Credibility of reports": choices.Credibility,
    "Topics": Topic,
}

Page = Callable[..., HttpResponse]


def as_of_page(view: Page) -> Page:
    """Let a view take the as-of pair asked for; a day that cannot be read gets a page that says so and keeps it."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            asked = as_of_query(request.GET)
        except AsOfError as error:
            context = {"messages_by_name": error.messages, "typed": error.typed, "kept": _others(request)}
            return render(request, "agreements/bad_request.html", context, status=400)
        if any("\x00" in name for name in names.values()):
            raise Http404("There is no page at this address.")
        try:
            return view(request, asked, **names)
        except selectors.UnknownError as error:
            raise Http404(error.args[0]) from error

    return wrapped


def _others(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the query parameters besides the as-of pair, so that a form can send them along."""
    return [(name, value) for name, values in request.GET.lists() if name not in {"on", "known"} for value in values]


def _page(request: HttpRequest, template: str, asked: AsOfQuery, **context: object) -> HttpResponse:
    """Return a page with what every page shows: the as-of pair, how far the record reaches, and its revision."""
    common = {
        "asked": asked,
        "kept": _others(request),
        "coverage": selectors.coverage(as_of=asked.as_of),
        "revision": selectors.revision(),
        "formats": FORMATS,
    }
    return render(request, f"agreements/{template}", common | context)


@as_of_page
def overview(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show all agreements."""
    return _page(request, "overview.html", asked, overview=selectors.overview(as_of=asked.as_of))


@as_of_page
def agreement(request: HttpRequest, asked: AsOfQuery, slug: str) -> HttpResponse:
    """Show one agreement, clause by clause."""
    page = selectors.agreement_page(slug, as_of=asked.as_of)
    return _page(request, "agreement_detail.html", asked, agreement=page.agreement, readings=page.readings)


@as_of_page
def clause(request: HttpRequest, asked: AsOfQuery, slug: str, number: str) -> HttpResponse:
    """Show everything about one clause."""
    return _page(request, "clause_detail.html", asked, page=selectors.clause_page(slug, number, as_of=asked.as_of))


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
    return _page(request, "deadline_list.html", asked, deadlines=selectors.deadline_list(as_of=asked.as_of))


@as_of_page
def evidence_list(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show the evidence that counts, narrowed by the filters."""
    counted = selectors.newest_first(selectors.counted_evidence(as_of=asked.as_of))
    narrowed = EvidenceFilter(request.GET, queryset=counted)
    page = Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("page"))
    reports = selectors.evidence_reports(page.object_list, as_of=asked.as_of)
    status = 200 if narrowed.form.is_valid() else 400
    response = _page(request, "evidence_list.html", asked, filter=narrowed, page=page, evidence=reports)
    response.status_code = status
    return response


@as_of_page
def evidence(request: HttpRequest, asked: AsOfQuery, key: str) -> HttpResponse:
    """Show one piece of evidence."""
    return _page(request, "evidence_detail.html", asked, evidence=selectors.evidence_report(key, as_of=asked.as_of))


def definitions() -> Iterator[tuple[str, str | None, list[choices.DefinedChoices]]]:
    """Yield title, explanation and members of every vocabulary that readers meet."""
    for title, vocabulary in VOCABULARIES.items():
        yield title, vocabulary.__doc__, list(vocabulary)


@as_of_page
def method(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show how status is decided, printed from the definitions in the code."""
    return _page(request, "method.html", asked, vocabularies=list(definitions()))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the server is up and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
