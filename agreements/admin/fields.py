"""How the admin takes text in: prose, lines, spans and numbers, each refusing what cannot be read or kept."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from agreements.dates import Span, SpanError
from agreements.texts import LONGEST_TEXT, validate_visible

LONGEST_SPAN = 40


class LineField(forms.CharField):
    """One line of text."""

    default_validators = (validate_visible,)


class AddressField(forms.URLField):
    """A web address."""

    default_validators = (*forms.URLField.default_validators, validate_visible)


class ProseField(forms.CharField):
    """A text of several lines; too long a text is refused and kept in the form, not cut by the browser."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 70})
    default_validators = (MaxLengthValidator(LONGEST_TEXT), validate_visible)

    def to_python(self, value: object) -> str:
        """Return the text with plain line ends, as seed files have them."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class LinesField(ProseField):
    """A list of texts, typed one per line."""

    widget = forms.Textarea(attrs={"rows": 2, "cols": 70})

    def __init__(self, *args: object, encoder: object = None, decoder: object = None, **options: object) -> None:
        super().__init__(*args, **options | {"help_text": "One per line."})

    def prepare_value(self, value: object) -> object:
        """Return the lines for editing."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:
        """Return the lines that hold something."""
        text = super().to_python(self.prepare_value(value))
        return [line.strip() for line in text.splitlines() if line.strip()]

    def run_validators(self, value: list[str]) -> None:
        """Check the lines as one text."""
        super().run_validators("\n".join(value))

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether the list differs."""
        return self.to_python(initial) != self.to_python(data)


class SpanFormField(forms.CharField):
    """A day, month, year or interval, typed as `2021-02`."""

    def __init__(self, **options: object) -> None:
        text = "A day, month, year or interval: 2021-02-06, 2021-02, 2021, 2021-02-01/2021-03-15."
        super().__init__(help_text=text, **options)

    def clean(self, value: object) -> Span:
        """Return the span; refuse what is none, saying what to write."""
        text = super().clean(value)
        if len(text) > LONGEST_SPAN:
            raise ValidationError(
                "This is too long to be a day: write 2021-02-06, 2021-02, 2021 or 2021-02-01/2021-03-15"
            )
        try:
            return Span.parse(text)
        except SpanError as error:
            raise ValidationError(str(error)) from error


class NumberField(forms.DecimalField):
    """A number, shown without the zeros that storage adds."""

    def prepare_value(self, value: object) -> object:
        """Return the number for editing."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


FORM_FIELDS = {
    models.CharField: {"form_class": LineField},
    models.URLField: {"form_class": AddressField},
    models.TextField: {"form_class": ProseField, "widget": ProseField.widget},
    models.JSONField: {"form_class": LinesField},
    models.DecimalField: {"form_class": NumberField},
}
"""Which field of a form takes in which kind of column."""
