"""Two people at one record: what changed since a form was made, and the form with the work of both in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField, ModelForm
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from agreements.admin.history import PartChange, part_changes
from agreements.models import AuditEntry
from agreements.models.history import set_columns
from agreements.selectors.audit import Head, UnknownHeadError, audit_head
from agreements.selectors.changes_columns import changes_between

SEEN = "_seen"
"""The field of a form that says at which head of the audit trail the form was made."""

LONGEST_HEAD = 100
Sent = dict[str, list[str]]
"""What a browser sends for one form, by the name of the field without the prefix of the form."""


def seen_head(text: str) -> Head | None:
    """Return the head that a form was made at; None where it does not say, or names one that never was."""
    with suppress(UnknownHeadError):
        head = Head.parse(text) if len(text) < LONGEST_HEAD else None
        entry = AuditEntry.objects.filter(sequence=head.sequence).first() if head else None
        if head and (head.digest == entry.digest if entry else audit_head() == head):
            return head
    return None


@dataclass(frozen=True, slots=True)
class Table:
    """The versions of a row, or of its parts in one table, and which of them the maker of a form has not seen."""

    versions: QuerySet
    unseen: frozenset[int]

    @classmethod
    def since(cls, head: Head, model: type[Model], **parent: object) -> "Table":
        """Return the versions that belong to `parent`, told apart by whether they are sealed behind `head`."""
        versions = model.history.filter(**parent)
        entries = AuditEntry.objects.filter(model=model._meta.model_name, sequence__gt=head.sequence)
        found = entries.filter(version__in=versions.values("history_id")).values_list("version", flat=True)
        return cls(versions, frozenset(found))

    def as_seen(self, pk: object) -> Model | None:
        """Return the version of a row that was seen; None where there was none."""
        seen = self.versions.filter(id=pk).exclude(history_id__in=self.unseen)
        return seen.order_by("-history_id").first()


def parts_of(page: ModelAdmin, request: HttpRequest, row: Model) -> Iterator[tuple[InlineModelAdmin, type]]:
    """Yield the kinds of part of a row that have a history, each with its set of forms."""
    for formset, inline in page.get_formsets_with_inlines(request, row):
        if hasattr(inline.model, "history"):
            yield inline, formset


def unseen_changes(page: ModelAdmin, request: HttpRequest, row: Model, head: Head) -> list[PartChange]:
    """Return what changed in a row and its parts since a form was made, the newest last."""
    own = Table.since(head, page.model, id=row.pk)
    versions = own.versions.select_related("history_user").order_by("history_id") if own.unseen else ()
    changes = [
        PartChange(capfirst(f"{page.opts.verbose_name} changed"), newer, (*changes_between(older, newer, page.model),))
        for older, newer in pairwise(versions)
        if newer.history_id in own.unseen
    ]
    for inline, formset in parts_of(page, request, row):
        table = Table.since(head, inline.model, **{formset.fk.name: row.pk})
        found = part_changes(inline, row.pk, formset.fk.name) if table.unseen else ()
        changes += [change for change in found if change.record.history_id in table.unseen]
    return sorted(changes, key=lambda change: (change.record.history_date, change.record.history_id))


def sent(form: BaseForm) -> Sent:
    """Return what a browser would send for a form as it is shown."""
    return {name: values for bound in form for name, values in _sent_fields(bound) if values}


def _sent_fields(bound: BoundField) -> Iterator[tuple[str, list[str]]]:
    """Yield the names and values that a browser sends for one field; a field of two boxes has two."""
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    shown = widget.get_context(bound.name, bound.value(), {})["widget"]
    for box in shown.get("subwidgets", [shown]):
        value = box["value"]
        if box.get("type") == "checkbox":
            yield box["name"], ["on"] if box["attrs"].get("checked") else []
        else:
            values = value if isinstance(value, list) else [value]
            yield box["name"], ["" if one is None else str(one) for one in values]


def _of_field(fields: Sent, name: str) -> Sent:
    """Return what was sent for one field, of one box or several."""
    return {key: values for key, values in fields.items() if re.fullmatch(rf"{re.escape(name)}(_\d)?", key)}


@dataclass(frozen=True, slots=True)
class Edit:
    """Which row is edited by which request, and at which head its form was made; None where that is not known."""

    request: HttpRequest
    row: Model
    head: Head | None

    def table(self, model: type[Model], parent: str) -> Table | None:
        """Return the versions of the parts in one table; None where it is not known what was seen."""
        return Table.since(self.head, model, **{parent: self.row.pk}) if self.head else None


@dataclass(slots=True)
class Merge:
    """Puts what somebody typed on top of what a row and its parts hold now; `clashes` names what both changed."""

    edit: Edit
    clashes: list[str] = field(default_factory=list)

    def fields(self, form_class: type[ModelForm], mine: Sent, seen: Model | None, now: Sent) -> Sent:
        """Return the fields of one form: as typed where they were changed, else as they are now."""
        if seen is None:
            return mine
        before = _form_of_version(form_class, seen)
        was, changed = sent(before), _form_of_version(form_class, seen, _as_post(mine)).changed_data
        boxes = [_of_field(mine | now, name) for name in before.fields]
        merged = {key: values for key, values in mine.items() if not any(key in box for box in boxes)}
        for name in before.fields:
            of_mine, of_now = _of_field(mine, name), _of_field(now, name)
            if name in changed and of_now not in (of_mine, _of_field(was, name)):
                self.clashes.append(str(before[name].label))
            merged |= of_mine if name in changed else of_now
        return merged

    def parts(self, inline: InlineModelAdmin, formset: type, posted: QueryDict) -> None:
        """Bring the forms of one kind of part in line with the parts that are there now."""
        prefix, table = formset.get_default_prefix(), self.edit.table(inline.model, formset.fk.name)
        initial, forms = _numbered(posted, prefix)
        mine = {form.get("id", [""])[0]: form for form in forms[:initial]}
        shown = formset(instance=self.edit.row, queryset=inline.get_queryset(self.edit.request), prefix=prefix)
        there = {str(form.instance.pk): sent(form) for form in shown.initial_forms}
        merged = [
            self.fields(formset.form, mine[pk], table.as_seen(pk) if table else None, now) if pk in mine else now
            for pk, now in there.items()
        ]
        gone = {pk: form for pk, form in mine.items() if pk not in there and "DELETE" not in form}
        kept = [form for pk, form in gone.items() if self._is_typed(formset.form, form, table, pk)]
        again = [{name: values for name, values in form.items() if name != "id"} for form in kept]
        _write(posted, prefix, merged, [*again, *forms[initial:]])

    def _is_typed(self, form_class: type[ModelForm], mine: Sent, table: Table | None, pk: str) -> bool:
        """Return whether somebody typed into a part that is no longer there."""
        seen = table.as_seen(pk) if table and re.fullmatch(r"\d{1,18}", pk, re.ASCII) else None
        is_typed = seen is None or bool(_form_of_version(form_class, seen, _as_post(mine)).changed_data)
        if is_typed:
            self.clashes.append(f"a {form_class._meta.model._meta.verbose_name} taken out, below as a new one")
        return is_typed


def merged_post(page: ModelAdmin, edit: Edit) -> tuple[QueryDict, list[str]]:
    """Return the form as posted, brought up to date where nothing was typed, and the names of what both changed."""
    posted, merge, table = edit.request.POST.copy(), Merge(edit), edit.table(page.model, "id")
    if table:
        form_class = page.get_form(edit.request, edit.row, change=True)
        mine, now = {name: posted.getlist(name) for name in posted}, sent(form_class(instance=edit.row))
        posted = _as_post(merge.fields(form_class, mine, table.as_seen(edit.row.pk), now))
    for inline, formset in parts_of(page, edit.request, edit.row):
        merge.parts(inline, formset, posted)
    return posted, merge.clashes


def _form_of_version(form_class: type[ModelForm], version: Model, typed: QueryDict | None = None) -> ModelForm:
    """Return a form over a row as it was in one version."""
    sets = {
        name: [getattr(row, f"{attribute}_id") for row in getattr(version, name).all()]
        for name, attribute in set_columns(form_class._meta.model).items()
    }
    return form_class(typed, instance=version.instance, initial=sets)


def _as_post(fields: Mapping[str, list[str]]) -> QueryDict:
    """Return what was sent as Django reads it."""
    posted = QueryDict(mutable=True)
    for name, values in fields.items():
        posted.setlist(name, values)
    return posted


def _numbered(posted: QueryDict, prefix: str) -> tuple[int, list[Sent]]:
    """Return how many forms of a set are of parts that were there, and all its forms."""
    counts = [posted.get(f"{prefix}-{name}_FORMS", "") for name in ("INITIAL", "TOTAL")]
    initial, total = (int(count) if re.fullmatch(r"\d{1,4}", count, re.ASCII) else 0 for count in counts)
    forms: dict[int, Sent] = {}
    for key in posted:
        found = re.fullmatch(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", key, re.ASCII)
        if found and int(found[1]) < total:
            forms.setdefault(int(found[1]), {})[found[2]] = posted.getlist(key)
    return len([number for number in forms if number < initial]), [forms[number] for number in sorted(forms)]


def _write(posted: QueryDict, prefix: str, there: Sequence[Sent], new: Sequence[Sent]) -> None:
    """Put the forms of a set back: those of parts that are there, in their order, then the new ones."""
    for key in [key for key in posted if re.match(rf"{re.escape(prefix)}-\d", key)]:
        del posted[key]
    for number, form in enumerate((*there, *new)):
        for name, values in form.items():
            posted.setlist(f"{prefix}-{number}-{name}", values)
    posted[f"{prefix}-INITIAL_FORMS"] = str(len(there))
    posted[f"{prefix}-TOTAL_FORMS"] = str(len(there) + len(new))
