"""Which module backs up and restores which database, and where the captured copies lie."""

import sqlite3
from pathlib import Path
from types import ModuleType

import psycopg
from django.conf import settings
from django.db import Error, connection

from agreements.backups import postgresql, sqlite
from agreements.backups.archive import CAPTURE_NAME, CAPTURES, BackupError

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
ERRORS = (Error, sqlite3.Error, psycopg.Error)
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def engine() -> ModuleType:
    """Return the module for the database of the settings."""
    if connection.vendor not in ENGINES:
        raise BackupError(f"Only {' and '.join(NAMES.values())} can be backed up, not {connection.vendor}.")
    return ENGINES[connection.vendor]


def captures_folder() -> Path:
    """Return where the captured copies lie."""
    return Path(settings.MEDIA_ROOT)


def captured_files() -> dict[str, Path]:
    """Return the captured copies by their names in a backup; hidden files are not finished, or are none.

    Raise BackupError where something lies among them that no captured copy is called.
    """
    folder = captures_folder()
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() or not path.is_file() or not CAPTURE_NAME.fullmatch(CAPTURES + name):
            raise BackupError(f"{path} is not a captured copy: move it out of {folder}, then try again.")
        found[CAPTURES + name] = path
    return found
