"""Try the tracker out: make the database, load the seeds, make one account per role, and serve."""

import os
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from agreements.management import demonstration
from agreements.management.reporting import progress_on, report_lines
from agreements.seedfiles import SeedError


class Command(BaseCommand):
    """Run as often as you like: what is there already stays."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8000, help="where to serve on 127.0.0.1 (default 8000)")

    def handle(self, *, port: int, **options: object) -> None:
        """Prepare everything, say where to look, and serve until interrupted."""
        try:
            demonstration.require_port(port)
            demonstration.prepare_database()
            report = demonstration.load(progress_on(self.stdout, "Loading seed files"))
            lines = [*report_lines(report), *demonstration.account_lines(demonstration.accounts())]
        except (demonstration.NotPossibleError, SeedError) as error:
            raise CommandError(str(error)) from error
        except Error as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        address = f"http://127.0.0.1:{port}/"
        self.stdout.write("\n".join([*lines, f"\nOpen {address} – log in at {address}admin/ – stop with Ctrl-C."]))
        self.stdout.flush()
        os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
        call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
