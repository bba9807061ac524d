"""What every page shows: how far the record reaches, and which state it is in."""

from collections import defaultdict
from datetime import date

from agreements.dates import AsOf
from agreements.models import Agreement
from agreements.selectors.page_reports import CoverageReport
from agreements.selectors.revision import current_revision


def coverage(*, as_of: AsOf) -> tuple[CoverageReport, ...]:
    """Return up to when sources reach, for the agreements whose sources end before the day asked about."""
    agreements = Agreement.objects.order_by("covered_until", "in_force_at", "pk")
    rows = agreements.values_list("covered_until", "slug", "title")
    ended: defaultdict[date, list[tuple[str, str]]] = defaultdict(list)
    for covered_until, slug, title in rows:
        if covered_until is not None and covered_until < as_of.on:
            ended[covered_until].append((slug, title))
    return tuple(CoverageReport(day, () if len(names) == len(rows) else tuple(names)) for day, names in ended.items())


def revision() -> int:
    """Return the revision of the record: a number that every recorded change raises."""
    return current_revision().number
