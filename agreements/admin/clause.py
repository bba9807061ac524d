"""Clauses with where they stand today, computed by the read model."""

from collections import defaultdict
from collections.abc import Callable, Hashable

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from agreements import models, selectors
from agreements.admin.base import PartInline, RecordAdmin
from agreements.choices import Performance, RoleKind, Timeliness
from agreements.dates import AsOf
from agreements.selectors.reports import ClauseReport

Reports = dict[int, ClauseReport]


def reports_of(request: HttpRequest) -> Reports:
    """Return the assessed clauses as of today by primary key, computed once a request."""
    if not hasattr(request, "clause_reports"):
        today = timezone.localdate()
        request.clause_reports = selectors.leaf_reports(as_of=AsOf(today, today))
    return request.clause_reports


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
    """Return clauses with a number to sort by for every computed column; points come last."""
    annotations = {}
    for name, order_of in ORDERS.items():
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for pk, report in reports.items():
            groups[order_of(report)].append(pk)
        cases = [When(pk__in=pks, then=Value(order)) for order, pks in groups.items()]
        annotations[name] = Case(*cases, default=Value(-1), output_field=IntegerField())
    return clauses.annotate(**annotations)


class ReportFilter(admin.SimpleListFilter):
    """Narrows clauses by something the read model computes."""

    value_of: Callable[[ClauseReport], Hashable]
    choices_offered: tuple[tuple[str, str], ...]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> tuple[tuple[str, str], ...]:
        """Return what can be chosen."""
        return self.choices_offered

    def queryset(self, request: HttpRequest, queryset: QuerySet[models.Clause]) -> QuerySet[models.Clause]:
        """Return the clauses of which the chosen value holds."""
        if self.value() is None:
            return queryset
        reports = reports_of(request)
        return queryset.filter(pk__in=[pk for pk, report in reports.items() if self.value_of(report) == self.value()])


def report_filter(name: str, value_of: Callable[[ClauseReport], str], offered: list[tuple[str, str]]) -> type:
    """Return a filter by one computed value."""
    body = {"title": name.replace("_", " "), "parameter_name": name, "choices_offered": tuple(offered)}
    return type(f"{name.title()}Filter", (ReportFilter,), body | {"value_of": staticmethod(value_of)})


YES_NO = [("yes", "Yes"), ("no", "No")]
PerformanceFilter = report_filter(
    "performance", lambda report: report.verdict.status.performance.value, Performance.choices
)
TimelinessFilter = report_filter(
    "timeliness", lambda report: report.verdict.status.timeliness.value, Timeliness.choices
)
NeedsReviewFilter = report_filter("needs_review", lambda report: "yes" if report.verdict.needs_review else "no", YES_NO)
DisputedFilter = report_filter("disputed", lambda report: "yes" if report.verdict.status.disputed else "no", YES_NO)


class ObligedFilter(admin.SimpleListFilter):
    """Narrows clauses by who owes the duty."""

    title = "obliged actor"
    parameter_name = "obliged"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Return the actors that owe something."""
        obliged = models.Actor.objects.filter(roles__role=RoleKind.OBLIGED).distinct()
        return list(obliged.order_by("name").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[models.Clause]) -> QuerySet[models.Clause]:
        """Return the clauses that the chosen actor owes."""
        if self.value() is None:
            return queryset
        owed = models.ClauseRole.objects.filter(role=RoleKind.OBLIGED, actor__slug=self.value())
        return queryset.filter(pk__in=owed.values("clause"))


class ClauseChangeList(ChangeList):
    """The list of clauses, each with its report."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the rows of the page and give each its report."""
        super().get_results(request)
        reports = reports_of(request)
        for clause in self.result_list:
            clause.report = reports.get(clause.pk)


class RoleInline(PartInline):
    """Who owes, is owed, watches."""

    model = models.ClauseRole
    autocomplete_fields = ("actor",)


class ClauseLinkInline(PartInline):
    """Related clauses."""

    model = models.ClauseLink
    fk_name = "clause"
    autocomplete_fields = ("to",)


class ClauseTextInline(PartInline):
    """Wordings attached from your own copies."""

    model = models.ClauseText
    autocomplete_fields = ("source",)


@admin.register(models.Clause)
class ClauseAdmin(RecordAdmin):
    """Clauses: where they stand is computed and cannot be typed in."""

    list_display = (
        "reference",
        "heading",
        "performance",
        "timeliness",
        "disputed",
        "evidence_count",
        "last_evidence",
        "needs_review",
    )
    list_display_links = ("reference", "heading")
    list_filter = (
        "agreement",
        "topic",
        ObligedFilter,
        PerformanceFilter,
        TimelinessFilter,
        DisputedFilter,
        NeedsReviewFilter,
    )
    list_per_page = 100
    list_select_related = ("agreement",)
    search_fields = ("number", "heading", "duty", "agreement__slug", "agreement__title")
    ordering = ("agreement__in_force_at", "position", "pk")
    autocomplete_fields = ("agreement", "parent")
    inlines = (RoleInline, ClauseLinkInline, ClauseTextInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Clause]:
        """Return the clauses with what they can be sorted by."""
        return with_orders(super().get_queryset(request), reports_of(request))

    def get_changelist(self, request: HttpRequest, **options: object) -> type[ChangeList]:
        """Return the list that knows the reports."""
        return ClauseChangeList

    @admin.display(description="performance", ordering="performance_order")
    def performance(self, clause: models.Clause) -> str:
        """Return the performance with its glyph."""
        if clause.report is None:
            return ""
        performance = clause.report.verdict.status.performance
        return f"{performance.glyph} {performance.label}"

    @admin.display(description="timeliness", ordering="timeliness_order")
    def timeliness(self, clause: models.Clause) -> str:
        """Return the timeliness."""
        return str(clause.report.verdict.status.timeliness.label) if clause.report else ""

    @admin.display(description="disputed", ordering="disputed_order")
    def disputed(self, clause: models.Clause) -> str:
        """Return a word where the clause is disputed."""
        return "± disputed" if clause.report and clause.report.verdict.status.disputed else ""

    @admin.display(description="evidence", ordering="evidence_order")
    def evidence_count(self, clause: models.Clause) -> int | str:
        """Return how many pieces of evidence count."""
        return clause.report.evidence_count if clause.report else ""

    @admin.display(description="last evidence", ordering="last_evidence_order")
    def last_evidence(self, clause: models.Clause) -> str:
        """Return when the latest evidence occurred."""
        return str(clause.report.last_evidence or "") if clause.report else ""

    @admin.display(description="needs review", ordering="needs_review_order")
    def needs_review(self, clause: models.Clause) -> str:
        """Return a word where a reviewer should look again."""
        return "review" if clause.report and clause.report.verdict.needs_review else ""
