"""Measures an import beside the library's row by row, on the same rows: `python -m tests.benchmarks.imports`.

DATABASE_URL names an empty database; without it, a temporary SQLite file is made and removed.
"""

import argparse
import sys
from collections.abc import Callable
from time import perf_counter, process_time

from tests.benchmarks.running import run_in_database


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.imports", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000, help="rows of the spreadsheet")
    return parser.parse_args()


class Stopwatch:
    """Takes the time of steps, by the clock and by the processor."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def take(self, step: str, work: Callable[[], object]) -> object:
        """Do some work and note how long it took."""
        begun, used = perf_counter(), process_time()
        answer = work()
        self.seconds[step], self.processor[step] = perf_counter() - begun, process_time() - used
        sys.stderr.write(f"{step}: {self.seconds[step]:.1f} s\n")
        return answer


def rows_of(count: int, prefix: str) -> list[dict[str, object]]:
    """Return rows like those of a busy year: one or two sources each and one clause."""
    from random import Random

    from agreements.models import Clause, Source
    from tests.benchmarks.generator import span
    from tests.benchmarks.words import name, text

    draw = Random(5)
    sources = list(Source.objects.order_by("pk").values_list("key", flat=True))
    clauses = [clause.reference for clause in Clause.objects.assessable().select_related("agreement").order_by("pk")]
    rows = []
    for place in range(count):
        row = {"key": f"{prefix}-{place:05}", "occurred": span(draw).edtf, "place": name(draw), "summary": text(draw)}
        for number, source in enumerate(draw.sample(sources, draw.randint(1, 2)), start=1):
            row[f"source {number}"] = source
        rows.append(row | {"clause 1": draw.choice(clauses), "direction 1": "supports"})
    return rows


def run(rows: int) -> str:
    """Import as many rows in both ways into the same database, and return the comparison."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    from agreements.loader import load_seeds
    from agreements.models import Citation, Evidence, EvidenceLink
    from tests.spreadsheets import as_csv

    call_command("migrate", verbosity=0, interactive=False)
    if Evidence.objects.exists():
        sys.exit(f"{connection.settings_dict['NAME']} is not empty: name a database of its own in DATABASE_URL.")
    load_seeds(settings.BASE_DIR / "seeds")
    user = User.objects.create(username="importer", is_superuser=True)
    kinds = (Evidence, Citation, EvidenceLink)
    before = [kind.objects.count() for kind in kinds]
    watch = Stopwatch()
    ours(as_csv(rows_of(rows, "ours")), user, watch)
    between = [kind.objects.count() for kind in kinds]
    library(as_csv(rows_of(rows, "library")), user, watch)
    after = [kind.objects.count() for kind in kinds]
    if [late - mid for late, mid in zip(after, between, strict=True)] != [
        mid - early for mid, early in zip(between, before, strict=True)
    ]:
        raise RuntimeError("The two imports did not write the same rows.")
    connection.close()
    return f"{connection.display_name}, {rows:,} rows:\n\n{table(watch)}"


def ours(content: bytes, user: object, watch: Stopwatch) -> None:
    """Import as the admin does: stage the file, check it in slices, import it."""
    from datetime import UTC, datetime

    from django.core.files.uploadedfile import SimpleUploadedFile

    from agreements import spreadsheets

    at = datetime(2026, 1, 1, tzinfo=UTC)
    upload = SimpleUploadedFile("rows.csv", content)
    sheet = watch.take("stage", lambda: spreadsheets.stage_file(upload, by=user, at=at))
    watch.take("check", lambda: spreadsheets.check_rows(sheet, is_over=lambda: False))
    sheet.refresh_from_db()
    watch.take("import", lambda: spreadsheets.apply_import(sheet, by=user, at=at))


def library(content: bytes, user: object, watch: Stopwatch) -> None:
    """Import as the library's own pages do by default: every row by itself, first as a trial, then for good."""
    from tablib import Dataset

    from tests.benchmarks.row_by_row import EvidenceResource

    rows = Dataset().load(content.decode(), format="csv")
    resource = EvidenceResource(user)
    for step, is_trial in (("library, trial", True), ("library, for good", False)):
        watch.take(step, lambda trial=is_trial: resource.import_data(rows, dry_run=trial, raise_errors=True))


def table(watch: Stopwatch) -> str:
    """Return a Markdown table of the steps and of how many times as fast ours is."""
    own = ("stage", "check", "import")
    lines = ["| | seconds | of the processor |", "|---|---|---|"]
    lines += [f"| {step} | {watch.seconds[step]:.1f} | {watch.processor[step]:.1f} |" for step in watch.seconds]
    spent, used = sum(watch.seconds[step] for step in own), sum(watch.processor[step] for step in own)
    lines.append(f"| all of ours | {spent:.1f} | {used:.1f} |")
    good, trial = watch.seconds["library, for good"], watch.seconds["library, trial"]
    lines.append(
        f"\nAs fast as the library for good alone {good / spent:.1f} ×, with its trial {(good + trial) / spent:.1f} ×."
    )
    return "\n".join(lines)


def main() -> None:
    """Run in the database named, or in a temporary one."""
    options = asked()
    run_in_database(lambda: run(options.rows))


if __name__ == "__main__":
    main()
