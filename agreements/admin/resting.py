"""Parts that cannot be taken out because something rests on them: the page says what, and keeps what was typed."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError

from agreements.admin.base import PartFormSet
from agreements.choices import EvidenceState
from agreements.selectors.resting import resting_on


class GuardedFormSet(PartFormSet):
    """Parts of a row of which none is taken out while something rests on it."""

    def clean(self) -> None:
        """Refuse to take out what something rests on, naming it."""
        super().clean()
        refusals = [refusal for form in self.forms if self._is_taken_out(form) for refusal in self.refusals(form)]
        if refusals:
            raise ValidationError(refusals)

    def _is_taken_out(self, form: forms.ModelForm) -> bool:
        """Return whether a form stands for a part that is there and is to go."""
        return bool(form.instance.pk and self.can_delete and self._should_delete_form(form))

    def refusals(self, form: forms.ModelForm) -> Iterator[str]:
        """Yield why the part of a form cannot be taken out."""
        if resting := resting_on(form.instance):
            named = ", ".join(resting)
            yield f"{form.instance} cannot be taken out: {named} would be left without it. Change that first."


class LastCitationFormSet(PartFormSet):
    """Citations, of which evidence keeps at least one from the moment it is submitted."""

    def clean(self) -> None:
        """Refuse to take out the last citation of what is no longer a draft."""
        super().clean()
        if self.instance.pk is None or self.instance.state == EvidenceState.DRAFT:
            return
        if not any(form.has_changed() or form.instance.pk for form in self.forms if not self._should_delete_form(form)):
            raise ValidationError(
                f"{self.instance} is {self.instance.get_state_display().lower()}: its last citation cannot be taken"
                " out, because no source would carry it. Add the other citation first."
            )
