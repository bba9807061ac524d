"""Make a backup: database first, then captured copies, then read everything back, and only then give it its name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from django.db import connection

from agreements.backups.archive import (
    DATABASES,
    Archive,
    BackupError,
    Manifest,
    Member,
    write_manifest,
    write_member,
)
from agreements.backups.contents import Contents, Progress
from agreements.backups.engines import ERRORS, captured_files, engine
from agreements.backups.unfinished import working_folder


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made, how it was checked, and the captured copies of the record that have no file."""

    path: Path
    size: int
    manifest: Manifest
    checked: str
    missing: tuple[str, ...]


def default_name(at: datetime) -> Path:
    """Return the name of a backup made at an instant."""
    return Path(f"backup-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip")


def make_backup(target: Path, *, at: datetime, progress: Progress) -> Backup:
    """Back everything up to a new file; raise BackupError, and leave no file of that name, where it cannot be done."""
    tools = engine()
    try:
        if target.exists():
            raise BackupError(f"{target} is there already: give another name.")
        with working_folder(target.parent) as folder:
            database, unnamed = folder / DATABASES[connection.vendor], folder / "unnamed"
            held = tools.write_snapshot(database, progress)
            manifest = _write(unnamed, database, held, at=at, progress=progress)
            checked = _read_back(unnamed, folder, progress)
            _name(unnamed, target)
    except OSError as error:
        raise BackupError(f"Cannot write {target}: {error.strerror or error}.") from error
    except ERRORS as error:
        raise BackupError(f"The database cannot be used: {error}") from error
    missing = held.captures - {member.sha256 for member in manifest.members}
    return Backup(target, target.stat().st_size, manifest, checked, tuple(sorted(missing)))


def _write(unnamed: Path, database: Path, held: Contents, *, at: datetime, progress: Progress) -> Manifest:
    """Write the archive, for its owner alone, onto the disk.

    Captured copies are listed after the snapshot of the database was taken. A copy has its whole file under its final
    name before the row that names it is committed, and no file is ever changed or taken away; so whatever the snapshot
    names is there. A file that came later is one too many, which harms nothing.
    """
    files = {database.name: database} | captured_files()
    with os.fdopen(os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with ZipFile(file, "w") as archive:
            members = list(_written(archive, files, progress))
            manifest = Manifest(
                engine=connection.vendor,
                made_at=at,
                revision=held.revision,
                head=held.head,
                migrations=list(held.migrations),
                rows=held.rows,
                members=members,
            )
            write_manifest(archive, manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _written(archive: ZipFile, files: Mapping[str, Path], progress: Progress) -> list[Member]:
    """Add files to an archive, one after the other."""
    members = []
    for done, (name, path) in enumerate(files.items(), start=1):
        members.append(write_member(archive, name, path))
        progress("Writing files", done, len(files))
    return members


def _read_back(unnamed: Path, folder: Path, progress: Progress) -> str:
    """Read a finished archive as a restore would; return how it was checked, and refuse what was not meant."""
    with Archive(unnamed) as archive:
        copy = folder / "read-back"
        archive.unpack(archive.database, copy)
        for done, member in enumerate(archive.captures, start=1):
            archive.verify(member)
            progress("Reading files back", done, len(archive.captures))
        held, checked = engine().read_back(copy)
        manifest = archive.manifest
        if held is not None and (held.rows, held.head) != (manifest.rows, manifest.head):
            raise BackupError("What was read back is not what was in the database: the backup is given up.")
    return f"every file was read back and its SHA-256 compared; {checked}"


def _name(unnamed: Path, target: Path) -> None:
    """Give a checked archive its name, for good."""
    if target.exists():
        raise BackupError(f"{target} is there already: give another name.")
    unnamed.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
