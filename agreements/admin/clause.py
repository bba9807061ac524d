"""Clauses with where they stand today, computed by the read model."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from agreements import models
from agreements.admin.base import PartInline, PlacedForm, RecordAdmin
from agreements.admin.resting import GuardedFormSet
from agreements.admin.standing import REPORT_FILTERS, ClauseChangeList, ObligedFilter, coverage_notices, reports_of

STANDING = ("performance", "timeliness", "disputed", "evidence_count", "last_evidence", "needs_review")


class RoleInline(PartInline):
    """Who owes, is owed, watches."""

    model = models.ClauseRole
    formset = GuardedFormSet
    autocomplete_fields = ("actor",)
    fields = (("actor", "role", "basis"), "note")


class ClauseLinkInline(PartInline):
    """Related clauses."""

    model = models.ClauseLink
    fk_name = "clause"
    autocomplete_fields = ("to",)
    fields = (("to", "kind"), "note")


class ClauseTextInline(PartInline):
    """Wordings attached from your own copies."""

    model = models.ClauseText
    autocomplete_fields = ("source",)
    fields = (("source", "language", "kind"), "text")


class ClauseForm(PlacedForm):
    """A clause of an agreement."""

    parent_name = "agreement"
    siblings_name = "clauses"


@admin.register(models.Clause)
class ClauseAdmin(RecordAdmin):
    """Clauses: where they stand is computed and cannot be typed in."""

    form = ClauseForm
    permanent = ("agreement", "number")
    list_display = ("reference", "heading", *STANDING)
    list_display_links = ("reference", "heading")
    list_filter = ("agreement", "topic", ObligedFilter, *REPORT_FILTERS)
    list_per_page = 100
    list_select_related = ("agreement",)
    search_fields = ("number", "heading", "duty", "agreement__slug", "agreement__title")
    ordering = ("agreement__in_force_at", "position", "pk")
    autocomplete_fields = ("agreement", "parent")
    inlines = (RoleInline, ClauseLinkInline, ClauseTextInline)

    def get_changelist(self, request: HttpRequest, **options: object) -> type[ChangeList]:
        """Return the list that knows the reports."""
        return ClauseChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show the list, and say where today lies beyond the record."""
        self._tell_coverage(request)
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show one clause, and say where today lies beyond the record."""
        self._tell_coverage(request)
        return super().change_view(request, object_id, form_url, extra_context)

    def _tell_coverage(self, request: HttpRequest) -> None:
        """Put a notice on a page that shows today's status of a record whose sources end before today."""
        if request.method == "GET":
            for notice in coverage_notices():
                self.message_user(request, notice, messages.WARNING)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Clause | None:
        """Return a clause with its report."""
        clause = super().get_object(request, object_id, from_field)
        if clause is not None:
            clause.report = reports_of(request).get(clause.pk)
        return clause

    def get_readonly_fields(self, request: HttpRequest, obj: models.Clause | None = None) -> tuple[str, ...]:
        """Return the public name and where the clause stands; points have no status of their own."""
        standing = STANDING if getattr(obj, "report", None) else ()
        return (*super().get_readonly_fields(request, obj), *standing)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[models.Clause], search_term: str
    ) -> tuple[QuerySet[models.Clause], bool]:
        """Return what matches; a number or a public name, in full or its beginning, finds only what is called so."""
        slug, _, number = search_term.replace("\0", "").strip().rpartition("/")
        named = (
            queryset.filter(number__istartswith=number, agreement__slug__icontains=slug) if number else queryset.none()
        )
        return (named, False) if named.exists() else super().get_search_results(request, queryset, search_term)

    def view_on_site(self, clause: models.Clause) -> str:
        """Return the public page."""
        return reverse("agreements:clause", args=[clause.agreement.slug, clause.number])

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
        """Return a mark where the clause is disputed."""
        return "± yes" if clause.report and clause.report.verdict.status.disputed else ""

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
        return "yes" if clause.report and clause.report.verdict.needs_review else ""
