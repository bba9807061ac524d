"""What people should not upload, and do: one clear message each, nothing lost, nothing executed."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from agreements import spreadsheets
from agreements.models import Evidence, SpreadsheetImport
from agreements.roles import Role
from agreements.spreadsheets import table
from tests.people import client_of
from tests.spreadsheets import FACT, FULL, as_csv, as_xlsx, checked, only_row, saved, staged, surroundings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _named(db: None) -> None:
    surroundings()


def repacked(content: bytes, **changed: bytes) -> bytes:
    """Return a workbook with some of its parts replaced; in their names `__` stands for a slash and `_` for a point."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name.replace("/", "__").replace(".", "_"), old.read(name)))
    return packed.getvalue()


def zip_of(*members: tuple[str, bytes]) -> bytes:
    """Return an archive of named parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def bomb() -> bytes:
    """Return a small file that unpacks to three hundred megabytes."""
    return zip_of(*((f"xl/part{place}.xml", b"0" * 30_000_000) for place in range(10)))


def lying_bomb() -> bytes:
    """Return a bomb whose parts declare to be one byte each."""
    content = bytearray(zip_of(("xl/workbook.xml", b"0" * 1_000_000)))
    size = (1_000_000).to_bytes(4, "little")
    return bytes(content.replace(size, (1).to_bytes(4, "little")))


FAR = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c><c r="B1" t="inlineStr"><is><t>occurred</t></is></c>
<c r="C1" t="inlineStr"><is><t>summary</t></is></c></row>
<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>k</t></is></c></row></sheetData></worksheet>"""
WIDE = FAR.replace(b'r="A999999999"', b'r="ZZZ2"').replace(b'r="999999999"', b'r="2"')
ENTITIES = FAR.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet').replace(
    b">k<", b">&b;<"
)
OUTSIDE = FAR.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet').replace(
    b">k<", b">&x;<"
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(lambda: b"", "The file is empty.", id="nothing"),
        pytest.param(lambda: b"\n\n", "The first row is empty", id="empty lines"),
        pytest.param(lambda: b"PK\x03\x04 and no more", "no XLSX workbook that can be read", id="a broken archive"),
        pytest.param(lambda: as_xlsx([FACT])[:-200], "no XLSX workbook that can be read", id="a cut workbook"),
        pytest.param(lambda: zip_of(("a.txt", b"a")), "no XLSX workbook that can be read", id="some other archive"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as XLSX", id="an old workbook"),
        pytest.param(bomb, "unpacks to far more than it is", id="a bomb"),
        pytest.param(lying_bomb, "no XLSX workbook that can be read", id="a bomb that lies about its size"),
        pytest.param(lambda: zip_of(*((f"{n}", b"") for n in range(1001))), "unpacks to far more", id="many parts"),
        pytest.param(lambda: zip_of(("../../etc/x", b"a")), "parts that lead out of it", id="a part that leads out"),
        pytest.param(lambda: zip_of(("/etc/x", b"a")), "parts that lead out of it", id="a part from the root"),
        pytest.param(
            lambda: repacked(as_xlsx([FACT]), xl__worksheets__sheet1_xml=ENTITIES), "no XLSX workbook", id="entities"
        ),
        pytest.param(
            lambda: repacked(as_xlsx([FACT]), xl__worksheets__sheet1_xml=OUTSIDE),
            "no XLSX workbook",
            id="a file from outside",
        ),
        pytest.param(
            lambda: repacked(as_xlsx([FACT]), xl__worksheets__sheet1_xml=FAR),
            "claims more than 1,048,576",
            id="far rows",
        ),
        pytest.param(
            lambda: repacked(as_xlsx([FACT]), xl__worksheets__sheet1_xml=WIDE),
            "Cell ZZZ2 holds something",
            id="far columns",
        ),
        pytest.param(lambda: as_csv([FACT | {"note": "a\0b"}]), "Line 2 holds a character", id="NUL"),
        pytest.param(
            lambda: as_xlsx([FACT | {"note": "a_x0000_b"}]), "Cell D2 holds a character", id="NUL in disguise"
        ),
        pytest.param(
            lambda: as_csv([FACT | {"note": "x" * 10_000_000}]), "Line 2: a cell has more than", id="10 MB note"
        ),
        pytest.param(lambda: b'key,occurred,summary\nk,2021,"never', "Line 2: quotation marks", id="an open quotation"),
        pytest.param(lambda: bytes(range(256)) * 40, "letters of the file cannot be told", id="noise"),
        pytest.param(lambda: b"key,occurred\nk,2021", "The column 'summary' is missing.", id="a column missing"),
        pytest.param(
            lambda: as_csv([FACT | {"sumary": "x", "Stanze 2": "y"}]),
            "There is no column 'sumary' (did you mean 'summary'?). "
            "There is no column 'Stanze 2' (did you mean 'stance 1'?).",
            id="unknown columns",
        ),
        pytest.param(lambda: as_csv([FACT | {"Key ": "x"}]), "The column 'key' is there 2 times.", id="a column twice"),
        pytest.param(lambda: as_csv([FACT | {"source 101": "x"}]), "numbered from 1 to 100", id="too many parts"),
        pytest.param(lambda: as_csv([FACT | {"source 0": "x"}]), "numbered from 1 to 100", id="part nought"),
        pytest.param(lambda: b"key,occurred,summary\n,,\n", "no rows below", id="no rows"),
        pytest.param(
            lambda: b"key,occurred,summary\n" + b"k,2021,S.\n" * 10_001, "more than 10,000 rows", id="too many rows"
        ),
        pytest.param(
            lambda: b"key,occurred,summary\n" + b"k,2021," + b"x" * 100_000 + b"\n",
            None,
            id="a long text is a row's error",
        ),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_message_that_says_why(content, message):
    if message is None:
        assert "at most 20,000 are kept" in only_row(content()).messages[0]
        return
    with pytest.raises(spreadsheets.SheetError) as caught:
        staged(content())
    assert message in str(caught.value)
    assert not SpreadsheetImport.objects.exists()


def test_a_file_beyond_the_limits_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("agreements.spreadsheets.staging.LARGEST_FILE", 100)
    with pytest.raises(spreadsheets.SheetError, match="at most 100 are read"):
        staged(as_csv([FULL]))
    monkeypatch.undo()
    monkeypatch.setattr(table, "MOST_CHARACTERS", 100)
    with pytest.raises(spreadsheets.SheetError, match="more than 100 characters"):
        staged(as_csv([FULL]))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param("key", "a b", "cannot be a permanent name", id="a key with a space"),
        pytest.param("key", "<script>", "cannot be a permanent name", id="a key of markup"),
        pytest.param("key", "k" * 121, "at most 120 are kept", id="a key too long"),
        pytest.param("key", "k" * 5000, "at most 120 are kept", id="a key far too long"),
        pytest.param("key", "", "'key' is empty.", id="no key"),
        pytest.param("summary", "", "'summary' is empty.", id="no summary"),
        pytest.param("summary", "a\u202eb", "character 2 is invisible (U+202E)", id="direction override"),
        pytest.param("summary", "a\x1bb", "character 2 is invisible (U+001B)", id="control character"),
        pytest.param("note", "x" * 20_001, "'note': it has 20,001 characters", id="a note too long"),
        pytest.param("place", "two\nlines", "'place': it has a line break", id="lines in a line"),
        pytest.param("occurred", "9" * 100_000, "too long to be a day", id="a day of many digits"),
        pytest.param("occurred", "2021-02-30", "is not in the calendar", id="30 February"),
        pytest.param("source 1", "", "'source 1' is empty, and other columns of number 1 are not.", id="no source"),
        pytest.param("source 1", "../etc/passwd", "no source has this key", id="a path for a source"),
        pytest.param("stance 1", "shouts", "'shouts' is none of asserts, denies", id="an unknown stance"),
        pytest.param("claimant 1", "nrth", "no actor has this name: 'nrth' (did you mean 'north'?)", id="a near actor"),
        pytest.param("clause 1", "pact/9", "no clause has this name: 'pact/9'", id="an unknown clause"),
        pytest.param("clause 2", "pact/1", "", id="the same clause for nobody in particular"),
        pytest.param("deadline 2", "pact/1#handover", "is no deadline of pact/2", id="another clause's deadline"),
        pytest.param("direction 1", "", "'direction 1' is empty", id="no direction"),
        pytest.param("value 1", "48,000", "'48,000' is not a number: write 48000 or 2.5", id="thousands"),
        pytest.param("value 1", "1e400", "is not a number", id="an exponent"),
        pytest.param("value 1", "1" * 30, "no more than 24 digits", id="a number too long"),
        pytest.param("flag 1", "", "'proposed value 1' needs a 'flag 1'", id="a proposal without its reason"),
        pytest.param("relayed through 1", "A\u2066", "character 2 is invisible", id="an isolate in a list"),
    ],
)
def test_what_cannot_be_kept_is_an_error_of_its_row_and_nothing_of_it_is_lost(name: str, text: str, message: str):
    row = only_row(as_csv([FULL | {name: text}]))
    assert row.outcome == ("refused" if message else "created")
    assert len(row.messages) == bool(message)
    assert message in "".join(row.messages)
    assert row.cells.get(name, "") == text


