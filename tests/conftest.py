"""Fixtures that many tests share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from agreements.seedfiles import SeedSet
from agreements.seedfiles.schema import EvidenceSeed
from agreements.selectors.snapshot import Snapshot
from tests.loaded_record import load_record
from tests.seed_documents import project_seeds

if TYPE_CHECKING:
    from tests.scratch import Scratch

PROJECT = Path(__file__).resolve().parent.parent
NEEDS_DATABASE = frozenset({"committed", "db", "live_server", "migrated", "record", "scratch", "transactional_db"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database, so that the rest need not be repeated on every engine."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or NEEDS_DATABASE.intersection(fixtures):
            item.add_marker("database")


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold the project's own record in the database for one module; every test's changes are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_record()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def worked_out() -> list[Snapshot]:
    """Hold what was worked out from the record in one module."""
    return []


@pytest.fixture
def remembered(record: None, db: None, worked_out: list[Snapshot], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let tests share what was worked out from the record, as outside a transaction, until they write; not pages."""
    written: list[str] = []

    def watch(execute: Callable, sql: str, *more: object) -> object:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, *more)

    snapshots = import_module("agreements.selectors.snapshot")
    monkeypatch.setattr(snapshots, "_latest", worked_out)
    monkeypatch.setattr("agreements.views.asking._remembered", lambda request, asked, answer: answer())
    monkeypatch.setattr(snapshots, "may_be_undone", lambda: bool(written))
    with connection.execute_wrapper(watch):
        yield


@contextmanager
def put_back() -> Iterator[None]:
    """Let something be written for good, and afterwards put back what was there, and forget what was worked out."""
    name = str(connection.settings_dict["NAME"])
    assert "mode=memory" in name or "test_" in name, f"{name} is not for tests: run one marked django_db too"
    before = connection.creation.serialize_db_to_string()
    try:
        yield
    finally:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(before)
        import_module("agreements.selectors.snapshot")._latest.clear()
        cache.clear()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test commit; what it wrote is gone afterwards."""
    with django_db_blocker.unblock(), put_back():
        yield


@pytest.fixture(scope="session")
def seeds() -> SeedSet:
    """The project's own seed entries, as read from the files."""
    return project_seeds()


@pytest.fixture(scope="session")
def evidence(seeds: SeedSet) -> dict[str, EvidenceSeed]:
    """The project's own pieces of evidence by key, as read from the files."""
    return {piece.key: piece for piece in seeds.section("evidence")}


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Scratch]":
    """Hold a database with all tables and no rows, apart from that of the tests, for processes to work on copies of."""
    with import_module("tests.scratch").migrated_database(tmp_path_factory.mktemp("migrated")) as made:
        yield made


@pytest.fixture
def scratch(migrated: "Scratch", tmp_path: Path) -> "Iterator[Scratch]":
    """Give a test a database with all tables and no rows that processes can be killed on."""
    with import_module("tests.scratch").copy_of(migrated, tmp_path) as made:
        yield made
