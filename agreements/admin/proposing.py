"""The form by which a reviewer proposes a judgement; nothing in it is judged beforehand."""

from collections.abc import Iterable

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import format_html

from agreements import models
from agreements.admin.fields import LineField, ProseField
from agreements.as_of_query import EARLIEST, LATEST
from agreements.choices import Confidence, Correspondence, DefinedChoices, Performance

WHOLE = "The clause as a whole"


def described(members: Iterable[DefinedChoices]) -> list[tuple[str, str]]:
    """Return choices that say what each word means."""
    line = '<span class="choice">{} {}</span> <span class="meta">{}</span>'
    return [(member.value, format_html(line, member.glyph, member.label, member.definition)) for member in members]


def judged(vocabulary: type[DefinedChoices], message: str, **options: object) -> forms.ChoiceField:
    """Return a field in which one word of a vocabulary is chosen."""
    members = [member for member in vocabulary if member is not Performance.NOT_REVIEWED]
    invalid = "%(value)s is not one of the words to choose from."
    return forms.ChoiceField(
        choices=described(members),
        widget=forms.RadioSelect,
        error_messages={"required": message, "invalid_choice": invalid},
        **options,
    )


class CitedField(forms.ModelMultipleChoiceField):
    """Evidence chosen by its key; a key with a NUL, which PostgreSQL cannot be asked for, is no key."""

    def clean(self, value: list[str]) -> object:
        """Return the rows; refuse a key of nothing accepted."""
        return super().clean([key.replace("\0", "\ufffd") for key in value or ()])


class ProposalForm(forms.Form):
    """A judgement on one clause, or on one party's performance of it."""

    party = forms.ChoiceField(label="Whose performance", required=False)
    effective_on = forms.DateField(
        label="Day of effect",
        help_text="The first day on which all that it cites had happened and been published, as 2021-03-01.",
        error_messages={"required": "Give the day of effect.", "invalid": "Write the day as 2021-03-01."},
        validators=[
            MinValueValidator(EARLIEST, f"Give a day from {EARLIEST} on."),
            MaxValueValidator(LATEST, f"Give a day up to {LATEST}."),
        ],
    )
    performance = judged(Performance, "Choose a performance.")
    correspondence = judged(Correspondence, "Choose a correspondence.", initial=Correspondence.NOT_JUDGED)
    confidence = judged(Confidence, "Choose how sure you are.")
    rationale = ProseField(
        help_text="Why: what the evidence shows, and what it does not.",
        error_messages={"required": "Give the reasons."},
    )
    limits = ProseField(label="Limits of observation", required=False, help_text="What could not be observed.")
    method_version = LineField(label="Version of the method", max_length=20)
    cited = CitedField(
        models.Evidence.objects.accepted(),
        required=False,
        to_field_name="key",
        error_messages={"invalid_choice": "%(value)s is no accepted evidence: only that can be cited."},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: object, parties: Iterable[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.fields["party"].choices = [("", WHOLE), *parties]
        self.fields["party"].error_messages["invalid_choice"] = "%(value)s is no party to the agreement."

    def assessment(self, clause: int) -> models.Assessment:
        """Return what was typed as a judgement on a clause, not saved."""
        columns = {name: value for name, value in self.cleaned_data.items() if name not in {"party", "cited", "seen"}}
        party = models.Actor.objects.filter(slug=self.cleaned_data["party"] or None).first()
        return models.Assessment(clause=models.Clause.objects.get(pk=clause), party=party, **columns)
