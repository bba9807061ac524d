"""Fetch what the address of a source answers with, and attach it as a captured copy."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils import timezone

from agreements.captures import CaptureError, fetch_capture
from agreements.fetching import Fetcher, FetchError
from agreements.management.asking import account, fetcher_of_captures, known_source
from agreements.management.base import RecordCommand


class Command(RecordCommand):
    """Fetch from the public internet only; an answer that cannot be kept changes nothing."""

    help = __doc__
    stealth_options = ("fetcher",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source, and on whose behalf it is fetched."""
        parser.add_argument("source", metavar="SOURCE_KEY", help="the key of the source, as in its address")
        parser.add_argument("--by", metavar="ACCOUNT", help="the account that the history names; by default none")

    def handle(self, *, source: str, by: str | None, fetcher: Fetcher | None = None, **options: object) -> None:
        """Fetch, and print what was kept."""
        try:
            done = fetch_capture(
                known_source(source), by=account(by), at=timezone.now(), fetcher=fetcher or fetcher_of_captures()
            )
        except (CaptureError, FetchError) as error:
            raise CommandError(str(error)) from error
        capture = done.capture
        what = "Attached" if done.is_new else "This source has the very same copy already"
        self.stdout.write(f"{what}: {capture.get_kind_display()}, {capture.size} bytes, SHA-256 {capture.sha256}")
