"""Where clauses stand today, as columns to sort by and filters to narrow by; the read model computes, this arranges."""

from collections import defaultdict
from collections.abc import Callable, Collection

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from agreements import models, selectors
from agreements.choices import Performance, RoleKind, Timeliness
from agreements.dates import AsOf
from agreements.review_terms import ReviewReason
from agreements.selectors import ClauseReview

Reviews = dict[int, ClauseReview]
Choices = list[tuple[str, str]]


def reviews_of(request: HttpRequest) -> Reviews:
    """Return the assessed clauses as of today, each with why it needs review, by primary key, once a request."""
    if not hasattr(request, "clause_reviews"):
        today = timezone.localdate()
        request.clause_reviews = selectors.clause_reviews(as_of=AsOf(today, today))
    return request.clause_reviews


def coverage_notices() -> list[str]:
    """Return what to tell whoever sees today's status of a record whose sources end before today."""
    today = timezone.localdate()
    return [
        f"Status as of {today}. The sources of the record"
        f"{' for ' if limit.agreements else ''}{', '.join(slug for slug, _ in limit.agreements)}"
        f" reach {limit.covered_until}; what happened later is not entered."
        for limit in selectors.coverage(as_of=AsOf(today, today))
    ]


def _last_evidence(review: ClauseReview) -> int:
    """Return a number that is the higher, the later the latest evidence; none comes before all."""
    return review.clause.last_evidence.latest.toordinal() if review.clause.last_evidence else 0


ORDERS: dict[str, Callable[[ClauseReview], int]] = {
    "performance_order": lambda review: list(Performance).index(review.clause.verdict.status.performance),
    "timeliness_order": lambda review: list(Timeliness).index(review.clause.verdict.status.timeliness),
    "disputed_order": lambda review: int(review.clause.verdict.status.disputed),
    "evidence_order": lambda review: review.clause.evidence_count,
    "last_evidence_order": _last_evidence,
    "last_decided_order": lambda review: review.decided_on.toordinal() if review.decided_on else 0,
    "needs_review_order": lambda review: int(review.is_needed),
}
"""Computed columns that can be sorted by: annotation and the number that orders it."""


def with_orders(clauses: QuerySet[models.Clause], reviews: Reviews) -> QuerySet[models.Clause]:
    """Return clauses with a number to sort by for every computed column, and whether they have none: points."""
    annotations = {
        "is_point": Case(When(pk__in=list(reviews), then=Value(0)), default=Value(1), output_field=IntegerField())
    }
    for name, order_of in ORDERS.items():
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for pk, review in reviews.items():
            groups[order_of(review)].append(pk)
        cases = [When(pk__in=pks, then=Value(order)) for order, pks in groups.items()]
        annotations[name] = Case(*cases, default=Value(-1), output_field=IntegerField())
    return clauses.annotate(**annotations)


class ClauseChangeList(ChangeList):
    """The list of clauses, each with what the read model knows of it."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        """Return the clauses with what they can be sorted by."""
        self.root_queryset = with_orders(self.model_admin.get_queryset(request), reviews_of(request))
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """Return the order asked for; points, which have no status, come last in any order but that of the text."""
        ordering = super().get_ordering(request, queryset)
        is_computed = any(name.removeprefix("-") in ORDERS for name in ordering)
        return ["is_point", *ordering] if is_computed else ordering

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the rows of the page and give each what the read model knows of it."""
        super().get_results(request)
        for clause in self.result_list:
            clause.review = reviews_of(request).get(clause.pk)


class StandingFilter(admin.SimpleListFilter):
    """Narrows clauses by something that is not a column; a value that is not offered cannot be read.

    `matching` returns the primary keys of the clauses of which a value holds.
    """

    matching: Callable[[HttpRequest, str], list[int]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[models.Clause]) -> QuerySet[models.Clause]:
        """Return the clauses of which the chosen value holds."""
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(offered) for offered, _ in self.lookup_choices}:
            raise IncorrectLookupParameters(f"{self.parameter_name}: {value} is not offered.")
        return queryset.filter(pk__in=self.matching(request, value))


def review_filter(
    name: str, values_of: Callable[[ClauseReview], Collection[str]], offered: Choices
) -> type[StandingFilter]:
    """Return a filter by computed values, of which a clause may have several."""

    class ReviewFilter(StandingFilter):
        """Narrows clauses by what the read model computes."""

        title = name.replace("_", " ")
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
            """Return what can be chosen."""
            return offered

        def matching(self, request: HttpRequest, value: str) -> list[int]:
            """Return the primary keys of the clauses of which `value` holds."""
            return [pk for pk, review in reviews_of(request).items() if value in values_of(review)]

    return ReviewFilter


def _yes_no(is_so: bool) -> list[str]:
    """Return the value of a filter that is chosen by yes or no."""
    return ["yes" if is_so else "no"]


def reasons_of(review: ClauseReview) -> dict[str, str]:
    """Return why a clause needs review, as values with their labels; what somebody marked comes first."""
    marked = {MARKED: "Marked"} if review.marks else {}
    return marked | {kind.value: str(kind.label) for kind in review.kinds}


MARKED = "marked"
YES_NO = [("yes", "Yes"), ("no", "No")]
REVIEW_FILTERS = (
    review_filter("performance", lambda review: [review.clause.verdict.status.performance.value], Performance.choices),
    review_filter("timeliness", lambda review: [review.clause.verdict.status.timeliness.value], Timeliness.choices),
    review_filter("disputed", lambda review: _yes_no(review.clause.verdict.status.disputed), YES_NO),
    review_filter("needs_review", lambda review: _yes_no(review.is_needed), YES_NO),
    review_filter("reason_to_review", reasons_of, [(MARKED, "Marked by a reviewer"), *ReviewReason.choices]),
)


class ObligedFilter(StandingFilter):
    """Narrows clauses by who owes the duty."""

    title = "obliged actor"
    parameter_name = "obliged"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        """Return the actors that owe something."""
        obliged = models.Actor.objects.filter(roles__role=RoleKind.OBLIGED).distinct()
        return list(obliged.order_by("name", "pk").values_list("slug", "name"))

    def matching(self, request: HttpRequest, value: str) -> list[int]:
        """Return the primary keys of the clauses that the chosen actor owes."""
        owed = models.ClauseRole.objects.filter(role=RoleKind.OBLIGED, actor__slug=value)
        return list(owed.values_list("clause", flat=True))
