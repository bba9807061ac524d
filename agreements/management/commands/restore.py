"""Put a backup in the place of the database and the captured copies, all or nothing; stop the server first."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agreements.backups import BackupError, restore_backup
from agreements.management.reporting import missing_line, restored_lines, stages_on


class Command(BaseCommand):
    """Read a file that `backup` wrote; what is there already stays unless told otherwise."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether what is there may be lost."""
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--overwrite", action="store_true", help="lose what the database holds now")

    def handle(self, *, file: Path, overwrite: bool, **options: object) -> None:
        """Restore, and say what is there now and what to do next."""
        try:
            restored = restore_backup(file, overwrite=overwrite, progress=stages_on(self.stderr))
        except BackupError as error:
            raise CommandError(str(error)) from error
        for line in restored_lines(restored):
            self.stdout.write(line)
        if restored.missing:
            self.stderr.write(missing_line(restored.missing))
