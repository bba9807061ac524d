"""What reviewers put on each other's desk."""

from django.conf import settings
from django.db import models

from agreements.models.clause import Clause
from agreements.models.columns import RecordRow
from agreements.models.history import RecordHistory


class ReviewMark(RecordRow):
    """A request that somebody look at a clause again; it ends with the next decided assessment, or when lifted."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="review_marks")
    reason = models.TextField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_marks")
    marked_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="lifted_review_marks"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    history = RecordHistory()

    class Meta:
        constraints = [
            models.CheckConstraint(name="review_mark_says_why", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="review_mark_is_lifted_by_somebody",
                condition=models.Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | models.Q(lifted_by__isnull=False, lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the clause and why."""
        return f"{self.clause}: {self.reason}"
