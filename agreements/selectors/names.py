"""What sides call places, events and terms, and the label used here; the same for every day."""

from collections.abc import Iterable
from dataclasses import dataclass

from agreements.choices import NameKind
from agreements.models import Actor, Name, NameUsage, Party
from agreements.selectors.lists import Choice, Narrowing, choices, folded, has_words

KINDS = {kind.value: str(kind.label) for kind in NameKind}


@dataclass(frozen=True, slots=True)
class UsageReport:
    """What one side writes."""

    actor: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameReport:
    """What is named differently: the label used here, and what each side writes, the sides in one order throughout."""

    slug: str
    label: str
    kind: NameKind
    note: str
    usages: tuple[UsageReport, ...]

    def has_words(self, typed: str) -> bool:
        """Return whether each word typed occurs in the label, in what a side writes or in the note."""
        return has_words(typed, self.label, self.note, *(word for usage in self.usages for word in usage.wordings))


@dataclass(frozen=True, slots=True)
class NameList:
    """The naming table, narrowed as asked."""

    names: tuple[NameReport, ...]
    total: int
    kinds: tuple[Choice, ...]
    sides: tuple[str, ...]


def sides_first(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Return actors in one order for every page: the parties as the agreements name them, then the rest by name."""
    order = ("agreement__in_force_at", "agreement", "position", "pk")
    parties = list(dict.fromkeys(Party.objects.order_by(*order).values_list("actor", flat=True)))
    places = {pk: place for place, pk in enumerate(parties)}
    return tuple(sorted(actors, key=lambda actor: (places.get(actor.pk, len(places)), folded(actor.name), actor.slug)))


def name_list(narrowing: Narrowing) -> NameList:
    """Return what is named differently, by the label used here, narrowed by words and kind."""
    usages = list(NameUsage.objects.select_related("actor").order_by("position", "pk"))
    sides = sides_first({usage.actor for usage in usages})
    written: dict[tuple[int, int], tuple[str, ...]] = {}
    for usage in usages:
        place = (usage.name_id, usage.actor_id)
        written[place] = (*written.get(place, ()), usage.wording)
    every = [_name_report(row, sides, written) for row in Name.objects.all()]
    every.sort(key=lambda name: (folded(name.label), name.slug))
    found = [name for name in every if name.has_words(narrowing.words)]
    return NameList(
        names=tuple(name for name in found if narrowing.kind in {"", name.kind}),
        total=len(every),
        kinds=choices((name.kind for name in found), KINDS, narrowing.kind),
        sides=tuple(actor.name for actor in sides),
    )


def _name_report(row: Name, sides: Iterable[Actor], written: dict[tuple[int, int], tuple[str, ...]]) -> NameReport:
    """Return one line of the naming table."""
    usages = ((actor.name, written.get((row.pk, actor.pk))) for actor in sides)
    return NameReport(
        slug=row.slug,
        label=row.label,
        kind=NameKind(row.kind),
        note=row.note,
        usages=tuple(UsageReport(actor, wordings) for actor, wordings in usages if wordings),
    )
