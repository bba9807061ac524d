"""The pages of spreadsheets in the admin: who sees them, and the way from upload to import with and without htmx."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from agreements.models import Evidence, SpreadsheetImport
from agreements.roles import Role
from tests.people import client_of, evidence
from tests.spreadsheets import FACT, FULL, as_csv, checked, staged, surroundings

pytestmark = pytest.mark.django_db

PAGES = "/admin/agreements/evidence/spreadsheet/"
LIST = "/admin/agreements/evidence/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _named(db: None) -> None:
    surroundings()


def upload(client: Client, content: bytes, *, follow: bool = True, **asked: str) -> HttpResponse:
    sent = {"file": SimpleUploadedFile("rows.csv", content), "day_order": "iso"} | asked
    return client.post(PAGES, sent, follow=follow)


def page_of(sheet: SpreadsheetImport, step: str = "") -> str:
    return f"{PAGES}{sheet.pk}/{step}"


def test_from_upload_to_record_without_scripts():
    client = client_of(Role.REPORTER)
    progress = upload(client, as_csv([FULL])).content.decode()
    sheet = SpreadsheetImport.objects.get()
    assert "0 of 1 rows checked" in progress
    preview = client.post(page_of(sheet, "check/"), follow=True).content.decode()
    assert "Nothing is in the record yet." in preview
    assert "Import 1 row" in preview
    done = client.post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "Imported 1 row: drafts, where they are new." in done
    assert Evidence.objects.get().state == "draft"
    assert "Import 1 row" not in done
    again = client.post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "The file rows.csv is in the record already." in again


def test_htmx_is_told_how_far_it_is_and_where_to_go_when_all_is_checked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("agreements.admin.spreadsheets.SECONDS", 0)
    monkeypatch.setattr("agreements.spreadsheets.checking.SLICE", 2)
    sheet = staged(as_csv([FACT | {"key": f"k{place}"} for place in range(3)]))
    client = client_of(Role.REPORTER)
    first = client.post(page_of(sheet, "check/"), headers=HTMX)
    assert "2 of 3 rows checked" in first.content.decode()
    assert "<html" not in first.content.decode()
    last = client.post(page_of(sheet, "check/"), headers=HTMX)
    assert last.headers["HX-Redirect"] == page_of(sheet)


def test_what_was_chosen_for_the_file_is_kept_and_used():
    client = client_of(Role.REPORTER)
    upload(client, as_csv([FULL | {"occurred": "03/04/2021"}]), day_order="day_first", submits="on")
    sheet = SpreadsheetImport.objects.get()
    client.post(page_of(sheet, "check/"))
    done = client.post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "Imported 1 row: handed in for review." in done
    assert (Evidence.objects.get().state, str(Evidence.objects.get().occurred)) == ("submitted", "2021-04-03")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"PK\x03\x04", "This is no XLSX workbook that can be read", id="a broken workbook"),
        pytest.param(b"", "The submitted file is empty.", id="an empty file"),
        pytest.param(b"name\nx", "There is no column &#x27;name&#x27;.", id="other columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_beside_the_form_and_choices_are_kept(content: bytes, message: str):
    page = upload(client_of(Role.REPORTER), content, day_order="month_first").content.decode()
    assert message in page
    assert page.count('<ul class="errorlist"') == 1
    assert '<option value="month_first" selected>' in page
    assert not SpreadsheetImport.objects.exists()


def test_errors_come_first_and_the_rest_is_imported_where_asked_for():
    sheet = checked(as_csv([FACT, FACT | {"key": "bad", "occurred": "soon"}, FACT | {"key": "worse", "occurred": ""}]))
    client = client_of(Role.REPORTER)
    page = client.get(page_of(sheet)).content.decode()
    assert page.index('id="row-3"') < page.index('id="row-4"') < page.index('id="row-2"')
    assert "Import the 1 row without errors" in page
    only = client.get(page_of(sheet), {"outcome": "created"}).content.decode()
    assert 'id="row-2"' in only
    assert 'id="row-3"' not in only
    refused = client.post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "Some rows have errors" in refused
    client.post(page_of(sheet, "import/"), {"rows": "without errors"})
    assert Evidence.objects.get().key == FACT["key"]


def test_a_change_of_the_record_meanwhile_leads_back_to_checking():
    sheet = checked(as_csv([FACT]))
    evidence(key=str(FACT["key"]), by="other")
    page = client_of(Role.REPORTER).post(page_of(sheet, "import/"), follow=True).content.decode()
    assert "The record changed since these rows were checked" in page
    assert "0 of 1 rows checked" in page


def test_pages_of_rows_are_paged_and_cost_the_same_queries(django_assert_max_num_queries):
    sheet = checked(as_csv([FACT | {"key": f"k{place}"} for place in range(120)]))
    client = client_of(Role.REPORTER)
    with django_assert_max_num_queries(12):
        page = client.get(page_of(sheet), {"page": 2}).content.decode()
    assert "Page 2 of 3" in page
    assert page.count('<tr id="row-') == 50
    assert "Page 3 of 3" in client.get(page_of(sheet), {"page": "99999999999999999999"}).content.decode()


@pytest.mark.parametrize("role", Role)
def test_who_may_add_evidence_sees_the_pages_and_nobody_else(role: Role):
    expected = 200 if role in {Role.REPORTER, Role.ADMINISTRATOR} else 403
    client = client_of(role)
    assert client.get(PAGES).status_code == expected
    assert client.get(f"{PAGES}template.xlsx").status_code == expected
    assert upload(client, as_csv([FACT])).status_code == expected
    assert ("Add from a spreadsheet" in client.get(LIST).content.decode()) == (expected == 200)


@pytest.mark.parametrize("step", ["", "check/", "import/", "discard/", "to-correct.csv"])
def test_a_working_copy_is_seen_by_its_owner_and_administrators_only(step: str):
    sheet = staged(as_csv([FACT]))
    verb = "get" if step in {"", "to-correct.csv"} else "post"
    assert getattr(client_of(Role.REPORTER, "another"), verb)(page_of(sheet, step)).status_code == 404
    assert getattr(client_of(Role.ADMINISTRATOR), verb)(page_of(sheet, step)).status_code in {200, 302}
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("step", ["check/", "import/", "discard/"])
def test_no_link_changes_anything(step: str):
    sheet = staged(as_csv([FACT]))
    assert client_of(Role.REPORTER).get(page_of(sheet, step)).status_code == 405


def test_a_working_copy_can_be_thrown_away_and_the_record_stays():
    sheet = checked(as_csv([FACT]))
    client = client_of(Role.REPORTER)
    client.post(page_of(sheet, "import/"))
    client.post(page_of(sheet, "discard/"))
    assert (SpreadsheetImport.objects.count(), Evidence.objects.count()) == (0, 1)


@pytest.mark.parametrize(("action", "kind"), [("export_xlsx", "xlsx"), ("export_csv", "csv")])
def test_a_selection_of_the_list_is_exported(action: str, kind: str):
    rows = [evidence("accepted", key="a"), evidence(key="b"), evidence(key="c")]
    answer = client_of(Role.VIEWER).post(LIST, {"action": action, "_selected_action": [row.pk for row in rows[:2]]})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="evidence.{kind}"'
    if kind == "xlsx":
        lines = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(answer.content))["Evidence"]]
    else:
        lines = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert [line[0] for line in lines] == ["key", "b", "a"]


def test_the_template_explains_its_columns_and_keeps_what_is_typed_as_text():
    answer = client_of(Role.REPORTER).get(f"{PAGES}template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Evidence", "Columns"]
    assert book["Evidence"].column_dimensions["B"].number_format == "@"
    assert client_of(Role.REPORTER).get(f"{PAGES}template.exe").status_code == 404
