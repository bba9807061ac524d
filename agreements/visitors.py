"""Who asks and from where; what a header says of it is believed only where a proxy of ours writes that header."""

from collections.abc import Mapping
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

LONGEST_NAME = 255
HOUSEHOLD = 64
"""How many bits of an IPv6 address stand for one subscriber, who may use all addresses that begin with them."""


def visitor_address(request: HttpRequest) -> str | None:
    """Return the address a request comes from, None where there is none (a local socket).

    Behind a proxy it is the last one in X-Forwarded-For, which our own proxy added; whatever precedes it, and the
    whole header where there is no proxy, was written by whoever sent the request.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS_PROXY else ""
    for text in (forwarded.rpartition(",")[2], request.META.get("REMOTE_ADDR", "")):
        try:
            found = ip_address(text.strip())
        except ValueError:
            continue
        if not isinstance(found, IPv6Address):
            return str(found)
        return str(found.ipv4_mapped or IPv6Network((found, HOUSEHOLD), strict=False).network_address)
    return None


def claimed_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Return the name of the account that somebody tries to log in as, as much of it as is kept."""
    return ((credentials or {}).get("username") or "")[:LONGEST_NAME]
