"""Choosing another row: looked up as one types and, in a browser without scripts, named in words."""

import re
from collections.abc import Mapping

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

TYPED = "-typed"
"""How the name of the box ends in which a row is named in words."""

PUBLIC_NAMES = ("reference", "slug", "key", "name", "title", "number")
LONGEST_NAME = 500
MOST_COMPARED = 50
MOST_NAMED = 6


class Typed(str):
    """What was typed to name a row, which no primary key is mistaken for."""

    __slots__ = ()


def chosen_rows(value: list[object]) -> list[object]:
    """Return the choices that can be looked up: anything but a number leads to no row."""
    return [one for one in value if re.fullmatch(r"\d{1,18}", str(one), re.ASCII)]


class LookUp(AutocompleteSelect):
    """A row looked up as one types."""

    def optgroups(self, name: str, value: list[object], attrs: dict[str, object] | None = None) -> list[tuple]:
        """Return the chosen row."""
        return super().optgroups(name, chosen_rows(value), attrs)


class LookUps(AutocompleteSelectMultiple):
    """Rows looked up as one types."""

    def optgroups(self, name: str, value: list[object], attrs: dict[str, object] | None = None) -> list[tuple]:
        """Return the chosen rows."""
        return super().optgroups(name, chosen_rows(value), attrs)


class NamedLookUp(LookUp):
    """A row looked up as one types, with a box beside it for browsers without scripts."""

    template_name = "admin/agreements/look_up_or_type.html"

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Return what is chosen, or what was typed instead."""
        typed = value if isinstance(value, Typed) else ""
        context = super().get_context(name, None if typed else value, attrs)
        return context | {"what": self.field.verbose_name, "typed_name": f"{name}{TYPED}", "typed": typed}

    def value_from_datadict(self, data: Mapping[str, str], files: object, name: str) -> object:
        """Return what was typed or, where nothing was, what was chosen."""
        typed = data.get(f"{name}{TYPED}", "").strip()
        return Typed(typed) if typed else super().value_from_datadict(data, files, name)


class NamedRowField(forms.ModelChoiceField):
    """A row that is chosen, or found by the words that name it; where several fit, the message names them."""

    def to_python(self, value: object) -> models.Model | None:
        """Return the row."""
        if not isinstance(value, Typed):
            return super().to_python(value)
        found = _rows_called(self.queryset, value)
        if len(found) == 1:
            return found[0]
        named = "; ".join(map(_named, found[:MOST_NAMED]))
        what = self.queryset.model._meta.verbose_name
        raise ValidationError(f"Several fit; write which: {named}." if found else f"No {what} is called so.")


def _named(row: models.Model) -> str:
    """Return a row by its public name and what it is; this can be typed as it stands, or its first word."""
    public = next(str(getattr(row, name)) for name in PUBLIC_NAMES if hasattr(row, name))
    return str(row) if str(row).startswith(public) else f"{public} ({row})"


def _rows_called(queryset: models.QuerySet, text: str) -> list[models.Model]:
    """Return the rows that are called exactly so, or those the look-up would find, or the one of the first word."""
    if len(text) > LONGEST_NAME or "\0" in text:
        return []
    found = _rows_found(queryset, text)
    if not found:
        return _called(_rows_found(queryset, text.split()[0]), text.split()[0])
    return _called(found, text) or found


def _rows_found(queryset: models.QuerySet, text: str) -> list[models.Model]:
    """Return the first rows that the look-up would find."""
    found, _ = admin.site.get_model_admin(queryset.model).get_search_results(None, queryset.order_by("pk"), text)
    return list(found.distinct()[:MOST_COMPARED])


def _called(rows: list[models.Model], text: str) -> list[models.Model]:
    """Return the rows one of whose names is a text, in any case."""
    wanted = text.casefold()
    return [row for row in rows if wanted in {str(getattr(row, name, "")).casefold() for name in PUBLIC_NAMES}]


class LooksUp:
    """A page or part whose relations are looked up as one types, whatever is sent for them."""

    def formfield_for_foreignkey(
        self, db_field: models.Field, request: HttpRequest, **options: object
    ) -> forms.ModelChoiceField | None:
        """Return the field of a relation to one row."""
        if db_field.name in self.get_autocomplete_fields(request):
            options = {"widget": NamedLookUp(db_field, self.admin_site), "form_class": NamedRowField} | options
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(
        self, db_field: models.Field, request: HttpRequest, **options: object
    ) -> forms.ModelMultipleChoiceField | None:
        """Return the field of a relation to several rows."""
        if db_field.name in self.get_autocomplete_fields(request):
            options.setdefault("widget", LookUps(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **options)
