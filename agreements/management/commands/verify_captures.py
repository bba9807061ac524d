"""Read every captured copy again and compare it with its recorded SHA-256."""

from django.core.management.base import CommandError

from agreements.captures import verify_shelf
from agreements.management.base import RecordCommand
from agreements.management.reporting import progress_on


class Command(RecordCommand):
    """Name every file that is missing, that was changed, or that no row names."""

    help = __doc__

    def handle(self, **options: object) -> None:
        """Compare, and print what was found."""
        report = verify_shelf(progress=progress_on(self.stderr, "Reading"))
        read = f"{report.files} file(s), {report.size} bytes"
        if report.problems:
            lines = "\n".join(report.problems)
            raise CommandError(f"{lines}\n{len(report.problems)} problem(s); {read} recorded.")
        self.stdout.write(f"{read}: every one is as recorded, and there is no other.")
