"""Real processes on databases of their own, and killing these in the middle of their work.

A process is held in the middle of a transaction by the database itself: `stall` puts in a trigger that does not end.
"""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from tests.conftest import PROJECT
from tests.forms import filled
from tests.scratch import PASSWORD, PATIENCE, Scratch

STALLED_FOR = 5
"""Seconds that PostgreSQL sleeps in a stalled statement: it only then notices that nobody is there any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, after redirects."""

    status: int
    address: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Visitor:
    """A browser without scripts: keeps cookies, sends forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(path, None)

    def post(self, path: str, fields: dict[str, object]) -> Answer:
        """Send a form; the token against forgery is that of the page asked for last."""
        return self._ask(path, urlencode({"csrfmiddlewaretoken": self._token} | fields, doseq=True).encode())

    def log_in(self, name: str) -> None:
        """Log in to the admin as a person that `Scratch.people` made."""
        page = self.get("/admin/login/?next=/admin/")
        answer = self.post("/admin/login/?next=/admin/", filled(page, "login-form", username=name, password=PASSWORD))
        assert (answer.status, answer.address) == (200, f"{self.address}/admin/"), answer.text

    def act(self, page: str, action: str, *rows: int) -> Answer:
        """Take an action of an admin list on rows."""
        self.get(page)
        return self.post(page, {"action": action, "_selected_action": rows})

    def leave(self, path: str, fields: dict[str, object]) -> None:
        """Send a form and do not wait for the answer, which may never come."""
        Thread(target=self._sent, args=(path, fields), daemon=True).start()

    def _sent(self, path: str, fields: dict[str, object]) -> None:
        with suppress(OSError, HTTPException):
            self.post(path, fields)

    def _ask(self, path: str, body: bytes | None) -> Answer:
        try:
            with self._opener.open(self.address + path, body, timeout=PATIENCE) as response:
                answer = Answer(response.status, response.url, response.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.url, error.read())
        if found := re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.content):
            self._token = found.group(1).decode()
        return answer


@dataclass(frozen=True, slots=True)
class Running:
    """A process with all that it started, and where it writes what it prints."""

    process: subprocess.Popen
    log: Path
    address: str = ""

    def kill(self) -> None:
        """End the process and all that it started, in the middle of whatever they do."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def running(database: Scratch, *command: str, files: tuple[int, ...] = (), address: str = "") -> Iterator[Running]:
    """Run Python with arguments as the head of a process group of its own; it is killed at the end."""
    log = database.folder / f"printed-{uuid.uuid4().hex[:8]}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT,
            env=database.environment,
            stdout=output,
            stderr=output,
            pass_fds=files,
            start_new_session=True,
        )
    started = Running(process, log, address)
    try:
        yield started
    finally:
        started.kill()


@contextmanager
def server(database: Scratch, *, workers: int = 2, threads: int = 4) -> Iterator[Running]:
    """Run the real server, `gunicorn tracker.wsgi`, until it answers; its address is on what is yielded."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        file, address = listening.fileno(), f"http://127.0.0.1:{listening.getsockname()[1]}"
        options = (
            "--bind",
            f"fd://{file}",
            "--workers",
            f"{workers}",
            "--threads",
            f"{threads}",
            "--timeout",
            "60",
            "--no-control-socket",
        )
        started = running(database, "-m", "gunicorn", *options, "tracker.wsgi", files=(file,), address=address)
        served = started.__enter__()
    try:
        until(lambda: _answers(address) or served.process.poll() is not None, served)
        assert served.process.poll() is None, served.printed
        yield served
    finally:
        started.__exit__(None, None, None)


def _answers(address: str) -> bool:
    """Return whether a server answers."""
    with suppress(OSError), urlopen(f"{address}/healthz", timeout=PATIENCE) as response:
        return response.status == 200
    return False


def until(is_so: Callable[[], bool], process: Running | None = None) -> None:
    """Wait until something is so; fail where it does not become so in time."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"not in {PATIENCE} seconds; {process.printed if process else ''}"
        time.sleep(0.02)


STALLS = {
    True: (
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT max(i) AS i FROM n",
        "CREATE TRIGGER stalled AFTER {event} ON {table} BEGIN SELECT i FROM endless; END",
    ),
    False: (
        "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_sleep({STALLED_FOR}); RETURN NULL; END $$",
        "CREATE TRIGGER stalled AFTER {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION stall()",
    ),
}
"""What holds a statement up, by whether the engine is SQLite."""


def stall(database: Scratch, table: str, event: str = "INSERT") -> None:
    """Hold up every statement that writes to a table, at its end and inside its transaction."""
    database.execute(*(statement.format(table=table, event=event) for statement in STALLS[database.is_sqlite]))


def kill_stalled(database: Scratch, process: Running, table: str) -> None:
    """Kill a process once it is held up by `stall`, and take out what held it up."""
    until(lambda: _is_stalled(database), process)
    assert process.process.poll() is None, process.printed
    process.kill()
    if database.is_sqlite:
        database.execute("DROP TRIGGER stalled", "DROP VIEW endless")
    else:  # waits until the server of the database has given the transaction up
        database.execute(f"DROP TRIGGER stalled ON {table}", "DROP FUNCTION stall()")


def _is_stalled(database: Scratch) -> bool:
    """Return whether a statement is held up: on SQLite, whether a writer keeps all others out for a second."""
    if not database.is_sqlite:
        here = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        return bool(database.execute(here))
    with closing(sqlite3.connect(database.path, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        connection.execute("ROLLBACK")
        return False
