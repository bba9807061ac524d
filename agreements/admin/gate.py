"""What every page of the admin asks of a session: that it is neither too old nor idle, and the second factor."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements import access

GATED = frozenset({"admin", "second-factor"})
OPEN = frozenset({"admin:login", "admin:logout", "admin:jsi18n"})
BEGAN, SEEN = "began_at", "seen_at"


class GateMiddleware:
    """Stands before the admin, the only part of the site that asks a session who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, which no cache keeps, not even that of the browser."""
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.app_name in GATED and match.view_name != "admin:jsi18n":
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple[str, ...], kwargs: dict[str, str]
    ) -> HttpResponse | None:
        """Return where to go first, None where the page may be shown, or refused by its own rules."""
        match = request.resolver_match
        is_gated = match.app_name in GATED and match.view_name not in OPEN
        if not is_gated or not request.user.is_authenticated:
            return None
        if _has_ended(request, timezone.now()):
            logout(request)
            if request.method == "POST":
                return None  # a form: what was typed is shown to whoever is no longer logged in
            messages.info(request, "Log in again: the session was idle, or open, for too long.")
            return _first(request, "admin:login")
        return _ask_for_second_factor(request) if match.app_name == "admin" else None


def is_verified(request: HttpRequest, device: TOTPDevice | None) -> bool:
    """Return whether the session has given the second factor of its account, or has none to give."""
    return device is None or request.session.get(DEVICE_ID_SESSION_KEY) == device.persistent_id


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the code, or to setting a second factor up where one is required; None where all is well."""
    device = access.second_factor(request.user)
    if not is_verified(request, device):
        return _first(request, "second-factor:code")
    if device is None and settings.REQUIRE_SECOND_FACTOR and access.needs_second_factor(request.user):
        return _first(request, "second-factor:manage")
    return None


def _has_ended(request: HttpRequest, at: datetime) -> bool:
    """Return whether the session is over; note that it was seen, at most once a minute."""
    now, session = int(at.timestamp()), request.session
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES).total_seconds()
    if now - began >= settings.SESSION_COOKIE_AGE or now - seen >= idle:
        return True
    if BEGAN not in session:
        session[BEGAN] = session[SEEN] = now
    elif now - seen >= 60:
        session[SEEN] = now
    return False


def _first(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Return the way to a page that leads back here."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
