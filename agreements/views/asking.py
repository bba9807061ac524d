"""What every page does first and last: read what was asked for, and show what every page shows."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from agreements import selectors
from agreements.as_of_query import AsOfError, AsOfQuery, as_of_query
from agreements.exports import FORMATS

Page = Callable[..., HttpResponse]


def as_of_page(view: Page, *, is_remembered: bool = True) -> Page:
    """Let a view take the as-of pair asked for; a day that cannot be read gets a page that says so and keeps it.

    A page that shows what is no part of the record is not remembered: nothing tells when it is stale.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **names: str) -> HttpResponse:
        try:
            asked = as_of_query(request.GET)
        except AsOfError as error:
            context = {"messages_by_name": error.messages, "typed": error.typed, "kept": others(request)}
            return render(request, "agreements/bad_request.html", context, status=400)
        if any("\x00" in name for name in names.values()):
            raise Http404("There is no page at this address.")
        try:
            answer = partial(view, request, asked, **names)
            return _remembered(request, asked, answer) if is_remembered else answer()
        except selectors.UnknownError as error:
            raise Http404(error.args[0]) from error

    return wrapped


def _remembered(request: HttpRequest, asked: AsOfQuery, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page as it was made before from the same state of the record, or make it.

    Pages are the same for every reader, so that the address, the day and what htmx asks for tell them apart.
    """
    pages = selectors.made_pages()
    asks = tuple(request.headers.get(name) for name in ("HX-Request", "HX-History-Restore-Request"))
    question = (request.build_absolute_uri(), asked.as_of, asks)
    if (known := pages[question]) is not None:
        content, headers = known
        return HttpResponse(content, headers=headers)
    response = answer()
    if response.status_code == HTTPStatus.OK:
        pages[question] = response.content, dict(response.headers)
    return response


def others(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the query parameters besides the as-of pair, so that a form can send them along."""
    return [(name, value) for name, values in request.GET.lists() if name not in {"on", "known"} for value in values]


def page(request: HttpRequest, template: str, asked: AsOfQuery, **context: object) -> HttpResponse:
    """Return a page with what every page shows: the as-of pair, how far the record reaches, and its revision."""
    common = {
        "asked": asked,
        "kept": others(request),
        "coverage": selectors.coverage(as_of=asked.as_of),
        "revision": selectors.revision(),
        "formats": FORMATS,
    }
    return render(request, f"agreements/{template}", common | context)


def cited_address(request: HttpRequest, asked: AsOfQuery) -> str:
    """Return the whole address of a page with both days in it, so that it shows the same tomorrow."""
    days = urlencode({"on": asked.as_of.on, "known": asked.as_of.known_on})
    return request.build_absolute_uri(f"{request.path}?{days}")
