"""Counted quantities and their reported values."""

from django.db import models
from django.db.models import Q

from agreements.choices import FigureFlag, IndicatorKind, Qualifier
from agreements.models.columns import RecordRow, key_field, one_of
from agreements.models.evidence import Evidence
from agreements.models.history import RecordHistory
from agreements.models.source import Source


class Indicator(RecordRow):
    """A counted quantity."""

    slug = key_field(max_length=80)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=IndicatorKind)
    note = models.TextField(blank=True)
    history = RecordHistory()

    class Meta:
        constraints = [one_of("indicator", "kind", IndicatorKind)]

    def __str__(self) -> str:
        """Return name and unit."""
        return f"{self.name} ({self.unit})"


class Figure(RecordRow):
    """A value of an indicator as one source prints it; contradictory values stand side by side."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    value = models.DecimalField(max_digits=24, decimal_places=6)
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACTLY)
    as_printed = models.CharField(max_length=300, help_text="The figure as the source prints it.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="figures")
    flag = models.CharField(max_length=20, choices=FigureFlag, blank=True)
    proposed_value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        constraints = [
            one_of("figure", "qualifier", Qualifier),
            one_of("figure", "flag", FigureFlag, blank=True),
            models.CheckConstraint(
                name="figure_proposal_is_flagged",
                condition=Q(proposed_value__isnull=True) | ~Q(flag=""),
                violation_error_message="A proposed value needs a flag that says why.",
            ),
        ]

    def __str__(self) -> str:
        """Return the figure as printed."""
        return self.as_printed
