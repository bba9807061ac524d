"""A backup or a restore that is killed in the middle leaves no half file under its name and no half database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.killing import Running, running, until
from tests.scratch import Scratch, copy_of
from tests.test_backups import captured, everything

LONG = 2 * 2**30
"""Bytes of a captured copy, all of them zero, that takes many seconds to write."""

SESSIONS = {
    True: "INSERT INTO django_session WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) "
    "SELECT i, printf('%.*c', 1000000, 'x'), '2030-01-01 00:00:00' FROM n",
    False: "INSERT INTO django_session SELECT i, repeat('x', 1000000), '2030-01-01' FROM generate_series(1, 5) AS n(i)",
}
"""What makes a database large, by whether the engine is SQLite; PostgreSQL need not be."""


def whole(database: Scratch) -> None:
    verified = database.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr


def test_a_backup_that_is_killed_leaves_no_file_of_its_name(scratch: Scratch):
    scratch.python("from tests.people import evidence\nevidence('submitted')")
    before = everything(scratch)
    long = scratch.captures / "ab" / "long.wacz"
    long.parent.mkdir(parents=True)
    with long.open("wb") as file:
        os.truncate(file.fileno(), LONG)
    target = scratch.folder / "backup.zip"
    with running(scratch, "manage.py", "backup", str(target)) as backup:
        until(lambda: any(path.stat().st_size > 2**20 for path in scratch.folder.glob(".backup-*/unnamed")), backup)
        backup.kill()
    assert "Reading files back" not in backup.printed
    assert not list(scratch.folder.glob("*.zip"))
    long.unlink()
    assert everything(scratch) == before
    whole(scratch)
    made = scratch.manage("backup", str(target))
    assert made.returncode == 0, made.stderr
    assert target.stat().st_size > 0
    assert not list(scratch.folder.glob(".backup-*"))


@pytest.fixture
def large(migrated: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[object]]]:
    """Back up another, large database; yields the file and what a restore of it must bring."""
    with copy_of(migrated, tmp_path_factory.mktemp("large")) as other:
        other.python("from tests.people import evidence\nevidence('accepted', key='from-the-backup')")
        other.execute(SESSIONS[other.is_sqlite])
        captured(other, b"%PDF-1.7 from the backup")
        path = other.folder / "backup.zip"
        made = other.manage("backup", str(path))
        assert made.returncode == 0, made.stderr
        yield path, everything(other)


@contextmanager
def held_in_the_middle(database: Scratch, restore: Running) -> Iterator[None]:
    """Wait until a restore has written some of the database and not all of it.

    PostgreSQL has it wait for the readers of a table, after it took away others; SQLite writes for a while.
    """
    if database.is_sqlite:
        log = Path(f"{database.path}-wal")
        until(lambda: log.exists() and log.stat().st_size > 5 * 2**20, restore)
        yield
        return
    with database.connect() as reader:
        waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        until(lambda: reader.execute(waits).fetchall(), restore)
        yield


def test_a_restore_that_is_killed_leaves_the_database_as_it_was(scratch: Scratch, large: tuple[Path, list[object]]):
    path, restored = large
    scratch.python("from tests.people import assessment, evidence\nevidence(key='was-here'); assessment()")
    before, _ = everything(scratch)
    with scratch.connect() as reader, running(scratch, "manage.py", "restore", str(path), "--overwrite") as restore:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM agreements_assessment").fetchall()
        with held_in_the_middle(scratch, restore):
            restore.kill()
        reader.execute("ROLLBACK")
    assert "Restored" not in restore.printed
    rows, _ = everything(scratch)
    assert rows == before
    whole(scratch)
    again = scratch.manage("restore", str(path), "--overwrite")
    assert again.returncode == 0, again.stderr
    assert everything(scratch) == restored
    whole(scratch)
