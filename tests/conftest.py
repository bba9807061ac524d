"""Fixtures that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from agreements.loader import load_seeds
from agreements.seedfiles import SeedSet
from agreements.seedfiles.schema import EvidenceSeed
from tests.seed_documents import project_seeds

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold the project's own record in the database for one module; every test's changes are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_seeds(PROJECT / "seeds")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def seeds() -> SeedSet:
    """The project's own seed entries, as read from the files."""
    return project_seeds()


@pytest.fixture(scope="session")
def evidence(seeds: SeedSet) -> dict[str, EvidenceSeed]:
    """The project's own pieces of evidence by key, as read from the files."""
    return {piece.key: piece for piece in seeds.section("evidence")}
