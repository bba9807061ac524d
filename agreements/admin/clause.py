"""Clauses with where they stand today, computed by the read model."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from agreements import marks, models
from agreements.admin.base import PartInline, PlacedForm
from agreements.admin.exporting import export_actions
from agreements.admin.resting import GuardedFormSet
from agreements.admin.review import ReviewDesk
from agreements.admin.standing import (
    REVIEW_FILTERS,
    ClauseChangeList,
    ObligedFilter,
    coverage_notices,
    reasons_of,
    reviews_of,
)
from agreements.admin.steps import run_with_reason

STANDING = (
    *("performance", "needs_review", "last_decided", "timeliness"),
    *("disputed", "evidence_count", "last_evidence"),
)


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
class ClauseAdmin(ReviewDesk):
    """Clauses: where they stand is computed and cannot be typed in."""

    form = ClauseForm
    permanent = ("agreement", "number")
    change_form_template = "admin/agreements/clause.html"
    list_display = ("name", *STANDING)
    list_filter = ("agreement", "topic", ObligedFilter, *REVIEW_FILTERS)
    list_per_page = 100
    list_select_related = ("agreement",)
    search_fields = ("number", "heading", "duty", "agreement__slug", "agreement__title")
    ordering = ("agreement__in_force_at", "position", "pk")
    autocomplete_fields = ("agreement", "parent")
    inlines = (RoleInline, ClauseLinkInline, ClauseTextInline)
    actions = ("mark",)

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
        """Return a clause with what the read model knows of it."""
        clause = super().get_object(request, object_id, from_field)
        if clause is not None:
            clause.review = reviews_of(request).get(clause.pk)
        return clause

    def get_readonly_fields(self, request: HttpRequest, obj: models.Clause | None = None) -> tuple[str, ...]:
        """Return the public name and where the clause stands; points have no status of their own."""
        standing = STANDING if getattr(obj, "review", None) else ()
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

    @admin.display(description="clause")
    def name(self, clause: models.Clause) -> str:
        """Return reference and heading, a line each."""
        return format_html("{}<br>{}", clause.reference, clause.heading)

    @admin.display(description="performance", ordering="performance_order")
    def performance(self, clause: models.Clause) -> str:
        """Return the performance with its glyph."""
        if clause.review is None:
            return ""
        performance = clause.review.clause.verdict.status.performance
        return f"{performance.glyph} {performance.label}"

    @admin.display(description="timeliness", ordering="timeliness_order")
    def timeliness(self, clause: models.Clause) -> str:
        """Return the timeliness."""
        return str(clause.review.clause.verdict.status.timeliness.label) if clause.review else ""

    @admin.display(description="disputed", ordering="disputed_order")
    def disputed(self, clause: models.Clause) -> str:
        """Return a mark where the clause is disputed."""
        return "± yes" if clause.review and clause.review.clause.verdict.status.disputed else ""

    @admin.display(description="evidence", ordering="evidence_order")
    def evidence_count(self, clause: models.Clause) -> int | str:
        """Return how many pieces of evidence count."""
        return clause.review.clause.evidence_count if clause.review else ""

    @admin.display(description="last evidence", ordering="last_evidence_order")
    def last_evidence(self, clause: models.Clause) -> str:
        """Return when the latest evidence occurred."""
        return str(clause.review.clause.last_evidence or "") if clause.review else ""

    @admin.display(description="needs review", ordering="needs_review_order")
    def needs_review(self, clause: models.Clause) -> str:
        """Return why a reviewer should look again, in a word each, as the way to the page of review."""
        if clause.review is None:
            return ""
        address = reverse("admin:agreements_clause_review", args=[clause.pk])
        words = ", ".join(reasons_of(clause.review).values()) or "nothing new"
        name = f"Review {clause.reference}: {words}"
        return format_html('<a href="{}" aria-label="{}">{}</a>', address, name, words)

    @admin.display(description="last decided", ordering="last_decided_order")
    def last_decided(self, clause: models.Clause) -> str:
        """Return the day of the latest decided assessment."""
        if clause.review is None:
            return ""
        return str(clause.review.decided_on or "never")

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        """Return what can be done with a selection: mark it, and export it in every format."""
        return {} if IS_POPUP_VAR in request.GET else super().get_actions(request) | export_actions()

    @admin.action(description="Mark for review, with a reason", permissions=["mark"])
    def mark(self, request: HttpRequest, queryset: QuerySet[models.Clause]) -> HttpResponse | None:
        """Ask that clauses be looked at again."""

        def step(clause: models.Clause, *, reason: str) -> models.ReviewMark:
            return marks.mark_for_review([clause], reason=reason, by=request.user, at=timezone.now())[0]

        return run_with_reason(
            self,
            request,
            queryset,
            action="mark",
            title="Mark for review",
            step=step,
            told=lambda mark: f"{mark.clause} is marked for review.",
        )

    def has_mark_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may mark clauses for review."""
        return request.user.has_perm("agreements.add_reviewmark")
