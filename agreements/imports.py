"""The vocabulary of spreadsheet imports."""

from agreements.choices import DefinedChoices


class SheetFormat(DefinedChoices):
    """The kinds of file that are read and written."""

    XLSX = "xlsx", "A workbook; its first sheet is read.", "XLSX"
    CSV = "csv", "Separated by commas, semicolons or tabs.", "CSV"


class DayOrder(DefinedChoices):
    """How days such as 03/04/2021 are to be read in one file; days in ISO form need no order."""

    ISO = "iso", "Only days such as 2021-04-03 are taken; any other is an error.", "No such days: only 2021-04-03"
    DAY_FIRST = "day_first", "03/04/2021 is the third of April.", "Day first: 03/04/2021 is 3 April"
    MONTH_FIRST = "month_first", "03/04/2021 is the fourth of March.", "Month first: 03/04/2021 is 4 March"


class ImportState(DefinedChoices):
    """How far an import is."""

    CHECKING = "checking", "Some of its rows have not been checked yet.", "Being checked"
    CHECKED = "checked", "All rows are checked; nothing is in the record yet.", "Checked"
    APPLIED = "applied", "Its rows are in the record.", "Imported"


class RowOutcome(DefinedChoices):
    """What an import does with a row; what needs a person's eye comes first."""

    REFUSED = "refused", "It has errors and cannot be imported.", "Has errors"
    CHANGED = "changed", "It changes evidence that is there.", "Changes"
    CREATED = "created", "It is new evidence.", "New"
    UNCHANGED = "unchanged", "The record already says so.", "Unchanged"
