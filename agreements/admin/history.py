"""The history of a row: every change of it and of its parts, and every version as it stood; never a way back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import ObjDiffDisplay

EMPTY = "–"
LONGEST_VALUE = 200
"""From where on the values of a change are shortened to where they differ; a version shows them in full."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column that differs between two versions."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """One change of a part, such as a citation of a piece of evidence."""

    what: str
    record: models.Model
    changes: tuple[FieldChange, ...]


def columns_of(model: type[models.Model]) -> list[models.Field]:
    """Return the columns of a model that say something, those that no form edits included."""
    return [field for field in (*model._meta.concrete_fields, *model._meta.many_to_many) if not field.primary_key]


def displayed(record: models.Model, field: models.Field) -> str:
    """Return what a version holds in a column; the row it leads to may be gone by now."""
    if field.many_to_many:
        rows = getattr(record, field.name).all()
        return ", ".join(sorted(str(getattr(row, field.m2m_reverse_field_name())) for row in rows)) or EMPTY
    if field.is_relation:
        try:
            return str(getattr(record, field.name) or EMPTY)
        except ObjectDoesNotExist:
            return f"no longer there ({getattr(record, field.attname)})"
    value = getattr(record, field.attname)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(display_for_field(value, field, EMPTY))


def changes_between(older: models.Model, newer: models.Model, model: type[models.Model]) -> Iterator[FieldChange]:
    """Yield the columns that differ between two versions of a row."""
    for field in columns_of(model):
        if not field.many_to_many and getattr(older, field.attname) == getattr(newer, field.attname):
            continue
        old, new = displayed(older, field), displayed(newer, field)
        if old != new:
            old, new = ObjDiffDisplay(max_length=LONGEST_VALUE).common_shorten_repr(old, new)
            yield FieldChange(capfirst(field.verbose_name), old, new)


def part_changes(inline: admin.options.InlineModelAdmin, object_id: str, fk_name: str) -> Iterator[PartChange]:
    """Yield the changes of the parts of one row, those taken out included."""
    records = inline.model.history.filter(**{fk_name: object_id}).select_related("history_user")
    for _, versions in groupby(records.order_by("id", "history_date", "history_id"), key=lambda record: record.id):
        previous = None
        for record in versions:
            changes = tuple(changes_between(previous, record, inline.model)) if previous else ()
            what = f"{inline.opts.verbose_name} {record.get_history_type_display().lower()}: {record.instance}"
            yield PartChange(capfirst(what), record, changes)
            previous = record


class HistoryAdmin(SimpleHistoryAdmin):
    """A page of the admin whose rows have a history that can be read and not reverted to."""

    object_history_list_template = "admin/agreements/history.html"

    def revert_disabled(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that no version is brought back: it would pass by the checks of the present."""
        return True

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Iterable[models.Model], foreign_keys_are_objs: bool = True
    ) -> None:
        """Give every version, newest first, its changes from the one before, states included."""
        versions = list(historical_records)
        for newer, older in pairwise(versions):
            newer.history_delta_changes = list(changes_between(older, newer, self.model))

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
            "values": [(field.verbose_name, displayed(record, field)) for field in columns_of(self.model)],
        }
        return TemplateResponse(request, "admin/agreements/version.html", context)


def _require_numbers(*texts: str) -> None:
    """Answer that there is no such page where an address should hold a number and does not."""
    for text in texts:
        if not (text.isascii() and text.isdecimal()):
            raise Http404(f"{text} is not a number.")
