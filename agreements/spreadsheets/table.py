"""What a file holds once it is read: rows of texts under known columns; and how much may be in it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from agreements.spreadsheets.columns import PROBLEM

LARGEST_FILE = 20_000_000
"""In bytes."""

MOST_ROWS = 10_000
MOST_COLUMNS = 2300
MOST_CHARACTERS = 30_000_000
NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


class SheetError(Exception):
    """The file cannot be read; the message says what to mend, and where."""


@dataclass(slots=True)
class SheetRow:
    """One row: its cells that hold something, what could not be read, and what a person should look at."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def put(self, name: str, text: str, place: str) -> None:
        """Put a text under the name of its column; what is under no name is an error, unless it says what was wrong."""
        if text and not name:
            self.errors.append(f"{place} holds something, but no column name stands above it.")
        elif text and name != PROBLEM:
            self.cells[name] = text

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is in it."""
        return not self.cells and not self.errors


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of a file."""

    columns: list[str]
    rows: list[SheetRow]
    read_as: str = ""


IsOver = Callable[[], bool]
"""Says whether the time that a request has is over."""


def never() -> bool:
    """Return that time is not over: whoever asks can wait."""
    return False


def kept(text: str, place: str) -> str:
    """Return the text; refuse characters that no database keeps."""
    found = NOT_KEPT.search(text)
    if found:
        raise SheetError(f"{place} holds a character that cannot be kept (U+{ord(found[0]):04X}): take it out.")
    return text


ReadRow = Callable[[int, Sequence], SheetRow]


def collected(
    lines: Iterable[tuple[int, Sequence]],
    columns: list[str],
    read_row: ReadRow,
    *,
    read_as: str = "",
    is_over: IsOver,
) -> Table:
    """Return the table of all rows that hold something; refuse more than can be taken in at once, or in time."""
    rows: list[SheetRow] = []
    characters = 0
    for number, line in lines:
        if is_over():
            raise SheetError("Reading this file takes longer than one request may last: split it.")
        row = read_row(number, line)
        if row.is_empty:
            continue
        characters += sum(map(len, row.cells.values()))
        if len(rows) == MOST_ROWS:
            raise SheetError(f"The file has more than {MOST_ROWS:,} rows: split it.")
        if characters > MOST_CHARACTERS:
            raise SheetError(f"The file holds more than {MOST_CHARACTERS:,} characters: split it.")
        rows.append(row)
    if not rows:
        raise SheetError("The file has no rows below the names of the columns.")
    return Table([name for name in columns if name not in {"", PROBLEM}], rows, read_as)
