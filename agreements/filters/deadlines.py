"""The filter of deadlines."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from agreements.choices import Timeliness
from agreements.selectors.deadlines import LABELS, DeadlinePage, DeadlineRow

STANDINGS = [("", "Any"), *((standing.value, LABELS[standing]) for standing in Timeliness)]


class DeadlineFilter(forms.Form):
    """Narrow deadlines by agreement and by how they stand, against the day that holds and against the first."""

    agreement = forms.ChoiceField(required=False)
    timeliness = forms.ChoiceField(choices=STANDINGS, required=False)
    first = forms.ChoiceField(choices=STANDINGS, required=False, label="Against the day as first set")

    def __init__(self, parameters: QueryDict, *, agreements: Iterable[tuple[str, str]]) -> None:
        super().__init__(parameters)
        self.fields["agreement"].choices = [("", "All"), *agreements]

    @property
    def asked(self) -> dict[str, str]:
        """Return what was asked for and could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def page(self, whole: DeadlinePage) -> DeadlinePage:
        """Return the page of the agreement asked for, or else of all."""
        return whole.of(self.asked["agreement"]) if "agreement" in self.asked else whole

    def rows(self, page: DeadlinePage) -> tuple[DeadlineRow, ...]:
        """Return the deadlines that stand as asked for."""
        asked = self.asked
        return tuple(
            row
            for row in page.rows
            if asked.get("timeliness") in {None, row.deadline.timeliness.value}
            and asked.get("first") in {None, row.deadline.original_timeliness.value}
        )
