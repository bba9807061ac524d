"""What a killed backup left is taken away by the next one; what a living one works in stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agreements.backups.unfinished import working_folder
from tests.scratch import Scratch

KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from agreements.backups.unfinished import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "database.sqlite3").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_in(parent: Path) -> Path:
    """Return what a process leaves that is killed while it works."""
    subprocess.run([sys.executable, "-c", KILLED, str(parent)], check=False)
    (left,) = parent.glob(".backup-*")
    return left


def test_the_next_backup_takes_away_what_a_killed_one_left(tmp_path: Path):
    left = killed_in(tmp_path)
    assert (left / "database.sqlite3").read_text() == "half"
    with working_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(tmp_path.iterdir())


def test_a_backup_that_is_being_made_is_left_alone(tmp_path: Path):
    with working_folder(tmp_path) as first:
        with working_folder(tmp_path):
            assert first.is_dir()
        assert first.is_dir()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [".backup-of-mine", ".backup-held-", ".backup-abcdefgh", "backup-held-abcdefgh"])
def test_a_folder_of_another_name_is_left_alone(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    with working_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path):
    (tmp_path / "kept").mkdir()
    (tmp_path / ".backup-held-abcdefgh").symlink_to(tmp_path / "kept")
    with working_folder(tmp_path):
        pass
    assert (tmp_path / "kept").is_dir()


def test_a_folder_that_cannot_be_locked_is_never_taken_for_a_leftover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("agreements.backups.unfinished._is_locked_now", lambda opened: False)
    with working_folder(tmp_path) as first:
        monkeypatch.undo()
        with working_folder(tmp_path):
            assert first.is_dir()


def test_databases_that_killed_checks_left_are_dropped_and_no_others(scratch: Scratch):
    if scratch.is_sqlite:
        pytest.skip("SQLite checks a backup in its folder")
    ended = "tracker_backup_check_1_0123456789ab"
    others = ["tracker_backup_check_mine", f"tracker_backup_check_2_0123456789ab{os.getpid()}"]
    with scratch.connect() as living:
        (session,) = living.execute("SELECT pg_backend_pid()").fetchone()
        others.append(f"tracker_backup_check_{session}_0123456789ab")
        for name in (ended, *others):
            living.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            made = scratch.manage("backup", str(scratch.folder / "backup.zip"))
            assert made.returncode == 0, made.stderr
            found = living.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tracker_backup_check_%'")
            names = {name for (name,) in found.fetchall()}
            assert ended not in names
            assert set(others) <= names
        finally:
            for name in (ended, *others):
                living.execute(f'DROP DATABASE IF EXISTS "{name}"')
