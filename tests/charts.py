"""What tests of charts build: values, series, deadlines; and what they read in a picture."""

import xml.etree.ElementTree as ElementTree
from datetime import date
from decimal import Decimal

from agreements.as_of_query import AsOfQuery
from agreements.charts import Addresses
from agreements.charts.svg import SVG
from agreements.choices import DeadlineKind, FigureFlag, IndicatorKind, Qualifier, Timeliness
from agreements.dates import AsOf, Span
from agreements.selectors.reports import DeadlineReport
from agreements.selectors.series import SeriesReport, ValueReport

TODAY = date(2021, 3, 1)
ADDRESSES = Addresses(AsOfQuery(AsOf(TODAY, TODAY), date(2024, 1, 1), "2021-03-01", ""))


def value(
    evidence: str,
    occurred: str,
    amount: str,
    *,
    publisher: str = "A paper",
    qualifier: Qualifier = Qualifier.EXACTLY,
    flag: FigureFlag | None = None,
) -> ValueReport:
    """Return a printed value."""
    return ValueReport(
        evidence=evidence,
        occurred=Span.parse(occurred),
        value=Decimal(amount),
        qualifier=qualifier,
        as_printed=amount,
        source=f"source-of-{evidence}",
        title="A title",
        publisher=publisher,
        flag=flag,
        proposed_value="",
        note="",
    )


def series(
    *values: ValueReport, kind: IndicatorKind = IndicatorKind.POINT, name: str = "Lamps", unit: str = "lamps"
) -> SeriesReport:
    """Return a quantity with some values."""
    return SeriesReport("lamps", name, unit, kind, "", values)


def deadline(number: str, due_on: date, **changes: object) -> DeadlineReport:
    """Return a deadline that nothing shows met, unless said otherwise."""
    plain: dict[str, object] = {
        **dict.fromkeys(("notice_on", "done", "ended_on", "days", "original_days")),
        "agreement": "pact",
        "heading": "A heading",
        "key": "day",
        "label": "Hand-over",
        "kind": DeadlineKind.FIXED,
        "original_on": due_on,
        "inclusive": True,
        "time_zone": "UTC",
        "timeliness": Timeliness.CANNOT_BE_TOLD,
        "original_timeliness": Timeliness.CANNOT_BE_TOLD,
        "note": "",
    }
    return DeadlineReport(**(plain | {"number": number, "due_on": due_on} | changes))


def elements(picture: str | bytes, tag: str) -> list[ElementTree.Element]:
    """Return the elements of a picture of one kind."""
    return list(ElementTree.fromstring(picture).iter(f"{{{SVG}}}{tag}"))


def links(picture: str | bytes) -> list[tuple[str, str]]:
    """Return the address and the name of every link of a picture."""
    return [(link.get("href", ""), link.findtext(f"{{{SVG}}}title") or "") for link in elements(picture, "a")]
