"""A PostgreSQL database in a backup: written and put back by its own tools, each in one transaction."""

import os
import re
import shutil
import subprocess
import uuid
from contextlib import suppress
from pathlib import Path

import psycopg
from django.db import DatabaseError, connection, transaction

from agreements.backups.archive import BackupError
from agreements.backups.contents import Contents, Progress, contents_of

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
CHECK = "tracker_backup_check_"
"""How the database begins into which a backup is loaded to be checked."""

PLAIN = ("--no-owner", "--no-privileges")
"""Whoever restores owns what is restored."""


def write_snapshot(target: Path, progress: Progress) -> Contents:
    """Dump the database as it is at one instant, whoever writes meanwhile; return what it then holds."""
    _require_tools()
    progress("Copying the database", 0, 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")  # the dump and the counts see the same state
        (snapshot,) = cursor.fetchone()
        held = contents_of(cursor, _tables(cursor))
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", *PLAIN, f"--file={target}")
    progress("Copying the database", 1, 1)
    return held


def read_back(copy: Path) -> tuple[Contents | None, str]:
    """Return what a dump holds once it is loaded into a database of its own, and how it was checked.

    Where the account may not make databases the dump is only read to its end, and None is returned.
    """
    _require_tools()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        (may_create,) = cursor.fetchone()
        if not may_create:
            _run("pg_restore", f"--file={os.devnull}", str(copy))
            return None, (
                "the dump was read to its end; it was not loaded and its rows were not counted, "
                "because the account may not create databases (CREATEDB)"
            )
        _drop_leftovers(cursor)
        name = _name_of_check(cursor)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            _run("pg_restore", "--exit-on-error", *PLAIN, f"--dbname={name}", str(copy))
            return _contents_of_other(name), "the dump was loaded into a database of its own, and its rows were counted"
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')


def _name_of_check(cursor: psycopg.Cursor) -> str:
    """Return a new name for the database of a check, which says whose session makes it."""
    cursor.execute("SELECT pg_backend_pid()")
    (session,) = cursor.fetchone()
    return f"{CHECK}{session}_{uuid.uuid4().hex[:12]}"


def _drop_leftovers(cursor: psycopg.Cursor) -> None:
    """Drop our databases of checks whose session has ended, as of a process that was killed; not those in use."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname ~ %s AND pg_get_userbyid(datdba) = current_user"
        " AND split_part(datname, '_', 4) NOT IN (SELECT pid::text FROM pg_stat_activity)",
        [f"^{CHECK}[0-9]+_[0-9a-f]{{12}}$"],
    )
    for (name,) in cursor.fetchall():
        with suppress(DatabaseError):  # somebody uses it, or has dropped it meanwhile
            cursor.execute(f'DROP DATABASE "{name}"')


def load(copy: Path, progress: Progress, *, tables: set[str]) -> None:
    """Put a dump in the place of what the database holds: one transaction, which waits for others and they for it."""
    _require_tools()
    with connection.cursor() as cursor:
        more = sorted(set(_tables(cursor)) - tables)
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
    if more:
        raise BackupError(
            f"The database has tables that the backup does not know ({', '.join(more[:5])}), "
            "so it cannot be put in its place: restore into a new database."
        )
    connection.close()
    progress("Putting the database back", 0, 1)
    once = ("--single-transaction", "--exit-on-error", "--clean", "--if-exists")
    _run("pg_restore", *once, *PLAIN, f"--dbname={name}", str(copy))
    progress("Putting the database back", 1, 1)


def live_contents() -> Contents:
    """Return what the database holds now."""
    with connection.cursor() as cursor:
        return contents_of(cursor, _tables(cursor))


def _tables(cursor: psycopg.Cursor) -> list[str]:
    """Return the names of the tables."""
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def _contents_of_other(name: str) -> Contents:
    """Return what another database of the same server holds."""
    options = connection.get_connection_params() | {"dbname": name}
    with psycopg.connect(**options) as other, other.cursor() as cursor:
        return contents_of(cursor, _tables(cursor))


def _require_tools() -> None:
    """Raise BackupError unless pg_dump and pg_restore are there and no older than the server."""
    server = connection.pg_version // 10_000
    for tool in ("pg_dump", "pg_restore"):
        if shutil.which(tool) is None:
            raise BackupError(f"{tool} is not there: install the PostgreSQL client, version {server} or newer.")
        said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        found = re.search(r"\b(\d+)[.\d]*", said)
        if found is None or int(found.group(1)) < server:
            raise BackupError(f"{said.strip() or tool} is older than the server, which is {server}: install {server}.")


def _run(tool: str, *arguments: str) -> None:
    """Run a tool on the server of the settings; raise BackupError with the first thing it complains about."""
    command = [tool, *arguments]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{tool}: it ended with {done.returncode}"]
        raise BackupError(f"PostgreSQL could not do it: {lines[0]}")


def _environment() -> dict[str, str]:
    """Return what the tools connect by; a password in the environment is not for all to see, as one in a command is."""
    given = connection.settings_dict
    place = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"], "PGDATABASE": given["NAME"]}
    _, secrets = connection.client.settings_to_cmd_args_env(given, [])
    return os.environ | {name: str(value) for name, value in place.items() if value} | (secrets or {})
