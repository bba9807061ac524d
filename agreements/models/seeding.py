"""What was last loaded from seed files, so that edits made by hand are noticed and not overwritten."""

from django.db import models

CHANGE_REASON = "seed files"
"""Why a row changed, as its history says, where the loader wrote it."""


class SeedRecord(models.Model):
    """The fingerprint of one entry as it was last loaded."""

    section = models.CharField(max_length=20)
    identifier = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    root = models.CharField(max_length=1000, help_text="The folder or file it was loaded from.")
    loaded_at = models.DateTimeField(auto_now=True)
    conflict = models.TextField(
        blank=True, help_text="Where the latest load found it changed both in the files and by hand."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "identifier"], name="seed_record_is_kept_once"),
        ]

    def __str__(self) -> str:
        """Return section and identifier."""
        return f"{self.section} {self.identifier}"
