"""The rows of a spreadsheet as its preview shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from agreements import models
from agreements.imports import RowOutcome
from agreements.texts import INVISIBLE


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many rows have an outcome."""

    outcome: RowOutcome
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a file has, how many of them are checked, and with what outcome."""

    total: int
    checked: int
    outcomes: tuple[OutcomeCount, ...]
    refused: int
    importable: int


def counts_of(sheet: models.SpreadsheetImport) -> Counts:
    """Return the counts of the rows of a file."""
    found = dict(sheet.rows.order_by().values_list("outcome").annotate(Count("pk")))
    outcomes = tuple(OutcomeCount(outcome, found[outcome]) for outcome in RowOutcome if outcome in found)
    total = sum(found.values())
    importable = found.get(RowOutcome.CREATED, 0) + found.get(RowOutcome.CHANGED, 0)
    return Counts(total, total - found.get("", 0), outcomes, found.get(RowOutcome.REFUSED, 0), importable)


class ShownRows(Sequence):
    """The rows of a file, each made ready for its page only."""

    def __init__(self, rows: QuerySet[models.SpreadsheetRow]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        """Return how many there are."""
        return self.rows.count()

    def __getitem__(self, place: slice) -> list[models.SpreadsheetRow]:
        """Return the rows of a page, each with the lines it shows."""
        rows = list(self.rows[place])
        for row in rows:
            row.lines = _lines(row)
            row.shown_key = _visible(row.key)
            row.shown_messages = [_visible(text) for text in row.messages]
        return rows


def shown_rows(sheet: models.SpreadsheetImport, outcome: str) -> ShownRows:
    """Return the rows of a file, those with errors first, or only those with one outcome."""
    order = Case(
        *(When(outcome=outcome.value, then=Value(place)) for place, outcome in enumerate(RowOutcome)),
        output_field=IntegerField(),
    )
    rows = sheet.rows.filter(outcome=outcome) if outcome else sheet.rows.all()
    return ShownRows(rows.order_by(order, "number"))


def _lines(row: models.SpreadsheetRow) -> list[tuple[str, str, str]]:
    """Return column, old and new text of what a row says: its differences or, where there are none, its cells."""
    lines = row.differences or [[name, "", text] for name, text in row.cells.items()]
    return [(name, _visible(old), _visible(new)) for name, old, new in lines]


def _visible(text: str) -> str:
    """Return a text in which what cannot be seen is written out, so that it does not turn the page around."""
    return INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
