"""Servers on this machine that answer as the public internet does, well and badly."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from agreements.fetching import Guard

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class LocalServer:
    """A server, where it is, and what it was asked."""

    ip: str
    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.ip}:{self.port}"

    @property
    def guard(self) -> Guard:
        """Return a guard that lets through this one place besides the public internet."""
        return Guard(besides=frozenset({(self.ip, self.port)}))


@contextmanager
def answering(answer: Callable[[Asked], Answer], ip: str = "127.0.0.1") -> Iterator[LocalServer]:
    """Serve what `answer` gives for a request: a status, headers and a body."""
    local = LocalServer(ip, 0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request = Asked(self.command, self.path, dict(self.headers))
            local.asked.append(request)
            status, headers, body = answer(request)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                with suppress(OSError):
                    self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer((ip, 0), Handler)
    server.daemon_threads = True
    local.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield local
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(body: bytes = b"<html></html>", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, {"Content-Type": "text/html", "Content-Length": str(len(body)), **named}, body


def moved(address: str) -> Answer:
    return 302, {"Location": address, "Content-Length": "0"}, b""


@contextmanager
def sending(pieces: Callable[[], Iterator[bytes]]) -> Iterator[LocalServer]:
    """Serve raw pieces to whoever connects, for as long as they take them."""
    listening = socket.create_server(("127.0.0.1", 0))
    local = LocalServer("127.0.0.1", listening.getsockname()[1])
    threads: list[threading.Thread] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threads.append(threading.Thread(target=send, args=(connection,), daemon=True))
                threads[-1].start()

    def send(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            connection.recv(65536)
            for piece in pieces():
                connection.sendall(piece)

    accepting = threading.Thread(target=serve, daemon=True)
    accepting.start()
    try:
        yield local
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for thread in (accepting, *threads):
            thread.join(timeout=10)


def slowly(pieces: bytes, *, pause: float) -> Iterator[bytes]:
    """Yield one byte at a time."""
    for byte in pieces:
        time.sleep(pause)
        yield bytes([byte])
