"""Where clauses stand today, as columns to sort by and filters to narrow by; the read model computes, this arranges."""

from collections import defaultdict
from collections.abc import Callable

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from agreements import models, selectors
from agreements.choices import Performance, RoleKind, Timeliness
from agreements.dates import AsOf
from agreements.selectors.reports import ClauseReport

Reports = dict[int, ClauseReport]
Choices = list[tuple[str, str]]


def reports_of(request: HttpRequest) -> Reports:
    """Return the assessed clauses as of today by primary key, computed once a request."""
    if not hasattr(request, "clause_reports"):
        today = timezone.localdate()
        request.clause_reports = selectors.leaf_reports(as_of=AsOf(today, today))
    return request.clause_reports


def coverage_notices() -> list[str]:
    """Return what to tell whoever sees today's status of a record whose sources end before today."""
    today = timezone.localdate()
    return [
        f"Status as of {today}. The sources of the record"
        f"{' for ' if limit.agreements else ''}{', '.join(slug for slug, _ in limit.agreements)}"
        f" reach {limit.covered_until}; what happened later is not entered."
        for limit in selectors.coverage(as_of=AsOf(today, today))
    ]


ORDERS: dict[str, Callable[[ClauseReport], int]] = {
    "performance_order": lambda report: list(Performance).index(report.verdict.status.performance),
    "timeliness_order": lambda report: list(Timeliness).index(report.verdict.status.timeliness),
    "disputed_order": lambda report: int(report.verdict.status.disputed),
    "evidence_order": lambda report: report.evidence_count,
    "last_evidence_order": lambda report: report.last_evidence.latest.toordinal() if report.last_evidence else 0,
    "needs_review_order": lambda report: int(report.verdict.needs_review),
}
"""Computed columns that can be sorted by: annotation and the number that orders it."""


def with_orders(clauses: QuerySet[models.Clause], reports: Reports) -> QuerySet[models.Clause]:
    """Return clauses with a number to sort by for every computed column, and whether they have none: points."""
    annotations = {
        "is_point": Case(When(pk__in=list(reports), then=Value(0)), default=Value(1), output_field=IntegerField())
    }
    for name, order_of in ORDERS.items():
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for pk, report in reports.items():
            groups[order_of(report)].append(pk)
        cases = [When(pk__in=pks, then=Value(order)) for order, pks in groups.items()]
        annotations[name] = Case(*cases, default=Value(-1), output_field=IntegerField())
    return clauses.annotate(**annotations)


class ClauseChangeList(ChangeList):
    """The list of clauses, each with its report."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str] | None = None) -> QuerySet:
        """Return the clauses with what they can be sorted by."""
        self.root_queryset = with_orders(self.model_admin.get_queryset(request), reports_of(request))
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str]:
        """Return the order asked for; points, which have no status, come last in any order but that of the text."""
        ordering = super().get_ordering(request, queryset)
        is_computed = any(name.removeprefix("-") in ORDERS for name in ordering)
        return ["is_point", *ordering] if is_computed else ordering

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the rows of the page and give each its report."""
        super().get_results(request)
        for clause in self.result_list:
            clause.report = reports_of(request).get(clause.pk)


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


def report_filter(name: str, value_of: Callable[[ClauseReport], str], offered: Choices) -> type[StandingFilter]:
    """Return a filter by one computed value."""

    class ReportFilter(StandingFilter):
        """Narrows clauses by what the read model computes."""

        title = name.replace("_", " ")
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
            """Return what can be chosen."""
            return offered

        def matching(self, request: HttpRequest, value: str) -> list[int]:
            """Return the primary keys of the clauses of which `value` holds."""
            return [pk for pk, report in reports_of(request).items() if value_of(report) == value]

    return ReportFilter


def _yes_no(is_so: bool) -> str:
    """Return the value of a filter that is chosen by yes or no."""
    return "yes" if is_so else "no"


YES_NO = [("yes", "Yes"), ("no", "No")]
REPORT_FILTERS = (
    report_filter("performance", lambda report: report.verdict.status.performance.value, Performance.choices),
    report_filter("timeliness", lambda report: report.verdict.status.timeliness.value, Timeliness.choices),
    report_filter("disputed", lambda report: _yes_no(report.verdict.status.disputed), YES_NO),
    report_filter("needs_review", lambda report: _yes_no(report.verdict.needs_review), YES_NO),
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
