"""The page on which a reviewer goes through one clause and proposes the next judgement."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements import marks, models, operations, selectors
from agreements.admin.base import RecordAdmin
from agreements.admin.proposing import ProposalForm
from agreements.admin.standing import coverage_notices
from agreements.codebook import method_version
from agreements.dates import AsOf
from agreements.proposals import ProposalWarning
from agreements.selectors.clause_reports import ReasonReport
from agreements.selectors.clause_verdicts import reasons
from agreements.selectors.review import ReviewPage

ALL_THE_SAME = "all_the_same"
"""The button that proposes in spite of the warnings that stand beside it."""


class ReviewDesk(RecordAdmin):
    """Clauses with a page of review each."""

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses, those of the review first."""
        own = [
            ("<int:pk>/review/", self.review_view, "review"),
            ("<int:pk>/review/marks/<int:mark>/lift/", require_POST(self.lift_view), "lift_mark"),
        ]
        views = [(route, self.admin_site.admin_view(view), name) for route, view, name in own]
        return [*(path(*view[:2], name=f"agreements_clause_{view[2]}") for view in views), *super().get_urls()]

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show everything about one clause, or propose a judgement on it once what is to be minded was minded."""
        may_propose = request.user.has_perm("agreements.add_assessment")
        if not self.has_view_permission(request) or (request.method == "POST" and not may_propose):
            raise PermissionDenied
        followed = _followed(request, pk)
        review = _review(request, pk, followed)
        form = _form(request, review, followed) if may_propose else None
        warnings: Sequence[ProposalWarning] = ()
        if form is not None and form.is_bound and form.is_valid():
            warnings = _warnings(form, pk)
            if _are_minded(request, warnings) and _propose(form, pk, warnings, request):
                return HttpResponseRedirect(reverse("admin:agreements_clause_review", args=[pk]))
        context = self.admin_site.each_context(request) | {
            "title": f"Review {review.page.clause.number} {review.page.clause.heading}",
            "opts": self.opts,
            "review": review,
            "followed": followed,
            "form": form,
            "checked": set(form["cited"].value() or ()) if form else set(),
            "warnings": list(zip(warnings, _reasons(warnings, review), strict=True)),
            "all_the_same": ALL_THE_SAME,
            "notices": coverage_notices(),
            "may_mark": request.user.has_perm("agreements.add_reviewmark"),
            "may_lift": request.user.has_perm("agreements.change_reviewmark"),
        }
        return TemplateResponse(request, "admin/agreements/review.html", context)

    def lift_view(self, request: HttpRequest, pk: int, mark: int) -> HttpResponse:
        """Take a mark off a clause."""
        if not request.user.has_perm("agreements.change_reviewmark"):
            raise PermissionDenied
        row = get_object_or_404(models.ReviewMark, pk=mark, clause=pk)
        try:
            marks.lift_mark(row, by=request.user, at=timezone.now())
        except operations.OperationError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The mark is lifted.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:agreements_clause_review", args=[pk]))


def _followed(request: HttpRequest, pk: int) -> models.Assessment | None:
    """Return the judgement on the clause from which a new one is begun, if the address names one."""
    like = request.GET.get("like", "")
    rows = models.Assessment.objects.filter(clause=pk).select_related("party")
    return rows.filter(pk=like).first() if like.isascii() and like.isdecimal() else None


def _review(request: HttpRequest, pk: int, followed: models.Assessment | None) -> ReviewPage:
    """Return what there is to see of a clause as of today, with what is cited already."""
    today = timezone.localdate()
    party = followed.party.slug if followed and followed.party else request.GET.get("party", "")
    citing = request.POST.getlist("cited") or ([row.key for row in followed.cited.all()] if followed else [])
    place = selectors.ClausePlace(**{name: request.GET.get(name, "") for name in ("judgement", "reading")})
    try:
        return selectors.review_page(
            pk,
            as_of=AsOf(today, today),
            place=place,
            party=request.POST.get("party", party),
            citing=[key for key in citing if "\0" not in key],
        )
    except selectors.UnknownClauseError as error:
        raise Http404(str(error)) from error


def _form(request: HttpRequest, review: ReviewPage, followed: models.Assessment | None) -> ProposalForm:
    """Return the form, as sent or as it begins: with what is cited and the method, and with no performance."""
    initial: dict[str, object] = {"seen": review.seen, "party": request.GET.get("party", "")}
    if followed is None:
        initial |= {"cited": sorted(review.preselected), "method_version": method_version() or review.method_version}
    else:
        columns = ("effective_on", "correspondence", "confidence", "rationale", "limits", "method_version")
        initial |= {name: getattr(followed, name) for name in columns}
        initial |= {"party": followed.party.slug if followed.party else ""}
        initial |= {"cited": [row.key for row in followed.cited.accepted()]}
    return ProposalForm(request.POST or None, initial=initial, parties=review.parties)


def _warnings(form: ProposalForm, pk: int) -> tuple[ProposalWarning, ...]:
    """Return what is to be minded about what was typed."""
    cited, seen = form.cleaned_data["cited"], form.cleaned_data["seen"]
    return selectors.warnings_before_proposing(form.assessment(pk), cited, seen=seen, on=timezone.localdate())


def _reasons(warnings: Sequence[ProposalWarning], review: ReviewPage) -> tuple[ReasonReport, ...]:
    """Return the sentences of warnings, each taken apart around the evidence that it names."""
    keys = {item.key for item in (*review.new, *review.cited, *review.others)}
    return reasons([warning.sentence for warning in warnings], keys)


def _are_minded(request: HttpRequest, warnings: Sequence[ProposalWarning]) -> bool:
    """Return whether the reviewer saw every warning, word for word, and proposes all the same."""
    seen = set(request.POST.getlist("minded")) if ALL_THE_SAME in request.POST else set()
    return {warning.sentence for warning in warnings} <= seen


def _propose(form: ProposalForm, pk: int, warnings: Sequence[ProposalWarning], request: HttpRequest) -> bool:
    """Propose what was typed; the history says which kinds of warnings were minded. Return whether it was taken."""
    kinds = dict.fromkeys(str(warning.kind.label).lower() for warning in warnings)
    note = f"Minded: {', '.join(kinds)}." if kinds else ""
    try:
        operations.propose_assessment(
            form.assessment(pk), cited=form.cleaned_data["cited"], by=request.user, at=timezone.now(), note=note
        )
    except operations.OperationError as error:
        form.add_error(None, str(error))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, "Proposed: it counts once a second person has approved it.")
    return True