def test_the_same_clause_twice_for_one_party_and_the_same_key_twice_are_errors():
    row = only_row(as_csv([FULL | {"clause 2": "pact/1", "party 2": "north"}]))
    assert row.messages == ["'clause 2' repeats 'clause 1': a clause is given once for each party."]
    sheet = checked(as_csv([FACT, FACT]))
    assert sheet.rows.get(number=3).messages == ["The key '2021-02-convoy' stands also in row 2."]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(
            '=HYPERLINK("http://elsewhere.example")', "Cell C2 holds a formula: put its value there.", id="formula"
        ),
        pytest.param("#REF!", "Cell C2 holds the spreadsheet's error #REF!.", id="an error"),
    ],
)
def test_formulas_and_errors_of_a_workbook_are_named_and_never_worked_out(value: str, message: str):
    book = Workbook()
    book.active.append(["key", "occurred", "summary"])
    book.active.append(["k", "2021", value])
    book.active["C2"].data_type = "e" if value.startswith("#") else "f"
    row = only_row(saved(book))
    assert (row.outcome, row.messages[0]) == ("refused", message)


def test_formulas_and_markup_stay_the_text_they_are_on_every_page_and_in_every_file():
    text = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    client = client_of(Role.REPORTER)
    row = only_row(as_csv([FACT | {"summary": text, "key": "<i>"}]))
    page = client.get(f"/admin/agreements/evidence/spreadsheet/{row.sheet_id}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<i>" not in page
    assert b"'=cmd" in spreadsheets.to_correct(row.sheet, "csv")
    sheets = zipfile.ZipFile(io.BytesIO(spreadsheets.to_correct(row.sheet, "xlsx")))
    assert b"<f>" not in sheets.read("xl/worksheets/sheet1.xml")
    assert not Evidence.objects.exists()


def test_what_turns_a_page_around_is_written_out_on_it():
    row = only_row(as_csv([FACT | {"summary": "a\u202eb", "key": "k\u202e"}]))
    page = client_of(Role.REPORTER).get(f"/admin/agreements/evidence/spreadsheet/{row.sheet_id}/").content.decode()
    assert "\u202e" not in page
    assert "a[U+202E]b" in page
