"""Load the seed files at PATH (by default those of the project) in one transaction, or only check them."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from agreements import loader
from agreements.management.base import RecordCommand
from agreements.management.reporting import progress_on, report_lines
from agreements.seedfiles import SeedError


class Command(RecordCommand):
    """Check everything, then load; a bad file changes nothing."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path and the ways to run."""
        parser.add_argument("path", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--check", action="store_true", help="only check the files; needs no database")
        parser.add_argument("--dry-run", action="store_true", help="load, report, and take everything back")
        parser.add_argument("--overwrite", action="store_true", help="let seed files win over edits made by hand")

    def handle(self, *, path: Path, check: bool, dry_run: bool, overwrite: bool, **options: object) -> None:
        """Run, and print what was done."""
        try:
            if check:
                self.stdout.write(f"{len(loader.check(path))} entries, no problems.")
                return
            progress = progress_on(self.stderr, "Loading seed files")
            report = loader.load_seeds(path, dry_run=dry_run, overwrite=overwrite, progress=progress)
        except SeedError as error:
            raise CommandError(f"{error}\n{len(error.problems)} problem(s); nothing was changed.") from error
        for line in report_lines(report):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Dry run: nothing was kept.")
