"""How many pieces of evidence remain for each value that a list could be narrowed to as well, counted in SQL."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from agreements.choices import Direction
from agreements.dates import AsOf
from agreements.models import Actor, Agreement, Clause, Publisher
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


def evidence_facets(asked: EvidenceAsked, *, as_of: AsOf) -> tuple[Facet, ...]:
    """Return each way to narrow a list with what would remain, whatever is asked already in that way itself."""
    facets = (facet(asked, as_of) for facet in FACETS)
    return tuple(facet for facet in facets if facet.values)


def _agreements(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many pieces bear on each agreement, in the order of their entry into force."""
    counts = _counts(_links(asked, "agreement", as_of), "clause__agreement")
    rows = Agreement.objects.filter(pk__in=counts).order_by("in_force_at", "pk")
    values = ((row.slug, row.title, counts[row.pk]) for row in rows)
    return Facet("agreement", "Agreement", _values(asked, "agreement", values))


def _directions(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many pieces say what about a clause."""
    counts = _counts(_links(asked, "direction", as_of), "direction")
    values = ((member.value, f"{member.glyph} {member.label}", counts.get(member.value, 0)) for member in Direction)
    return Facet("direction", "Direction", _values(asked, "direction", values))


def _claimants(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return on whose word most pieces rest, by name."""
    citations = _citations(asked, "claimant", as_of).filter(claimant__isnull=False)
    return _most(asked, "claimant", "On whose word", _counts(citations, "claimant"), Actor)


def _publishers(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return which publishers most pieces rest on, by name."""
    counts = _counts(_citations(asked, "publisher", as_of), "source__publisher")
    return _most(asked, "publisher", "Publisher", counts, Publisher)


def _most(
    asked: EvidenceAsked, name: str, title: str, counts: dict[int, int], model: type[Actor] | type[Publisher]
) -> Facet:
    """Return the values with most pieces, and the one chosen, in the order of their names."""
    most = sorted(counts, key=lambda pk: (-counts[pk], pk))[:MOST_VALUES]
    rows = model.objects.filter(Q(pk__in=most) | Q(slug=getattr(asked, name))).order_by("name", "pk")
    values = ((row.slug, row.name, counts.get(row.pk, 0)) for row in rows)
    return Facet(name, title, _values(asked, name, values), is_cut=len(counts) > MOST_VALUES)


def _disputes(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many facts are only asserted, only denied, or both."""
    counts = _extremes(asked, "dispute", "stance", STANCES, as_of)
    values = ((value, label, counts[value]) for value, label in DISPUTES.items())
    return Facet("dispute", "Asserted or denied", _values(asked, "dispute", values))


def _support(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many facts rest on one document, and how many on several."""
    counts = _extremes(asked, "sources", "source", DOCUMENTS, as_of)
    values = ((value, label, counts[value]) for value, label in SUPPORT.items())
    return Facet("sources", "Rests on", _values(asked, "sources", values))


def _extremes(asked: EvidenceAsked, name: str, column: str, conditions: dict[str, Q], as_of: AsOf) -> dict[str, int]:
    """Return how many pieces meet each condition on the first and last value of a column of their citations."""
    evidence = fitting_if_cited(asked.without(name), as_of=as_of)
    citations = known_citations(as_of=as_of).filter(evidence__in=evidence)
    ends = citations.values("evidence").annotate(first=Min(column), last=Max(column))
    return ends.aggregate(**{value: Count("evidence", filter=condition) for value, condition in conditions.items()})


def _years(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many pieces occurred in each year; what may have occurred in several counts in each."""
    evidence = fitting(asked.without("occurred_from", "occurred_to"), as_of=as_of).order_by()
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


def _clauses(asked: EvidenceAsked, as_of: AsOf) -> Facet:
    """Return how many pieces bear on each clause or on those below it, in the order of the text."""
    links, parameters = _links(asked, "clause", as_of).values("clause_id", "evidence_id").query.sql_with_params()
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


def _links(asked: EvidenceAsked, name: str, as_of: AsOf) -> QuerySet:
    """Return the links that could be asked for by a name, of the pieces that fit all the rest."""
    evidence = fitting(asked.without(*ON_LINKS), as_of=as_of)
    return links_asked(asked.without(name)).filter(evidence__in=evidence)


def _citations(asked: EvidenceAsked, name: str, as_of: AsOf) -> QuerySet:
    """Return the citations that could be asked for by a name, of the pieces that fit all the rest."""
    evidence = fitting_if_cited(asked.without(*CITATIONS), as_of=as_of)
    return citations_asked(asked.without(name), as_of=as_of).filter(evidence__in=evidence)


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


FACETS: tuple[Callable[[EvidenceAsked, AsOf], Facet], ...] = (
    *(_agreements, _directions, _disputes, _support, _claimants, _publishers, _years, _clauses),
)
