"""The server is killed in the middle of an import: after restart nothing is half done, and it can be repeated."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from django.db import connection

from tests.own_server import asked, kill, own_database, post, server, wait_until

pytestmark = pytest.mark.django_db

ROWS = 800
PREPARE = f"""
import json
from django.core.management import call_command
call_command("migrate", verbosity=0)
from agreements.roles import Role
from tests.people import client_of
from tests.spreadsheets import FULL, as_csv, checked, surroundings
surroundings()
sheet = checked(as_csv([FULL | {{"key": f"row-{{place}}"}} for place in range({ROWS})]))
print(json.dumps([sheet.pk, client_of(Role.REPORTER).cookies["sessionid"].value]))
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


@contextmanager
def writes_seen(address: str) -> Iterator[Callable[[], bool]]:
    """Watch a database from outside; what is yielded tells whether a transaction is in the middle of its writes."""
    if connection.vendor == "sqlite":
        log = Path(f"{address.removeprefix('sqlite:///')}-wal")
        before = log.stat().st_size if log.exists() else 0
        yield lambda: log.exists() and log.stat().st_size > before + 100_000
        return
    seen = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE %s AND state <> 'idle'"
    )
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as watching:
        wanted = ('INSERT INTO "agreements_historicalcitation%',)
        yield lambda: watching.execute(seen, wanted).fetchone()[0] > 0


def test_an_import_whose_server_is_killed_is_not_half_done_and_can_be_repeated(tmp_path: Path):
    with own_database(tmp_path) as address:
        sheet, session = json.loads(asked(address, PREPARE))
        path = f"/admin/agreements/evidence/spreadsheet/{sheet}/import/"
        statuses: list[int] = []
        with server(address) as (port, group), writes_seen(address) as is_writing:
            sending = Thread(target=lambda: statuses.append(post(port, path, session=session)))
            sending.start()
            wait_until(is_writing)
            kill(group)
            sending.join()
        assert statuses == [0]
        assert json.loads(asked(address, LOOK)) == [[0, 0, 0, 0], 0, "checked", []]
        with server(address) as (port, _):
            assert post(port, path, session=session) == 302
        assert json.loads(asked(address, LOOK)) == [[ROWS, 2 * ROWS, 2 * ROWS, ROWS], ROWS, "applied", []]
