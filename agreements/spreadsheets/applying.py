"""Imports into the record: one transaction for a whole file, kept whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements import models
from agreements.choices import EvidenceState
from agreements.imports import ImportState, RowOutcome
from agreements.models.audit import batched_trail, hold_trail
from agreements.models.history import add_rows, change_rows
from agreements.operations import OperationError
from agreements.spreadsheets.checking import SLICE, Checked, checked_rows
from agreements.spreadsheets.columns import FACT, PARTS, parts_of
from agreements.spreadsheets.entries import model_values
from agreements.spreadsheets.parts import PartWrites, filled
from agreements.spreadsheets.table import IsOver, never


class RecordChangedError(OperationError):
    """The record changed since the rows were checked; they are to be checked again."""


class TakesTooLongError(OperationError):
    """Writing a file takes longer than there is time; nothing of it is written."""


def apply_import(
    sheet: models.SpreadsheetImport,
    *,
    by: AbstractUser,
    at: datetime,
    without_refused: bool = False,
    is_over: IsOver = never,
) -> int:
    """Bring the rows of a checked file into the record, and return how many; all of them, or none.

    Rows with errors stop the whole file, or stay out of it where `without_refused`. New evidence is a draft of whoever
    uploaded it, or submitted where the file says so; what was changed in the record since the rows were checked raises
    RecordChangedError, and the rows are to be looked at again. Where time is over first, TakesTooLongError.
    """
    try:
        return _applied(sheet, by=by, at=at, without_refused=without_refused, is_over=is_over)
    except RecordChangedError:
        check_again(sheet)
        raise


@transaction.atomic
def check_again(sheet: models.SpreadsheetImport) -> None:
    """Forget what was found of the rows of a file that is not in the record yet."""
    current = models.SpreadsheetImport.objects.select_for_update().get(pk=sheet.pk)
    if current.state != ImportState.APPLIED:
        current.rows.update(outcome="", messages=[], differences=[])
        current.state = ImportState.CHECKING
        current.save()


@transaction.atomic
def _applied(
    sheet: models.SpreadsheetImport, *, by: AbstractUser, at: datetime, without_refused: bool, is_over: IsOver
) -> int:
    """Write the rows of a file in one transaction, and return how many there were."""
    hold_trail()
    current = models.SpreadsheetImport.objects.select_for_update().get(pk=sheet.pk)
    _require(current, by)
    if not without_refused and current.rows.filter(outcome=RowOutcome.REFUSED).exists():
        raise OperationError("Some rows have errors: correct them, or import the rows without errors.")
    rows = current.rows.filter(outcome__in=[RowOutcome.CREATED, RowOutcome.CHANGED]).order_by("number")
    writing, total = _Writing(current, by, at), 0
    for place in range(0, rows.count(), SLICE):
        if is_over():
            raise TakesTooLongError("Writing this file takes longer than one request may last: nothing is written.")
        found = list(checked_rows(current, list(rows[place : place + SLICE])))
        if not all(checked.is_as_shown for checked in found):
            raise RecordChangedError("The record changed since these rows were checked: look at them again.")
        with batched_trail():
            writing.write(found)
        total += len(found)
    current.state, current.applied_at = ImportState.APPLIED, at
    current.save()
    return total


def _require(sheet: models.SpreadsheetImport, by: AbstractUser) -> None:
    """Refuse a user who may not bring in evidence, somebody else's file, and a file that is not ready."""
    for permission in ("agreements.add_evidence", "agreements.change_evidence"):
        if not by.has_perm(permission):
            raise OperationError(f"{by} may not do this: it needs the permission {permission}.")
    if sheet.owner_id != by.pk:
        raise OperationError("Only who uploaded a file may import it.")
    if sheet.state == ImportState.APPLIED:
        raise OperationError(f"The file {sheet} is in the record already.")
    if sheet.state != ImportState.CHECKED:
        raise OperationError(f"The file {sheet} is not checked to its end yet.")


@dataclass(frozen=True, slots=True)
class _Writing:
    """The writing of one file, a slice of rows at a time."""

    sheet: models.SpreadsheetImport
    by: AbstractUser
    at: datetime

    @property
    def reason(self) -> str:
        """Return what the history says."""
        return f"Spreadsheet {self.sheet.file_name}"[:100]

    def write(self, slice_: Sequence[Checked]) -> None:
        """Write the new and the changed rows of a slice with their parts."""
        noted = {"by": self.by, "at": self.at, "reason": self.reason}
        new = [checked for checked in slice_ if checked.outcome == RowOutcome.CREATED]
        pieces = [self._new(checked) for checked in new]
        add_rows(models.Evidence, pieces, **noted)
        changed = [checked for checked in slice_ if checked.outcome == RowOutcome.CHANGED]
        self._change(changed, noted)
        owners = [*zip(pieces, new, strict=True), *((checked.stored, checked) for checked in changed)]
        for kind in PARTS:
            writes = PartWrites(kind)
            for piece, checked in owners:
                stored = list(parts_of(piece, kind)) if checked.stored else []
                writes.take(piece, stored, checked.entry.parts_of(kind))
            writes.save(**noted)

    def _new(self, checked: Checked) -> models.Evidence:
        """Return new evidence."""
        state = EvidenceState.SUBMITTED if self.sheet.submits else EvidenceState.DRAFT
        piece = models.Evidence(state=state, entered_by=self.by, entered_at=self.at)
        return filled(piece, model_values(FACT, checked.entry.fact))

    def _change(self, changed: Sequence[Checked], noted: dict[str, object]) -> None:
        """Write the evidence whose own columns or state change."""
        columns = ["occurred_earliest_on", "occurred_latest_on", "occurred_precision", "place", "summary", "note"]
        pieces = []
        for checked in changed:
            piece = checked.stored
            before = [getattr(piece, name) for name in (*columns, "state")]
            filled(piece, model_values(FACT, checked.entry.fact))
            piece.state = EvidenceState.SUBMITTED if self.sheet.submits else piece.state
            if [getattr(piece, name) for name in (*columns, "state")] != before:
                pieces.append(piece)
        change_rows(models.Evidence, pieces, [*columns, "state"], **noted)
