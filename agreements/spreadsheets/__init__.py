"""Evidence in and out of spreadsheets: a file is kept as a working copy, checked row by row, and imported at once."""

from agreements.spreadsheets.applying import RecordChangedError, TakesTooLongError, apply_import, check_again
from agreements.spreadsheets.checking import check_rows
from agreements.spreadsheets.comma_separated import CODE_PAGES
from agreements.spreadsheets.staging import KEPT_FOR, stage_file
from agreements.spreadsheets.table import LARGEST_FILE, MOST_ROWS, SheetError
from agreements.spreadsheets.writing import CONTENT_TYPES, explanations, exported, template, to_correct

__all__ = [
    "CODE_PAGES",
    "CONTENT_TYPES",
    "KEPT_FOR",
    "LARGEST_FILE",
    "MOST_ROWS",
    "RecordChangedError",
    "SheetError",
    "TakesTooLongError",
    "apply_import",
    "check_again",
    "check_rows",
    "explanations",
    "exported",
    "stage_file",
    "template",
    "to_correct",
]
