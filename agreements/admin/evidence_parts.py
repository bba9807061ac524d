"""What evidence says about clauses, and the figures it reports, as reporters enter them."""

import re

from django import forms

from agreements import models
from agreements.admin.base import PartInline


class EvidenceLinkForm(forms.ModelForm):
    """What the fact says about a clause."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if "clause" in self.fields:
            self.fields["clause"].error_messages["required"] = "Choose the clause, by its number or words of it."


class EvidenceLinkInline(PartInline):
    """What the fact says about clauses."""

    model = models.EvidenceLink
    form = EvidenceLinkForm
    verbose_name = "clause"
    verbose_name_plural = "clauses it bears on"
    autocomplete_fields = ("clause", "party", "meets")
    extra = 1

    fields = (("clause", "direction"), ("party", "meets"), "note")


class FigureForm(forms.ModelForm):
    """A figure; it stands in the first source cited unless another is chosen."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if "source" in self.fields:
            self.fields["source"].required = False
            self.fields["source"].help_text = "Left empty: the first source cited above."

    def clean(self) -> dict[str, object]:
        """Refuse a figure that no source prints."""
        cleaned = super().clean() or self.cleaned_data
        cited = re.compile(r"citations-\d+-(source|source-typed|address|title)")
        is_cited = any(cited.fullmatch(name) and value for name, value in self.data.items())
        if self.has_changed() and not cleaned.get("source") and "source" not in self.errors and not is_cited:
            self.add_error("source", "Choose the source that prints the figure, or cite one above.")
        return cleaned


class FigureInline(PartInline):
    """Figures as printed."""

    model = models.Figure
    form = FigureForm
    autocomplete_fields = ("indicator", "source")
    extra = 1
    classes = ("collapse",)
    fields = (("indicator", "value", "qualifier"), ("as_printed", "source"), ("flag", "proposed_value"), "note")
