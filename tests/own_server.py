"""A server in a process of its own, before a database of its own, that a test may kill without warning."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import psycopg
from django.db import connection

from tests.conftest import PROJECT

PATIENCE = 120
"""How many seconds to wait for something that should happen soon."""


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Make an empty database of the kind that the tests run on; yields its address."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'killed.sqlite3'}"
        return
    settings, name = connection.settings_dict, f"killed_{os.getpid()}"
    where = {"host": settings["HOST"], "port": settings["PORT"] or 5432, "user": settings["USER"]}
    where |= {"password": settings["PASSWORD"]} if settings["PASSWORD"] else {}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        try:
            password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
            yield f"postgres://{settings['USER']}{password}@{where['host']}:{where['port']}/{name}"
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def environment(address: str) -> dict[str, str]:
    """Return the environment of processes that work on a database."""
    return os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def asked(address: str, program: str) -> str:
    """Return what a program prints that works on a database in a process of its own."""
    setup = "import django; django.setup()\n"
    command = [sys.executable, "-c", setup + program]
    done = subprocess.run(command, cwd=PROJECT, env=environment(address), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def server(address: str) -> Iterator[tuple[int, int]]:
    """Run the server; yields its port and the process group to kill."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}", "--timeout", "0"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment(address), start_new_session=True, stderr=subprocess.DEVNULL
    ) as running:
        try:
            wait_until(lambda: _answers(port))
            yield port, running.pid
        finally:
            kill(running.pid)


def kill(group: int) -> None:
    """End all processes of a group at once, without a warning."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def post(port: int, path: str, *, session: str) -> int:
    """Send a form as somebody logged in; return the status, or 0 where the server was gone."""
    token = "t" * 32
    headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token, "Host": "127.0.0.1"}
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asking.request("POST", path, headers=headers)
        return asking.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        asking.close()


def wait_until(holds: object) -> None:
    """Wait until something holds; fail where it never does."""
    until = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < until, "it never happened"
        sleep(0.01)


def _answers(port: int) -> bool:
    """Return whether somebody listens."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
