"""What a restore refuses before it looks at any database: files that are damaged, not a backup, or meant to do harm."""

import json
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.backups.archive import Archive, BackupError, Manifest, write_manifest, write_member

DATABASE = "database.sqlite3"
CAPTURE = "captures/ab/abcd.pdf"
WHERE = {"engine": "sqlite", "made_at": "2026-01-01T00:00:00Z", "revision": 3, "head": f"0:{'0' * 64}"}


def made(folder: Path, *captures: str) -> Path:
    """Write a backup as the tracker does."""
    content = folder / "content"
    content.write_bytes(b"content " * 1000)
    path = folder / "backup.zip"
    with ZipFile(path, "w") as archive:
        members = [write_member(archive, name, content) for name in (DATABASE, *(captures or (CAPTURE,)))]
        write_manifest(archive, Manifest(**WHERE, migrations=[], rows={}, members=members))
    return path


def remade(path: Path, change: Callable[[dict, dict[str, tuple[ZipInfo, bytes]]], None]) -> Path:
    """Write a backup anew, with its manifest and files changed by who means harm."""
    with ZipFile(path) as archive:
        files = {entry.filename: (entry, archive.read(entry)) for entry in archive.infolist()}
    manifest = json.loads(files.pop("manifest.json")[1])
    change(manifest, files)
    with ZipFile(path, "w") as archive:
        for name, (entry, content) in files.items():
            kept = ZipInfo(name)
            kept.compress_type, kept.external_attr = entry.compress_type, entry.external_attr
            archive.writestr(kept, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return path


def read(path: Path) -> None:
    """Read a backup to its end."""
    with Archive(path) as archive:
        for member in archive.manifest.members:
            archive.verify(member)


def test_a_backup_is_read_as_it_was_written(tmp_path: Path):
    path = made(tmp_path)
    read(path)
    with Archive(path) as archive:
        archive.unpack(archive.captures[0], tmp_path / "unpacked" / "copy.pdf")
        assert (archive.manifest.revision, archive.database.name) == (3, DATABASE)
    assert (tmp_path / "unpacked" / "copy.pdf").read_bytes() == b"content " * 1000


def test_nothing_is_ever_unpacked_over_a_file(tmp_path: Path):
    path = made(tmp_path)
    (tmp_path / "there").write_text("mine")
    with Archive(path) as archive, pytest.raises(FileExistsError):
        archive.unpack(archive.database, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"


NAMES_THAT_LEAD_OUT = (
    "../outside",
    "captures/../../outside",
    "captures/ab/../../outside",
    "/etc/passwd",
    "captures//etc/passwd",
    "captures/./ab",
    "captures/",
    "captures/ab\\..\\outside",
    "captures/C:/outside",
    "captures/.hidden",
    "captures/.restore-1/ab",
    "captures/ab/\u202egpj.exe",
    "captures/ab\n",
    "elsewhere/ab",
    "database.pgdump",
)


@pytest.mark.parametrize("name", NAMES_THAT_LEAD_OUT)
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str):
    with pytest.raises(BackupError, match="leads out of its folder") as refused:
        read(made(tmp_path, name))
    assert repr(name) in str(refused.value)


def flipped(path: Path, found: bytes) -> None:
    """Turn one bit of a file, in the middle of some of its bytes."""
    content = bytearray(path.read_bytes())
    content[content.index(found) + len(found) // 2] ^= 1
    path.write_bytes(content)


def test_a_bit_that_turned_is_found_and_the_file_named(tmp_path: Path):
    path = made(tmp_path)
    flipped(path, b"content content content")
    with pytest.raises(BackupError, match=f"is damaged: {CAPTURE} cannot be read"):
        read(path)


def test_a_file_that_was_exchanged_is_found_though_the_zip_is_sound(tmp_path: Path):
    def exchange(manifest, files):
        entry, content = files[CAPTURE]
        files[CAPTURE] = (entry, content[::-1])

    with pytest.raises(BackupError, match=f"is damaged: {CAPTURE} is not as the manifest says"):
        read(remade(made(tmp_path), exchange))


@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=20))
def test_whatever_bytes_are_changed_it_is_read_as_written_or_refused(changes: list[tuple[int, int]]):
    with TemporaryDirectory() as folder:
        path = made(Path(folder))
        content = bytearray(path.read_bytes())
        for place, value in changes:
            content[-1 - place % len(content)] = value
        path.write_bytes(content)
        with suppress(BackupError):
            read(path)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_no_backup(tmp_path: Path, share: float):
    path = made(tmp_path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(BackupError, match="is no backup, or it is cut off"):
        read(path)


def link(manifest, files):
    entry, content = files[CAPTURE]
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    files[CAPTURE] = (entry, content)


def packed(manifest, files):
    files[CAPTURE][0].compress_type = ZIP_DEFLATED
    assert files[DATABASE][0].compress_type != ZIP_STORED


def larger(manifest, files):
    manifest["members"][1]["size"] += 1


def no_database(manifest, files):
    del files[DATABASE]
    del manifest["members"][0]


CHANGES = {
    "a link": (link, "is a link or no file at all"),
    "a copy packed so that it may burst": (packed, "is not as the manifest says"),
    "another size": (larger, "is not as the manifest says"),
    "a file too many": (lambda manifest, files: files.update({"captures/ab/x": files[CAPTURE]}), "not in the manifest"),
    "a file too few": (lambda manifest, files: files.pop(CAPTURE), "in the manifest and not in the archive"),
    "a file named twice": (
        lambda manifest, files: manifest["members"].append(manifest["members"][1]),
        "two files of one name",
    ),
    "no database": (no_database, "it holds no database"),
    "a later format": (
        lambda manifest, files: manifest.update(format=2, more=1),
        "by a newer tracker: its format is 2",
    ),
    "another format": (lambda manifest, files: manifest.update(format="x"), "manifest.json cannot be understood"),
    "no format": (lambda manifest, files: manifest.pop("format"), "manifest.json cannot be understood"),
    "another engine": (lambda manifest, files: manifest.update(engine="oracle"), "manifest.json cannot be understood"),
    "a size below nothing": (
        lambda manifest, files: manifest["members"][1].update(size=-1),
        "manifest.json cannot be understood",
    ),
    "a digest that is none": (
        lambda manifest, files: manifest["members"][1].update(sha256="x"),
        "manifest.json cannot be understood",
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES)
def test_what_is_not_as_a_backup_is_written_is_refused(tmp_path: Path, change: Callable, message: str):
    with pytest.raises(BackupError, match=message):
        read(remade(made(tmp_path), change))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"format": 1}', id="too little"),
        pytest.param(b"[" * 100_000, id="too deep"),
        pytest.param(b"\xff\xfe", id="no text"),
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "backup.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", content)
    with pytest.raises(BackupError, match=r"is damaged: manifest.json cannot be understood"):
        read(path)


def test_a_zip_without_a_manifest_is_no_backup(tmp_path: Path):
    path = tmp_path / "backup.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(BackupError, match="is no backup of a tracker"):
        read(path)


def test_a_manifest_that_bursts_is_never_unpacked(tmp_path: Path):
    path = tmp_path / "backup.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * (65 * 2**20))
    with pytest.raises(BackupError, match="is no backup of a tracker"):
        read(path)


def test_a_file_that_is_not_there_gets_one_clear_line(tmp_path: Path):
    with pytest.raises(BackupError, match=r"^Cannot read .*nowhere.zip: No such file or directory\.$"):
        Archive(tmp_path / "nowhere.zip")
