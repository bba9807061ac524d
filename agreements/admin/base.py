"""What every admin page of the record shares: history, no deleting, fields, and the order of parts."""

from contextlib import suppress
from urllib.parse import unquote

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from agreements.admin.fields import FORM_FIELDS
from agreements.admin.history import HistoryAdmin
from agreements.dates import Span
from agreements.models.audit import hold_trail
from agreements.operations import OperationError


class SpanForm(forms.ModelForm):
    """A form that shows the span of its model, named by `span_name`, as one field of text."""

    span_name: str

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial[self.span_name] = getattr(self.instance, self.span_name).edtf

    def clean(self) -> dict[str, object]:
        """Write the span into the row before the row is checked."""
        cleaned = super().clean() or self.cleaned_data
        if isinstance(cleaned.get(self.span_name), Span):
            setattr(self.instance, self.span_name, cleaned[self.span_name])
        return cleaned


def next_position(siblings: models.QuerySet) -> int:
    """Return the position after the last of `siblings`."""
    last = siblings.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1


class PlacedForm(forms.ModelForm):
    """A form of a row with a position among the `siblings_name` of its `parent_name`; left empty, it comes last."""

    parent_name: str
    siblings_name: str

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].help_text = "Order among its neighbours; left empty, it comes last."
        if not self.instance.pk:
            self.initial["position"] = None

    def clean(self) -> dict[str, object]:
        """Fill in the position that was left empty."""
        cleaned = super().clean() or self.cleaned_data
        parent = cleaned.get(self.parent_name) or getattr(self.instance, self.parent_name, None)
        if parent is not None and "position" in cleaned and cleaned["position"] is None:
            cleaned["position"] = next_position(getattr(parent, self.siblings_name).exclude(pk=self.instance.pk))
        return cleaned


class TolerantAdmin(admin.ModelAdmin):
    """A page that lives with addresses and searches which a database cannot be asked."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the list; an address that cannot be read leads to the whole list, with a message."""
        has_nul = "\0" in unquote(request.META["QUERY_STRING"])
        with suppress(IncorrectLookupParameters, OverflowError):
            if not has_nul:
                return super().get_changelist_instance(request)
        text = "The address asks for something that cannot be read; everything is listed."
        self.message_user(request, text, messages.WARNING)
        raise IncorrectLookupParameters(text)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Return what matches; PostgreSQL cannot be asked for NUL characters."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))


class RecordAdmin(TolerantAdmin, HistoryAdmin):
    """A page of the record, with its history; nothing is deleted here."""

    formfield_overrides = FORM_FIELDS
    list_per_page = 50
    permanent: tuple[str, ...] = ()
    """The columns of the public name: typed once, and never changed."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that nothing is deleted here; parts may be taken out by those allowed to."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        """Return the public name and what is computed or set by review; a new row has none of it yet."""
        return (*self.permanent, *super().get_readonly_fields(request, obj)) if obj else ()

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        """Return the columns of the form, the public name first."""
        return sorted(super().get_fields(request, obj), key=lambda name: name not in self.permanent)

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        """Save what was changed; saving a page unchanged leaves no trace in the history."""
        hold_trail()  # before this row or any part of it is locked, as everywhere: so nobody waits in a circle
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def changeform_view(self, request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        """Return the page of a row; where somebody else was quicker, say so and show the row as it is now."""
        try:
            return super().changeform_view(request, *args, **options)
        except OperationError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class PartFormSet(BaseInlineFormSet):
    """Parts of a row; new ones come after those that are there."""

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> models.Model:
        """Save a new part in the last place."""
        form.instance.position = next_position(self.model._default_manager.filter(**{self.fk.name: self.instance}))
        return super().save_new(form, commit)


class PartInline(admin.StackedInline):
    """Rows that are part of another row; no form asks for their position."""

    formfield_overrides = FORM_FIELDS
    formset = PartFormSet
    extra = 0
    ordering = ("position", "pk")
