"""Workbooks (XLSX): their sizes are checked before they are opened, and no formula is ever worked out."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from agreements.spreadsheets.columns import PART_FIELDS
from agreements.spreadsheets.headers import checked_headers
from agreements.spreadsheets.table import MOST_COLUMNS, IsOver, SheetError, SheetRow, Table, collected, kept
from agreements.spreadsheets.widgets import ChoiceWidget, NumberWidget, plain

LARGEST_UNPACKED = 100_000_000
"""In bytes, all parts of the workbook together."""

LARGEST_RATIO = 200
"""How many bytes one byte of a large workbook may unpack to; tables of repeated texts reach about a hundred."""

LARGE = 10_000_000

MOST_PARTS_OF_FILE = 1000
MOST_LINES = 1_048_576
"""As many as a spreadsheet program shows."""

ZEROS = re.compile(r"(0+)(?:\.(0+))?")
NOT_A_WORKBOOK = "This is no XLSX workbook that can be read: save it again as XLSX, or as CSV in UTF-8."


def read_workbook(content: bytes, *, is_over: IsOver) -> Table:
    """Return the rows of the first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, len(content))
        return _read(content, is_over)
    except SheetError:
        raise
    except Exception as error:  # a broken workbook breaks its readers in many ways
        raise SheetError(NOT_A_WORKBOOK) from error


def _check_sizes(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what unpacks to too much, by what it declares and by what is in it, and what is no workbook at all."""
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    most = min(LARGEST_UNPACKED, max(LARGE, LARGEST_RATIO * size))
    if len(members) > MOST_PARTS_OF_FILE or declared > most:
        raise SheetError("The workbook unpacks to far more than it is: it is not opened.")
    if any(member.filename.startswith(("/", "\\")) or ".." in member.filename for member in members):
        raise SheetError("The workbook has parts that lead out of it: it is not opened.")
    if any(member.flag_bits & 1 for member in members):
        raise SheetError("The workbook is locked with a password: save it without.")
    if archive.testzip() is not None:  # reads every part, never further than the size it declares
        raise SheetError(NOT_A_WORKBOOK)


def _read(content: bytes, is_over: IsOver) -> Table:
    """Return the rows of the first sheet of a workbook of bounded size."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    lines = _lines(sheet.iter_rows())
    try:
        _, headers = next(lines)
    except StopIteration as error:
        raise SheetError("The first sheet is empty.") from error
    columns = checked_headers([_header(cell) for cell in headers])
    return collected(lines, columns, partial(_row, columns=columns), is_over=is_over)


def _lines(rows: Iterator[tuple]) -> Iterator[tuple[int, Sequence]]:
    """Yield the rows with their numbers, each no wider than can be; refuse sheets larger than any program shows."""
    for number, cells in enumerate(rows, start=1):
        if number > MOST_LINES:
            raise SheetError(f"The sheet claims more than {MOST_LINES:,} rows.")
        stray = next((cell for cell in cells[MOST_COLUMNS:] if cell.value is not None), None)
        if stray is not None:
            raise SheetError(f"Cell {stray.coordinate} holds something, and at most {MOST_COLUMNS} columns are read.")
        yield number, cells[:MOST_COLUMNS]


def _header(cell: object) -> str:
    """Return the name of a column."""
    return "" if cell.value is None else kept(unescape(str(cell.value)), f"Cell {cell.coordinate}")


def _row(number: int, cells: Sequence, columns: list[str]) -> SheetRow:
    """Return the row of some cells."""
    row = SheetRow(number)
    for place, cell in enumerate(cells):
        if cell.value is not None:
            name = columns[place] if place < len(columns) else ""
            where = f"Cell {get_column_letter(place + 1)}{number}"
            row.put(name, kept(plain(_text(cell, name, where, row)), where), where)
    return row


def _text(cell: object, name: str, where: str, row: SheetRow) -> str:
    """Return the text of a cell as its program shows it, noting what cannot be read and what may have been lost."""
    value, kind = cell.value, cell.data_type
    if kind == "f":
        row.errors.append(f"{where} holds a formula: put its value there.")
        return str(value) if isinstance(value, str) else "="
    if kind == "e":
        row.errors.append(f"{where} holds the spreadsheet's error {value}.")
        return str(value)
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime() | date():
            return _day(value, cell.number_format, name, where, row)
        case time() | timedelta():
            row.errors.append(f"{where} holds a time of day: write it as text.")
            return str(value)
        case int() | float():
            return _number(value, cell.number_format, name, where, row)
        case _:
            return unescape(str(value))


def _day(value: datetime | date, shown_as: str, name: str, where: str, row: SheetRow) -> str:
    """Return a day as closely as its cell shows it: the program keeps a day even for a month."""
    if isinstance(value, datetime) and value.time() != time():
        row.errors.append(f"{where} holds a day with a time of day: keep the day alone.")
    day = value.date() if isinstance(value, datetime) else value
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shown_as).lower()
    text = day.isoformat() if "d" in shown else day.isoformat()[:7] if "m" in shown else day.isoformat()[:4]
    if name != "occurred":
        row.warnings.append(f"{where} is a day in the spreadsheet; it is read as the text {text}.")
    return text


def _number(value: int | float, shown_as: str, name: str, where: str, row: SheetRow) -> str:
    """Return a number as its cell shows it, where it is shown with fixed digits, or else as shortly as it can be."""
    if value != value or value in {float("inf"), float("-inf")}:
        row.errors.append(f"{where} holds no number.")
        return str(value)
    fixed = ZEROS.fullmatch(shown_as)
    places = len(fixed[2] or "") if fixed else 0
    if fixed and (shown := f"{value:.{places}f}") and float(shown) == value:
        text = shown.zfill(len(shown_as))
    else:
        text = f"{Decimal(repr(value)).normalize():f}"
    if not _is_meant_as_number(name) and not fixed:
        row.warnings.append(
            f"{where} is a number in the spreadsheet and read as {text}: if zeros before or after it are missing, "
            "write it as text."
        )
    return text


def _is_meant_as_number(name: str) -> bool:
    """Return whether a column is one of numbers, codes or years, of which no zeros get lost."""
    field = PART_FIELDS.get(name.rpartition(" ")[0])
    return name == "occurred" or (field is not None and isinstance(field.widget, (NumberWidget, ChoiceWidget)))
