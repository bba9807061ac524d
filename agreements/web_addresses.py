"""Web addresses compared: which spellings lead to the same page, and whose host it is."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id|igshid|_openstat", re.IGNORECASE)
"""Parameters that say where a reader came from and not what is read."""

PORTS = {"http": 80, "https": 443}
SECOND_LEVEL = {"ac", "co", "com", "edu", "gov", "mil", "net", "org"}
"""Labels below which a country gives names away, as in `mfa.gov.az`."""


class AddressError(ValueError):
    """The text is no web address."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """What an address leads to, however it is spelt.

    Scheme, `www.`, usual port, case of the host, slash at the end, fragment and tracking do not tell pages apart.
    """

    host: str
    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def at(cls, address: str) -> "WebPage":
        """Return the page at an address, with or without its scheme; raise AddressError where it is none."""
        address = address.strip()
        try:
            parts = urlsplit(address if "://" in address else f"https://{address}")
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise AddressError(f"{address!r} is no web address") from error
        if parts.scheme not in PORTS or "." not in host:
            raise AddressError(f"{address!r} is no web address")
        own_port = "" if port in {None, PORTS[parts.scheme]} else f":{port}"
        path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
        asked = parse_qsl(parts.query, keep_blank_values=True)
        query = sorted((name, value) for name, value in asked if not TRACKING.fullmatch(name))
        return cls(_in_letters(host.rstrip(".")).removeprefix("www.") + own_port, path, tuple(query))

    @property
    def domain(self) -> str:
        """Return the name that was registered, by rule of thumb: `press.example` of `en.press.example`."""
        labels = self.host.partition(":")[0].split(".")
        size = 3 if len(labels) > 2 and labels[-2] in SECOND_LEVEL else 2
        return ".".join(labels[-size:])

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the host in letters and in ASCII, as far as they differ."""
        return tuple(dict.fromkeys((self.host, _in_ascii(self.host))))

    @property
    def places(self) -> list[str]:
        """Return host and path as they may be written in an address, behind its scheme."""
        paths = dict.fromkeys((self.path, quote(self.path, safe="/:@!$&'()*+,;=~-._")))
        return [f"//{www}{host}{path}" for www in ("", "www.") for host in self.hosts for path in paths]


def _in_letters(host: str) -> str:
    """Return a host in the letters of its language."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _in_ascii(host: str) -> str:
    """Return a host in ASCII, as the network has it."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
