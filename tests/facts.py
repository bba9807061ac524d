"""Builders of facts: plain functions with defaults, so that a case says only what it is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from agreements.choices import DeadlineKind, Direction, Performance, Stance
from agreements.dates import AsOf, Offset, Span
from agreements.deadlines import DeadlineFact, Move
from agreements.facts import AssessmentFact, CitationFact, CitedFact, ClauseFacts, EvidenceFact

D = date
IN_FORCE_ON = D(2020, 11, 10)
PARTIES = ("armenia", "azerbaijan")


def as_of(on: str, known: str = "9999-12-31") -> AsOf:
    return AsOf(date.fromisoformat(on), date.fromisoformat(known))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asserts(published: str, *, by: str | None = None) -> CitationFact:
    return CitationFact(Stance.ASSERTS, Span.parse(published), by)


def denies(published: str, *, by: str | None = None) -> CitationFact:
    return CitationFact(Stance.DENIES, Span.parse(published), by)


def evidence(
    occurred: str, direction: Direction = Direction.SUPPORTS, *said: CitationFact, **more: object
) -> EvidenceFact:
    """Unless said otherwise, one source asserts it on its last day and it was entered long before any assessment."""
    more = {"key": f"{occurred}-{direction}", "entered_at": at("2020-11-10")} | more
    span = Span.parse(occurred)
    return EvidenceFact(occurred=span, direction=direction, citations=said or (asserts(str(span.latest)),), **more)


def cites(key: str, published: str | None, **more: object) -> CitedFact:
    return CitedFact(key, Span.parse(published) if published else None, **more)


def assessment(effective: str, performance: Performance = Performance.FULFILLED, **more: object) -> AssessmentFact:
    """Unless said otherwise, it was decided on the day it takes effect."""
    more = {"key": f"{effective}-{performance}", "decided_at": at(effective)} | more
    return AssessmentFact(effective_on=date.fromisoformat(effective), performance=performance, **more)


def move(due: str, *, agreed: str, published: str | None = None) -> Move:
    return Move(date.fromisoformat(due), Span.parse(agreed), Span.parse(published) if published else None)


def fixed(due: str, *moves: Move, key: str = "handover", inclusive: bool = True) -> DeadlineFact:
    return DeadlineFact(key, DeadlineKind.FIXED, date.fromisoformat(due), inclusive=inclusive, moves=moves)


def relative(offset: str, *moves: Move, key: str = "report", anchor: str | None = None) -> DeadlineFact:
    return DeadlineFact(key, DeadlineKind.RELATIVE, None, anchor, Offset.parse(offset), moves=moves)


def renewal(offset: str = "P5Y", *, key: str = "term", anchor: str | None = None, notice: str = "P6M") -> DeadlineFact:
    before = Offset.parse(notice) if notice else None
    return DeadlineFact(key, DeadlineKind.RENEWAL, None, anchor, Offset.parse(offset), notice=before)


def by_key(deadlines: Iterable[DeadlineFact]) -> dict[str, DeadlineFact]:
    return {deadline.key: deadline for deadline in deadlines}


def clause(*deadlines: DeadlineFact, anchors: tuple[DeadlineFact, ...] = (), **more: object) -> ClauseFacts:
    """Return a clause with these deadlines, which may count from one another and from `anchors`."""
    more = {"parties": PARTIES} | more
    return ClauseFacts("2020-11-10/6.b", IN_FORCE_ON, deadlines=deadlines, anchors=by_key(deadlines + anchors), **more)
