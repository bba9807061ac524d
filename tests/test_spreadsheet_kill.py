"""The server is killed in the middle of an import: after restart nothing is half done, and it can be repeated."""

import json

import pytest

from agreements.spreadsheets.checking import SLICE
from tests.killing import Visitor, kill_stalled, server, stall
from tests.scratch import Scratch

pytestmark = pytest.mark.django_db

ROWS = SLICE + 50
PREPARE = f"""
from tests.spreadsheets import FULL, as_csv, checked, surroundings
surroundings()
print(checked(as_csv([FULL | {{"key": f"row-{{place}}"}} for place in range({ROWS})])).pk)
"""
LOOK = """
import json
from agreements import models
from agreements.selectors.audit import verify_trail
counts = [model.objects.count() for model in (models.Evidence, models.Citation, models.EvidenceLink, models.Figure)]
versions = models.Evidence.history.count()
state = models.SpreadsheetImport.objects.get().state
print(json.dumps([counts, versions, state, list(verify_trail().problems)]))
"""


@pytest.mark.parametrize(
    ("table", "event"),
    [
        ("agreements_evidence", "INSERT"),
        ("agreements_historicalcitation", "INSERT"),
        ("agreements_auditentry", "INSERT"),
        pytest.param("agreements_spreadsheetimport", "UPDATE", id="when all is written and nothing is kept yet"),
    ],
)
def test_an_import_whose_server_is_killed_is_not_half_done_and_can_be_repeated(
    scratch: Scratch, table: str, event: str
):
    scratch.people("reporter", role="reporter")
    sheet = int(scratch.python(PREPARE))
    page = f"/admin/agreements/evidence/spreadsheet/{sheet}/"
    with server(scratch) as served:
        reporter = Visitor(served.address)
        reporter.log_in("reporter")
        assert "Import" in reporter.get(page).text
        stall(scratch, table, event)
        reporter.leave(f"{page}import/", {})
        kill_stalled(scratch, served, table)
    assert json.loads(scratch.python(LOOK)) == [[0, 0, 0, 0], 0, "checked", []]
    with server(scratch) as served:
        reporter = Visitor(served.address)
        reporter.log_in("reporter")
        reporter.get(page)
        assert f"Imported {ROWS} rows" in reporter.post(f"{page}import/", {}).text
    assert json.loads(scratch.python(LOOK)) == [[ROWS, 2 * ROWS, 2 * ROWS, ROWS], ROWS, "applied", []]
