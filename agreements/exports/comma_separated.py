"""The compliance summary as CSV (RFC 4180, UTF-8), safe to open in a spreadsheet."""

import csv
import io

from agreements.exports.columns import COLUMNS, Value, summary_rows
from agreements.selectors.reports import AgreementReport

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def to_csv(report: AgreementReport) -> bytes:
    """Return one row per assessed clause; lists are joined by `; `, yes and no are spelt out."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in summary_rows(report):
        writer.writerow(_cell(value_of(row)) for value_of in COLUMNS.values())
    return text.getvalue().encode()


def _cell(value: Value) -> str | int:
    """Return a value as a cell."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return value
        case tuple():
            return neutralised("; ".join(value))
        case _:
            return neutralised(value)


def neutralised(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: an apostrophe goes before a start that could be one.

    A text that begins with an apostrophe gets another, so `restored` gives back every text unchanged.
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def restored(text: str) -> str:
    """Return the text that `neutralised` was given."""
    return text.removeprefix("'")
