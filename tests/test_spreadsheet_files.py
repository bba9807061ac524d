"""Files as people have them: letters, line ends, separators, kinds of cell, days in either order."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import PurePath

import pytest
from openpyxl import Workbook

from agreements import spreadsheets
from agreements.models import Evidence, Source
from agreements.roles import Role
from tests.people import AT, person
from tests.spreadsheets import FACT, as_csv, as_xlsx, checked, imported, only_row, outcomes, saved, surroundings

pytestmark = pytest.mark.django_db

SCRIPTS = {
    "2021-հայ": "Շարասյունն անցավ։",
    "2021-рус": "Колонна прошла, съезд — ёлка.",
    "2021-az": "Karvan keçdi; İğdır, ə ı ğ ş.",
    "2021-ไทย": "ขบวนรถผ่านไปแล้ว น้ำ",
}


@pytest.fixture(autouse=True)
def _named(db: None) -> None:
    surroundings()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_of_every_make_are_read_alike(encoding: str, separator: str, line_end: str):
    rows = [FACT | {"key": key, "summary": f'{text}\nSecond "line"'} for key, text in SCRIPTS.items()]
    sheet = checked(as_csv(rows, encoding=encoding, separator=separator, line_end=line_end))
    assert outcomes(sheet) == ["created"] * len(SCRIPTS)
    read = {row.cells["key"]: row.cells["summary"] for row in sheet.rows.all()}
    assert read == {key: f'{text}\nSecond "line"' for key, text in SCRIPTS.items()}


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["CSV", "XLSX"])
def test_every_script_comes_into_the_record_as_written(write):
    imported(write([FACT | {"key": key, "summary": text} for key, text in SCRIPTS.items()]))
    assert dict(Evidence.objects.values_list("key", "summary")) == SCRIPTS


@pytest.mark.parametrize(
    ("encoding", "text", "told"),
    [
        pytest.param(
            "cp1252", "Café – “naïve”, Zürich, señor, 5 €. Der Konvoi fuhr über die Brücke.", "1252", id="Western"
        ),
        pytest.param(
            "cp1251", "Колонна грузовиков прошла через мост, сообщило министерство обороны.", "1251", id="Cyrillic"
        ),
    ],
)
def test_a_code_page_is_told_by_its_letters_and_said_to_be_a_guess(encoding: str, text: str, told: str):
    sheet = checked(as_csv([FACT | {"summary": text}], encoding=encoding))
    assert sheet.rows.get().cells["summary"] == text
    assert sheet.read_as.startswith(f"Windows-{told}")
    assert sheet.read_as.endswith("by a guess")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param("cp1252", "é", id="Western"),
        pytest.param("cp1251", "Мост", id="Cyrillic"),
        pytest.param("cp1254", "ğ ş ı İ", id="Turkish"),
        pytest.param("cp874", "น้ำ", id="Thai"),
    ],
)
def test_a_code_page_that_was_chosen_is_taken_and_not_guessed(encoding: str, text: str):
    sheet = checked(as_csv([FACT | {"summary": text}], encoding=encoding), letters=encoding)
    assert sheet.rows.get().cells["summary"] == text
    assert "guess" not in sheet.read_as


def test_the_line_that_names_the_separator_is_not_taken_for_the_columns():
    content = b"sep=;\r\n" + as_csv([FACT], separator=";")
    assert only_row(content).outcome == "created"


def test_capitals_and_spacing_of_columns_do_not_matter_and_empty_rows_are_passed_over():
    content = (
        "KEY , Occurred,SUMMARY,Source_1,  place  In source1 ,problem\n\n,,,,,\nk,2021,S.,gazette-1,p. 1,Was wrong\n"
    )
    row = only_row(content.encode())
    assert (row.number, row.outcome) == (4, "created")
    assert row.cells == {
        "key": "k",
        "occurred": "2021",
        "summary": "S.",
        "source 1": "gazette-1",
        "place in source 1": "p. 1",
    }


def test_identifiers_with_zeros_and_decimals_stay_as_written_in_csv():
    row = only_row(as_csv([FACT | {"key": "007.10", "source 1": "gazette-1", "place in source 1": "06.10"}]))
    assert (row.cells["key"], row.cells["place in source 1"], row.warnings) == ("007.10", "06.10", [])


@pytest.mark.parametrize(
    ("value", "shown_as", "text", "is_warned"),
    [
        pytest.param(7, "General", "7", True, id="a whole number"),
        pytest.param(7, "0000", "0007", False, id="zeros that the cell shows"),
        pytest.param(6.1, "0.00", "6.10", False, id="decimals that the cell shows"),
        pytest.param(6.1, "General", "6.1", True, id="decimals that may be lost"),
        pytest.param(12345678901.0, "General", "12345678901", True, id="a long number"),
        pytest.param(True, "General", "TRUE", False, id="a truth value"),
        pytest.param(date(2021, 2, 6), "yyyy-mm-dd", "2021-02-06", True, id="a day where text is meant"),
    ],
)
def test_numbers_meant_as_text_are_read_as_shown_with_a_word_of_warning(value, shown_as, text, is_warned):
    book = Workbook()
    book.active.append(["key", "occurred", "summary", "source 1", "place in source 1"])
    book.active.append(["k", "2021", "S.", "gazette-1", value])
    book.active["E2"].number_format = shown_as
    row = only_row(saved(book), name="rows.xlsx")
    assert (row.outcome, row.cells["place in source 1"], bool(row.warnings)) == ("created", text, is_warned)
    assert all(warning.startswith("Cell E2") for warning in row.warnings)


@pytest.mark.parametrize(
    ("value", "shown_as", "occurred"),
    [
        pytest.param(date(2021, 4, 3), "dd/mm/yyyy", "2021-04-03", id="day first"),
        pytest.param(date(2021, 4, 3), "mm-dd-yy", "2021-04-03", id="month first"),
        pytest.param(
            datetime(2021, 4, 3, tzinfo=UTC).replace(tzinfo=None), "d mmm yyyy", "2021-04-03", id="at midnight"
        ),
        pytest.param(date(2021, 4, 1), "mmm yyyy", "2021-04", id="shown as a month"),
        pytest.param(date(2021, 1, 1), "yyyy", "2021", id="shown as a year"),
        pytest.param(2021, "General", "2021", id="a number"),
    ],
)
def test_a_day_of_a_workbook_is_never_in_doubt(value, shown_as, occurred):
    book = Workbook()
    book.active.append(["key", "occurred", "summary"])
    book.active.append(["k", value, "S."])
    book.active["B2"].number_format = shown_as
    row = only_row(saved(book))
    assert (row.outcome, row.cells["occurred"], row.warnings) == ("created", occurred, [])


@pytest.mark.parametrize(
    ("text", "order", "occurred"),
    [
        pytest.param("03/04/2021", "iso", None, id="not guessed"),
        pytest.param("25/04/2021", "iso", None, id="not guessed even where only one order is in the calendar"),
        pytest.param("03/04/2021", "day_first", "2021-04-03", id="day first, as told"),
        pytest.param("03/04/2021", "month_first", "2021-03-04", id="month first, as told"),
        pytest.param("3.4.2021", "day_first", "2021-04-03", id="with points"),
        pytest.param("25/04/2021", "month_first", None, id="no such month"),
        pytest.param("03/04/21", "day_first", None, id="a year of two digits"),
        pytest.param("2021-04-03", "month_first", "2021-04-03", id="ISO in any case"),
        pytest.param("2021-04/2021-05", "day_first", "2021-04-01/2021-05-31", id="an interval"),
    ],
)
def test_the_order_of_day_and_month_is_asked_for_and_never_guessed(text, order, occurred):
    row = only_row(as_csv([FACT | {"occurred": text}]), day_order=order)
    assert row.outcome == ("created" if occurred else "refused")
    has_order = occurred and not text.startswith("2021")
    assert row.warnings == ([f"The day {text} is read as {occurred}."] if has_order else [])
    if occurred:
        spreadsheets.apply_import(row.sheet, by=row.sheet.owner, at=AT)
        assert Evidence.objects.get().occurred.edtf == occurred
    else:
        assert row.messages[0].startswith("'occurred': ")


def test_a_source_is_found_by_its_address_and_an_actor_by_its_name():
    found = Source.objects.get()
    found.url = "https://gazette.example/1?a=b"
    found.save()
    row = only_row(
        as_csv(
            [
                FACT
                | {
                    "source 1": found.url,
                    "claimant 1": "The North",
                    "clause 1": "pact/1",
                    "direction 1": "Supports",
                    "deadline 1": "handover",
                }
            ]
        )
    )
    assert row.messages == []
    spreadsheets.apply_import(row.sheet, by=row.sheet.owner, at=AT)
    piece = Evidence.objects.get()
    assert (piece.citations.get().source, piece.citations.get().claimant.slug) == (found, "north")
    assert piece.links.get().meets.key == "handover"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_has_the_columns_and_no_rows(kind: str):
    content = spreadsheets.template(kind)
    with pytest.raises(spreadsheets.SheetError, match="no rows below"):
        checked(content)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_to_correct_are_the_rows_with_errors_and_import_once_corrected(kind: str):
    wrong = FACT | {"key": "wrong", "occurred": "soon", "summary": "=1+1", "source 1": "gazette-1"}
    sheet = checked(as_csv([FACT, wrong]))
    spreadsheets.apply_import(sheet, by=sheet.owner, at=AT, without_refused=True)
    again = checked(spreadsheets.to_correct(sheet, kind))
    assert outcomes(again) == ["refused"]
    row = again.rows.get()
    assert row.cells == {name: str(text) for name, text in wrong.items()}
    row.cells["occurred"] = "2021"
    row.save()
    spreadsheets.check_again(again)
    spreadsheets.check_rows(again, is_over=lambda: False)
    again.refresh_from_db()
    spreadsheets.apply_import(again, by=person(Role.REPORTER), at=AT)
    assert Evidence.objects.get(key="wrong").summary == "=1+1"


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\rows.csv", "a\u202egpj.csv", "x" * 300])
def test_a_file_name_is_only_ever_a_label(name: str):
    upload = BytesIO(as_csv([FACT]))
    upload.name, upload.size = name, len(upload.getvalue())
    sheet = spreadsheets.stage_file(upload, by=person(Role.REPORTER), at=AT)
    assert sheet.file_name == PurePath(name.replace("\\", "/").replace("\u202e", "")).name[-200:]


def test_a_time_of_day_is_no_day():
    book = Workbook()
    book.active.append(["key", "occurred", "summary"])
    book.active.append(["k", time(12, 30), "S."])
    book.active.append(["l", datetime(2021, 2, 6, 12, 30, tzinfo=UTC).replace(tzinfo=None), "S."])
    sheet = checked(saved(book))
    assert outcomes(sheet) == ["refused", "refused"]
    assert sheet.rows.get(number=3).messages == ["Cell B3 holds a day with a time of day: keep the day alone."]
