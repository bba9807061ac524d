"""What actors say that clauses and agreements mean."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from agreements.models import Clause, Reading
from agreements.rules import Verdict
from agreements.selectors.clause_reports import SideReport, SidesReport
from agreements.selectors.evidence import source_report
from agreements.selectors.key_pages import page_of
from agreements.selectors.page_reports import ReadingReport
from agreements.selectors.reports import AgreementReport

READINGS = 40
OPEN = 3


def clause_readings(
    row: Clause, around: set[int], agreement: AgreementReport, found: Verdict
) -> Iterator[ReadingReport]:
    """Yield how a clause and what contains it are read; where it is disputed, then how the whole agreement is."""
    yield from readings_in_order(Reading.objects.filter(clause__in=around), agreement)
    if found.status.disputed:
        yield from readings_in_order(Reading.objects.filter(agreement=row.agreement_id, clause__isnull=True), agreement)


def readings_in_order(readings: QuerySet[Reading], agreement: AgreementReport) -> Iterator[ReadingReport]:
    """Yield what actors say that a clause or agreement means and what was known; the parties come first, in order."""
    order = {slug: place for place, (slug, _) in enumerate(agreement.parties)}
    known = readings.filter(source__published_latest_on__lte=agreement.as_of.known_on)

    def place(reading: Reading) -> tuple[int, str, str]:
        return order.get(reading.actor.slug, len(order)), reading.actor.name, reading.key

    for reading in sorted(known.select_related("actor", "source__publisher", "clause"), key=place):
        about = f"clause {reading.clause.number}" if reading.clause else "the whole agreement"
        yield ReadingReport(reading.key, reading.actor.name, reading.text, about, source_report(reading.source))


def sides(readings: Sequence[ReadingReport], agreement: AgreementReport, asked: str = "") -> SidesReport:
    """Return the page asked for of some readings, actor by actor; the parties come first, in order."""
    order = {name: place for place, (_, name) in enumerate(agreement.parties)}

    def place(reading: ReadingReport) -> tuple[int, str]:
        return order.get(reading.actor, len(order)), reading.actor

    by_key = {reading.key: reading for reading in sorted(readings, key=place)}
    page = page_of(list(by_key), asked, size=READINGS)
    said: dict[str, list[ReadingReport]] = {}
    for key in page.keys:
        said.setdefault(by_key[key].actor, []).append(by_key[key])
    found = (SideReport(actor, tuple(own[:OPEN]), tuple(own[OPEN:])) for actor, own in said.items())
    return SidesReport(page, tuple(found))
