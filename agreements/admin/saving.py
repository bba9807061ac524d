"""What stands between a form and the record: why it is changed, and what speaks against saving it."""

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from agreements.admin.conflicts import SEEN, Edit, merged_post, seen_head, unseen_changes
from agreements.admin.fields import LineField
from agreements.admin.kept import typed_texts

LONGEST_REASON = 100
"""How much of a reason the history holds."""

UNKNOWN_VERSION = (
    "This form does not say which version of the record it was made from. Nothing is saved yet, and what you typed is"
    " below: compare it with the record as it is now, then save again."
)
CHANGED_MEANWHILE = (
    "The record changed while you were editing. Nothing is saved yet, and what you typed is below: look at what"
    " changed, then save again."
)


class ChangeReasonForm(forms.Form):
    """Why a row is changed; it may be left out."""

    change_reason = LineField(
        label="Reason for this change",
        required=False,
        max_length=LONGEST_REASON,
        help_text=f"Optional; kept in the history with the change. At most {LONGEST_REASON} characters.",
    )


def change_reason(request: HttpRequest) -> str:
    """Return the reason that a request gives for a change, once it was found fit to keep."""
    return getattr(request, "change_reason", "")


def objections_to(page: ModelAdmin, request: HttpRequest, row: Model | None) -> dict[str, object]:
    """Find what speaks against saving a form, note it on the request, and return what its page has to show for it."""
    if row is None:
        return {}
    form = ChangeReasonForm(request.POST)
    request.objections = [f"{form['change_reason'].label}: {problem}" for problem in _problems(form)]
    request.change_reason = form.cleaned_data.get("change_reason", "")
    seen = seen_head(request.POST.get(SEEN, ""))
    changes = unseen_changes(page, request, row, seen) if seen else []
    if seen and not changes:
        return {"reason_form": form}
    request.POST, clashes = merged_post(page, Edit(request, row, seen))
    request.objections.insert(0, CHANGED_MEANWHILE if seen else UNKNOWN_VERSION)
    return {"reason_form": form, "conflict": True, "unseen_changes": changes, "clashes": clashes}


def _problems(form: forms.Form) -> list[str]:
    """Return what is wrong with a form, in its order."""
    return [problem for problems in form.errors.values() for problem in problems]


def refused(form: type[forms.ModelForm], objections: list[str]) -> type[forms.ModelForm]:
    """Return a form that is never valid, for reasons that have nothing to do with its fields."""

    class Refused(form):
        """The same form with what speaks against saving it."""

        def clean(self) -> dict[str, object]:
            """Add what speaks against it."""
            cleaned = super().clean() or self.cleaned_data
            self.add_error(None, objections)
            return cleaned

    return Refused


def is_closed(page: ModelAdmin, request: HttpRequest, row: Model) -> bool:
    """Return whether a user who edits such rows may not, or no longer, edit this one, but may see it."""
    may_edit = page.has_change_permission(request)
    return may_edit and not page.has_change_permission(request, row) and page.has_view_permission(request, row)


def closed_page(page: ModelAdmin, request: HttpRequest, row: Model) -> HttpResponse:
    """Return a page that says why a row can no longer be edited, with what was typed, to be copied."""
    seen = seen_head(request.POST.get(SEEN, ""))
    context = page.admin_site.each_context(request) | {
        "title": "Not saved: this can no longer be edited",
        "opts": page.opts,
        "original": row,
        "unseen_changes": unseen_changes(page, request, row, seen) if seen else [],
        "typed": typed_texts(request.POST),
    }
    return TemplateResponse(request, "admin/agreements/closed.html", context, status=403)
