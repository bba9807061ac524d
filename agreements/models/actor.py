"""Who acts, and how different sides name things."""

from django.db import models

from agreements.choices import ActorKind, NameKind
from agreements.models.columns import RecordRow, key_field, one_of
from agreements.models.history import RecordHistory


class Actor(RecordRow):
    """A state, authority, organisation, body or group that owes, is owed, watches, claims or holds a reading."""

    slug = key_field(max_length=80)
    name = models.CharField(max_length=300)
    other_names = models.JSONField(default=list, blank=True, help_text='A list of texts, such as ["UN"].')
    kind = models.CharField(max_length=30, choices=ActorKind)
    note = models.TextField(blank=True)
    history = RecordHistory()

    class Meta:
        constraints = [one_of("actor", "kind", ActorKind)]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Name(RecordRow):
    """A place, event or term that sides name differently, and the label used here."""

    slug = key_field(max_length=80)
    label = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=NameKind)
    note = models.TextField(blank=True)
    history = RecordHistory()

    class Meta:
        constraints = [one_of("name", "kind", NameKind)]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class NameUsage(RecordRow):
    """How one actor writes a name."""

    name = models.ForeignKey(Name, on_delete=models.CASCADE, related_name="usages")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="name_usages")
    wording = models.CharField(max_length=300)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "actor", "wording"], name="name_usage_is_given_once"),
        ]

    def __str__(self) -> str:
        """Return the wording."""
        return self.wording
