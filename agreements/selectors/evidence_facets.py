"""How many pieces of evidence remain for each value that a list could be narrowed to as well, counted in SQL."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from agreements.choices import Direction
from agreements.dates import AsOf
from agreements.models import Actor, Agreement, Citation, Clause, Evidence, EvidenceLink, Publisher
from agreements.selectors.evidence_asked import (
    CITATIONS,
    DISPUTES,
    DOCUMENTS,
    ON_LINKS,
    STANCES,
    SUPPORT,
    EvidenceAsked,
    citations_asked,
    fitting,
    fitting_if_cited,
    known_citations,
    links_asked,
)

MOST_VALUES = 12
"""How many claimants and publishers are offered beside the list; the form offers all."""

MOST_CLAUSES = 80
"""With more clauses than these, only points are offered until one is chosen."""

BY_NODE = """
    WITH RECURSIVE above (clause_id, node_id) AS (
        SELECT id, id FROM agreements_clause
        UNION ALL
        SELECT above.clause_id, clause.parent_id
        FROM above JOIN agreements_clause AS clause ON clause.id = above.node_id
        WHERE clause.parent_id IS NOT NULL
    )
    SELECT above.node_id, COUNT(DISTINCT links.evidence_id)
    FROM ({links}) AS links JOIN above ON above.clause_id = links.clause_id
    GROUP BY above.node_id
