"""What every admin page of the record shares: history, no deleting, fields, and the order of parts."""

from contextlib import suppress
from urllib.parse import unquote as unquoted

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from agreements.admin.choosing import LooksUp
from agreements.admin.fields import FORM_FIELDS
from agreements.admin.history import HistoryAdmin
from agreements.admin.saving import (
    ChangeReasonForm,
    change_reason,
    closed_page,
    is_closed,
    objections_to,
    refused,
)
from agreements.dates import Span
from agreements.models.audit import hold_trail
from agreements.operations import OperationError
from agreements.selectors.audit import audit_head


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
        has_nul = "\0" in unquoted(request.META["QUERY_STRING"])
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


class RecordAdmin(LooksUp, TolerantAdmin, HistoryAdmin):
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

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **options: object
    ) -> type[forms.ModelForm]:
        """Return the form; it is refused where something speaks against saving, with everything typed still in it."""
        form = super().get_form(request, obj, change, **options)
        objections = getattr(request, "objections", [])
        return refused(form, objections) if objections else form

    def save_form(self, request: HttpRequest, form: forms.ModelForm, change: bool) -> models.Model:
        """Return the row, which knows why it is changed."""
        row = super().save_form(request, form, change)
        row._change_reason = change_reason(request) or None
        return row

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        """Save what was changed; saving a page unchanged leaves no trace in the history."""
        hold_trail()  # before this row or any part of it is locked, as everywhere: so nobody waits in a circle
        if not change or form.changed_data:
            super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        """Save the parts, which know why they are changed."""
        for part in formset.forms:
            part.instance._change_reason = change_reason(request) or None
        super().save_formset(request, form, formset, change)

    def construct_change_message(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[BaseInlineFormSet], add: bool = False
    ) -> list[dict[str, object]]:
        """Return what was changed; where nothing was, the reason given for it is not kept, and that is said."""
        message = super().construct_change_message(request, form, formsets, add)
        if change_reason(request) and not message:
            text = f"Nothing was changed, so the reason was not kept: {change_reason(request)}"
            self.message_user(request, text, messages.WARNING)
        return message

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Return the page of a row; what cannot be saved comes back as typed, with what speaks against it."""
        context = {"seen": audit_head(), "reason_form": ChangeReasonForm()} | (extra_context or {})
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        try:
            with transaction.atomic():
                hold_trail()
                context["seen"] = audit_head()
                row = self.get_object(request, unquote(object_id)) if object_id else None
                if row is not None and is_closed(self, request, row):
                    return closed_page(self, request, row)
                context |= objections_to(self, request, row)
                return super().changeform_view(request, object_id, form_url, context)
        except (OperationError, ValidationError) as error:
            request.objections = error.messages if isinstance(error, ValidationError) else [str(error)]
            return super().changeform_view(request, object_id, form_url, context)


class PartFormSet(BaseInlineFormSet):
    """Parts of a row; new ones come after those that are there."""

    def total_form_count(self) -> int:
        """Return how many forms there are: never more than fields were sent, whatever the browser says."""
        count = super().total_form_count()
        return min(count, len(self.data)) if self.is_bound else count

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> models.Model:
        """Save a new part in the last place."""
        form.instance.position = next_position(self.model._default_manager.filter(**{self.fk.name: self.instance}))
        return super().save_new(form, commit)


class PartInline(LooksUp, admin.StackedInline):
    """Rows that are part of another row; no form asks for their position."""

    formfield_overrides = FORM_FIELDS
    formset = PartFormSet
    extra = 0
    ordering = ("position", "pk")
