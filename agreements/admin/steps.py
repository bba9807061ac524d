"""Steps taken on selected rows, each alone, with a message for every row that refuses; some ask for a reason first."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from agreements.operations import OperationError


def run(page: ModelAdmin, request: HttpRequest, rows: QuerySet, *, step: Callable[..., object]) -> None:
    """Take a step on every row and tell what was done and what was refused."""
    done = 0
    for row in rows:
        try:
            step(row)
        except OperationError as error:
            page.message_user(request, str(error), messages.ERROR)
        else:
            done += 1
    if done:
        page.message_user(request, f"Done for {done}.", messages.SUCCESS)


def run_with_reason(
    page: ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    *,
    action: str,
    title: str,
    step: Callable[..., object],
) -> HttpResponse | None:
    """Ask for a reason, then take a step on every row with it."""
    reason = request.POST.get("reason", "")
    if reason.strip():
        run(page, request, rows, step=partial(step, reason=reason))
        return None
    context = page.admin_site.each_context(request) | {
        "title": title,
        "rows": rows,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "opts": page.model._meta,
        "is_missing": "reason" in request.POST,
    }
    return TemplateResponse(request, "admin/agreements/reason.html", context)
