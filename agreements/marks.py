"""Marks for review: reviewers ask each other to look at a clause again, and take such a request back."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from agreements.models import Clause, ReviewMark
from agreements.models.audit import hold_trail
from agreements.models.history import add_rows
from agreements.operations import OperationError, given_reason, require


@transaction.atomic
def mark_for_review(clauses: Iterable[Clause], *, reason: str, by: AbstractUser, at: datetime) -> list[ReviewMark]:
    """Ask that some clauses be looked at again, saying why; a mark ends with the next decided assessment."""
    require(by, "agreements.add_reviewmark")
    reason, clauses = given_reason(reason), list(clauses)
    holders = set(Clause.objects.filter(parent__in=clauses).values_list("parent", flat=True))
    if points := [str(clause) for clause in clauses if clause.pk in holders]:
        raise OperationError(f"{', '.join(points)} has sub-clauses: mark those.")
    marks = [ReviewMark(clause=clause, reason=reason, marked_by=by, marked_at=at) for clause in clauses]
    note = reason if len(reason) <= 100 else f"{reason[:99]}…"
    return add_rows(ReviewMark, marks, by=by, at=at, reason=note)


@transaction.atomic
def lift_mark(mark: ReviewMark, *, by: AbstractUser, at: datetime) -> ReviewMark:
    """Take a mark off a clause; it stays in the history."""
    require(by, "agreements.change_reviewmark")
    hold_trail()
    current = ReviewMark.objects.select_for_update().get(pk=mark.pk)
    if current.lifted_at is not None:
        raise OperationError(f"The mark on {current.clause} was lifted by {current.lifted_by} already.")
    current.lifted_by, current.lifted_at = by, at
    current._history_user, current._change_reason = by, None
    current.save()
    return current
