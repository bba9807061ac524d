"""The text tree of an agreement: clauses, who owes them to whom, how they relate, and what they are said to mean."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from agreements.choices import Basis, LinkKind, ObligationKind, RoleKind, TextKind
from agreements.keys import KEY_RULE, is_number
from agreements.models.actor import Actor
from agreements.models.agreement import Agreement
from agreements.models.columns import RecordRow, key_field, one_of
from agreements.models.history import RecordHistory
from agreements.models.source import Source
from agreements.texts import LANGUAGE
from agreements.topics import Topic


def validate_number(text: str) -> None:
    """Refuse a text that cannot be the number of a clause."""
    if not is_number(text):
        raise ValidationError(f"{text!r} cannot be a clause number such as 6.g: {KEY_RULE}; brackets are fine.")


class ClauseQuerySet(models.QuerySet["Clause"]):
    """Ways to narrow clauses."""

    def assessable(self) -> Self:
        """Return the leaves: only they are assessed."""
        return self.filter(children__isnull=True)


class Clause(RecordRow):
    """A point of an agreement or, at the leaves, one duty of it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clauses")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    number = models.CharField(max_length=80, validators=[validate_number], help_text="Such as 6.g; never changes.")
    position = models.PositiveIntegerField(default=0, help_text="Order within the agreement.")
    heading = models.CharField(max_length=300)
    duty = models.TextField(blank=True, help_text="What the clause asks, in our own words.")
    obligation = models.CharField(max_length=20, choices=ObligationKind, blank=True)
    topic = models.CharField(max_length=40, choices=Topic, blank=True)
    note = models.TextField(blank=True)
    history = RecordHistory()

    objects = ClauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="clause_number_is_unique_in_agreement"),
            models.CheckConstraint(
                name="clause_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("pk"))
            ),
            one_of("clause", "obligation", ObligationKind, blank=True),
            one_of("clause", "topic", Topic, blank=True),
        ]

    def __str__(self) -> str:
        """Return reference and heading."""
        return f"{self.reference} {self.heading}"

    def clean(self) -> None:
        """Refuse a parent in another agreement or below the clause itself."""
        above = self.parent
        if above is not None and above.agreement_id != self.agreement_id:
            raise ValidationError({"parent": "The parent belongs to another agreement."})
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": "The parent lies below the clause itself."})
            above = above.parent

    @property
    def reference(self) -> str:
        """Return the permanent public name, such as `slug/6.g`."""
        return f"{self.agreement.slug}/{self.number}"


class ClauseRole(RecordRow):
    """What an actor is to a clause, and whether the text says so."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="roles")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=RoleKind)
    basis = models.CharField(max_length=10, choices=Basis)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "actor", "role"], name="clause_role_is_given_once"),
            one_of("clause_role", "role", RoleKind),
            one_of("clause_role", "basis", Basis),
        ]

    def __str__(self) -> str:
        """Return actor and role."""
        return f"{self.actor} ({self.get_role_display()})"


class ClauseLink(RecordRow):
    """How one clause relates to another, also across agreements."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=LinkKind)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "to", "kind"], name="clause_link_is_given_once"),
            models.CheckConstraint(name="clause_link_leads_elsewhere", condition=~Q(clause=F("to"))),
            one_of("clause_link", "kind", LinkKind),
        ]

    def __str__(self) -> str:
        """Return kind and target."""
        return f"{self.get_kind_display()} {self.to}"


class ClauseText(RecordRow):
    """A wording of a clause, attached by users from their own copies."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=TextKind)
    text = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="clause_texts")
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    written = {"language": LANGUAGE}

    class Meta:
        constraints = [one_of("clause_text", "kind", TextKind)]

    def __str__(self) -> str:
        """Return kind and language."""
        return f"{self.get_kind_display()} ({self.language})"


class Reading(RecordRow):
    """What an actor says that a clause, or the agreement as a whole, means."""

    key = key_field()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="readings")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="readings")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="readings")
    text = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="readings")
    history = RecordHistory()

    def __str__(self) -> str:
        """Return the key."""
        return self.key
