"""Databases of their own for tests that start processes: on the engine of the run, gone afterwards."""

import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings

from tests.checkout import clean_environment
from tests.conftest import PROJECT

PASSWORD = "the-password-of-everybody"
PATIENCE = 120
"""Seconds after which a test gives up waiting."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A database, on the engine of the run, and a folder that belong to one test."""

    url: str
    folder: Path

    @property
    def captures(self) -> Path:
        """Return the folder of captured copies; the first one makes it."""
        return self.folder / "captures"

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:")

    @property
    def path(self) -> Path:
        """Return the file of a SQLite database."""
        return Path(self.url.removeprefix("sqlite:///"))

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of processes that work on it."""
        return clean_environment(
            SECRET_KEY="x" * 50,
            ALLOWED_HOSTS="127.0.0.1",
            LOCAL="true",
            DATABASE_URL=self.url,
            CAPTURES_DIR=str(self.captures),
            DJANGO_SETTINGS_MODULE="tests.settings",
        )

    def connect(self) -> Any:
        """Return a connection past Django; what it executes is kept at once unless it begins a transaction."""
        if self.is_sqlite:
            return closing(sqlite3.connect(self.path, timeout=20, isolation_level=None))
        return psycopg.connect(self.url, autocommit=True)

    def execute(self, *statements: str) -> list[tuple]:
        """Execute statements past Django; return the rows of the last one."""
        with self.connect() as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the tracker to its end, with more variables in its environment."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
        )

    def python(self, code: str) -> str:
        """Run Python with Django on it; return what it printed."""
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def people(self, *names: str, role: str) -> None:
        """Make accounts of a role that can log in."""
        self.python(
            "from tests.people import Role, person\n"
            f"for name in {names!r}:\n"
            f"    user = person(Role({role!r}), name); user.set_password({PASSWORD!r}); user.save()"
        )


@contextmanager
def migrated_database(folder: Path) -> Iterator[Scratch]:
    """Make a database with all tables and no rows, which `copy_of` copies; the folder is for SQLite."""
    with _made(folder, template="") as made:
        done = made.manage("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def copy_of(template: Scratch, folder: Path) -> Iterator[Scratch]:
    """Copy a database that nobody is connected to; it is gone afterwards."""
    name = template.url.rpartition("/")[2]
    with _made(folder, template=f'TEMPLATE "{name}"') as made:
        if made.is_sqlite:
            shutil.copy(template.path, made.path)
        yield made


@contextmanager
def _made(folder: Path, *, template: str) -> Iterator[Scratch]:
    """Make a database under a name of its own on the engine of the run."""
    engine = settings.DATABASES["default"]
    name = f"tracker_scratch_{uuid.uuid4().hex[:12]}"
    if engine["ENGINE"].endswith("sqlite3"):
        yield Scratch(f"sqlite:///{folder / name}.sqlite3", folder)
        return
    account = ":".join(quote(engine[part], safe="") for part in ("USER", "PASSWORD") if engine[part])
    server = f"postgres://{account}@{engine['HOST']}:{engine['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {template}')
        try:
            yield Scratch(f"{server}/{name}", folder)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
