"""Ask the addresses of sources whether they still answer, one at a time, and note what they say."""

from argparse import ArgumentParser
from datetime import timedelta

from django.utils import timezone

from agreements.copies import LinkOutcome
from agreements.fetching import Fetcher
from agreements.link_checks import check_links
from agreements.management.asking import whole_number
from agreements.management.base import RecordCommand
from agreements.management.reporting import progress_on


class Command(RecordCommand):
    """Ask the public internet only; each answer is noted as it comes, so that a run may be broken off."""

    help = __doc__
    stealth_options = ("fetcher",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many are asked, and how politely."""
        parser.add_argument("--limit", type=whole_number, help="ask at most so many, the longest unasked first")
        parser.add_argument("--older-than", type=whole_number, metavar="DAYS", help="leave out what was asked since")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds before a host is asked again (1)")

    def handle(
        self, *, limit: int | None, older_than: int | None, pause: float, fetcher: Fetcher | None = None, **rest: object
    ) -> None:
        """Ask, and print how many answered how."""
        before = timezone.now() - timedelta(days=older_than) if older_than else None
        ways = {"fetcher": fetcher or Fetcher(), "clock": timezone.now, "pause": pause}
        counts = check_links(asked_before=before, limit=limit, progress=progress_on(self.stderr, "Asking"), **ways)
        for outcome in LinkOutcome:
            self.stdout.write(f"{outcome.label}: {counts[outcome]}")
