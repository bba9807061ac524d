"""Back up the database and the captured copies to one file, while the server runs, and read the file back."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from agreements.backups import BackupError, default_name, make_backup
from agreements.management.base import RecordCommand
from agreements.management.reporting import backup_lines, missing_line, stages_on


class Command(RecordCommand):
    """Write a file that `restore` reads; one that is there already is never written over."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", nargs="?", type=Path, help="by default backup-<UTC instant>.zip, in this folder")

    def handle(self, *, file: Path | None, **options: object) -> None:
        """Back up, and say what is in it, how it was checked, and what to mind."""
        at = timezone.now()
        try:
            made = make_backup(file or default_name(at), at=at, progress=stages_on(self.stderr))
        except BackupError as error:
            raise CommandError(str(error)) from error
        for line in backup_lines(made):
            self.stdout.write(line)
        if made.missing:
            self.stderr.write(missing_line(made.missing))
