"""What the commands share that work on the record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from agreements.models import Agreement


class RecordCommand(BaseCommand):
    """A command that needs the tables of the record."""

    def execute(self, *args: object, **options: object) -> str | None:
        """Run; where there are no tables yet, say what to do in one line."""
        if not options.get("check") and Agreement._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database has no tables yet: run python manage.py migrate, or demo.")
        return super().execute(*args, **options)

    def deliver(self, content: bytes, output: Path | None) -> None:
        """Write `content` to the file `output`, or to standard output where none is given."""
        if output is None:
            stream = getattr(self.stdout, "buffer", None)  # the bytes as they are, whatever the terminal's encoding
            stream.write(content) if stream else self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
