"""What every admin page of the record shares: history, no deleting, spans and lists typed as text."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from agreements.dates import Span, SpanError


class LinesField(forms.CharField):
    """A list of texts, typed one per line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, *args: object, encoder: object = None, decoder: object = None, **options: object) -> None:
        options["help_text"] = "One per line."
        super().__init__(*args, **options)

    def prepare_value(self, value: object) -> object:
        """Return the lines for editing."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        """Return the lines that hold something."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether the list differs."""
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


class SpanFormField(forms.CharField):
    """A day, month, year or interval, typed as `2021-02`."""

    def __init__(self, **options: object) -> None:
        text = "A day, month, year or interval: 2021-02-06, 2021-02, 2021, 2020-11-14/2021-01-11."
        super().__init__(help_text=text, max_length=21, **options)

    def clean(self, value: object) -> Span:
        """Return the span; refuse what is none, saying what to write."""
        text = super().clean(value)
        try:
            return Span.parse(text)
        except SpanError as error:
            raise ValidationError(str(error)) from error


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


class NoDeleteMixin:
    """Offers no deleting; parts of a record may be taken out by those allowed to."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that nothing is deleted here."""
        return False


FIELDS = {
    models.JSONField: {"form_class": LinesField},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 70})},
}


class RecordAdmin(NoDeleteMixin, SimpleHistoryAdmin):
    """A page of the record, with its history."""

    formfield_overrides = FIELDS
    list_per_page = 50
    save_on_top = True
    object_history_list_template = "admin/agreements/history.html"


class PartInline(admin.StackedInline):
    """Rows that are part of another row."""

    formfield_overrides = FIELDS
    extra = 0
    ordering = ("position", "pk")
    exclude = ("position",)
