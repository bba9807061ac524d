"""Evidence with its citations, links and figures, and its way through review."""

from functools import partial

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from agreements import models, operations
from agreements.admin.base import PartInline, SpanForm
from agreements.admin.fields import SpanFormField
from agreements.admin.spreadsheets import SpreadsheetPages
from agreements.admin.steps import ReviewedAdmin, run, run_with_reason
from agreements.choices import EvidenceState


class EvidenceForm(SpanForm):
    """A piece of evidence."""

    span_name = "occurred"
    occurred = SpanFormField()

    class Meta:
        model = models.Evidence
        fields = ("key", "occurred", "place", "summary", "note")


class CitationInline(PartInline):
    """Sources that assert or deny the fact."""

    model = models.Citation
    autocomplete_fields = ("source", "claimant")
    fields = (
        ("source", "locator"),
        ("claimant", "speaker", "relayed_through"),
        ("stance", "credibility", "dated_as"),
        "note",
    )
    min_num = 1


class EvidenceLinkInline(PartInline):
    """What the fact says about clauses."""

    model = models.EvidenceLink
    autocomplete_fields = ("clause", "party", "meets")
    fields = (("clause", "direction"), ("party", "meets"), "note")


class FigureInline(PartInline):
    """Figures as printed."""

    model = models.Figure
    autocomplete_fields = ("indicator", "source")
    fields = (("indicator", "value", "qualifier"), ("as_printed", "source"), ("flag", "proposed_value"), "note")


@admin.register(models.Evidence)
class EvidenceAdmin(SpreadsheetPages, ReviewedAdmin):
    """Evidence: a draft is submitted, then accepted or rejected by somebody else, and may be retracted."""

    form = EvidenceForm
    steps = operations.EVIDENCE_STEPS
    list_display = ("key", "occurred", "summary", "state", "citation_count", "link_count", "entered_by")
    list_filter = (
        "state",
        ("links__clause__agreement", admin.RelatedOnlyFieldListFilter),
        "links__direction",
        ("citations__claimant", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("entered_by",)
    search_fields = ("key", "summary", "place", "citations__source__title")
    ordering = ("-occurred_latest_on", "-pk")
    date_hierarchy = "occurred_latest_on"
    readonly_fields = ("state", "state_reason", "entered_by", "entered_at")
    inlines = (CitationInline, EvidenceLinkInline, FigureInline)
    actions = ("submit", "accept", "reject", "retract", "export_xlsx", "export_csv")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Evidence]:
        """Return evidence with the counts of its parts."""
        counts = {"citation_total": Count("citations", distinct=True), "link_total": Count("links", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    def has_change_permission(self, request: HttpRequest, obj: models.Evidence | None = None) -> bool:
        """Return whether evidence may be edited: one's own until it is reviewed."""
        is_closed = obj is not None and not operations.is_open_to(obj, request.user)
        return not is_closed and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: models.Evidence, form: ModelForm, change: bool) -> None:
        """Save; a new piece begins as a draft of whoever enters it."""
        if change:
            operations.change_evidence(obj, by=request.user, columns_changed=bool(form.changed_data))
        else:
            operations.draft_evidence(obj, by=request.user, at=timezone.now())
            self.message_user(request, "A draft: submit it for review once it is complete.", messages.INFO)

    def view_on_site(self, evidence: models.Evidence) -> str | None:
        """Return the public page, which only what was once accepted has."""
        is_public = evidence.state in {EvidenceState.ACCEPTED, EvidenceState.RETRACTED}
        return reverse("agreements:evidence", args=[evidence.key]) if is_public else None

    @admin.display(description="occurred", ordering="occurred_latest_on")
    def occurred(self, evidence: models.Evidence) -> str:
        """Return when it happened."""
        return str(evidence.occurred)

    @admin.display(description="citations", ordering="citation_total")
    def citation_count(self, evidence: models.Evidence) -> int:
        """Return how many citations there are."""
        return evidence.citation_total

    @admin.display(description="links", ordering="link_total")
    def link_count(self, evidence: models.Evidence) -> int:
        """Return how many clauses it bears on."""
        return evidence.link_total

    @admin.action(description="Submit for review", permissions=["add"])
    def submit(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> None:
        """Hand drafts in."""
        run(self, request, queryset, step=partial(operations.submit_evidence, by=request.user))

    @admin.action(description="Accept", permissions=["review"])
    def accept(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> None:
        """Accept submitted evidence."""
        run(self, request, queryset, step=partial(operations.accept_evidence, by=request.user, at=timezone.now()))

    @admin.action(description="Reject, with a reason", permissions=["review"])
    def reject(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> HttpResponse | None:
        """Reject submitted evidence."""
        step = partial(operations.reject_evidence, by=request.user, at=timezone.now())
        return run_with_reason(self, request, queryset, action="reject", title="Reject evidence", step=step)

    @admin.action(description="Retract, with a public reason", permissions=["review"])
    def retract(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> HttpResponse | None:
        """Retract accepted evidence."""
        step = partial(operations.retract_evidence, by=request.user)
        return run_with_reason(self, request, queryset, action="retract", title="Retract evidence", step=step)

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may review evidence."""
        return request.user.has_perm("agreements.review_evidence")
