"""What evidence says about clauses, and the figures it reports, as reporters enter them."""

import re

from django import forms
from django.http import HttpRequest

from agreements import models, operations
from agreements.admin.base import PartInline
from agreements.admin.fields import LineField
from agreements.selectors import entry


class EvidenceLinkForm(forms.ModelForm):
    """What the fact says about a clause, which is chosen, or typed where nothing can be chosen from."""

    reference = LineField(
        label="Clause, typed",
        required=False,
        max_length=200,
        help_text="Its number or words of it, such as 6.g, where it cannot be chosen.",
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if "clause" in self.fields:
            self.fields["clause"].required = False

    def clean(self) -> dict[str, object]:
        """Find the clause that was typed; where several fit, name them."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("reference", "")
        if cleaned.get("clause") or "clause" in self.errors or not self.has_changed():
            return cleaned
        if not typed:
            self.add_error("clause", "Choose the clause, by its number or words of it.")
            return cleaned
        found = entry.clauses_named(typed)
        if len(found) == 1:
            cleaned["clause"] = found[0]
        else:
            named = "; ".join(map(str, found))
            self.add_error("reference", f"Several fit; write which: {named}." if found else "No clause is called so.")
        return cleaned


class EvidenceLinkInline(PartInline):
    """What the fact says about clauses."""

    model = models.EvidenceLink
    form = EvidenceLinkForm
    verbose_name = "clause"
    verbose_name_plural = "clauses it bears on"
    autocomplete_fields = ("clause", "party", "meets")
    extra = 1

    def get_fieldsets(
        self, request: HttpRequest, obj: models.Evidence | None = None
    ) -> list[tuple[str | None, dict[str, object]]]:
        """Return the fields; what only is read has no field to type a clause into."""
        is_read = obj is not None and not operations.is_open_to(obj, request.user)
        typed = () if is_read else ("reference",)
        return [(None, {"fields": (("clause", "direction"), *typed, ("party", "meets"), "note")})]


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
        cited = re.compile(r"citations-\d+-(source|address|title)")
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
