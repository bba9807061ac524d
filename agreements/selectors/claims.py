"""Who claims what as of a day: how many pieces of evidence each claimant asserts and denies, by direction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from agreements.choices import ActorKind, Direction, Stance
from agreements.dates import AsOf
from agreements.models import Actor, Agreement
from agreements.selectors.lists import Choice
from agreements.selectors.names import sides_first
from agreements.selectors.snapshot import Snapshot, snapshot
from agreements.selectors.sources import SourcesSummary, counted_citations, summary
from agreements.selectors.unknown import UnknownAgreementError

Facts = dict[tuple[str, int, str, str], set[int]]


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """How many pieces of evidence a claimant asserts or denies; `direction` is empty where it is all of them."""

    stance: Stance
    direction: str
    count: int


@dataclass(frozen=True, slots=True)
class ClaimantReport:
    """An actor on whose word facts are asserted or denied, with one count per stance and direction."""

    slug: str
    name: str
    kind: ActorKind
    counts: tuple[ClaimCount, ...]


@dataclass(frozen=True, slots=True)
class ClaimList:
    """Who claims what about all agreements, or about the chosen one."""

    summary: SourcesSummary
    agreements: tuple[Choice, ...]
    chosen: str
    claimants: tuple[ClaimantReport, ...]
    stances: tuple[Stance, ...] = tuple(Stance)
    directions: tuple[Direction, ...] = tuple(Direction)


def claim_list(slug: str, *, as_of: AsOf) -> ClaimList:
    """Return who claims what, about one agreement if `slug` is given; raise UnknownAgreementError if it is unknown."""
    now = snapshot()
    lists = now.recall(("claims", as_of), lambda: _claim_lists(now, as_of))
    if slug not in lists:
        raise UnknownAgreementError(f"There is no agreement {slug!r}.")
    return lists[slug]


def _claim_lists(now: Snapshot, as_of: AsOf) -> dict[str, ClaimList]:
    """Return who claims what, about all agreements together and about each."""
    facts = _facts(as_of)
    every = {"": "All agreements", **dict(Agreement.objects.order_by("in_force_at", "pk").values_list("slug", "title"))}
    actors = sides_first(Actor.objects.filter(pk__in={claimant for _, claimant, _, _ in facts}))
    sizes = {slug: len(set().union(*(found for key, found in facts.items() if key[0] == slug))) for slug in every}
    return {
        chosen: ClaimList(
            summary=summary(now, as_of=as_of),
            agreements=tuple(Choice(slug, title, sizes[slug], slug == chosen) for slug, title in every.items()),
            chosen=chosen,
            claimants=tuple(_claimants(actors, chosen, facts)),
        )
        for chosen in every
    }


def _facts(as_of: AsOf) -> Facts:
    """Return the evidence by agreement, claimant, stance and direction, where an empty text stands for all."""
    claims = counted_citations(as_of=as_of).filter(claimant__isnull=False)
    columns = (
        "evidence",
        "claimant",
        "stance",
        "evidence__links__direction",
        "evidence__links__clause__agreement__slug",
    )
    facts: Facts = defaultdict(set)
    for evidence, claimant, stance, direction, agreement in claims.values_list(*columns):
        for about, way in product({"", agreement}, {"", direction}):
            facts[about, claimant, stance, way].add(evidence)
    return facts


def _claimants(actors: Iterable[Actor], slug: str, facts: Facts) -> Iterator[ClaimantReport]:
    """Yield those actors who claim something about an agreement, in their order."""
    for actor in actors:
        counts = tuple(
            ClaimCount(stance, direction, len(facts.get((slug, actor.pk, stance, direction), ())))
            for stance, direction in product(Stance, ("", *Direction))
        )
        if any(cell.count for cell in counts):
            yield ClaimantReport(actor.slug, actor.name, ActorKind(actor.kind), counts)
