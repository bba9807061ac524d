"""Backups: one file with everything, made while others write, read back, and restored all or nothing."""

import hashlib
import json
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.scratch import Scratch, copy_of

COPY = b"%PDF-1.7 a captured copy"
DIGEST = hashlib.sha256(COPY).hexdigest()


def captured(database: Scratch, content: bytes = COPY) -> Path:
    """Put a file among the captured copies."""
    digest = hashlib.sha256(content).hexdigest()
    path = database.captures / digest[:2] / f"{digest}.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def head(database: Scratch) -> str:
    (row,) = database.execute("SELECT sequence, digest FROM agreements_auditentry ORDER BY sequence DESC LIMIT 1")
    return "{}:{}".format(*row)


@pytest.fixture
def kept(scratch: Scratch) -> Scratch:
    """Keep a record with one captured copy, whose row says so."""
    scratch.people("boss", role="administrator")
    scratch.python(
        "from tests.people import AT, assessment, evidence, source\nfrom agreements.models import Capture\n"
        "assessment('approved').cited.add(evidence('accepted'))\n"
        f"copy = Capture(source=source(), sha256='{DIGEST}', kind='pdf', size=24, origin='uploaded', added_at=AT)\n"
        "copy.save()"
    )
    captured(scratch)
    return scratch


@pytest.fixture
def backup(kept: Scratch) -> Path:
    path = kept.folder / "backup.zip"
    made = kept.manage("backup", str(path))
    assert made.returncode == 0, made.stderr
    assert "Checked: every file was read back and its SHA-256 compared; " in made.stdout
    assert f"Head of the trail: {head(kept)}\n" in made.stdout
    assert "password hashes, sessions and API tokens" in made.stdout
    assert "have no file" not in made.stderr
    return path


