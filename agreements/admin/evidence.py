"""Evidence with its citations, links and figures, and its way through review."""

from functools import partial

from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from agreements import entering, models, operations
from agreements.admin import look_ups
from agreements.admin.base import PartInline, SpanForm
from agreements.admin.citations import CitationForm, CitationInline
from agreements.admin.evidence_parts import EvidenceLinkInline, FigureInline
from agreements.admin.fields import SpanFormField
from agreements.admin.saving import change_reason
from agreements.admin.spreadsheets import SpreadsheetPages
from agreements.admin.steps import ReviewedAdmin, run, run_with_reason
from agreements.choices import EvidenceState

BEGIN_AGAIN = operations.Step(EvidenceState.REJECTED, EvidenceState.DRAFT, "agreements.add_evidence")
"""What rejected evidence leads to: not back to where it was, but to a new draft."""


class EvidenceForm(SpanForm):
    """A piece of evidence."""

    span_name = "occurred"
    occurred = SpanFormField()

    class Meta:
        model = models.Evidence
        fields = ("occurred", "summary", "place", "note", "key")

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = "Permanent public name. Left empty: made from the day and the summary."

    def clean(self) -> dict[str, object]:
        """Keep the public name that there is where none is typed."""
        cleaned = super().clean()
        if "key" in cleaned:
            cleaned["key"] = cleaned["key"] or self.instance.key
        return cleaned


class MineFilter(admin.SimpleListFilter):
    """Narrows evidence to what the reader entered."""

    title = "who entered it"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Return what can be chosen."""
        return [("yes", "Entered by me")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> QuerySet[models.Evidence]:
        """Return the evidence of whoever asks, or all of it."""
        return queryset.filter(entered_by=request.user) if self.value() == "yes" else queryset


def _first_part(request: HttpRequest, inline: PartInline) -> dict[str, object]:
    """Return what the first part of a new report holds, where the address names a source or a clause."""
    name = {models.Citation: "source", models.EvidenceLink: "clause"}.get(inline.model, "")
    typed = request.GET.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        return {}
    row = inline.model._meta.get_field(name).related_model.objects.filter(pk=typed).first()
    return {} if row is None else {name: row.pk} | ({"address": row.url} if name == "source" else {})


@admin.register(models.Evidence)
class EvidenceAdmin(SpreadsheetPages, ReviewedAdmin):
    """Evidence: a draft is submitted, then accepted or rejected by somebody else, and may be retracted."""

    form = EvidenceForm
    steps = operations.EVIDENCE_STEPS | {"begin_again": BEGIN_AGAIN}
    list_display = ("key", "occurred", "summary", "state", "citation_count", "link_count", "entered_by")
    list_filter = (
        MineFilter,
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
    actions = ("submit", "accept", "reject", "retract", "begin_again", "export_xlsx", "export_csv")
    change_form_template = "admin/agreements/evidence_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages, with those of the look-ups."""
        look_up = self.admin_site.admin_view(lambda request, what: look_ups.answer(request, what))
        return [path("look-up/<slug:what>/", look_up, name="agreements_evidence_look_up"), *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the columns; who looks at what they entered sees why it was rejected."""
        reason = ("reason",) if request.GET.get(MineFilter.parameter_name) else ()
        return (*self.list_display, *reason)

    def get_fieldsets(
        self, request: HttpRequest, obj: models.Evidence | None = None
    ) -> list[tuple[str | None, dict[str, object]]]:
        """Return the fact, and where it stands once it is there."""
        standing = [("Review", {"fields": self.readonly_fields})] if obj else []
        more = ("Public name and note", {"fields": ("key", "note"), "classes": ("collapse",)})
        return [("The fact", {"fields": ("occurred", "summary", "place")}), more, *standing]

    def get_formset_kwargs(
        self, request: HttpRequest, obj: models.Evidence, inline: PartInline, prefix: str
    ) -> dict[str, object]:
        """Return what the parts of a new report start from: the source, or the clause, that the address names."""
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET" and not obj.pk and (first := _first_part(request, inline)):
            options["initial"] = [first]
        return options

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page with the ways to save it that fit."""
        row = context["original"]
        context["may_write"] = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        context["may_submit"] = context["may_write"] and (row is None or row.state == EvidenceState.DRAFT)
        return super().render_change_form(request, context, *args, **options)

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
            columns_changed, reason = bool(form.changed_data), change_reason(request)
            operations.change_evidence(obj, by=request.user, columns_changed=columns_changed, reason=reason)
        else:
            entering.enter_evidence(obj, by=request.user, at=timezone.now())

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        """Save parts; documents not known yet are entered first, and figures stand in the first of them."""
        evidence = form.instance
        if formset.model is models.Citation:
            for part in formset.forms:
                if part.new_source is not None and not formset._should_delete_form(part):
                    part.instance.source = self._entered(request, part)
        elif formset.model is models.Figure:
            first = evidence.citations.order_by("position", "pk").first()
            for part in formset.forms:
                if first and part.has_changed() and part.instance.source_id is None:
                    part.instance.source = first.source
        super().save_formset(request, form, formset, change)

    def _entered(self, request: HttpRequest, citation: CitationForm) -> models.Source:
        """Return the source of a citation, entered now, and say so."""
        source = entering.enter_source(
            citation.new_source, publisher_name=citation.new_publisher, by=request.user, at=timezone.now()
        )
        self.message_user(request, f"Entered as a source: {source}.", messages.INFO)
        return source

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save the parts, and hand the whole in where that was asked for; all of it or nothing."""
        super().save_related(request, form, formsets, change)
        if "_submit" in request.POST:
            operations.submit_evidence(form.instance, by=request.user)
            self.message_user(request, "Submitted: a reviewer decides on it.", messages.INFO)
        elif form.instance.state == EvidenceState.DRAFT:
            self.message_user(request, "A draft: submit it for review once it is complete.", messages.INFO)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Return to the list, or to a new report from the same source."""
        return self._next_from_source(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Return to the list, or to a new report from the same source."""
        return self._next_from_source(request, obj) or super().response_change(request, obj)

    def _next_from_source(self, request: HttpRequest, evidence: models.Evidence) -> HttpResponse | None:
        """Return the way to a new report from the source cited last, where that was asked for."""
        if "_same_source" not in request.POST:
            return None
        self.message_user(request, f"{evidence} is saved. Now another from the same source.", messages.SUCCESS)
        last = evidence.citations.order_by("position", "pk").last()
        query = f"?source={last.source_id}" if last else ""
        return HttpResponseRedirect(reverse("admin:agreements_evidence_add") + query)

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

    @admin.display(description="reason")
    def reason(self, evidence: models.Evidence) -> str:
        """Return why it was rejected or retracted."""
        return evidence.state_reason

    @admin.action(description="Begin a new one from this", permissions=["add"])
    def begin_again(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> HttpResponse | None:
        """Begin new drafts from rejected evidence."""
        drafts = []
        for row in queryset:
            try:
                drafts.append(entering.begin_again(row, by=request.user, at=timezone.now()))
            except operations.OperationError as error:
                self.message_user(request, str(error), messages.ERROR)
        for draft in drafts:
            self.message_user(request, f"{draft} is a new draft.", messages.SUCCESS)
        return redirect("admin:agreements_evidence_change", drafts[0].pk) if len(drafts) == 1 else None

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
