"""Which columns a file has: names are forgiving in case and spacing, and never guessed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from agreements.spreadsheets.columns import FACT_NAMES, MOST_PARTS, PART_FIELDS, PROBLEM, REQUIRED
from agreements.spreadsheets.table import SheetError
from agreements.spreadsheets.widgets import shortened

NUMBERED = re.compile(r"(.*?) ?(\d{0,6})", re.ASCII)
MOST_PROBLEMS = 10


def column_name(header: str) -> str | None:
    """Return the name of the column that a header stands for, or None where it stands for none."""
    name = _spaced(header)
    if name in FACT_NAMES or name == PROBLEM:
        return name
    bare, number = _split(name)
    return f"{bare} {int(number or 1)}" if bare in PART_FIELDS else None


def recognised(headers: Sequence[str]) -> int:
    """Return how many headers stand for a column."""
    return sum(column_name(header) is not None for header in headers)


def checked_headers(headers: Sequence[str]) -> list[str]:
    """Return the name of the column under each header, empty for none; refuse unknown, repeated and missing ones."""
    if not any(header.strip() for header in headers):
        raise SheetError("The first row is empty: it must hold the names of the columns, as in the template.")
    problems = list(_problems(headers))
    if problems:
        more = f" And {len(problems) - MOST_PROBLEMS} more like these." if len(problems) > MOST_PROBLEMS else ""
        raise SheetError(f"{' '.join(problems[:MOST_PROBLEMS])}{more}")
    return [column_name(header) or "" for header in headers]


def _problems(headers: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the headers, a sentence each."""
    counts = Counter(name for header in headers if (name := column_name(header)))
    for header in headers:
        if header.strip() and column_name(header) is None:
            yield f"There is no column {shortened(header.strip())}{_near(header)}."
    for name, count in counts.items():
        if count > 1:
            yield f"The column {name!r} is there {count} times."
        if (number := _split(name)[1]) and not 1 <= int(number) <= MOST_PARTS:
            yield f"The column {name!r} is one too many: parts are numbered from 1 to {MOST_PARTS}."
    for name in REQUIRED:
        if name not in counts:
            yield f"The column {name!r} is missing."


def _spaced(header: str) -> str:
    """Return a header in small letters with single spaces."""
    return " ".join(header[:200].replace("_", " ").split()).casefold()


def _split(name: str) -> tuple[str, str]:
    """Return the name of a column without its number, and the number."""
    found = NUMBERED.fullmatch(name)
    return (found[1], found[2]) if found else (name, "")


def _near(header: str) -> str:
    """Return the names that a header may have meant, in brackets."""
    near = get_close_matches(_split(_spaced(header))[0], [*FACT_NAMES, *PART_FIELDS], n=2)
    shown = " or ".join(repr(f"{name} 1" if name in PART_FIELDS else name) for name in near)
    return f" (did you mean {shown}?)" if near else ""
