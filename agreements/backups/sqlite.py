"""The embedded database in a backup: one file, copied and put back by SQLite's own means while others use it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

from agreements.backups.archive import BackupError
from agreements.backups.contents import Contents, Progress, contents_of

PAGES = 5000
"""How many pages are copied between two reports of progress."""

PATIENCE = 60
"""For how many seconds others may keep the database to themselves."""


def write_snapshot(target: Path, progress: Progress) -> Contents:
    """Copy the database as it is at one instant, whoever writes meanwhile; return what it then holds."""
    with _opened(live_path()) as live, _opened(target) as copy:
        live.execute("BEGIN")  # all that follows sees one state
        held = _contents(live)
        live.backup(copy, pages=PAGES, progress=_reporting("Copying the database", progress))
        live.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
    return held


def read_back(copy: Path) -> tuple[Contents, str]:
    """Return what a copy of the database holds, and how it was checked; raise BackupError where it is not sound."""
    try:
        with _opened(copy) as database:
            problems = [text for (text,) in database.execute("PRAGMA integrity_check(5)") if text != "ok"]
            problems += [f"{table} {row} points at nothing" for table, row, *_ in _lost_references(database)]
            if problems:
                raise BackupError(f"The database in the backup is damaged: {'; '.join(problems[:5])}.")
            return _contents(database), "the database was opened, its pages, references and rows were checked"
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database in the backup is damaged: {error}.") from error


def load(copy: Path, progress: Progress, **nothing_more: object) -> None:
    """Put a copy in the place of what the database holds: one transaction, which others wait for."""
    path = live_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    with _opened(copy) as source, _opened(path) as live:
        source.backup(live, pages=PAGES, progress=_reporting("Putting the database back", progress), sleep=0.05)


def live_contents() -> Contents:
    """Return what the database holds now."""
    with _opened(live_path()) as live:
        return _contents(live)


def live_path() -> Path:
    """Return where the database lies; raise BackupError where it lives in memory."""
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise BackupError("This database lives in memory: there is no file to back up or to restore.")
    return Path(name)


def _opened(path: Path) -> closing[sqlite3.Connection]:
    """Open a database file; nothing begins a transaction by itself."""
    return closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None))


def _contents(database: sqlite3.Connection) -> Contents:
    """Return what a database holds."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return contents_of(database.cursor(), [name for (name,) in tables.fetchall()])


def _lost_references(database: sqlite3.Connection) -> list[tuple]:
    """Return the rows that point at rows which are not there."""
    return database.execute("PRAGMA foreign_key_check").fetchmany(5)


def _reporting(what: str, progress: Progress) -> Callable[[int, int, int], None]:
    """Return what SQLite calls after every stretch of pages; others are waited for, though not for ever."""
    moved_at = time.monotonic()

    def report(status: int, remaining: int, total: int) -> None:
        nonlocal moved_at
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            if time.monotonic() > moved_at + PATIENCE:
                raise BackupError("Somebody else keeps the database to themselves: stop the server and try again.")
            return
        moved_at = time.monotonic()
        if total:
            stretches = -(-total // PAGES)
            progress(what, stretches - -(-remaining // PAGES), stretches)

    return report
