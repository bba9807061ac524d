"""Files to download: the template, an export that imports again unchanged, and the rows to correct."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from import_export.formats.base_formats import CSV
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from tablib import Dataset

from agreements import models
from agreements.exports.comma_separated import neutralised
from agreements.imports import RowOutcome, SheetFormat
from agreements.spreadsheets.columns import FACT, PARTS, PROBLEM, REQUIRED, Cells, cells_of, column_names, with_parts
from agreements.spreadsheets.table import MOST_ROWS, SheetError
from agreements.spreadsheets.widgets import ChoiceWidget, LinesWidget, NumberWidget, ReferenceWidget, SpanWidget

CONTENT_TYPES = {
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetFormat.CSV: "text/csv; charset=utf-8",
}
LONGEST_CELL = 32_767
"""How many characters a cell of a workbook can hold."""

WIDTHS = {"key": 28, "summary": 60, "note": 30, PROBLEM: 60}
NOT_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def template(kind: SheetFormat) -> bytes:
    """Return a file with the names of the columns; a workbook also explains them."""
    return _written(kind, column_names({"citation": 2, "clause": 2}), [], explained=True)


def exported(evidence: QuerySet[models.Evidence], kind: SheetFormat) -> bytes:
    """Return evidence with all its parts, in as many columns as they need."""
    rows = [cells_of(piece) for piece in with_parts(evidence)[: MOST_ROWS + 1]]
    if len(rows) > MOST_ROWS:
        raise SheetError(f"At most {MOST_ROWS:,} pieces of evidence go into one spreadsheet: choose fewer.")
    groups = {part.name: max([1, *(_most(row, part.fields[0].column_name) for row in rows)]) for part in PARTS}
    return _written(kind, column_names(groups), rows)


def to_correct(sheet: models.SpreadsheetImport, kind: SheetFormat) -> bytes:
    """Return the rows with errors as they were uploaded, each with what is wrong with it."""
    refused = sheet.rows.filter(outcome=RowOutcome.REFUSED).order_by("number")
    rows = [row.cells | {PROBLEM: "\n".join(row.messages)} for row in refused]
    return _written(kind, [PROBLEM, *sheet.columns], rows)


def _most(row: Cells, name: str) -> int:
    """Return the highest number of a column in a row."""
    numbers = (int(number) for bare, _, number in (cell.rpartition(" ") for cell in row) if bare == name)
    return max(numbers, default=0)


def _written(kind: SheetFormat, columns: Sequence[str], rows: Iterable[Cells], *, explained: bool = False) -> bytes:
    """Return rows under the names of their columns as a file."""
    if kind == SheetFormat.CSV:
        lines = [[neutralised(row.get(name, "")) for name in columns] for row in rows]
        return CSV().export_data(Dataset(*lines, headers=list(columns))).encode("utf-8-sig")
    return _workbook(columns, rows, explained=explained)


def _workbook(columns: Sequence[str], rows: Iterable[Cells], *, explained: bool) -> bytes:
    """Return a workbook in which every cell is text, so that no program reads a formula or a day into it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Evidence")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.number_format = WIDTHS.get(name, 18), "@"
    sheet.append([_cell(sheet, name) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, row[name]) if name in row else None for name in columns])
    if explained:
        _explain(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: object, text: str) -> WriteOnlyCell:
    """Return a cell of text; characters that XML cannot hold are written as workbooks do."""
    if len(text) > LONGEST_CELL:
        raise SheetError(f"A text has {len(text):,} characters, more than a cell of a workbook holds: download CSV.")
    cell = WriteOnlyCell(sheet, NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
    cell.data_type, cell.number_format = "s", "@"
    return cell


def _explain(book: Workbook) -> None:
    """Add a sheet that says what goes into each column."""
    sheet = book.create_sheet("Columns")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    for line in (("Column", "What goes in"), *explanations()):
        sheet.append([_cell(sheet, text) for text in line])


MEANINGS: Mapping[str, str] = {
    "key": "Permanent public name, such as 2021-02-06-first-meeting. A key that is there is updated in place.",
    "summary": "The fact in our own words, with who says it.",
    "source 1": "The key or the address of a source in the record.",
    "claimant 1": "Who claims it: the short name of an actor in the record.",
    "place in source 1": "Such as a page.",
    "dated as 1": "How the source prints the day of the event.",
    "clause 1": "Such as agreement/6.g.",
    "party 1": "Whose performance: the short name of an actor.",
    "deadline 1": "The deadline it shows met or not met: its key within the clause, or agreement/6.g#key.",
    "as printed 1": "The figure as the source prints it.",
    "figure source 1": "The key or the address of the source that prints it.",
    "proposed value 1": "A number; it needs a flag that says why.",
}


def explanations() -> Iterator[tuple[str, str]]:
    """Yield each column with what goes into it, the parts by their first group."""
    for field in FACT:
        must = " Required." if field.column_name in REQUIRED else ""
        yield field.column_name, f"{MEANINGS.get(field.column_name, '') or _kind_of(field.widget)}{must}"
    for kind in PARTS:
        for field in kind.fields:
            name = f"{field.column_name} 1"
            must = f" Required for each {kind.name}." if field.column_name in kind.required else ""
            yield name, f"{MEANINGS.get(name, '') or _kind_of(field.widget)}{must}"


def _kind_of(widget: object) -> str:
    """Return what a column takes, for columns that need no words of their own."""
    match widget:
        case SpanWidget():
            return "2021-02-06, 2021-02, 2021 or 2021-02-01/2021-03-15."
        case ChoiceWidget():
            return f"One of: {', '.join(widget.values)}."
        case NumberWidget():
            return "A number such as 48000 or 2.5."
        case LinesWidget():
            return "One per line."
        case ReferenceWidget():
            return f"The public name of a row of the record ({widget.section})."
        case _:
            return "Text."