"""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that the list could be narrowed to, how many pieces would remain, and the parameters that ask for it.

    Of a value that is asked for already they ask for all the rest.
    """

    label: str
    count: int
    is_chosen: bool
    query: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list, with the values that occur; `is_cut` where the form offers more of them."""

    name: str
    title: str
    values: tuple[FacetValue, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Counting:
    """What is asked as of a day, and which pieces fit if they are few."""

    asked: EvidenceAsked
    as_of: AsOf
    few: tuple[int, ...] | None

    def evidence(self, *names: str, is_cited: bool = False) -> QuerySet[Evidence]:
        """Return what fits all but what is asked by some names; `is_cited` where citations that were known follow."""
        asked = self.asked.without(*names)
        if self.few is not None and asked == self.asked:
            return Evidence.objects.filter(Q(pk__in=self.few) if self.few else Q(pk__isnull=True))
        return (fitting_if_cited if is_cited else fitting)(asked, as_of=self.as_of)

    def links(self, name: str) -> QuerySet[EvidenceLink]:
        """Return the links that could be asked for by a name, of the pieces that fit all the rest."""
        return links_asked(self.asked.without(name)).filter(evidence__in=self.evidence(*ON_LINKS))

    def citations(self, name: str) -> QuerySet[Citation]:
        """Return the citations that could be asked for by a name, of the pieces that fit all the rest."""
        evidence = self.evidence(*CITATIONS, is_cited=True)
        return citations_asked(self.asked.without(name), as_of=self.as_of).filter(evidence__in=evidence)


def evidence_facets(asked: EvidenceAsked, *, as_of: AsOf, few: tuple[int, ...] | None = None) -> tuple[Facet, ...]:
    """Return each way to narrow a list with what would remain, whatever is asked already in that way itself.

    `few` are the pieces that fit, where that is known.
    """
    counting = _Counting(asked, as_of, few)
    facets = (facet(counting) for facet in FACETS)
    return tuple(facet for facet in facets if facet.values)


def _agreements(counting: _Counting) -> Facet:
    """Return how many pieces bear on each agreement, in the order of their entry into force."""
    counts = _counts(counting.links("agreement"), "clause__agreement")
    rows = Agreement.objects.filter(pk__in=counts).order_by("in_force_at", "pk")
    values = ((row.slug, row.title, counts[row.pk]) for row in rows)
    return Facet("agreement", "Agreement", _values(counting.asked, "agreement", values))


def _directions(counting: _Counting) -> Facet:
    """Return how many pieces say what about a clause."""
    counts = _counts(counting.links("direction"), "direction")
    values = ((member.value, f"{member.glyph} {member.label}", counts.get(member.value, 0)) for member in Direction)
    return Facet("direction", "Direction", _values(counting.asked, "direction", values))


def _claimants(counting: _Counting) -> Facet:
    """Return on whose word most pieces rest, by name."""
    citations = counting.citations("claimant").filter(claimant__isnull=False)
    return _most(counting.asked, "claimant", "On whose word", _counts(citations, "claimant"), Actor)


def _publishers(counting: _Counting) -> Facet:
    """Return which publishers most pieces rest on, by name."""
    counts = _counts(counting.citations("publisher"), "source__publisher")
    return _most(counting.asked, "publisher", "Publisher", counts, Publisher)


def _most(
    asked: EvidenceAsked, name: str, title: str, counts: dict[int, int], model: type[Actor] | type[Publisher]
) -> Facet:
    """Return the values with most pieces, and the one chosen, in the order of their names."""
    most = sorted(counts, key=lambda pk: (-counts[pk], pk))[:MOST_VALUES]
    rows = model.objects.filter(Q(pk__in=most) | Q(slug=getattr(asked, name))).order_by("name", "pk")
    values = ((row.slug, row.name, counts.get(row.pk, 0)) for row in rows)
    return Facet(name, title, _values(asked, name, values), is_cut=len(counts) > MOST_VALUES)


def _disputes(counting: _Counting) -> Facet:
    """Return how many facts are only asserted, only denied, or both."""
    counts = _extremes(counting, "dispute", "stance", STANCES)
    values = ((value, label, counts[value]) for value, label in DISPUTES.items())
    return Facet("dispute", "Asserted or denied", _values(counting.asked, "dispute", values))


def _support(counting: _Counting) -> Facet:
    """Return how many facts rest on one document, and how many on several."""
    counts = _extremes(counting, "sources", "source", DOCUMENTS)
    values = ((value, label, counts[value]) for value, label in SUPPORT.items())
    return Facet("sources", "Rests on", _values(counting.asked, "sources", values))


def _extremes(counting: _Counting, name: str, column: str, conditions: dict[str, Q]) -> dict[str, int]:
    """Return how many pieces meet each condition on the first and last value of a column of their citations."""
    evidence = counting.evidence(name, is_cited=True)
    citations = known_citations(as_of=counting.as_of).filter(evidence__in=evidence)
    ends = citations.values("evidence").annotate(first=Min(column), last=Max(column))
    return ends.aggregate(**{value: Count("evidence", filter=condition) for value, condition in conditions.items()})


def _years(counting: _Counting) -> Facet:
    """Return how many pieces occurred in each year; what may have occurred in several counts in each."""
    asked, evidence = counting.asked, counting.evidence("occurred_from", "occurred_to").order_by()
    days = evidence.values_list("occurred_earliest_on", "occurred_latest_on").annotate(Count("pk"))
    counts: Counter[int] = Counter()
    for earliest, latest, count in days:
        counts.update(dict.fromkeys(range(earliest.year, latest.year + 1), count))
    values = []
    for year in sorted(counts):
        first, last = date(year, 1, 1), date(year, 12, 31)
        is_chosen = (asked.occurred_from, asked.occurred_to) == (first, last)
        other = {} if is_chosen else {"occurred_from": str(first), "occurred_to": str(last)}
        query = asked.without("occurred_from", "occurred_to").query(**other)
        values.append(FacetValue(str(year), counts[year], is_chosen, query))
    return Facet("year", "Year it occurred", tuple(values))


def _clauses(counting: _Counting) -> Facet:
    """Return how many pieces bear on each clause or on those below it, in the order of the text."""
    asked = counting.asked
    links, parameters = counting.links("clause").values("clause_id", "evidence_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_NODE.format(links=links), parameters)
        counts = dict(cursor.fetchall())
    found = Clause.objects.filter(pk__in=counts).select_related("agreement")
    rows = list(found.order_by("agreement__in_force_at", "agreement__pk", "position", "pk"))
    parents, chosen = {row.pk: row.parent_id for row in rows}, asked.clause.branch if asked.clause else ()
    if is_cut := len(rows) > MOST_CLAUSES:
        rows = [row for row in rows if row.parent_id is None or row.pk in chosen]
    values = (_clause(asked, row, counts[row.pk], _depth(row.pk, parents)) for row in rows)
    return Facet("clause", "Clause", tuple(values), is_cut)


def _clause(asked: EvidenceAsked, row: Clause, count: int, depth: int) -> FacetValue:
    """Return a clause that the list could be narrowed to."""
    is_chosen = asked.clause is not None and asked.clause.text in {row.number, row.reference}
    label = f"{row.number if asked.agreement else row.reference} {row.heading}"
    return FacetValue(label, count, is_chosen, asked.query(clause="" if is_chosen else row.reference), depth)


def _depth(pk: int, parents: dict[int, int | None]) -> int:
    """Return how far below a point a clause lies."""
    parent = parents.get(pk)
    return 0 if parent is None else 1 + _depth(parent, parents)


def _counts(rows: QuerySet, column: str) -> dict:
    """Return how many pieces of evidence stand behind links or citations, by a column."""
    return dict(rows.values_list(column).annotate(Count("evidence", distinct=True)))


def _values(asked: EvidenceAsked, name: str, rows: Iterable[tuple[str, str, int]]) -> tuple[FacetValue, ...]:
    """Return values with their labels and counts; those that would leave nothing are left out unless chosen."""
    chosen = getattr(asked, name)
    return tuple(
        FacetValue(label, count, value == chosen, asked.query(**{name: "" if value == chosen else value}))
        for value, label, count in rows
        if count or value == chosen
    )


FACETS: tuple[Callable[[_Counting], Facet], ...] = (
    *(_agreements, _directions, _disputes, _support, _claimants, _publishers, _years, _clauses),
)
