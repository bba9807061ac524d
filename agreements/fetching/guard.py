"""Which addresses may be asked: those of the public internet, decided by where a name leads and not by the name."""

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from agreements.fetching.errors import RefusedAddressError, UnreachableError

PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2000
KEPT_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u202a-\u202e\u2066-\u2069]")
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",  # this network
            "192.0.0.0/24",  # protocol assignments, among them a cloud's own service
            "192.88.99.0/24",  # relays into IPv6
            "168.63.129.16/32",  # a cloud's own service under a public address
            "2001::/32",  # Teredo: carries an IPv4 address
            "2002::/16",  # 6to4: carries an IPv4 address
        ),
    )
)

Resolver = Callable[[str, int], list[str]]


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet; those that carry another inside are not."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6 and ip not in GLOBAL_UNICAST:
        return False  # among them mapped, translated (NAT64), local and multicast addresses
    is_special = ip.is_multicast or ip.is_reserved or any(ip in network for network in NOT_PUBLIC)
    return ip.is_global and not is_special


def place_of(url: httpcore.URL) -> str:
    """Return the host of an address, with its port where that is not the usual one, as a server is told it."""
    host = url.host.decode("ascii")
    shown = f"[{host}]" if ":" in host else host
    return shown if url.port is None else f"{shown}:{url.port}"


def written(url: httpcore.URL) -> str:
    """Return an address as text."""
    return f"{url.scheme.decode('ascii')}://{place_of(url)}{url.target.decode('ascii')}"


def resolved(host: str, port: int) -> list[str]:
    """Return the IP addresses that a name leads to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"The name {host} leads to no address.") from error
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets through the public internet on the ports of the web and, where told, single places given as (IP, port)."""

    besides: frozenset[tuple[str, int]] = frozenset()
    resolve: Resolver = resolved

    def checked(self, address: str, *, base: str = "") -> httpcore.URL:
        """Return an address in its parts; raise RefusedAddressError for one that is not asked, whatever it leads to.

        A redirect may give it as seen from a `base`.
        """
        if len(address) > LONGEST_ADDRESS or UNSEEN.search(address):
            raise RefusedAddressError("The address is too long or holds spaces, backslashes or control characters.")
        try:
            parts = urlsplit(urljoin(base, address))
            scheme, host, port = parts.scheme, (parts.hostname or ""), parts.port
            host = host if ":" in host else host.encode("idna").decode("ascii")
        except ValueError as error:
            raise RefusedAddressError("The address cannot be read.") from error
        if scheme not in PORTS or not host:
            raise RefusedAddressError("Only addresses that begin with http:// or https:// and name a host are asked.")
        if parts.username is not None or parts.password is not None:
            raise RefusedAddressError("An address with a user name or password in it is not asked.")
        port = PORTS[scheme] if port is None else port
        if port not in {*PORTS.values(), *(allowed for _, allowed in self.besides)}:
            raise RefusedAddressError(f"Port {port} is not asked: only 80 and 443 are.")
        target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=KEPT_CHARACTERS)
        return httpcore.URL(scheme=scheme, host=host, port=None if port == PORTS[scheme] else port, target=target)

    def places(self, host: str, port: int) -> list[str]:
        """Return the IP addresses to connect to; raise RefusedAddressError unless every one of them may be asked."""
        found = self.resolve(host, port)
        if not found:
            raise UnreachableError(f"The name {host} leads to no address.")
        for ip in found:
            is_web = port in PORTS.values() and is_public(ip)
            if not is_web and (ip, port) not in self.besides:
                raise RefusedAddressError(f"{host} leads to a place that is not on the public internet.")
        return found
