"""Last days, and how they moved."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from agreements.choices import DeadlineKind, Precision
from agreements.dates import Offset, OffsetError
from agreements.models.actor import Actor
from agreements.models.agreement import validate_time_zone
from agreements.models.clause import Clause
from agreements.models.columns import RecordRow, SpanColumns, one_of, span_constraint, validate_key
from agreements.models.history import RecordHistory
from agreements.models.source import Source


def validate_offset(text: str) -> None:
    """Refuse a text that is no calendar offset."""
    try:
        Offset.parse(text)
    except OffsetError as error:
        raise ValidationError(str(error)) from error


class Deadline(RecordRow):
    """A last day: fixed, counted from something, or renewing itself."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="deadlines")
    key = models.CharField(
        max_length=80, validators=[validate_key], help_text="Unique within the clause; never changes."
    )
    label = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=DeadlineKind)
    due_on = models.DateField(null=True, blank=True, help_text="The last day as first set; fixed deadlines only.")
    anchor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="anchored",
        help_text="What it counts from; empty means the entry into force.",
    )
    offset = models.CharField(max_length=20, blank=True, validators=[validate_offset], help_text="Such as P1M or -P6M.")
    inclusive = models.BooleanField(default=True, help_text="Whether the due day itself is in time.")
    notice = models.CharField(max_length=20, blank=True, validators=[validate_offset], help_text="Renewals only: P6M.")
    time_zone = models.CharField(max_length=60, blank=True, validators=[validate_time_zone], help_text="If stated.")
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "key"], name="deadline_key_is_unique_in_clause"),
            models.CheckConstraint(
                name="deadline_is_fixed_or_counted",
                condition=Q(kind=DeadlineKind.FIXED, due_on__isnull=False, offset="", anchor__isnull=True)
                | (~Q(kind=DeadlineKind.FIXED) & Q(due_on__isnull=True) & ~Q(offset="")),
                violation_error_message=(
                    "A fixed deadline has a day and nothing to count from; any other has an offset and no day."
                ),
            ),
            models.CheckConstraint(
                name="deadline_notice_is_for_renewals",
                condition=Q(notice="") | Q(kind=DeadlineKind.RENEWAL),
                violation_error_message="Only a renewal has a notice period.",
            ),
            one_of("deadline", "kind", DeadlineKind),
        ]

    def __str__(self) -> str:
        """Return the public name and the label."""
        return f"{self.reference} {self.label}"

    def clean(self) -> None:
        """Refuse anchors that lead back to the deadline and terms that never end."""
        above = self.anchor
        while above is not None:
            if above.pk is not None and above.pk == self.pk:
                raise ValidationError({"anchor": f"{self.key}: what it counts from leads back to itself."})
            above = above.anchor
        if self.kind == DeadlineKind.RENEWAL and self.offset and not Offset.parse(self.offset).is_forwards:
            raise ValidationError({"offset": f"{self.key}: a renewing term runs forwards, such as P5Y."})

    @property
    def reference(self) -> str:
        """Return the permanent public name, such as `slug/6.a#handover`."""
        return f"{self.clause.reference}#{self.key}"


class DeadlineChange(RecordRow):
    """A change of a last day: who agreed to it, when, and by what source it is known."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="changes")
    due_on = models.DateField(help_text="The new last day.")
    agreed_earliest_on = models.DateField(editable=False)
    agreed_latest_on = models.DateField(editable=False)
    agreed_precision = models.CharField(max_length=10, choices=Precision, editable=False)
    agreed_by = models.ManyToManyField(Actor, related_name="agreed_deadline_changes")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="deadline_changes")
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    history = RecordHistory(m2m_fields=[agreed_by])

    agreed = SpanColumns("agreed")

    class Meta:
        constraints = [
            span_constraint("deadline_change", "agreed"),
            one_of("deadline_change", "agreed_precision", Precision),
        ]

    def __str__(self) -> str:
        """Return the new last day."""
        return f"to {self.due_on}"
