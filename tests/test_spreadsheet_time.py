"""No request reads or writes a spreadsheet for longer than it may: it gives up, says so, and nothing is half done."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from agreements import spreadsheets
from agreements.models import AuditEntry, Citation, Evidence, SpreadsheetImport
from agreements.roles import Role
from agreements.selectors.audit import verify_trail
from tests.people import AT, client_of
from tests.spreadsheets import FULL, as_csv, as_xlsx, checked, staged, surroundings
from tests.test_spreadsheet_pages import page_of, upload

pytestmark = pytest.mark.django_db

ROWS = [FULL | {"key": f"row-{place}"} for place in range(6)]


@pytest.fixture(autouse=True)
def _named(db: None) -> None:
    surroundings()


def after(times: int) -> Callable[[], bool]:
    """Return what says that time is over once it has been asked so many times."""
    asked = iter(range(times))
    return lambda: next(asked, None) is None


@pytest.mark.parametrize("times", [0, 1, 2])
def test_an_import_for_which_there_is_no_time_writes_nothing_and_can_be_repeated(
    monkeypatch: pytest.MonkeyPatch, times: int
):
    monkeypatch.setattr("agreements.spreadsheets.applying.SLICE", 2)
    sheet, entries = checked(as_csv(ROWS)), AuditEntry.objects.count()
    with pytest.raises(spreadsheets.TakesTooLongError, match="longer than one request may last"):
        spreadsheets.apply_import(sheet, by=sheet.owner, at=AT, is_over=after(times))
    assert (Evidence.objects.count(), Citation.objects.count(), AuditEntry.objects.count()) == (0, 0, entries)
    sheet.refresh_from_db()
    assert sheet.state == "checked"
    assert spreadsheets.apply_import(sheet, by=sheet.owner, at=AT, is_over=after(3)) == len(ROWS)
    assert verify_trail().problems == ()


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_file_for_whose_reading_there_is_no_time_is_not_kept(write: Callable[[list], bytes]):
    with pytest.raises(spreadsheets.SheetError, match="Reading this file takes longer than one request may last"):
        staged(write(ROWS), is_over=after(3))
    assert not SpreadsheetImport.objects.exists()


def test_the_pages_say_what_to_do_where_there_is_no_time(settings: Settings):
    settings.CONTACT = "The editors"
    client, sheet = client_of(Role.REPORTER), checked(as_csv(ROWS))
    settings.IMPORT_SECONDS = -1
    page = client.post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "nothing is written. Split it, or ask The editors for more time (IMPORT_SECONDS)." in page
    assert "Import 6 rows" in page
    assert "longer than one request may last: split it." in upload(client, as_csv(ROWS)).content.decode()
    settings.IMPORT_SECONDS = 60
    assert "Imported 6 rows" in client.post(page_of(sheet, "import/"), follow=True).content.decode()
