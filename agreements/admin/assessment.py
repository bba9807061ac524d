"""Assessments: approved by a second person, withdrawn with a reason, never edited; proposed on the page of a clause."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from agreements import models, operations
from agreements.admin.steps import ReviewedAdmin, run, run_with_reason
from agreements.choices import AssessmentState
from agreements.review_terms import Standing

CHOOSE = (
    "Choose the clause to judge: what stands under “needs review” leads to its page of review, where you propose the"
    " next assessment."
)

WHOLE = 0
"""What stands for the clause as a whole where parties are compared."""


def with_standing(assessments: QuerySet[models.Assessment]) -> QuerySet[models.Assessment]:
    """Return assessments, each with the key of the one that supersedes it, if any, and with its standing.

    Approved assessments for one clause, party and day supersede each other in the order of `rules.corrections`.
    """
    later = Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), key__gt=OuterRef("key"))
    following = models.Assessment.objects.annotate(whose=Coalesce("party_id", WHOLE)).filter(
        later,
        state=AssessmentState.APPROVED,
        clause=OuterRef("clause"),
        effective_on=OuterRef("effective_on"),
        whose=Coalesce(OuterRef("party_id"), WHOLE),
    )
    is_superseded = Q(state=AssessmentState.APPROVED, superseded_by__isnull=False)
    return assessments.annotate(
        superseded_by=Subquery(following.order_by("decided_at", "key").values("key")[:1]),
        standing_value=Case(When(is_superseded, then=Value(Standing.SUPERSEDED.value)), default=F("state")),
    )


class StandingFilter(admin.SimpleListFilter):
    """Narrows assessments by where they stand."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Return every standing."""
        return Standing.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[models.Assessment]) -> QuerySet[models.Assessment]:
        """Return the assessments that stand so; a standing that is not offered cannot be read."""
        value = self.value()
        if value is None:
            return queryset
        if value not in Standing.values:
            raise IncorrectLookupParameters(f"standing: {value} is not offered.")
        return queryset.filter(standing_value=value)


@admin.register(models.Assessment)
class AssessmentAdmin(ReviewedAdmin):
    """Assessments are append-only: a new judgement follows an old one."""

    steps = operations.ASSESSMENT_STEPS
    list_display = ("clause", "party", "effective_on", "performance", "correspondence", "standing", "proposed_by")
    list_filter = (StandingFilter, "performance", "clause__agreement", ("party", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("clause__agreement", "party", "proposed_by")
    search_fields = ("key", "rationale", "clause__number", "clause__heading")
    ordering = ("-effective_on", "-pk")
    date_hierarchy = "effective_on"
    autocomplete_fields = ("clause", "party", "cited")
    readonly_fields = ("key", "standing", "state_reason", "proposed_by", "approved_by", "decided_at")
    actions = ("approve", "send_back", "withdraw")

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Assessment]:
        """Return assessments with where they stand."""
        return with_standing(super().get_queryset(request))

    @admin.display(description="standing", ordering="standing_value")
    def standing(self, assessment: models.Assessment) -> str:
        """Return where it stands, and what supersedes it."""
        standing = Standing(assessment.standing_value)
        if standing is Standing.SUPERSEDED:
            return f"Approved, superseded by {assessment.superseded_by}"
        return str(standing.label)

    def has_change_permission(self, request: HttpRequest, obj: models.Assessment | None = None) -> bool:
        """Return that what was judged is not edited."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Lead to the clauses: what is to be minded about a judgement stands on the page of review of its clause."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        self.message_user(request, CHOOSE, messages.INFO)
        return HttpResponseRedirect(reverse("admin:agreements_clause_changelist"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page with a link that begins a new judgement from this one."""
        context["can_follow"] = self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **options)

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
