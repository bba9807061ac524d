"""Restore a backup: look at everything first, then the captured copies, then the database in one transaction."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from agreements.backups.archive import CAPTURES, Archive, BackupError, Manifest
from agreements.backups.contents import Contents, Progress
from agreements.backups.engines import ERRORS, NAMES, captured_files, captures_folder, engine

UNFINISHED = ".restore-"
"""How the folder of a restore begins; one that was killed leaves it behind, and the next takes it away."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, the migrations still to be run, captured copies without a file, and how many were left."""

    manifest: Manifest
    to_migrate: tuple[str, ...]
    missing: tuple[str, ...]
    left: int


def restore_backup(path: Path, *, overwrite: bool, progress: Progress) -> Restored:
    """Put a backup in the place of what is there; raise BackupError, and change no row, where it cannot be done."""
    tools = engine()
    try:
        with Archive(path) as archive:
            to_migrate = _checked_migrations(archive.manifest)
            _check_engine(archive.manifest)
            before = captured_files()
            if not overwrite:
                _require_empty(before)
            with _staged(archive, progress) as folder:
                database = folder / archive.database.name
                held, _ = tools.read_back(database)
                _compare(archive.manifest, held, "in the backup")
                _put_captures(archive, folder)
                tools.load(database, progress, tables=set(archive.manifest.rows))
            after = tools.live_contents()
            _compare(archive.manifest, after, "in the database, into which somebody may be writing,")
            left = set(before) - {member.name for member in archive.captures}
            digests = {member.sha256 for member in archive.captures} | {Path(name).stem for name in left}
            return Restored(archive.manifest, to_migrate, tuple(sorted(after.captures - digests)), len(left))
    except OSError as error:
        raise BackupError(f"Cannot write {error.filename or captures_folder()}: {error.strerror or error}.") from error
    except ERRORS as error:
        raise BackupError(f"The database cannot be used: {error}") from error


def _check_engine(manifest: Manifest) -> None:
    """Refuse a backup of the other engine."""
    if manifest.engine != connection.vendor:
        theirs, ours = NAMES[manifest.engine], NAMES[connection.vendor]
        raise BackupError(f"This is a backup of {theirs}, and the database of DATABASE_URL is {ours}.")


def _checked_migrations(manifest: Manifest) -> tuple[str, ...]:
    """Return the migrations that the backup has not been through; refuse one that has been through unknown ones."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise BackupError(
            f"The backup was made by a newer tracker: it has been through {unknown[0]}, which this one does not know."
        )
    return tuple(sorted(known - set(manifest.migrations)))


def _require_empty(files: dict[str, Path]) -> None:
    """Refuse to restore over a record, accounts or captured copies."""
    tables = set(connection.introspection.table_names())
    for model in (*apps.get_app_config("agreements").get_models(), get_user_model()):
        if model._meta.db_table in tables and model._base_manager.values("pk").exists():
            raise BackupError(
                f"The database is not empty (it holds: {model._meta.verbose_name_plural}). "
                "Restore into an empty one, or say --overwrite to lose what is there."
            )
    if files:
        raise BackupError(
            f"There are captured copies in {captures_folder()} already: say --overwrite to restore beside them."
        )


@contextmanager
def _staged(archive: Archive, progress: Progress) -> Iterator[Path]:
    """Unpack everything beside the captured copies, under names of no meaning, comparing each with the manifest."""
    root = captures_folder()
    root.mkdir(parents=True, exist_ok=True)
    for leftover in root.glob(f"{UNFINISHED}*"):
        shutil.rmtree(leftover)
    members = archive.manifest.members
    needed, free = sum(member.size for member in members), shutil.disk_usage(root).free
    if needed > free:
        raise BackupError(f"The backup unpacks to {needed:,} bytes, and only {free:,} are free in {root}.")
    folder = Path(mkdtemp(prefix=UNFINISHED, dir=root))
    try:
        for done, member in enumerate(members, start=1):
            archive.unpack(member, folder / member.name)
            progress("Unpacking files", done, len(members))
        yield folder
    finally:
        shutil.rmtree(folder)


def _put_captures(archive: Archive, folder: Path) -> None:
    """Give the captured copies their names, before the rows that speak of them are there.

    Copies of the record that is replaced stay: they are named after what they hold, so they stand in nobody's way.
    """
    for member in archive.captures:
        target = captures_folder() / member.name.removeprefix(CAPTURES)
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / member.name).replace(target)


def _compare(manifest: Manifest, held: Contents | None, where: str) -> None:
    """Raise BackupError where a database holds another record than the manifest says."""
    if held is None:
        return
    ours = f"{apps.get_app_config('agreements').label}_"
    differing = [
        table for table, count in manifest.rows.items() if table.startswith(ours) and held.rows.get(table) != count
    ]
    if differing or held.head != manifest.head:
        what = ", ".join(differing[:5]) or "the audit trail"
        raise BackupError(f"What is {where} is not what the manifest says: {what}; head of the trail {held.head}.")
