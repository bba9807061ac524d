"""Instruments and the actors that their texts call the parties."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models

from agreements.models.actor import Actor
from agreements.models.columns import RecordRow, key_field
from agreements.models.history import RecordHistory


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError("%(name)s is not a time zone: write one such as UTC.", params={"name": name})


class Agreement(RecordRow):
    """An instrument whose clauses are followed."""

    slug = key_field(max_length=80)
    title = models.CharField(max_length=300)
    aliases = models.JSONField(default=list, blank=True, help_text="A list of other titles.")
    signed_on = models.DateField()
    in_force_at = models.DateTimeField(help_text="The instant of entry into force.")
    time_zone = models.CharField(
        max_length=60, validators=[validate_time_zone], help_text="In which its days are read."
    )
    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    official_url = models.URLField(max_length=2000, blank=True)
    pax_id = models.PositiveIntegerField("PA-X id", null=True, blank=True)
    covered_until = models.DateField(
        null=True, blank=True, help_text="The latest day that the sources of its record reach."
    )
    history = RecordHistory()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_is_covered_from_its_signing",
                condition=models.Q(covered_until__isnull=True) | models.Q(covered_until__gte=models.F("signed_on")),
                violation_error_message="The latest day covered lies before the signing.",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Party(RecordRow):
    """An actor that the text of an agreement calls a party; each agreement has its own set, in its own order."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="party_to")
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "actor"], name="party_is_listed_once"),
        ]

    def __str__(self) -> str:
        """Return the name of the actor."""
        return self.actor.name
