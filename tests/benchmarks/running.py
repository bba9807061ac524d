"""Runs a measurement in the database that DATABASE_URL names, or in a temporary SQLite file that is removed."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def run_in_database(measured: Callable[[], str]) -> None:
    """Set Django up, measure, and print what came of it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'benchmark.sqlite3'}")
        import django

        django.setup()
        sys.stdout.write(f"{measured()}\n")
