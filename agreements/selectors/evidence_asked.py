"""What can be asked of a list of evidence, and the evidence that fits it."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from typing import Self

from django.db.models import Exists, F, Max, Min, Model, OuterRef, Q, QuerySet
from django.utils.http import urlencode

from agreements.choices import Stance
from agreements.dates import AsOf
from agreements.models import Citation, Clause, Evidence, EvidenceLink, Figure
from agreements.selectors.evidence import counted_evidence
from agreements.selectors.search import matching

DISPUTES = {"asserted": "Asserted only", "denied": "Denied only", "disputed": "± Both asserted and denied"}
SUPPORT = {"one": "One document only", "several": "Several documents"}


@dataclass(frozen=True, slots=True)
class ClauseAsked:
    """A clause as it was asked for, and the clauses meant: it and those below it."""

    text: str
    branch: tuple[int, ...]

    def __str__(self) -> str:
        """Return what was asked for."""
        return self.text


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """What is asked of evidence, by public names, as in addresses; what is empty is not asked.

    What is asked of links must hold for one and the same link; likewise for the citations that were known.
    """

    words: str = ""
    agreement: str = ""
    clause: ClauseAsked | None = None
    direction: str = ""
    party: str = ""
    claimant: str = ""
    publisher: str = ""
    source: str = ""
    stance: str = ""
    dispute: str = ""
    sources: str = ""
    indicator: str = ""
    occurred_from: date | None = None
    occurred_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    entered_from: date | None = None
    entered_to: date | None = None

    def without(self, *names: str) -> Self:
        """Return the same with some things not asked."""
        return replace(self, **{field.name: field.default for field in fields(self) if field.name in names})

    def query(self, **changes: str) -> str:
        """Return it as the parameters of an address, some of them changed."""
        values = {field.name: str(getattr(self, field.name) or "") for field in fields(self)} | changes
        return urlencode({name: value for name, value in values.items() if value})


LINKS = {"agreement": "clause__agreement__slug", "direction": "direction", "party": "party__slug"}
CITATIONS = {
    "claimant": "claimant__slug",
    "publisher": "source__publisher__slug",
    "source": "source__key",
    "stance": "stance",
    "published_from": "source__published_latest_on__gte",
    "published_to": "source__published_earliest_on__lte",
}
OCCURRED = {"occurred_from": "occurred_latest_on__gte", "occurred_to": "occurred_earliest_on__lte"}
"""By what is asked, the column of links, of citations and of evidence that answers."""

ON_LINKS = ("clause", *LINKS)

STANCES = {
    "asserted": Q(last=Stance.ASSERTS),
    "denied": Q(first=Stance.DENIES),
    "disputed": Q(first=Stance.ASSERTS, last=Stance.DENIES),
}
DOCUMENTS = {"one": Q(first=F("last")), "several": Q(first__lt=F("last"))}
"""What is asked of the first and the last stance, or document, among the citations of a piece of evidence."""


def fitting(asked: EvidenceAsked, *, as_of: AsOf, along_days: bool = False) -> QuerySet[Evidence]:
    """Return the evidence that counts and fits everything asked."""
    return narrowed(counted_evidence(as_of=as_of), asked, as_of=as_of, along_days=along_days)


def fitting_if_cited(asked: EvidenceAsked, *, as_of: AsOf) -> QuerySet[Evidence]:
    """Return the evidence that fits everything asked and counts if a document that was known cites it."""
    occurred = Evidence.objects.accepted().filter(occurred_latest_on__lte=as_of.on)
    return narrowed(occurred, asked, as_of=as_of)


def narrowed(
    evidence: QuerySet[Evidence], asked: EvidenceAsked, *, as_of: AsOf, along_days: bool = False
) -> QuerySet[Evidence]:
    """Return the evidence that fits everything asked.

    Either all that fits is gathered, or each piece is looked at in the order of its day: `along_days` is the faster way
    to the first ones of very many.
    """
    evidence = matching(evidence, asked.words, along_days=along_days).filter(_fits(asked, OCCURRED), _entered(asked))
    for condition in _conditions(asked, as_of, along_days):
        evidence = evidence.filter(condition)
    return evidence


def _conditions(asked: EvidenceAsked, as_of: AsOf, along_days: bool) -> list[Q]:
    """Return what is asked of what belongs to a piece of evidence."""
    conditions: list[Q] = []
    if any(getattr(asked, name) for name in ON_LINKS):
        conditions.append(_has(links_asked(asked), along_days))
    if any(getattr(asked, name) for name in CITATIONS):
        conditions.append(_has(citations_asked(asked, as_of=as_of), along_days))
    if asked.indicator:
        figures = Figure.objects.filter(source__published_latest_on__lte=as_of.known_on)
        conditions.append(_has(figures.filter(indicator__slug=asked.indicator), along_days))
    if asked.dispute:
        said = known_citations(as_of=as_of).values("evidence").annotate(first=Min("stance"), last=Max("stance"))
        conditions.append(_has(said.filter(STANCES[asked.dispute]), along_days))
    if asked.sources:
        documents = known_citations(as_of=as_of).values("evidence").annotate(first=Min("source"), last=Max("source"))
        conditions.append(_has(documents.filter(DOCUMENTS[asked.sources]), along_days))
    return conditions


def _has(rows: QuerySet[Model], along_days: bool) -> Q:
    """Return the condition that such rows belong to a piece of evidence."""
    return Q(Exists(rows.filter(evidence=OuterRef("pk")))) if along_days else Q(pk__in=rows.values("evidence"))


def links_asked(asked: EvidenceAsked) -> QuerySet[EvidenceLink]:
    """Return the links that fit everything asked of links."""
    on_clause = Q(clause__in=asked.clause.branch) if asked.clause else Q()
    return EvidenceLink.objects.filter(_fits(asked, LINKS) & on_clause).order_by()


def citations_asked(asked: EvidenceAsked, *, as_of: AsOf) -> QuerySet[Citation]:
    """Return the citations that were known and fit everything asked of citations."""
    return known_citations(as_of=as_of).filter(_fits(asked, CITATIONS))


def known_citations(*, as_of: AsOf) -> QuerySet[Citation]:
    """Return the citations of documents that had been published."""
    return Citation.objects.filter(source__published_latest_on__lte=as_of.known_on).order_by()


def _fits(asked: EvidenceAsked, columns: dict[str, str]) -> Q:
    """Return the condition on those columns of which something is asked."""
    return Q(**{column: getattr(asked, name) for name, column in columns.items() if getattr(asked, name)})


def _entered(asked: EvidenceAsked) -> Q:
    """Return the condition on the day of entry, on the clock that pages show."""
    since = Q(entered_at__gte=datetime.combine(asked.entered_from, time.min, UTC)) if asked.entered_from else Q()
    until = Q(entered_at__lte=datetime.combine(asked.entered_to, time.max, UTC)) if asked.entered_to else Q()
    return since & until


def clause_asked(text: str) -> ClauseAsked | None:
    """Return the clauses meant by a number such as `6.g`, or by a reference such as `slug/6.g`; None for nothing."""
    slug, slash, number = text.strip().rpartition("/")
    if not number:
        return None
    below: dict[int | None, list[int]] = {}
    branch: list[int] = []
    for pk, parent, named, agreement in Clause.objects.values_list("pk", "parent", "number", "agreement__slug"):
        below.setdefault(parent, []).append(pk)
        if named == number and (agreement == slug or not slash):
            branch.append(pk)
    for pk in branch:
        branch += below.get(pk, [])
    return ClauseAsked(text.strip(), tuple(sorted(branch)))
