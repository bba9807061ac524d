"""How often one may ask: by token, and without one by address; each server process counts by itself."""

from django.core.cache import caches
from django.views import View
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from agreements.visitors import visitor_address


class Throttle(SimpleRateThrottle):
    """Counts in a cache of its own, at the rate that the settings name."""

    cache = caches["throttles"]

    def get_rate(self) -> str:
        """Return the rate."""
        return api_settings.DEFAULT_THROTTLE_RATES[self.scope]


class TokenThrottle(Throttle):
    """Counts the requests that show one token."""

    scope = "token"

    def get_cache_key(self, request: Request, view: View) -> str | None:
        """Return what the requests are counted by; None where no token is shown."""
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk} if request.auth else None


class AddressThrottle(Throttle):
    """Counts the requests from one address that show no token that works."""

    scope = "address"

    def get_cache_key(self, request: Request, view: View) -> str | None:
        """Return what the requests are counted by; None where a token is shown."""
        ident = visitor_address(request) or "local"
        return None if request.auth else self.cache_format % {"scope": self.scope, "ident": ident}
