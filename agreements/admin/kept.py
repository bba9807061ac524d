"""Forms sent too late, after the log-in that they belong to; what was typed is shown and can be sent again."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

UNTYPED = re.compile(
    r"csrfmiddlewaretoken|_.*|.*_FORMS|.*password.*|.*-__prefix__-.*|.*-id|.*-evidence|besides|seen",
    re.DOTALL | re.IGNORECASE,
)
"""Fields that nobody typed, and those that no page shows again."""

Sent = list[tuple[str, str]]
LOG_IN = frozenset({"login", "logout"})


def sent_fields(posted: QueryDict) -> Sent:
    """Return what was sent, without its security token and without what no page may hold: passwords."""
    return [
        (name, value)
        for name, values in posted.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name.lower()
    ]


def typed_texts(posted: QueryDict) -> Sent:
    """Return what somebody may have typed, under names that can be read."""
    return [
        (re.sub(r"-(\d+)-", lambda found: f" {int(found[1]) + 1}: ", name).replace("_", " "), value)
        for name, value in sent_fields(posted)
        if value.strip() and not UNTYPED.fullmatch(name)
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return what was typed, to be sent again where the browser vouches that the form came from this site."""
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return _not_saved(request, is_ours, "The form was older than your log-in, or your browser sent no cookie with it.")


def _not_saved(request: HttpRequest, is_ours: bool, why: str) -> HttpResponse:
    """Return the page that says why nothing was saved; a form from elsewhere is not shown again."""
    context = {
        "why": why,
        "is_ours": is_ours,
        "is_log_in": request.resolver_match is not None and request.resolver_match.url_name in LOG_IN,
        "typed": typed_texts(request.POST) if is_ours else (),
        "sent": sent_fields(request.POST) if is_ours else (),
        "has_files": bool(request.FILES),
    }
    return render(request, "admin/agreements/not_saved.html", context, status=403)


class KeepTyped:
    """Answers a form sent to the admin by somebody who is no longer logged in with what they typed.

    A page that reads what is sent only once it knows who sends it, such as that of captured copies, is left to do so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, arguments: tuple[object, ...], named: dict[str, object]
    ) -> HttpResponse | None:
        """Return the page with what was typed, where a log-in would have thrown it away."""
        match = request.resolver_match
        is_form = request.method == "POST" and "admin" in match.app_names and match.url_name not in LOG_IN
        is_unread = getattr(view, "csrf_exempt", False)
        if is_form and not is_unread and not request.user.is_authenticated:
            return _not_saved(request, True, "You are no longer logged in.")
        return None
