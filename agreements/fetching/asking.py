"""Asking one address: redirects followed one by one, each checked like the first, and an answer of bounded size."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from ssl import SSLContext

import httpcore

from agreements.fetching.connecting import Deadline, GuardedBackend
from agreements.fetching.errors import (
    BrokenAnswerError,
    RefusedAddressError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from agreements.fetching.guard import Guard, place_of, written

REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {
    "User-Agent": "agreement-tracker (checks and keeps copies of the sources it cites)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one question may take, in seconds, how many bytes its answer may have, and how often it may lead on."""

    connect: float = 10
    read: float = 20
    total: float = 120
    body: int = 50_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered, after redirects; its body is read only if asked for."""

    address: str
    status: int
    response: httpcore.Response
    limit: int

    @property
    def said(self) -> str:
        """Return the status in words."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)

    def chunks(self) -> Iterator[bytes]:
        """Yield the body piece by piece; raise TooLargeError as soon as it is more than is taken."""
        if _header(self.response, b"content-encoding").lower() not in {"", "identity"}:
            raise BrokenAnswerError("The answer is compressed, though it was asked for as it is.")
        if int(_header(self.response, b"content-length") or 0) > self.limit:
            raise self._too_large()
        size = 0
        for chunk in self.response.iter_stream():
            size += len(chunk)
            if size > self.limit:
                raise self._too_large()
            yield chunk

    def _too_large(self) -> TooLargeError:
        """Return the refusal of an answer above the limit."""
        return TooLargeError(f"The answer is larger than {self.limit / 1_000_000:g} MB, the most that is taken.")


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks addresses that its guard lets through."""

    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)

    @contextmanager
    def opened(self, address: str, *, method: str = "GET") -> Iterator[Answer]:
        """Ask an address and those that it leads to; yields the answer that leads nowhere else."""
        deadline = Deadline(self.limits.total)
        url = self.guard.checked(address)
        with _explained():
            for _ in range(self.limits.redirects + 1):
                with self._asked(url, method, deadline) as response:
                    location = _header(response, b"location") if response.status in REDIRECTS else ""
                    if not location:
                        yield Answer(written(url), response.status, response, self.limits.body)
                        return
                url = self.guard.checked(location.replace(" ", "%20"), base=written(url))
        raise TooManyRedirectsError(f"The address leads on more than {self.limits.redirects} times.")

    @contextmanager
    def _asked(self, url: httpcore.URL, method: str, deadline: Deadline) -> Iterator[httpcore.Response]:
        """Ask one address on a connection of its own."""
        limits = self.limits
        timeouts = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        headers = {"Host": place_of(url)} | HEADERS
        backend = GuardedBackend(self.guard, deadline)
        with (
            httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=backend) as pool,
            pool.stream(method, url, headers=headers, extensions={"timeout": timeouts}) as response,
        ):
            yield response


@cache
def _certificates() -> SSLContext:
    """Return how certificates are checked."""
    return httpcore.default_ssl_context()


@contextmanager
def _explained() -> Iterator[None]:
    """Raise what went wrong on the way as an error of this package."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise UnreachableError(f"No connection: {str(error)[:200] or 'no answer in time'}.") from error
    except httpcore.TimeoutException as error:
        raise BrokenAnswerError(f"The answer took too long ({str(error)[:200]}).") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise BrokenAnswerError(f"The answer broke off or was none ({str(error)[:200]}).") from error
    except httpcore.UnsupportedProtocol as error:
        raise RefusedAddressError("Only addresses that begin with http:// or https:// are asked.") from error


def _header(response: httpcore.Response, name: bytes) -> str:
    """Return the first header of a name, or nothing."""
    found = next((value for header, value in response.headers if header.lower() == name), b"")
    try:
        return found.decode("utf-8").strip()
    except UnicodeDecodeError:
        return found.decode("latin-1").strip()
