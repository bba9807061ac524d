"""The list of evidence, newest first: one page of what fits, how much fits, and how it could be narrowed further."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.cache import cache
from django.db import connection
from django.db.models import Q, QuerySet

from agreements.choices import EvidenceState
from agreements.dates import AsOf
from agreements.keys import is_key
from agreements.models import Evidence
from agreements.selectors.evidence import CitationReport, EvidenceReport, evidence_reports, newest_first
from agreements.selectors.evidence_asked import EvidenceAsked, fitting
from agreements.selectors.evidence_facets import Facet, evidence_facets
from agreements.selectors.revision import current_revision

PER_PAGE = 50
CITATIONS = 3
"""How many citations of a piece the list shows; its own page has them all."""

FEW = 500
"""Up to so many are gathered before they are put in order; of more, the first ones are looked for along the days."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list to read on: after or before a piece of evidence, or at its end; nothing is the beginning."""

    after: str = ""
    before: str = ""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """How many pieces fit, which if they are few, and how many would remain by each way to narrow them."""

    total: int
    few: tuple[int, ...] | None
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A piece of evidence in the list, with the first of its citations and how many more it has."""

    report: EvidenceReport
    citations: tuple[CitationReport, ...]
    more: int


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """One page of the list; `newer` and `older` are the pieces to read on from, empty at either end."""

    rows: tuple[EvidenceRow, ...]
    total: int
    facets: tuple[Facet, ...]
    newer: str
    older: str
    unknown: str


def evidence_list(asked: EvidenceAsked, place: Place, *, as_of: AsOf) -> EvidenceList:
    """Return one page of the evidence that counts and fits; where the place is unknown, the first, which says so."""
    counts = evidence_counts(asked, as_of=as_of)
    if counts.few is None:
        evidence = fitting(asked, as_of=as_of, along_days=True)
    else:
        evidence = Evidence.objects.filter(pk__in=counts.few)
    key = place.after or place.before
    stand = _stand(key) if key else None
    if stand is None:
        place = Place(is_last=place.is_last and not key)
    rows, has_newer, has_older = _page(evidence, place, stand)
    reports = evidence_reports(newest_first(Evidence.objects.filter(pk__in=rows)), as_of=as_of)
    return EvidenceList(
        rows=tuple(_row(report) for report in reports),
        total=counts.total,
        facets=counts.facets,
        newer=reports[0].key if has_newer and reports else "",
        older=reports[-1].key if has_older and reports else "",
        unknown=key if stand is None else "",
    )


def _row(report: EvidenceReport) -> EvidenceRow:
    """Return a piece of evidence as the list shows it."""
    shown = report.leading(CITATIONS)
    return EvidenceRow(report, shown, len(report.citations) - len(shown))


def _page(evidence: QuerySet[Evidence], place: Place, stand: tuple[date, int] | None) -> tuple[list[int], bool, bool]:
    """Return the rows of one page, and whether there are newer and older ones; a short page at either end is filled."""
    backwards = evidence.order_by("occurred_latest_on", "pk")
    if stand and place.after:
        day, pk = stand
        passed = Q(occurred_latest_on=day, pk__gte=pk)
        rows = _first(newest_first(evidence.filter(occurred_latest_on__lte=day).exclude(passed)))
        if rows:
            return rows[:PER_PAGE], True, len(rows) > PER_PAGE
    if stand and place.before:
        day, pk = stand
        passed = Q(occurred_latest_on=day, pk__lte=pk)
        rows = _first(backwards.filter(occurred_latest_on__gte=day).exclude(passed))
        if len(rows) > PER_PAGE:
            return rows[:PER_PAGE], True, True
    elif place.after or place.is_last:
        rows = _first(backwards)
        return rows[:PER_PAGE], len(rows) > PER_PAGE, False
    rows = _first(newest_first(evidence))
    return rows[:PER_PAGE], False, len(rows) > PER_PAGE


def _first(evidence: QuerySet[Evidence]) -> list[int]:
    """Return the rows of one page, and one more if there are more."""
    return list(evidence.values_list("pk", flat=True)[: PER_PAGE + 1])


def _stand(key: str) -> tuple[date, int] | None:
    """Return where a piece of evidence that is or was public stands in the order of days; None for any other."""
    if not is_key(key):
        return None
    public = Evidence.objects.filter(key=key, state__in=[EvidenceState.ACCEPTED, EvidenceState.RETRACTED])
    return public.values_list("occurred_latest_on", "pk").first()


def evidence_counts(asked: EvidenceAsked, *, as_of: AsOf) -> EvidenceCounts:
    """Return how much fits and would remain, worked out once for each revision of the record.

    Inside a transaction nothing is remembered: what is not yet committed may be undone.
    """
    if connection.in_atomic_block:
        return _counted(asked, as_of)
    question = repr((current_revision(), as_of, asked))
    name = f"evidence-{sha256(question.encode()).hexdigest()}"
    counts = cache.get(name)
    if counts is None:
        counts = _counted(asked, as_of)
        cache.set(name, counts)
    return counts


def _counted(asked: EvidenceAsked, as_of: AsOf) -> EvidenceCounts:
    """Count what fits and what would remain."""
    evidence = fitting(asked, as_of=as_of).order_by()
    total = evidence.count()
    few = tuple(evidence.values_list("pk", flat=True)) if total <= FEW else None
    return EvidenceCounts(total, few, evidence_facets(asked, as_of=as_of, few=few))
