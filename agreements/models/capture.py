"""Captured copies of sources, and whether their addresses still answer."""

from django.conf import settings
from django.db import models

from agreements.copies import CaptureKind, CaptureOrigin, LinkOutcome
from agreements.models.columns import RecordRow, one_of
from agreements.models.history import RecordHistory
from agreements.models.source import Source


class Capture(RecordRow):
    """A copy of a source as it was captured; the file lies outside the web root, under the name of its SHA-256."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="captures")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of the file; the file is named after it.")
    kind = models.CharField(max_length=10, choices=CaptureKind, help_text="As found in its content.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    original_name = models.CharField(max_length=200, blank=True, help_text="What the file was called.")
    origin = models.CharField(max_length=10, choices=CaptureOrigin)
    address = models.URLField(max_length=2000, blank=True, help_text="Where it was fetched from, after redirects.")
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="captures"
    )
    added_at = models.DateTimeField()
    history = RecordHistory()

    class Meta:
        verbose_name = "captured copy"
        verbose_name_plural = "captured copies"
        constraints = [
            models.UniqueConstraint(fields=["source", "sha256"], name="capture_is_kept_once"),
            one_of("capture", "kind", CaptureKind),
            one_of("capture", "origin", CaptureOrigin),
        ]

    def __str__(self) -> str:
        """Return kind and digest."""
        return f"{self.get_kind_display()} {self.sha256[:12]}…"


class LinkCheck(models.Model):
    """What the address of a source answered when it was last asked."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="link_check")
    address = models.URLField(max_length=2000, help_text="The address that was asked.")
    outcome = models.CharField(max_length=12, choices=LinkOutcome)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The HTTP status, where there was one.")
    message = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        constraints = [one_of("link_check", "outcome", LinkOutcome)]

    def __str__(self) -> str:
        """Return the outcome and the address."""
        return f"{self.get_outcome_display()}: {self.address}"
