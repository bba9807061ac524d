"""Steps taken on rows in review, each row alone; some steps ask for a reason first."""

from collections.abc import Callable, Mapping
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from agreements.admin.base import RecordAdmin
from agreements.admin.fields import ProseField
from agreements.operations import OperationError, Step, is_offered


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = ProseField(error_messages={"required": "Give a reason."})


class ReviewedAdmin(RecordAdmin):
    """A page of rows that go through review: a row's own page offers the steps that fit its state."""

    change_form_template = "admin/agreements/reviewed.html"
    steps: Mapping[str, Step]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page with a button for every step that this user may take from here."""
        row = context["original"]
        actions = self.get_actions(request)
        fitting = [name for name, step in self.steps.items() if row and is_offered(step, row, request.user)]
        offered = [name for name in fitting if name in actions]
        context["steps"] = [(name, actions[name][2]) for name in offered]
        context["checkbox"] = ACTION_CHECKBOX_NAME
        return super().render_change_form(request, context, *args, **options)


def now_standing(row: Model) -> str:
    """Return in which state a row is now."""
    return f"{row} is now {row.get_state_display().lower()}."


def run(
    page: ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    *,
    step: Callable[..., Model],
    told: Callable[[Model], str] = now_standing,
) -> None:
    """Take a step on every row and tell what was done, in the words of `told`, and what was refused."""
    for row in rows:
        try:
            done = step(row)
        except OperationError as error:
            page.message_user(request, str(error), messages.ERROR)
        else:
            page.message_user(request, told(done), messages.SUCCESS)


def run_with_reason(
    page: ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    *,
    action: str,
    title: str,
    step: Callable[..., Model],
    told: Callable[[Model], str] = now_standing,
) -> HttpResponse | None:
    """Ask for a reason, then take a step on every row with it."""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        run(page, request, rows, step=partial(step, reason=form.cleaned_data["reason"]), told=told)
        return None
    context = page.admin_site.each_context(request) | {
        "title": title,
        "rows": rows,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "opts": page.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/agreements/reason.html", context)
