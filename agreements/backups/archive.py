"""A backup as one zip file: its manifest, how it is written, and how it is read without taking anything on trust."""

import errno
import hashlib
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64 * 2**20
CHUNK = 2**20
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""The name of the database in a backup, by engine."""

CAPTURES = "captures/"
CAPTURE_NAME = re.compile(r"captures(/[A-Za-z0-9][A-Za-z0-9._-]*)+")
"""Names that stay inside their folder wherever they are unpacked: no part is empty, hidden, or leads upwards."""


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


class Member(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What a backup holds and where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = FORMAT
    engine: Literal["sqlite", "postgresql"]
    made_at: datetime
    revision: int
    head: str
    migrations: list[str]
    rows: dict[str, int]
    members: list[Member]


def write_member(archive: ZipFile, name: str, source: Path) -> Member:
    """Add a file to an archive; return what the manifest says of it."""
    with source.open("rb") as file:
        kept = _entry(name, is_packed=name in DATABASES.values())
        with archive.open(kept, "w", force_zip64=True) as entry:
            size, digest = _copy(file, entry)
    return Member(name=name, size=size, sha256=digest)


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    """Add the manifest to an archive."""
    archive.writestr(_entry(MANIFEST, is_packed=True), manifest.model_dump_json(indent=2))


def _entry(name: str, *, is_packed: bool) -> ZipInfo:
    """Return how a file is kept: captured copies are packed already."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED if is_packed else ZIP_STORED
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


def _copy(source: IO[bytes], target: IO[bytes] | None, most: int | None = None) -> tuple[int, str]:
    """Copy a file, where there is a target, and no further than just past `most` bytes; return its size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    while (most is None or size <= most) and (chunk := source.read(CHUNK)):
        size += len(chunk)
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return size, digest.hexdigest()


class Archive:
    """A backup opened to be read: no name in it leads out, and every member is compared with the manifest."""

    def __init__(self, path: Path) -> None:
        """Open the file and check its names; raise BackupError where it is no backup that this tracker reads."""
        self.path = path
        try:
            self._zip = ZipFile(path)
        except OSError as error:
            raise BackupError(f"Cannot read {path}: {error.strerror or error}.") from error
        except (BadZipFile, ValueError, NotImplementedError) as error:
            raise BackupError(f"{path} is no backup, or it is cut off: {error}.") from error
        try:
            self.manifest = self._read_manifest()
            self.entries = self._checked_entries()
        except BackupError:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *failure: object) -> None:
        self._zip.close()

    @property
    def database(self) -> Member:
        """Return the member that holds the database."""
        return next(member for member in self.manifest.members if member.name == DATABASES[self.manifest.engine])

    @property
    def captures(self) -> list[Member]:
        """Return the members that are captured copies."""
        return [member for member in self.manifest.members if member.name.startswith(CAPTURES)]

    def verify(self, member: Member) -> None:
        """Read a member to its end; raise BackupError where it is not as the manifest says."""
        self._read(member, None)

    def unpack(self, member: Member, target: Path) -> None:
        """Write a member to a new file, onto the disk; raise BackupError where it is not as the manifest says."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            self._read(member, file)
            file.flush()
            os.fsync(file.fileno())

    def _read(self, member: Member, target: IO[bytes] | None) -> None:
        """Copy a member as far as it may reach, and compare."""
        with self._damage(member.name), self._zip.open(self.entries[member.name]) as source:
            found = _copy(source, target, member.size)
        if found != (member.size, member.sha256):
            raise BackupError(f"{self.path} is damaged: {member.name} is not as the manifest says.")

    def _read_manifest(self) -> Manifest:
        """Return the manifest; refuse one of another format before looking at the rest of it."""
        if MANIFEST not in self._zip.namelist() or self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise BackupError(f"{self.path} is no backup of a tracker: it has no {MANIFEST} that can be read.")
        with self._damage(MANIFEST):
            text = self._zip.read(MANIFEST)
        try:
            said = json.loads(text)
            found = said["format"]
            if isinstance(found, int) and found > FORMAT:
                raise BackupError(
                    f"{self.path} was made by a newer tracker: its format is {found}, and this one reads {FORMAT}."
                )
            return Manifest.model_validate(said)
        except (ValueError, KeyError, TypeError, RecursionError, ValidationError) as error:
            raise BackupError(f"{self.path} is damaged: {MANIFEST} cannot be understood.") from error

    def _checked_entries(self) -> Mapping[str, ZipInfo]:
        """Return what the archive holds, by name; refuse what the manifest does not name, and names that lead out."""
        entries = {entry.filename: entry for entry in self._zip.infolist()}
        members = {member.name: member for member in self.manifest.members}
        if len(members) != len(self.manifest.members) or len(entries) != len(self._zip.infolist()):
            raise BackupError(f"{self.path} is refused: it holds two files of one name.")
        if DATABASES[self.manifest.engine] not in members:
            raise BackupError(f"{self.path} is damaged: it holds no database.")
        for name in sorted(set(entries) ^ {*members, MANIFEST}):
            where = "the archive and not in the manifest" if name in entries else "the manifest and not in the archive"
            raise BackupError(f"{self.path} is damaged: {name!r} is in {where}.")
        for name, member in members.items():
            self._check_entry(entries[name], member)
        return entries

    def _check_entry(self, entry: ZipInfo, member: Member) -> None:
        """Refuse a member whose name leads out of its folder, and anything but a plain file of the size it says."""
        is_database = member.name == DATABASES[self.manifest.engine]
        if not is_database and not CAPTURE_NAME.fullmatch(member.name):
            raise BackupError(f"{self.path} is refused: the name {member.name!r} leads out of its folder.")
        if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
            raise BackupError(f"{self.path} is refused: {member.name} is a link or no file at all.")
        if entry.file_size != member.size or not (is_database or entry.compress_type == ZIP_STORED):
            raise BackupError(f"{self.path} is damaged: {member.name} is not as the manifest says.")

    @contextmanager
    def _damage(self, name: str) -> Iterator[None]:
        """Name the member that cannot be read."""
        try:
            yield
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            if isinstance(error, OSError) and error.errno != errno.EINVAL:  # where the archive points is no place in it
                raise
            raise BackupError(f"{self.path} is damaged: {name} cannot be read ({error}).") from error
