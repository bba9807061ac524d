"""Connections that go to an address that was checked, and that end when their time is up."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from ssl import SSLContext

import httpcore

from agreements.fetching.errors import RefusedAddressError, UnreachableError
from agreements.fetching.guard import Guard

MOST_TRIES = 3
"""To how many addresses of one name a connection is tried."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of the time that a whole question, with its redirects, may take."""

    seconds: float
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", time.monotonic() + self.seconds)

    def within(self, timeout: float | None) -> float:
        """Return how long one step may take; raise ReadTimeout where no time is left."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"not whole after {self.seconds:g} seconds")
        return left if timeout is None else min(timeout, left)


class TimedStream(httpcore.NetworkStream):
    """A connection on which no step begins after the deadline, however little comes at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what comes next."""
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection, encrypted, once the certificate fits the name that was asked for."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks every address it leads to, and connects to one of those and to nothing else."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that takes it."""
        failure: Exception = UnreachableError(f"The name {host} leads to no address.")
        for ip in self._guard.places(host, port)[:MOST_TRIES]:
            try:
                stream = self._backend.connect_tcp(
                    ip, port, self._deadline.within(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self._deadline)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: a file of this machine is no address."""
        raise RefusedAddressError("A socket of this machine is not asked.")
