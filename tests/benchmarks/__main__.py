"""Measures in a database of its own: `python -m tests.benchmarks [--rows 100000] [--rounds 7]`.

DATABASE_URL names an empty database; without it, a temporary SQLite file is made and removed.
"""

import argparse
import sys

from tests.benchmarks.running import run_in_database


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="pieces of evidence to make")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of which the median is taken")
    return parser.parse_args()


def run(rows: int, rounds: int) -> str:
    """Fill the database, measure at a tenth of the rows and at all of them, and return the table."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from agreements.loader import load_seeds
    from agreements.models import Evidence
    from tests.benchmarks.generator import Generator
    from tests.benchmarks.measure import measured, table

    call_command("migrate", verbosity=0, interactive=False)
    if Evidence.objects.exists():
        sys.exit(f"{connection.settings_dict['NAME']} is not empty: name a database of its own in DATABASE_URL.")
    load_seeds(settings.BASE_DIR / "seeds")
    generator, runs = Generator(), {}
    for size in (rows // 10, rows):
        generator.grow_to(size, progress=lambda done, total: tell(f"made {done:,} of {total:,}"))
        tell(f"measuring at {size:,}")
        runs[size] = measured(rounds=rounds)
    connection.close()
    return f"{connection.display_name}:\n\n{table(runs)}"


def tell(text: str) -> None:
    """Say how far the run is."""
    sys.stderr.write(f"{text}\n")


def main() -> None:
    """Run in the database named, or in a temporary one."""
    options = asked()
    run_in_database(lambda: run(options.rows, options.rounds))


if __name__ == "__main__":
    main()
