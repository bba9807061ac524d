"""What an import would do with each row: compared with the record as it is now, many rows at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from agreements import models
from agreements.imports import ImportState, RowOutcome
from agreements.models.history import save_columns
from agreements.operations import OPEN_STATES, is_open_to
from agreements.spreadsheets.columns import PARTS, cells_of, column_place, with_parts
from agreements.spreadsheets.entries import Entry, read_entry, sources_named
from agreements.spreadsheets.lookup import Lookup
from agreements.spreadsheets.widgets import shortened

SLICE = 250
"""How many rows are checked at a time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do with a row, and from what to what."""

    row: models.SpreadsheetRow
    outcome: RowOutcome
    messages: list[str]
    differences: list[list[str]]
    entry: Entry | None = None
    stored: models.Evidence | None = None

    @property
    def is_as_shown(self) -> bool:
        """Return whether it is what the row says already."""
        row = self.row
        return (row.outcome, row.messages, row.differences) == (self.outcome, self.messages, self.differences)


def check_rows(sheet: models.SpreadsheetImport, *, is_over: Callable[[], bool]) -> None:
    """Check rows that were not checked yet, a slice at a time, until all are or the time is over; the last ends it."""
    while True:
        rows = list(sheet.rows.filter(outcome="").order_by("number")[:SLICE])
        with transaction.atomic():
            for checked in checked_rows(sheet, rows):
                row = checked.row
                row.outcome, row.messages, row.differences = checked.outcome, checked.messages, checked.differences
            save_columns(models.SpreadsheetRow, rows, ["outcome", "messages", "differences"])
        if len(rows) < SLICE:
            checking = models.SpreadsheetImport.objects.filter(pk=sheet.pk, state=ImportState.CHECKING)
            checking.update(state=ImportState.CHECKED)
            return
        if is_over():
            return


@dataclass(frozen=True, slots=True)
class _Compared:
    """A row beside what is stored under its key: the texts that are stored, and those it is to have."""

    row: models.SpreadsheetRow
    stored: models.Evidence | None
    old: dict[str, str]
    new: dict[str, str]


def checked_rows(sheet: models.SpreadsheetImport, rows: Sequence[models.SpreadsheetRow]) -> Iterator[Checked]:
    """Yield what an import would do with each of some rows; a fixed number of queries, however many they are."""
    keys = [row.key for row in rows]
    evidence = with_parts(models.Evidence.objects.filter(key__in=keys).select_related("entered_by"))
    stored = {piece.key: piece for piece in evidence}
    columns = frozenset(sheet.columns)
    compared = [_compared(row, stored.get(row.key), columns) for row in rows]
    places: dict[str, list[int]] = {}
    for key, number in sheet.rows.filter(key__in=keys).order_by("number").values_list("key", "number"):
        places.setdefault(key, []).append(number)
    lookup = Lookup(source for pair in compared for source in sources_named(pair.new))
    for pair in compared:
        yield _checked(sheet, pair, lookup, [place for place in places[pair.row.key] if place != pair.row.number])


def _compared(row: models.SpreadsheetRow, stored: models.Evidence | None, columns: frozenset[str]) -> _Compared:
    """Return a row beside what is stored; a column that the file lacks stays as it is stored."""
    old = cells_of(stored) if stored else {}
    return _Compared(row, stored, old, {name: text for name, text in old.items() if name not in columns} | row.cells)


def _checked(sheet: models.SpreadsheetImport, pair: _Compared, lookup: Lookup, repeated_in: list[int]) -> Checked:
    """Return what an import would do with a row."""
    row, stored = pair.row, pair.stored
    messages = list(row.reading_errors)
    if row.key and repeated_in:
        messages.append(f"The key {shortened(row.key)} stands also in row {', '.join(map(str, repeated_in[:5]))}.")
    if stored and pair.new == pair.old and not messages:
        return Checked(row, RowOutcome.UNCHANGED, [], [])
    entry = read_entry(pair.new, lookup, day_order=sheet.day_order)
    messages += entry.problems
    differences = _differences(pair.old, entry.cells()) if stored and not entry.problems else []
    if differences:
        messages += _closed(stored, sheet)
    if sheet.submits and not entry.parts_of(PARTS[0]) and (differences or not stored):
        messages.append("To be handed in for review it needs at least one source.")
    if messages:
        return Checked(row, RowOutcome.REFUSED, messages, differences)
    if not stored:
        return Checked(row, RowOutcome.CREATED, [], [], entry)
    outcome = RowOutcome.CHANGED if differences else RowOutcome.UNCHANGED
    return Checked(row, outcome, [], differences, entry, stored)


def _closed(stored: models.Evidence, sheet: models.SpreadsheetImport) -> Iterator[str]:
    """Yield why evidence cannot be changed by whoever uploaded the file."""
    if is_open_to(stored, sheet.owner):
        return
    if stored.state not in OPEN_STATES:
        yield f"{stored} is decided on ({stored.get_state_display().lower()}) and can no longer be changed."
    else:
        yield f"{stored} was entered by {stored.entered_by}, who alone may change it."


def _differences(old: dict[str, str], new: dict[str, str]) -> list[list[str]]:
    """Return the columns that differ, in their order, each with its old and its new text."""
    names = sorted({*old, *new}, key=column_place)
    return [[name, old.get(name, ""), new.get(name, "")] for name in names if old.get(name, "") != new.get(name, "")]
