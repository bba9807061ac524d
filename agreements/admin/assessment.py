"""Assessments: added, approved by a second person, withdrawn with a reason, never edited."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agreements import models, operations
from agreements.admin.steps import ReviewedAdmin, run, run_with_reason

JUDGEMENT = (
    "clause",
    "party",
    "effective_on",
    "performance",
    "correspondence",
    "confidence",
    "rationale",
    "limits",
    "method_version",
    "cited",
)


class AssessmentForm(forms.ModelForm):
    """A judgement."""

    class Meta:
        model = models.Assessment
        fields = JUDGEMENT

    def clean(self) -> dict[str, object]:
        """Refuse what could not be proposed."""
        cleaned = super().clean() or self.cleaned_data
        if "clause" in cleaned and "cited" in cleaned:
            try:
                operations.check_proposal(cleaned["clause"], cleaned["cited"])
            except operations.OperationError as error:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(models.Assessment)
class AssessmentAdmin(ReviewedAdmin):
    """Assessments are append-only: a new judgement follows an old one."""

    form = AssessmentForm
    steps = operations.ASSESSMENT_STEPS
    list_display = ("clause", "party", "effective_on", "performance", "correspondence", "state", "proposed_by")
    list_filter = ("state", "performance", "clause__agreement", ("party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("clause__agreement", "party", "proposed_by")
    search_fields = ("key", "rationale", "clause__number", "clause__heading")
    ordering = ("-effective_on", "-pk")
    date_hierarchy = "effective_on"
    autocomplete_fields = ("clause", "party", "cited")
    readonly_fields = ("key", "state", "state_reason", "proposed_by", "approved_by", "decided_at")
    actions = ("approve", "send_back", "withdraw")

    def has_change_permission(self, request: HttpRequest, obj: models.Assessment | None = None) -> bool:
        """Return that what was judged is not edited."""
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return what a new judgement starts from: the one it is to follow, or the method used last."""
        like = request.GET.get("like", "")
        if like.isascii() and like.isdecimal():
            earlier = models.Assessment.objects.filter(pk=like).first()
            return forms.model_to_dict(earlier, JUDGEMENT) if earlier else {}
        latest = models.Assessment.objects.order_by("-pk").values_list("method_version", flat=True).first()
        return {"method_version": latest or ""} | super().get_changeform_initial_data(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page with a link that begins a new judgement from this one."""
        context["can_follow"] = self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **options)

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Propose the new assessment with the evidence it cites."""
        operations.propose_assessment(obj, cited=form.cleaned_data["cited"], by=request.user, at=timezone.now())
        self.message_user(request, "Proposed: it counts once a second person has approved it.", messages.INFO)

    @admin.action(description="Approve", permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: QuerySet[models.Assessment]) -> None:
        """Approve proposed assessments."""
        step = partial(operations.approve_assessment, by=request.user, at=timezone.now())
        run(self, request, queryset, step=step)

    @admin.action(description="Send back, with a reason", permissions=["approve"])
    def send_back(self, request: HttpRequest, queryset: QuerySet[models.Assessment]) -> HttpResponse | None:
        """Return proposed assessments to their authors."""
        step = partial(operations.send_assessment_back, by=request.user)
        return run_with_reason(self, request, queryset, action="send_back", title="Send back", step=step)

    @admin.action(description="Withdraw, with a public reason", permissions=["approve"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[models.Assessment]) -> HttpResponse | None:
        """Withdraw approved assessments."""
        step = partial(operations.withdraw_assessment, by=request.user)
        return run_with_reason(self, request, queryset, action="withdraw", title="Withdraw", step=step)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may approve assessments."""
        return request.user.has_perm("agreements.approve_assessment")
