"""Write the compliance summary of an agreement as of a day, to a file or to standard output."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from agreements import selectors
from agreements.as_of_query import parse_day
from agreements.dates import AsOf
from agreements.exports import FORMATS
from agreements.management.base import RecordCommand


class Command(RecordCommand):
    """Render one agreement in one format."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the agreement, the format and the as-of pair."""
        parser.add_argument("slug", help="the agreement")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--on", help="the day asked about, such as 2021-03-01; today if left out")
        parser.add_argument("--known", help="the day whose knowledge is used; today if left out")
        parser.add_argument("-o", "--output", type=Path, help="the file to write; standard output if left out")

    def handle(self, *, slug: str, on: str | None, known: str | None, output: Path | None, **options: object) -> None:
        """Render, and write."""
        try:
            days = [parse_day(text) if text else timezone.localdate() for text in (on, known)]
            report = selectors.agreement_report(slug, as_of=AsOf(*days))
        except (ValueError, selectors.UnknownError) as error:
            raise CommandError(str(error)) from error
        if report.is_beyond_record:
            self.stderr.write(f"The sources of this record reach {report.covered_until}; the day asked about is later.")
        self.deliver(FORMATS[str(options["format"])].render(report), output)
