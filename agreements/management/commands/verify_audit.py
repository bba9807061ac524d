"""Compare the record with its audit trail, and print the head of the trail to publish."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from agreements.management.base import RecordCommand
from agreements.management.reporting import progress_on
from agreements.selectors.audit import Head, UnknownHeadError, verify_trail


class Command(RecordCommand):
    """Name every row that was changed, removed or put in behind the application's back."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a head that was noted earlier."""
        parser.add_argument("--head", help="a head printed earlier, which must still be in the trail")

    def handle(self, *, head: str | None, **options: object) -> None:
        """Compare, and print what was found."""
        try:
            published = Head.parse(head) if head else None
        except UnknownHeadError as error:
            raise CommandError(str(error)) from error
        report = verify_trail(published=published, progress=progress_on(self.stderr, "Comparing"))
        if report.problems:
            lines = "\n".join(report.problems)
            raise CommandError(f"{lines}\n{len(report.problems)} problem(s). Head of the trail: {report.head}")
        self.stdout.write(f"{report.entries} entries and {report.rows} rows compared, nothing differs.")
        self.stdout.write(f"Head of the trail: {report.head}")
