"""Fixtures that many tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from agreements.loader import load_seeds

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Hold the project's own record in the database for one module; every test's changes are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_seeds(PROJECT / "seeds")
        yield
        transaction.set_rollback(True)
