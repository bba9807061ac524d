"""Texts separated by commas, semicolons or tabs, in the letters that people's programs write them in."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from charset_normalizer import from_bytes

from agreements.exports.comma_separated import FORMULA_STARTS, restored
from agreements.spreadsheets.headers import checked_headers, recognised
from agreements.spreadsheets.table import NOT_KEPT, IsOver, SheetError, SheetRow, Table, collected
from agreements.spreadsheets.widgets import plain

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""What a file in Unicode may begin with; the longer marks stand before those that they begin with."""

CODE_PAGES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp874": "Windows-874 (Thai)",
}
SEPARATORS = (",", ";", "\t")
SAYS_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)
LINE_END = re.compile(r"\r\n|\r|\n")


def read_csv(content: bytes, letters: str = "", *, is_over: IsOver) -> Table:
    """Return the rows of a file; `letters` is the code page that a person chose."""
    text, read_as = _decoded(content, letters)
    found = NOT_KEPT.search(text)
    if found:
        line = len(LINE_END.findall(text, 0, found.start())) + 1
        raise SheetError(
            f"Line {line} holds a character that cannot be kept (U+{ord(found[0]):04X}): take it out. "
            "Is this a text file?"
        )
    said = SAYS_SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    lines = _lines(text, said[1] if said else _separator(text))
    try:
        _, headers = next(lines)
    except StopIteration as error:
        raise SheetError("The file is empty.") from error
    columns = checked_headers(headers)
    return collected(lines, columns, lambda number, line: _row(number, line, columns), read_as=read_as, is_over=is_over)


def _decoded(content: bytes, letters: str) -> tuple[str, str]:
    """Return the text of a file, and how its letters were read."""
    name = next((name for mark, name in MARKS.items() if content.startswith(mark)), None) or _without_mark(content)
    if letters in CODE_PAGES and name is None:
        name = letters
    try:
        if name is not None:
            return content.decode(name), CODE_PAGES.get(name, name.upper().removesuffix("-SIG"))
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if name is not None:
            chosen = CODE_PAGES.get(name, name.upper())
            raise SheetError(f"Byte {error.start + 1} of the file is no letter in {chosen}.") from error
        return _guessed(content)


def _without_mark(content: bytes) -> str | None:
    """Return which UTF-16 a file without a mark is in, told by the empty halves of the letters of its first row."""
    start = content[:64]
    if len(start) >= 8 and start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if len(start) >= 8 and start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    return None


def _guessed(content: bytes) -> tuple[str, str]:
    """Return the text in the code page that fits it best; whoever uploaded it is told to look at the letters."""
    best = from_bytes(content, cp_isolation=list(CODE_PAGES)).best()
    name = best.encoding if best is not None and best.encoding in CODE_PAGES else ""
    if not name:
        raise SheetError("The letters of the file cannot be told: save it as UTF-8, or choose its code page.")
    return content.decode(name), f"{CODE_PAGES[name]}, by a guess"


def _separator(text: str) -> str:
    """Return what separates the cells: what makes known columns of the first row."""
    first = io.StringIO(text[:100_000], newline="")
    line = next(iter(first), "")
    return max(SEPARATORS, key=lambda mark: recognised(next(csv.reader([line], delimiter=mark), [])))


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers; say where the quotation marks or the sizes are beyond reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        place = f"Line {reader.line_num}"
        if "limit" in str(error):
            raise SheetError(f"{place}: a cell has more than {csv.field_size_limit():,} characters.") from error
        raise SheetError(f"{place}: quotation marks do not pair up; within a cell each is written twice.") from error


def _row(number: int, line: Sequence[str], columns: list[str]) -> SheetRow:
    """Return the row of a line."""
    row = SheetRow(number)
    for place, cell in enumerate(line):
        row.put(columns[place] if place < len(columns) else "", plain(_meant(cell)), f"Cell {place + 1}")
    return row


def _meant(text: str) -> str:
    """Return a text without the apostrophe that an export puts before a start that could be a formula's."""
    return restored(text) if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text
