"""Spreadsheets on their way into the record: working copies of who uploaded them, and no part of the record."""

from django.conf import settings
from django.db import models

from agreements.imports import DayOrder, ImportState, RowOutcome, SheetFormat
from agreements.models.columns import one_of


class SpreadsheetImport(models.Model):
    """One file of evidence that somebody uploaded."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="spreadsheet_imports")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=10, choices=SheetFormat)
    read_as = models.CharField(max_length=100, blank=True, help_text="How its letters were read.")
    day_order = models.CharField(max_length=20, choices=DayOrder, default=DayOrder.ISO)
    submits = models.BooleanField(default=False, help_text="Whether its rows are handed in for review at once.")
    columns = models.JSONField(help_text="The names of its columns, in their order.")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-uploaded_at"], name="import_by_owner")]
        constraints = [
            one_of("spreadsheet_import", "format", SheetFormat),
            one_of("spreadsheet_import", "day_order", DayOrder),
            one_of("spreadsheet_import", "state", ImportState),
            models.CheckConstraint(
                name="spreadsheet_import_is_applied_at_an_instant",
                condition=models.Q(applied_at__isnull=False, state=ImportState.APPLIED)
                | (models.Q(applied_at__isnull=True) & ~models.Q(state=ImportState.APPLIED)),
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class SpreadsheetRow(models.Model):
    """One row of an uploaded file, and what was found when it was checked."""

    sheet = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row of the file.")
    key = models.CharField(max_length=200, help_text="Of the evidence; shortened where it is too long to be a key.")
    cells = models.JSONField(help_text="The texts of its cells by the name of the column.")
    reading_errors = models.JSONField(default=list, help_text="What could not be read from the file.")
    warnings = models.JSONField(default=list, help_text="What a person should look at.")
    outcome = models.CharField(max_length=10, choices=RowOutcome, blank=True, help_text="Empty until it is checked.")
    messages = models.JSONField(default=list, help_text="Its errors, one text each.")
    differences = models.JSONField(default=list, help_text="Column, old text and new text of each difference.")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["sheet", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["sheet", "key"], name="import_row_by_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="import_row_is_kept_once"),
            one_of("spreadsheet_row", "outcome", RowOutcome, blank=True),
        ]

    def __str__(self) -> str:
        """Return its place and key."""
        return f"row {self.number}: {self.key}"
