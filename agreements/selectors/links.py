"""What the addresses of sources answered when they were last asked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from agreements.copies import LinkOutcome
from agreements.models import LinkCheck


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What an address answered, and when it was asked."""

    outcome: LinkOutcome
    message: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLinkReport:
    """A source whose address did not answer with a page."""

    source: str
    pk: int
    title: str
    address: str
    outcome: LinkOutcome
    message: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class DeadLinks:
    """The sources whose addresses do not answer: how many in all, and those checked last."""

    count: int
    links: tuple[DeadLinkReport, ...]


def dead_links(limit: int) -> DeadLinks:
    """Return the sources whose address, as it is now, did not answer when it was last asked; at most `limit`."""
    checks = LinkCheck.objects.exclude(outcome=LinkOutcome.ANSWERS).filter(address=F("source__url"))
    latest = checks.select_related("source").order_by("-checked_at", "-pk")[:limit]
    return DeadLinks(checks.count(), tuple(_dead_link(check) for check in latest))


def link_report(check: LinkCheck | None, address: str) -> LinkReport | None:
    """Return what a check found; None where there was none of this very address."""
    if check is None or check.address != address:
        return None
    return LinkReport(LinkOutcome(check.outcome), check.message, check.checked_at)


def _dead_link(check: LinkCheck) -> DeadLinkReport:
    """Return a source with what its address answered."""
    source = check.source
    outcome = LinkOutcome(check.outcome)
    return DeadLinkReport(source.key, source.pk, source.title, check.address, outcome, check.message, check.checked_at)
