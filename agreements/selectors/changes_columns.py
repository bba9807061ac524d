"""What a version of a row holds, and what differs between two: for the history in the admin and for the public log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.text import capfirst
from simple_history.template_utils import ObjDiffDisplay

from agreements.models.columns import SpanColumns

EMPTY = "–"
LONGEST_VALUE = 200
"""From where on the values of a change are shortened to where they differ; they stand in full beside it."""

Column = models.Field | SpanColumns
"""A column that says something; the three of a span say one thing."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column that differs between two versions; `whole` is what stood and stands in it, where that is shortened."""

    field: str
    old: str
    new: str
    whole: tuple[str, ...] = ()


def columns_of(model: type[models.Model]) -> list[Column]:
    """Return the columns of a model that say something, those that no form edits included."""
    spans = [value for value in vars(model).values() if isinstance(value, SpanColumns)]
    parts = {f"{span.prefix}_{part}" for span in spans for part in ("earliest_on", "latest_on", "precision")}
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return [*(field for field in fields if not field.primary_key and field.name not in parts), *spans]


def name_of(column: Column) -> str:
    """Return what the code calls a column."""
    return column.prefix if isinstance(column, SpanColumns) else column.name


def label_of(column: Column) -> str:
    """Return how readers call a column."""
    return capfirst(column.prefix if isinstance(column, SpanColumns) else column.verbose_name)


def displayed(record: models.Model, column: Column) -> str:
    """Return what a version holds in a column; the row it leads to may be gone by now."""
    if isinstance(column, SpanColumns):
        return str(column.__get__(record))
    if column.many_to_many:
        rows = related_rows(record, column)
        return ", ".join(sorted(str(getattr(row, column.m2m_reverse_field_name())) for row in rows)) or EMPTY
    value = getattr(record, column.attname)
    if column.is_relation:
        return EMPTY if value is None else _related(record, column)
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value)) or EMPTY
        case _:
            return str(display_for_field(value, column, EMPTY)) or EMPTY


def related_rows(record: models.Model, column: models.ManyToManyField) -> models.QuerySet:
    """Return what a version was related to, as rows of the history of the relation."""
    return getattr(record, f"{record._meta.model_name}_{column.name}_set").all()


def _related(record: models.Model, column: models.ForeignKey) -> str:
    """Return the row that a version leads to, as it is called now."""
    try:
        found = getattr(record, column.name)
    except ObjectDoesNotExist:
        found = None
    return str(found) if found is not None else f"no longer there ({getattr(record, column.attname)})"


def changes_between(
    older: models.Model, newer: models.Model, model: type[models.Model], *, but: frozenset[str] = frozenset()
) -> Iterator[FieldChange]:
    """Yield the columns, without those named in `but`, that differ between two versions of a row."""
    for column in columns_of(model):
        if name_of(column) in but or _is_plainly_the_same(older, newer, column):
            continue
        old, new = displayed(older, column), displayed(newer, column)
        if old != new:
            shown = tuple(ObjDiffDisplay(max_length=LONGEST_VALUE).common_shorten_repr(old, new))
            yield FieldChange(label_of(column), *shown, whole=() if shown == (old, new) else (old, new))


def _is_plainly_the_same(older: models.Model, newer: models.Model, column: Column) -> bool:
    """Return whether two versions hold the same in a column, as far as that can be told without asking for more."""
    is_single = isinstance(column, models.Field) and not column.many_to_many
    return is_single and getattr(older, column.attname) == getattr(newer, column.attname)


def held(
    version: models.Model, model: type[models.Model], *, but: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield what a version holds, in full, without what is empty and the columns named in `but`."""
    for column in columns_of(model):
        if name_of(column) not in but and (value := displayed(version, column)) != EMPTY:
            yield label_of(column), value


def reason_of(version: models.Model) -> str:
    """Return why a version came about; where the history only kept the beginning, the reason in full."""
    short = version.history_change_reason or ""
    full = getattr(version, "state_reason", "")
    return full if short.endswith("…") and full.startswith(short[:-1]) else short
