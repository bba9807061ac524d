"""Pages about the tracker itself: how status is decided, what can be taken away, and whether the server is well."""

import sys
from collections.abc import Callable, Iterator, Mapping

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from agreements import choices, selectors
from agreements.as_of_query import AsOfQuery
from agreements.charts import FORMATS as CHART_FORMATS
from agreements.codebook import AddressOf, codebook
from agreements.exports import FORMATS
from agreements.exports.columns import COLUMNS
from agreements.review_terms import ProposalConcern, ReviewReason, Standing
from agreements.selectors.inventory import NamedPlace
from agreements.topics import Topic
from agreements.views.asking import as_of_page, cited_address, page

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
    "Reasons to review": ReviewReason,
    "Warnings before proposing": ProposalConcern,
    "Standing of assessments": Standing,
}


def definitions() -> Iterator[tuple[str, str | None, list[choices.DefinedChoices]]]:
    """Yield title, explanation and members of every vocabulary that readers meet."""
    for title, vocabulary in VOCABULARIES.items():
        yield title, vocabulary.__doc__, list(vocabulary)


@as_of_page
def method(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show how status is decided, printed from the definitions in the code and from the codebook."""
    found = selectors.method_page(as_of=asked.as_of)
    return page(
        request,
        "method.html",
        asked,
        vocabularies=list(definitions()),
        versions=found.versions,
        codebook=codebook(_addresses(found.names, asked)),
    )


def _addresses(names: Mapping[str, NamedPlace], asked: AsOfQuery) -> AddressOf:
    """Return a function that says where the thing with a permanent name is shown."""

    def address_of(name: str) -> str:
        if (place := names.get(name)) is None:
            return ""
        query = {"on": asked.on, "known": asked.known, "judgement": place.judgement}
        return reverse(
            "agreements:clause",
            args=[place.agreement, place.number],
            query={name: value for name, value in query.items() if value},
            fragment=place.judgement or None,
        )

    return address_of


@as_of_page
def data(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show what can be downloaded, under which licence, and how to cite it."""
    return page(
        request,
        "data.html",
        asked,
        inventory=selectors.inventory(as_of=asked.as_of),
        contents=[(name, chosen.label, _first_line(chosen.render)) for name, chosen in FORMATS.items()],
        columns=list(COLUMNS),
        chart_formats=CHART_FORMATS,
        address=cited_address(request, asked),
    )


def _first_line(render: Callable[..., bytes]) -> str:
    """Return what the module of a format says in its first line that it makes."""
    return (sys.modules[render.__module__].__doc__ or "").partition("\n")[0]


@as_of_page
def changes(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show every change of what is public: who, when, from what to what, and why."""
    narrowing = {name: request.GET.get(name, "") for name in ("kind", "agreement", "about", "after", "before")}
    return page(request, "change_list.html", asked, log=selectors.change_log(**narrowing, as_of=asked.as_of))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the server is up and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
