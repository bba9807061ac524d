"""Spreadsheets for tests: small files of rows, uploaded, checked and imported as a reporter would."""

import csv
import io
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from agreements import spreadsheets
from agreements.models import Actor, Deadline, Indicator, SpreadsheetImport, SpreadsheetRow
from agreements.roles import Role
from tests.people import AT, clause, person, source

Row = dict[str, object]
FACT: Row = {"key": "2021-02-convoy", "occurred": "2021-02", "summary": "A convoy passed."}


def surroundings() -> None:
    """Make what the rows name: a source, clauses with a deadline, an actor and an indicator."""
    source()
    clause("2")
    Deadline.objects.get_or_create(
        clause=clause(), key="handover", defaults={"label": "Handover", "kind": "fixed", "due_on": "2021-03-01"}
    )
    Actor.objects.get_or_create(slug="north", defaults={"name": "The North", "kind": "state"})
    Indicator.objects.get_or_create(slug="returned", defaults={"name": "Returned", "unit": "persons", "kind": "flow"})


FULL: Row = FACT | {
    "place": "A village",
    "note": "Two lines.\nOf a note.",
    "source 1": "gazette-1",
    "stance 1": "denies",
    "place in source 1": "p. 07",
    "claimant 1": "north",
    "speaker 1": "A speaker",
    "relayed through 1": "One agency\nAnother; agency",
    "credibility 1": "2",
    "dated as 1": "02.21",
    "citation note 1": "-a dash",
    "source 2": "gazette-1",
    "stance 2": "asserts",
    "credibility 2": "6",
    "clause 1": "pact/1",
    "direction 1": "contradicts",
    "party 1": "north",
    "deadline 1": "pact/1#handover",
    "link note 1": "=a formula?",
    "clause 2": "pact/2",
    "direction 2": "context",
    "indicator 1": "returned",
    "value 1": "48000.5",
    "qualifier 1": "about",
    "as printed 1": "some 48,000.5",
    "figure source 1": "gazette-1",
    "flag 1": "garbled",
    "proposed value 1": "-48",
    "figure note 1": "'quoted'",
}
"""A row with every column filled in."""


def as_csv(rows: Sequence[Row], *, encoding: str = "utf-8", separator: str = ",", line_end: str = "\r\n") -> bytes:
    """Return rows as a person's program writes them, under the columns that any of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=line_end)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return rows as a workbook, each value in the kind of cell that it is."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    book = Workbook()
    book.active.append(columns)
    for row in rows:
        book.active.append([row.get(name) for name in columns])
    for cell in (cell for line in book.active.iter_rows() for cell in line if isinstance(cell.value, str)):
        cell.data_type = "s"
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def staged(content: bytes, *, name: str = "rows.csv", by: User | None = None, **asked: object) -> SpreadsheetImport:
    """Return an uploaded file whose rows are not checked yet."""
    upload = SimpleUploadedFile(name, content)
    return spreadsheets.stage_file(upload, by=by or person(Role.REPORTER), at=AT, **asked)


def checked(content: bytes, **asked: object) -> SpreadsheetImport:
    """Return an uploaded file with all its rows checked."""
    sheet = staged(content, **asked)
    spreadsheets.check_rows(sheet, is_over=lambda: False)
    sheet.refresh_from_db()
    return sheet


def imported(content: bytes, **asked: object) -> SpreadsheetImport:
    """Return a file whose rows are in the record."""
    sheet = checked(content, **asked)
    spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    sheet.refresh_from_db()
    return sheet


def only_row(content: bytes, **asked: object) -> SpreadsheetRow:
    """Return the one row of a file, checked."""
    return checked(content, **asked).rows.get()


def outcomes(sheet: SpreadsheetImport) -> list[str]:
    """Return the outcomes of the rows in their order."""
    return list(sheet.rows.order_by("number").values_list("outcome", flat=True))
