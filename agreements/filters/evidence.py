"""The filter of evidence."""

from collections.abc import Mapping
from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property

from agreements import selectors
from agreements.choices import Direction, Stance
from agreements.dates import AsOf
from agreements.models import Actor, Agreement, Evidence, Indicator, Publisher, Source
from agreements.selectors.evidence_asked import DISPUTES, SUPPORT, EvidenceAsked, clause_asked, narrowed

RARE = ("party", "claimant", "publisher", "source", "stance", "dispute", "sources", "indicator")
RARE_DAYS = ("published_from", "published_to", "entered_from", "entered_to")
"""What the form of the page keeps folded until it is asked."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something that is asked, in words, and the parameters of the address that asks for all the rest."""

    label: str
    text: str
    query: str


def _by_name(model: type[Model], label: str, order: str = "name") -> django_filters.ModelChoiceFilter:
    """Return a filter that picks one row of a model by its public name."""
    return django_filters.ModelChoiceFilter(
        queryset=model.objects.order_by(order, "pk"), to_field_name="slug", label=label
    )


class EvidenceFilter(django_filters.FilterSet):
    """Narrow evidence by words, what it bears on, who says it, how well it is supported, and its three dates.

    What is asked of links must hold for one and the same link; likewise for the citations that were known.
    """

    words = django_filters.CharFilter(label="Words", widget=forms.SearchInput)
    agreement = _by_name(Agreement, "Agreement", "in_force_at")
    clause = django_filters.CharFilter(label="Clause, such as 6.g")
    direction = django_filters.ChoiceFilter(choices=Direction, label="Direction")
    occurred_from = django_filters.DateFilter(label="Occurred from")
    occurred_to = django_filters.DateFilter(label="Occurred to")
    party = _by_name(Actor, "Whose performance")
    claimant = _by_name(Actor, "On whose word")
    publisher = _by_name(Publisher, "Publisher")
    stance = django_filters.ChoiceFilter(choices=Stance, label="What a source says")
    source = django_filters.ModelChoiceFilter(
        queryset=Source.objects.all(),
        to_field_name="key",
        label="Document, by its key",
        widget=forms.TextInput,
        error_messages={"invalid_choice": "There is no document with this key."},
    )
    dispute = django_filters.ChoiceFilter(choices=list(DISPUTES.items()), label="Asserted or denied")
    sources = django_filters.ChoiceFilter(choices=list(SUPPORT.items()), label="Rests on")
    indicator = django_filters.ModelChoiceFilter(
        queryset=Indicator.objects.all(),
        to_field_name="slug",
        label="With a figure of, by its short name",
        widget=forms.TextInput,
        error_messages={"invalid_choice": "There is no quantity with this short name."},
    )
    published_from = django_filters.DateFilter(label="Published from")
    published_to = django_filters.DateFilter(label="Published to")
    entered_from = django_filters.DateFilter(label="Entered from")
    entered_to = django_filters.DateFilter(label="Entered to")

    class Meta:
        model = Evidence
        fields: list[str] = []

    def __init__(
        self, data: Mapping[str, str], queryset: QuerySet[Evidence] | None = None, *, as_of: AsOf, **options: object
    ) -> None:
        evidence = selectors.counted_evidence(as_of=as_of) if queryset is None else queryset
        super().__init__(data, evidence, **options)
        self.as_of = as_of

    def filter_queryset(self, queryset: QuerySet[Evidence]) -> QuerySet[Evidence]:
        """Return the evidence that fits everything asked for."""
        return narrowed(queryset, self.asked, as_of=self.as_of)

    @cached_property
    def asked(self) -> EvidenceAsked:
        """Return what was asked for and could be read, by public names."""
        self.form.is_valid()
        values = {name: value for name, value in self.form.cleaned_data.items() if value}
        for name, value in values.items():
            if isinstance(value, Model):
                values[name] = value.serializable_value(self.form.fields[name].to_field_name)
        return EvidenceAsked(**values | {"clause": clause_asked(values.get("clause", ""))})

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """Return what was asked for and could be read, in words."""
        asked = self.asked
        values = {name: value for name, value in self.form.cleaned_data.items() if value}
        return tuple(
            Chosen(self._label(name), self._words(name, value), asked.without(name).query())
            for name, value in values.items()
        )

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Return the fields that could not be read, each with what is wrong."""
        return tuple((self._label(name), " ".join(found)) for name, found in self.form.errors.items())

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        """Return the fields that the form of the page shows at once."""
        return [field for field in self.form if field.name not in {*RARE, *RARE_DAYS}]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """Return the fields that the form of the page keeps folded."""
        return [self.form[name] for name in (*RARE, *RARE_DAYS)]

    @property
    def asks_rare(self) -> bool:
        """Return whether something is asked in a folded field."""
        return any(field.data for field in self.rare_fields)

    def _label(self, name: str) -> str:
        """Return the label of a field without what it says of how to fill it in."""
        return self.form.fields[name].label.partition(",")[0]

    def _words(self, name: str, value: object) -> str:
        """Return a value as the form words it."""
        choices = getattr(self.form.fields[name], "choices", ())
        return str(value) if isinstance(value, Model) else dict(choices).get(value, str(value))
