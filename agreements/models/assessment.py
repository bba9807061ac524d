"""Judgements of named reviewers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.choices import AssessmentState, Confidence, Correspondence, Performance
from agreements.models.actor import Actor
from agreements.models.clause import Clause
from agreements.models.columns import RecordRow, key_field, one_of
from agreements.models.evidence import Evidence
from agreements.models.history import RecordHistory

JUDGED = [(member.value, member.label) for member in Performance if member is not Performance.NOT_REVIEWED]


class Assessment(RecordRow):
    """A judgement on a clause, or on one party's performance of it, with effect from a day; never edited."""

    key = key_field(editable=False)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="assessments")
    party = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        help_text="Whose performance; empty means the clause as a whole.",
    )
    effective_on = models.DateField(help_text="The day from which the judgement holds.")
    performance = models.CharField(max_length=20, choices=JUDGED)
    correspondence = models.CharField(max_length=20, choices=Correspondence, default=Correspondence.NOT_JUDGED)
    confidence = models.CharField(max_length=10, choices=Confidence)
    rationale = models.TextField()
    limits = models.TextField("limits of observation", blank=True)
    method_version = models.CharField(max_length=20)
    cited = models.ManyToManyField(Evidence, blank=True, related_name="cited_by", verbose_name="cited evidence")
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.PROPOSED, editable=False)
    state_reason = models.TextField(blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed_assessments", editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="approved_assessments",
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = RecordHistory(m2m_fields=[cited])

    class Meta:
        permissions = [("approve_assessment", "Can approve, send back and withdraw assessments")]
        constraints = [
            models.CheckConstraint(
                name="assessment_approval_is_recorded",
                condition=~Q(state=AssessmentState.APPROVED) | Q(approved_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_refusal_has_a_reason",
                condition=~Q(state__in=[AssessmentState.SENT_BACK, AssessmentState.WITHDRAWN]) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(name="assessment_says_why", condition=~Q(rationale="")),
            models.CheckConstraint(
                name="assessment_performance_is_known",
                condition=Q(performance__in=[value for value, _ in JUDGED]),
            ),
            one_of("assessment", "correspondence", Correspondence),
            one_of("assessment", "confidence", Confidence),
            one_of("assessment", "state", AssessmentState),
        ]

    def __str__(self) -> str:
        """Return clause, performance and day."""
        return f"{self.clause}: {self.get_performance_display()} from {self.effective_on}"
