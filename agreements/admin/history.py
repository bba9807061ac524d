"""The history of a row: every change of it and of its parts, and every version as it stood; never a way back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from agreements.selectors.changes_columns import (
    EMPTY,
    FieldChange,
    changes_between,
    columns_of,
    displayed,
    held,
    label_of,
    reason_of,
)


@dataclass(frozen=True, slots=True)
class PartChange:
    """One change of a part, such as a citation of a piece of evidence."""

    what: str
    record: models.Model
    changes: tuple[FieldChange, ...]


def part_changes(inline: admin.options.InlineModelAdmin, object_id: str, fk_name: str) -> Iterator[PartChange]:
    """Yield the changes of the parts of one row, those taken out included."""
    records = inline.model.history.filter(**{fk_name: object_id}).select_related("history_user")
    for _, versions in groupby(records.order_by("id", "history_date", "history_id"), key=lambda record: record.id):
        previous = None
        for record in versions:
            record.reason = reason_of(record)
            changes = tuple(_changes(previous, record, inline.model))
            what = f"{inline.opts.verbose_name} {record.get_history_type_display().lower()}: {record.instance}"
            yield PartChange(capfirst(what), record, changes)
            previous = record


def _changes(previous: models.Model | None, record: models.Model, model: type[models.Model]) -> Iterator[FieldChange]:
    """Yield what a version changed: nothing at first, and at the end all that the row held."""
    if record.history_type == "-":
        yield from (FieldChange(label, value, EMPTY) for label, value in held(record, model))
    elif previous is not None:
        yield from changes_between(previous, record, model)


class HistoryAdmin(SimpleHistoryAdmin):
    """A page of the admin whose rows have a history that can be read and not reverted to."""

    object_history_list_template = "admin/agreements/history.html"

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that no version is brought back: it would pass by the checks of the present."""
        return True

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Iterable[models.Model], foreign_keys_are_objs: bool = True
    ) -> None:
        """Give every version, newest first, its reason in full and its changes from the one before, states included."""
        versions = list(historical_records)
        if versions:
            earlier = self.model.history.filter(id=versions[-1].id, history_id__lt=versions[-1].history_id)
            versions += earlier.order_by("-history_id")[:1]
        for newer, older in pairwise([*versions, None]):
            newer.reason = reason_of(newer)
            newer.history_delta_changes = list(_changes(older, newer, self.model))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Return the changes of a row and of its parts, newest first."""
        _require_numbers(object_id)
        changes = [
            change
            for inline in self.get_inline_instances(request)
            for change in part_changes(inline, object_id, inline.get_formset(request).fk.name)
        ]
        changes.sort(key=lambda change: (change.record.history_date, change.record.history_id), reverse=True)
        return super().history_view(request, object_id, {"part_changes": changes} | (extra_context or {}))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Return one version as it stood."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET"])
        _require_numbers(object_id, version_id)
        record = get_object_or_404(self.model.history.model, id=object_id, history_id=version_id)
        if not self.has_view_or_change_permission(request, record.instance):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": f"{record.instance} as of {record.history_date:%Y-%m-%d %H:%M:%S}",
            "opts": self.opts,
            "object": record.instance,
            "record": record,
            "reason": reason_of(record),
            "values": [(label_of(column), displayed(record, column)) for column in columns_of(self.model)],
        }
        return TemplateResponse(request, "admin/agreements/version.html", context)


def _require_numbers(*texts: str) -> None:
    """Answer that there is no such page where an address should hold a number and does not."""
    for text in texts:
        if not (text.isascii() and text.isdecimal()):
            raise Http404(f"{text} is not a number.")
