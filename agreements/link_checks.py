"""Whether the addresses of sources still answer: asked one at a time, politely; not part of the record."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db.models import F, Q

from agreements.copies import LinkOutcome
from agreements.fetching import Answer, BrokenAnswerError, Fetcher, FetchError, RefusedAddressError
from agreements.models import LinkCheck, Source

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
LONGEST_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """What one address answered."""

    outcome: LinkOutcome
    status: int | None
    message: str


def check_links(
    *,
    fetcher: Fetcher,
    clock: Callable[[], datetime],
    asked_before: datetime | None = None,
    limit: int | None = None,
    pause: float = 1.0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Counter[LinkOutcome]:
    """Ask addresses, those never asked first and then the longest ago, and keep each answer as it comes.

    One host is asked at most once per `pause` seconds; `asked_before` leaves out what was asked since.
    """
    sources = Source.objects.exclude(url="").order_by(F("link_check__checked_at").asc(nulls_first=True), "pk")
    if asked_before is not None:
        is_due = Q(link_check=None) | Q(link_check__checked_at__lt=asked_before) | ~Q(link_check__address=F("url"))
        sources = sources.filter(is_due)
    due = list(sources.values_list("pk", "url")[:limit])
    pauses = Pauses(pause)
    counts: Counter[LinkOutcome] = Counter()
    for done, (pk, address) in enumerate(due, start=1):
        pauses.wait(address.partition("//")[2].partition("/")[0].lower())
        found = asked(address, fetcher)
        columns = {"outcome": found.outcome, "status": found.status, "message": found.message}
        LinkCheck.objects.update_or_create(source_id=pk, defaults=columns | {"address": address, "checked_at": clock()})
        counts[found.outcome] += 1
        progress(done, len(due))
    return counts


def asked(address: str, fetcher: Fetcher) -> Finding:
    """Return what an address answers: asked for its head, and for all of it where a server gives no head."""
    try:
        try:
            found = _answered(address, fetcher, "HEAD")
        except BrokenAnswerError:
            found = None
        if found is None or found.outcome is not LinkOutcome.ANSWERS:
            found = _answered(address, fetcher, "GET")
    except RefusedAddressError as error:
        return Finding(LinkOutcome.REFUSED, None, str(error)[:LONGEST_MESSAGE])
    except FetchError as error:
        return Finding(LinkOutcome.UNREACHABLE, None, str(error)[:LONGEST_MESSAGE])
    return found


def _answered(address: str, fetcher: Fetcher, method: str) -> Finding:
    """Return what an address answers to one way of asking."""
    with fetcher.opened(address, method=method) as answer:
        moved = f", at {answer.address}" if answer.address.rstrip("/") != address.rstrip("/") else ""
        return Finding(_outcome(answer), answer.status, f"{answer.said}{moved}"[:LONGEST_MESSAGE])


def _outcome(answer: Answer) -> LinkOutcome:
    """Return what a status says of an address."""
    if answer.status in GONE:
        return LinkOutcome.DEAD
    return (
        LinkOutcome.ANSWERS if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES else LinkOutcome.UNREACHABLE
    )


class Pauses:
    """Leaves a host alone for a while before it is asked again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Return once the host may be asked again."""
        free = self._asked.get(host, float("-inf")) + self._seconds
        time.sleep(max(0.0, free - time.monotonic()))
        self._asked[host] = time.monotonic()
