"""Pages about the tracker itself: how status is decided, and whether the server is well."""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agreements import choices
from agreements.as_of_query import AsOfQuery
from agreements.topics import Topic
from agreements.views.asking import as_of_page, page

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


def definitions() -> Iterator[tuple[str, str | None, list[choices.DefinedChoices]]]:
    """Yield title, explanation and members of every vocabulary that readers meet."""
    for title, vocabulary in VOCABULARIES.items():
        yield title, vocabulary.__doc__, list(vocabulary)


@as_of_page
def method(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show how status is decided, printed from the definitions in the code."""
    return page(request, "method.html", asked, vocabularies=list(definitions()))


@as_of_page
def data(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show what can be downloaded, under which licence, and how to cite it."""
    return page(request, "data.html", asked)


@as_of_page
def changes(request: HttpRequest, asked: AsOfQuery) -> HttpResponse:
    """Show what was corrected or taken back after it had been published."""
    return page(request, "change_list.html", asked)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the server is up and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
