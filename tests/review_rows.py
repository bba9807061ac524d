"""A clause on the reviewer's desk: accepted evidence on it, and judgements that were decided."""

from datetime import UTC, date, datetime, time

from agreements.choices import Direction, Performance
from agreements.dates import Span
from agreements.models import (
    Actor,
    Assessment,
    Citation,
    Clause,
    Deadline,
    Evidence,
    EvidenceLink,
    Party,
    Publisher,
    Source,
)
from agreements.roles import Role
from tests.people import clause, person


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    return datetime.combine(day(text), time(12), UTC)


def party(slug: str, on: Clause) -> Actor:
    actor, _ = Actor.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "kind": "state"})
    Party.objects.get_or_create(agreement=on.agreement, actor=actor)
    return actor


def reported(
    key: str,
    direction: str = Direction.SUPPORTS,
    *,
    on: Clause | None = None,
    occurred: str = "2021-03-02",
    published: str = "",
    accepted: str = "2021-04-01",
    claimant: Actor | None = None,
    meets: Deadline | None = None,
    state: str = "accepted",
) -> Evidence:
    """Return evidence on a clause, published on the day it happened and accepted on a later one unless said."""
    publisher, _ = Publisher.objects.get_or_create(slug="gazette", defaults={"name": "Gazette", "kind": "private"})
    source = Source(key=f"{key}-source", publisher=publisher, title=f"On {key}", language="en")
    source.published = Span.parse(published or occurred)
    source.save()
    row = Evidence(key=key, summary=f"What {key} says.", state=state, entered_at=instant("2021-03-03"))
    row.state_reason = "A mistake." if state == "retracted" else ""
    row.entered_by, row.decided_by = person(Role.REPORTER), person(Role.ADMINISTRATOR)
    row.decided_at = instant(accepted)
    row.occurred = Span.parse(occurred)
    row.save()
    Citation.objects.create(evidence=row, source=source, claimant=claimant)
    EvidenceLink.objects.create(evidence=row, clause=on or clause(), direction=direction, meets=meets)
    return row


def decided(
    performance: str = Performance.PARTLY_FULFILLED,
    *,
    on: Clause | None = None,
    effective: str = "2021-03-05",
    at: str = "2021-03-10",
    cites: tuple[Evidence, ...] = (),
    of: Actor | None = None,
) -> Assessment:
    """Return an approved assessment."""
    row = Assessment.objects.create(
        key=f"judged-{Assessment.objects.count()}",
        clause=on or clause(),
        party=of,
        effective_on=day(effective),
        performance=performance,
        confidence="moderate",
        rationale="What was seen.",
        method_version="1.1",
        state="approved",
        proposed_by=person(Role.REVIEWER, "author"),
        approved_by=person(Role.ADMINISTRATOR),
        decided_at=instant(at),
    )
    row.cited.set(cites)
    return row
