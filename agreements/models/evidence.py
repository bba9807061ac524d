"""Reported facts, the sources that assert or deny them, and what they say about clauses."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agreements.choices import Credibility, Direction, EvidenceState, Precision, Stance
from agreements.models.actor import Actor
from agreements.models.clause import Clause
from agreements.models.columns import RecordRow, SpanColumns, key_field, one_of, span_constraint
from agreements.models.deadline import Deadline
from agreements.models.history import RecordHistory
from agreements.models.source import Source


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Ways to narrow evidence."""

    def accepted(self) -> Self:
        """Return what a reviewer accepted and nobody retracted: only this is public and counts."""
        return self.filter(state=EvidenceState.ACCEPTED)


class Evidence(RecordRow):
    """One reported fact, however many sources carry it."""

    key = key_field(help_text="Permanent public name, such as 2021-02-06-first-meeting.")
    occurred_earliest_on = models.DateField(editable=False)
    occurred_latest_on = models.DateField(editable=False)
    occurred_precision = models.CharField(max_length=10, choices=Precision, editable=False)
    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(help_text="The fact in our own words, with who says it.")
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=EvidenceState, default=EvidenceState.DRAFT, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entered_evidence", editable=False
    )
    entered_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_evidence",
        editable=False,
        help_text="Who accepted or rejected it.",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = RecordHistory()

    occurred = SpanColumns("occurred")
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        permissions = [("review_evidence", "Can accept, reject and retract evidence")]
        indexes = [
            models.Index(fields=["-occurred_latest_on", "-id"], name="evidence_by_day"),
            models.Index(
                fields=["state", "-occurred_latest_on", "-id", "occurred_earliest_on", "entered_at"],
                name="evidence_counted_by_day",
            ),
        ]
        constraints = [
            span_constraint("evidence", "occurred"),
            one_of("evidence", "occurred_precision", Precision),
            one_of("evidence", "state", EvidenceState),
            models.CheckConstraint(
                name="evidence_refusal_has_a_reason",
                condition=~Q(state__in=[EvidenceState.REJECTED, EvidenceState.RETRACTED]) | ~Q(state_reason=""),
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return self.key


class Citation(RecordRow):
    """A source asserting or denying the fact, where, and on whose word."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    locator = models.CharField("place in the source", max_length=200, blank=True)
    claimant = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    speaker = models.CharField(max_length=200, blank=True)
    relayed_through = models.JSONField(default=list, blank=True, help_text='A list of texts, such as ["An agency"].')
    stance = models.CharField(max_length=10, choices=Stance, default=Stance.ASSERTS)
    credibility = models.CharField(max_length=1, choices=Credibility, default=Credibility.NOT_JUDGED)
    dated_as = models.CharField(max_length=100, blank=True, help_text="How the source prints the day of the event.")
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        indexes = [models.Index(fields=["evidence", "source", "stance", "claimant"], name="citation_by_evidence")]
        constraints = [
            one_of("citation", "stance", Stance),
            one_of("citation", "credibility", Credibility),
        ]

    def __str__(self) -> str:
        """Return source and stance."""
        return f"{self.source} {self.get_stance_display().lower()}"


class EvidenceLink(RecordRow):
    """What a fact says about a clause, about whose performance, and which deadline it speaks to."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="links")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="evidence_links")
    direction = models.CharField(max_length=20, choices=Direction)
    party = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_links",
        help_text="Whose performance.",
    )
    meets = models.ForeignKey(
        Deadline,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_links",
        help_text="The deadline it shows met or, where it contradicts, not met.",
    )
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        indexes = [
            models.Index(fields=["evidence", "clause", "direction", "party"], name="evidence_link_by_evidence"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "clause", "party"], name="evidence_link_is_given_once_per_party"
            ),
            models.UniqueConstraint(
                fields=["evidence", "clause"], condition=Q(party__isnull=True), name="evidence_link_is_given_once"
            ),
            one_of("evidence_link", "direction", Direction),
        ]

    def __str__(self) -> str:
        """Return direction and clause."""
        return f"{self.get_direction_display()} {self.clause}"

    def clean(self) -> None:
        """Refuse a deadline of another clause."""
        if self.meets is not None and self.meets.clause_id != self.clause_id:
            raise ValidationError({"meets": "This is no deadline of the clause."})
