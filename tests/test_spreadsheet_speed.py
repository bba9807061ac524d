"""An import is at least twice as fast as the library's row by row, both measured in the same run."""

import pytest

from agreements.models import Citation, Evidence, EvidenceLink
from agreements.roles import Role
from tests.benchmarks.imports import Stopwatch, library, ours, table
from tests.people import person
from tests.spreadsheets import FACT, as_csv, surroundings

pytestmark = pytest.mark.django_db

ROWS = 100
PARTS = {"place": "", "source 1": "gazette-1", "source 2": "gazette-1", "clause 1": "pact/1", "direction 1": "supports"}


def test_an_import_takes_at_most_half_of_what_the_library_takes_row_by_row():
    surroundings()
    watch, user = Stopwatch(), person(Role.REPORTER)
    for bring_in in (ours, library):
        rows = [FACT | PARTS | {"key": f"{bring_in.__name__}-{place}"} for place in range(ROWS)]
        bring_in(as_csv(rows), user, watch)
    assert [kind.objects.count() for kind in (Evidence, Citation, EvidenceLink)] == [2 * ROWS, 4 * ROWS, 2 * ROWS]
    used = watch.processor
    assert 2 * (used["stage"] + used["check"] + used["import"]) <= used["library, for good"], table(watch)