@pytest.fixture
def elsewhere(migrated: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """Give another database with all tables and no rows, and a folder of its own."""
    with copy_of(migrated, tmp_path_factory.mktemp("elsewhere")) as made:
        yield made


def everything(database: Scratch) -> list[object]:
    """Return all that a backup holds: the rows that tests write, and the files."""
    tables = ("evidence", "assessment", "assessment_cited", "capture", "auditentry", "historicalevidence")
    names = (*(f"agreements_{table}" for table in tables), "auth_user", "auth_user_groups", "django_migrations")
    rows = [sorted(database.execute(f"SELECT * FROM {name}"), key=repr) for name in names]
    files = {path.name: path.read_bytes() for path in database.captures.rglob("*") if path.is_file()}
    return [rows, files]


def test_a_backup_is_one_file_for_its_owner_that_restores_elsewhere(kept: Scratch, backup: Path, elsewhere: Scratch):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not list(kept.folder.glob(".backup-*"))
    restored = elsewhere.manage("restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert f"Head of the trail, as in the backup: {head(kept)}\n" in restored.stdout
    assert everything(elsewhere) == everything(kept)
    assert not list(elsewhere.captures.glob(".*"))
    verified = elsewhere.manage("verify_audit", "--head", head(kept))
    assert verified.returncode == 0, verified.stderr
    elsewhere.python("from tests.people import evidence\nevidence(key='written-after')")
    assert elsewhere.manage("verify_audit").returncode == 0


def test_a_backup_gets_a_name_of_its_own_and_never_takes_the_place_of_a_file(kept: Scratch, backup: Path):
    before = backup.read_bytes()
    again = kept.manage("backup", str(backup))
    assert again.returncode == 1
    assert again.stderr.endswith(f"CommandError: {backup} is there already: give another name.\n")
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_gets_one_clear_line(kept: Scratch):
    path = kept.folder / "nowhere" / "backup.zip"
    refused = kept.manage("backup", str(path))
    assert refused.stderr == f"CommandError: Cannot write {path}: No such file or directory.\n"


def test_captured_copies_that_are_gone_are_told(kept: Scratch):
    next(kept.captures.rglob("*.pdf")).unlink()
    made = kept.manage("backup", str(kept.folder / "backup.zip"))
    assert made.returncode == 0
    assert f"Captured copies of the record that have no file: 1, such as SHA-256 {DIGEST}." in made.stderr


def test_a_file_that_is_no_captured_copy_is_told_and_nothing_is_made(kept: Scratch):
    (kept.captures / "a b.pdf").write_bytes(b"x")
    refused = kept.manage("backup", str(kept.folder / "backup.zip"))
    assert refused.returncode == 1
    assert "a b.pdf is not a captured copy: move it out of" in refused.stderr
    assert not list(kept.folder.glob("*.zip"))
    assert not list(kept.folder.glob(".backup-*"))


def test_a_restore_replaces_what_is_there_only_when_told(kept: Scratch, backup: Path):
    before = everything(kept)
    kept.python("from tests.people import evidence\nevidence(key='written-after')")
    captured(kept, b"%PDF-1.7 a later one")
    after = everything(kept)
    refused = kept.manage("restore", str(backup))
    assert refused.returncode == 1
    assert "CommandError: The database is not empty (it holds: audit trail). " in refused.stderr
    assert everything(kept) == after
    restored = kept.manage("restore", str(backup), "--overwrite")
    assert restored.returncode == 0, restored.stderr
    assert "Captured copies that are not in the backup and were left where they are: 1." in restored.stdout
    rows, files = everything(kept)
    assert rows == before[0]
    assert files == after[1]
    assert kept.manage("verify_audit", "--head", head(kept)).returncode == 0


def test_captured_copies_alone_also_stop_a_restore(backup: Path, elsewhere: Scratch):
    captured(elsewhere)
    refused = elsewhere.manage("restore", str(backup))
    assert "CommandError: There are captured copies in" in refused.stderr


def test_a_backup_is_of_one_instant_whoever_writes_meanwhile(kept: Scratch, elsewhere: Scratch):
    path = kept.folder / "backup.zip"
    code = (
        "import threading\nfrom tests.people import evidence\nfrom django.core.management import call_command\n"
        "from django.db import connection, transaction\nstop = threading.Event()\n"
        "def write():\n    n = 0\n    while not stop.is_set():\n        n += 1\n"
        "        with transaction.atomic(): evidence(key=f'meanwhile-{n}')\n"
        "    connection.close(); print(n)\n"
        f"writer = threading.Thread(target=write); writer.start()\ncall_command('backup', {str(path)!r})\n"
        "stop.set(); writer.join()"
    )
    written = int(kept.python(code).splitlines()[-1])
    assert written > 3
    assert elsewhere.manage("restore", str(path)).returncode == 0
    (copied,) = elsewhere.execute("SELECT count(*) FROM agreements_evidence WHERE key LIKE 'meanwhile-%'")[0]
    assert 0 <= copied < written
    assert elsewhere.manage("verify_audit").returncode == 0
    assert kept.manage("verify_audit", "--head", head(elsewhere)).returncode == 0


def test_a_backup_of_a_newer_tracker_changes_nothing(kept: Scratch, elsewhere: Scratch):
    kept.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('agreements', '9999_later', '2030-01-01 00:00:00')"
    )
    path = kept.folder / "backup.zip"
    assert kept.manage("backup", str(path)).returncode == 0
    refused = elsewhere.manage("restore", str(path))
    assert refused.returncode == 1
    assert "made by a newer tracker: it has been through agreements.9999_later" in refused.stderr
    assert elsewhere.execute("SELECT count(*) FROM agreements_evidence") == [(0,)]


def test_the_manifest_says_where_the_backup_comes_from(kept: Scratch, backup: Path):
    with ZipFile(backup) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = archive.namelist()
    assert (manifest["format"], manifest["engine"] == "sqlite", manifest["head"]) == (1, kept.is_sqlite, head(kept))
    assert "agreements.0005_audit_and_desk" in manifest["migrations"]
    assert manifest["rows"]["agreements_evidence"] == 1
    assert names == [*(member["name"] for member in manifest["members"]), "manifest.json"]
    assert names[1:-1] == [f"captures/{DIGEST[:2]}/{DIGEST}.pdf"]


def test_a_backup_of_the_other_engine_is_refused(kept: Scratch, backup: Path, tmp_path: Path):
    other = tmp_path / "other.zip"
    with ZipFile(backup) as archive, ZipFile(other, "w") as changed:
        for entry in archive.infolist():
            content = archive.read(entry)
            if entry.filename == "manifest.json":
                content = content.replace(b'"sqlite"', b'"?"').replace(b'"postgresql"', b'"sqlite"')
                content = content.replace(b'"?"', b'"postgresql"')
                content = content.replace(b"database.sqlite3", b"?").replace(b"database.pgdump", b"database.sqlite3")
                content = content.replace(b'"?"', b'"database.pgdump"')
            if entry.filename.startswith("database."):
                entry.filename = "database.pgdump" if kept.is_sqlite else "database.sqlite3"
            changed.writestr(entry, content)
    refused = kept.manage("restore", str(other), "--overwrite")
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: This is a backup of ")
    assert kept.execute("SELECT COUNT(*) FROM agreements_evidence") == [(1,)]


def test_without_the_tools_of_postgresql_one_line_says_what_to_install(scratch: Scratch):
    if scratch.is_sqlite:
        pytest.skip("SQLite needs no tools")
    refused = scratch.manage("backup", str(scratch.folder / "backup.zip"), PATH=str(scratch.folder))
    assert refused.stderr.startswith("CommandError: pg_dump is not there: install the PostgreSQL client, version ")
    assert not list(scratch.folder.glob("*.zip"))


def test_a_password_is_not_in_the_command_of_a_tool(scratch: Scratch):
    """Whoever lists processes sees commands, and not the environments of others."""
    if scratch.is_sqlite:
        pytest.skip("SQLite has no passwords")
    tool = scratch.folder / "pg_dump"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {scratch.folder}/commands\nPATH=/usr/bin:/bin exec pg_dump "$@"\n')
    tool.chmod(0o755)
    account, _, place = scratch.url.removeprefix("postgres://").partition("@")
    name, _, given = account.partition(":")
    password = given or "not-asked-for"
    url = f"postgres://{name}:{password}@{place}"
    path = f"{scratch.folder}:/usr/bin:/bin"
    made = scratch.manage("backup", str(scratch.folder / "backup.zip"), PATH=path, DATABASE_URL=url)
    assert made.returncode == 0, made.stderr
    commands = (scratch.folder / "commands").read_text(encoding="utf-8")
    assert "--snapshot=" in commands
    assert password not in commands
