"""Takes an uploaded file in: its rows are kept as a working copy of whoever uploaded it, and not yet looked at."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements import models
from agreements.imports import DayOrder, SheetFormat
from agreements.operations import OperationError
from agreements.spreadsheets.comma_separated import read_csv
from agreements.spreadsheets.table import LARGEST_FILE, IsOver, SheetError, never
from agreements.spreadsheets.widgets import SpanWidget
from agreements.spreadsheets.workbook import read_workbook
from agreements.texts import INVISIBLE

KEPT_FOR = timedelta(days=30)
"""How long the working copy of a file is kept."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Upload(Protocol):
    """A file as a form hands it over."""

    name: str
    size: int

    def read(self) -> bytes:
        """Return its content."""


def stage_file(
    upload: Upload | BinaryIO,
    *,
    by: AbstractUser,
    at: datetime,
    day_order: str = DayOrder.ISO,
    letters: str = "",
    submits: bool = False,
    is_over: IsOver = never,
) -> models.SpreadsheetImport:
    """Read an uploaded file and keep its rows; raise SheetError where it cannot be read, or not before time is over."""
    if not by.has_perm("agreements.add_evidence"):
        raise OperationError(f"{by} may not do this: it needs the permission agreements.add_evidence.")
    if upload.size > LARGEST_FILE:
        raise SheetError(f"The file has {upload.size:,} bytes, and at most {LARGEST_FILE:,} are read: split it.")
    content = upload.read()
    kind = _kind(content)
    if kind == SheetFormat.XLSX:
        table = read_workbook(content, is_over=is_over)
    else:
        table = read_csv(content, letters, is_over=is_over)
    sheet = models.SpreadsheetImport(
        owner=by,
        uploaded_at=at,
        file_name=_shown_name(upload.name),
        format=kind,
        read_as=table.read_as,
        day_order=day_order,
        submits=submits,
        columns=table.columns,
    )
    rows = [
        models.SpreadsheetRow(
            sheet=sheet,
            number=row.number,
            key=unicodedata.normalize("NFC", row.cells.get("key", ""))[:200],
            cells=row.cells,
            reading_errors=row.errors,
            warnings=row.warnings + SpanWidget().readings(row.cells.get("occurred", ""), day_order),
        )
        for row in table.rows
    ]
    with transaction.atomic():
        models.SpreadsheetImport.objects.filter(owner=by, uploaded_at__lt=at - KEPT_FOR).delete()
        sheet.save()
        models.SpreadsheetRow.objects.bulk_create(rows, batch_size=500)
    return sheet


def _kind(content: bytes) -> SheetFormat:
    """Return what a file is, by its content and not by its name."""
    if content.startswith(OLE):
        raise SheetError("This is a workbook of the old kind (XLS) or one with a password: save it as XLSX without.")
    return SheetFormat.XLSX if content.startswith(ZIP) else SheetFormat.CSV


def _shown_name(name: str) -> str:
    """Return the last part of the name of a file, without what cannot be seen."""
    last = re.split(r"[/\\]", name)[-1]
    return INVISIBLE.sub("", last.replace("\0", ""))[-200:] or "file"
