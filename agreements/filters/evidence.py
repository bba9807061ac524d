"""The filter of evidence."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.choices import Direction, Stance
from agreements.models import Actor, Agreement, Citation, Evidence, EvidenceLink, Publisher

LINK_FIELDS = {"agreement": "clause__agreement", "direction": "direction", "party": "party"}
CITATION_FIELDS = {"claimant": "claimant", "publisher": "source__publisher", "stance": "stance"}


def _by_name(model: type, label: str, slug: str = "slug") -> django_filters.ModelChoiceFilter:
    """Return a filter that picks one row of a model by its public name."""
    return django_filters.ModelChoiceFilter(
        queryset=model.objects.order_by("name" if slug == "slug" and model is not Agreement else "in_force_at", "pk"),
        to_field_name=slug,
        label=label,
    )


class EvidenceFilter(django_filters.FilterSet):
    """Narrow evidence by what it bears on, who says it, who published it, when it occurred, and words.

    What is asked of links must hold for one and the same link, and likewise for citations.
    """

    words = django_filters.CharFilter(label="Words")
    agreement = _by_name(Agreement, "Agreement")
    clause = django_filters.CharFilter(label="Clause, such as 6.g")
    direction = django_filters.ChoiceFilter(choices=Direction, label="Direction")
    party = _by_name(Actor, "Whose performance")
    claimant = _by_name(Actor, "Claimant")
    publisher = _by_name(Publisher, "Publisher")
    stance = django_filters.ChoiceFilter(choices=Stance, label="Stance of a source")
    occurred_from = django_filters.DateFilter(label="Occurred from")
    occurred_to = django_filters.DateFilter(label="Occurred to")

    class Meta:
        model = Evidence
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Evidence]) -> QuerySet[Evidence]:
        """Return the evidence that fits everything asked for."""
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        for word in asked.get("words", "").split():
            queryset = queryset.filter(Q(summary__icontains=word) | Q(place__icontains=word) | Q(key__icontains=word))
        links = Q(**{field: asked[name] for name, field in LINK_FIELDS.items() if name in asked})
        if "clause" in asked:
            links &= _on_clause(asked["clause"])
        if links:
            queryset = queryset.filter(Exists(EvidenceLink.objects.filter(links, evidence=OuterRef("pk"))))
        citations = Q(**{field: asked[name] for name, field in CITATION_FIELDS.items() if name in asked})
        if citations:
            queryset = queryset.filter(Exists(Citation.objects.filter(citations, evidence=OuterRef("pk"))))
        if "occurred_from" in asked:
            queryset = queryset.filter(occurred_latest_on__gte=asked["occurred_from"])
        if "occurred_to" in asked:
            queryset = queryset.filter(occurred_earliest_on__lte=asked["occurred_to"])
        return queryset


def _on_clause(text: str) -> Q:
    """Return the condition that a link is on a clause or below it; `slug/6.g` and `6.g` are both understood."""
    slug, slash, number = text.strip().rpartition("/")
    on_number = Q(clause__number=number) | Q(clause__number__startswith=f"{number}.")
    return on_number & Q(clause__agreement__slug=slug) if slash else on_number
