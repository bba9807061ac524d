"""The counted quantities that bear on a clause, each with every value that was printed."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from agreements.choices import FigureFlag, IndicatorKind, Qualifier
from agreements.dates import AsOf, Span
from agreements.models import Evidence, Figure, Source
from agreements.selectors.evidence import counted_evidence, plain_number


@dataclass(frozen=True, slots=True)
class ValueReport:
    """A value as one source prints it, in the evidence that carries it."""

    evidence: str
    occurred: Span
    value: Decimal
    qualifier: Qualifier
    as_printed: str
    source: str
    title: str
    publisher: str
    flag: FigureFlag | None
    proposed_value: str
    note: str

    @property
    def amount(self) -> str:
        """Return the value for readers, with its qualifier."""
        qualifier = "" if self.qualifier is Qualifier.EXACTLY else f"{self.qualifier.label} "
        return f"{qualifier}{plain_number(self.value)}"


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """A counted quantity and its printed values by day; contradictory values stand side by side."""

    slug: str
    name: str
    unit: str
    kind: IndicatorKind
    note: str
    values: tuple[ValueReport, ...]


def clause_series(slug: str, number: str, *, as_of: AsOf) -> tuple[SeriesReport, ...]:
    """Return the quantities in the evidence that counts for a clause as of a day, those with most values first."""
    linked = Evidence.objects.filter(links__clause__agreement__slug=slug, links__clause__number=number)
    rows = (
        Figure.objects.filter(
            evidence__in=counted_evidence(as_of=as_of).filter(pk__in=linked.values("pk")),
            source__in=Source.objects.filter(published_latest_on__lte=as_of.known_on),
        )
        .select_related("evidence", "indicator", "source__publisher")
        .order_by("indicator", "evidence__occurred_latest_on", "evidence__occurred_earliest_on", "value", "pk")
    )
    found = [_series(tuple(figures)) for _, figures in groupby(rows, key=lambda row: row.indicator_id)]
    return tuple(sorted(found, key=lambda series: (-len(series.values), series.name, series.slug)))


def _series(rows: tuple[Figure, ...]) -> SeriesReport:
    """Return the rows of one indicator as a series."""
    indicator = rows[0].indicator
    return SeriesReport(
        slug=indicator.slug,
        name=indicator.name,
        unit=indicator.unit,
        kind=IndicatorKind(indicator.kind),
        note=indicator.note,
        values=tuple(_value(row) for row in rows),
    )


def _value(row: Figure) -> ValueReport:
    """Return one printed value."""
    return ValueReport(
        evidence=row.evidence.key,
        occurred=row.evidence.occurred,
        value=row.value,
        qualifier=Qualifier(row.qualifier),
        as_printed=row.as_printed,
        source=row.source.key,
        title=row.source.title,
        publisher=row.source.publisher.name,
        flag=FigureFlag(row.flag) if row.flag else None,
        proposed_value=plain_number(row.proposed_value) if row.proposed_value is not None else "",
        note=row.note,
    )
