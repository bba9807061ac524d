"""Makes evidence by the hundred thousand over the clauses of a loaded record, the same every time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.contrib.auth.models import User
from django.db import connection, transaction

from agreements.choices import Direction, EvidenceState, Precision, PublisherKind, Stance
from agreements.dates import Span
from agreements.models import Actor, Citation, Clause, Evidence, EvidenceLink, Publisher, Source
from tests.benchmarks.words import language, name, sentence, text

Progress = Callable[[int, int], None]
FIRST_DAY = date(2020, 11, 10)
DAYS = 1900
BATCH = 2000
ROWS_PER_SOURCE = 20
ROWS_PER_PUBLISHER = 333
STATES = ((EvidenceState.ACCEPTED, 96), (EvidenceState.SUBMITTED, 2), (EvidenceState.RETRACTED, 2))
DIRECTIONS = ((Direction.SUPPORTS, 45), (Direction.CONTRADICTS, 30), (Direction.MIXED, 5), (Direction.CONTEXT, 20))
STANCES = ((Stance.ASSERTS, 88), (Stance.DENIES, 12))
SIDES = ((Precision.DAY, 85), (Precision.MONTH, 8), (Precision.INTERVAL, 7))


def drawn(draw: Random, table: tuple[tuple[object, int], ...]) -> object:
    """Return a member of a table of members and weights."""
    members, weights = zip(*table, strict=True)
    return draw.choices(members, weights)[0]


def span(draw: Random) -> Span:
    """Return a day, a month or an interval."""
    first = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
    precision = drawn(draw, SIDES)
    if precision == Precision.MONTH:
        return Span.parse(f"{first:%Y-%m}")
    if precision == Precision.INTERVAL:
        return Span.parse(f"{first}/{first + timedelta(days=draw.randint(1, 60))}")
    return Span.day(first)


class Generator:
    """Adds evidence with its citations, links, sources and publishers; every batch is a transaction of its own."""

    def __init__(self, *, seed: int = 4) -> None:
        self.draw = Random(seed)
        self.made = 0
        self.user, _ = User.objects.get_or_create(username="generator")
        self.clauses = list(Clause.objects.assessable().order_by("pk").values_list("pk", flat=True))
        self.actors = list(Actor.objects.order_by("pk").values_list("pk", flat=True))
        self.publishers: list[Publisher] = []
        self.sources: list[Source] = []

    def grow_to(self, rows: int, *, progress: Progress = lambda done, total: None) -> None:
        """Add pieces until there are as many as asked for; then PostgreSQL looks at its tables, as it would."""
        while self.made < rows:
            with transaction.atomic():
                self._batch(min(BATCH, rows - self.made), rows)
            progress(self.made, rows)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def _batch(self, count: int, rows: int) -> None:
        """Add some pieces and all that belongs to them."""
        self._publish(
            max(5, (self.made + count) // ROWS_PER_PUBLISHER), max(20, (self.made + count) // ROWS_PER_SOURCE)
        )
        pieces = Evidence.objects.bulk_create(self._piece(self.made + place) for place in range(count))
        self.made += count
        Citation.objects.bulk_create(citation for piece in pieces for citation in self._citations(piece))
        EvidenceLink.objects.bulk_create(link for piece in pieces for link in self._links(piece))

    def _publish(self, publishers: int, sources: int) -> None:
        """Add publishers and sources until there are as many as asked for."""
        new = [self._publisher(place) for place in range(len(self.publishers), publishers)]
        self.publishers += Publisher.objects.bulk_create(new)
        self.sources += Source.objects.bulk_create([self._source(place) for place in range(len(self.sources), sources)])

    def _publisher(self, place: int) -> Publisher:
        kind = self.draw.choice(list(PublisherKind))
        return Publisher(slug=f"made-{place}", name=f"{name(self.draw)} {place}", kind=kind)

    def _source(self, place: int) -> Source:
        spoken = language(self.draw)
        row = Source(
            key=f"made-{place}",
            publisher=self.draw.choice(self.publishers),
            title=sentence(self.draw, spoken, most=12),
            url=f"https://made.example/{place}",
            language=spoken,
        )
        row.published = Span.day(FIRST_DAY + timedelta(days=self.draw.randrange(DAYS)))
        return row

    def _piece(self, place: int) -> Evidence:
        state = drawn(self.draw, STATES)
        row = Evidence(
            key=f"made-{place:06}",
            place=name(self.draw) if self.draw.random() < 0.5 else "",
            summary=text(self.draw),
            state=state,
            state_reason="Taken back." if state == EvidenceState.RETRACTED else "",
            entered_by=self.user,
            entered_at=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=place),
        )
        row.occurred = span(self.draw)
        return row

    def _citations(self, piece: Evidence) -> list[Citation]:
        found = self.draw.sample(self.sources, self.draw.randint(1, 3))
        return [
            Citation(
                evidence=piece,
                source=source,
                claimant_id=self.draw.choice(self.actors) if self.draw.random() < 0.6 else None,
                stance=drawn(self.draw, STANCES),
                position=position,
            )
            for position, source in enumerate(found)
        ]

    def _links(self, piece: Evidence) -> list[EvidenceLink]:
        found = self.draw.sample(self.clauses, min(self.draw.choice((1, 1, 2)), len(self.clauses)))
        return [
            EvidenceLink(evidence=piece, clause_id=clause, direction=drawn(self.draw, DIRECTIONS), position=position)
            for position, clause in enumerate(found)
        ]
