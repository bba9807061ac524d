"""Check seed files without a database: `python -m agreements.seedfiles [PATH]`."""

import sys
from pathlib import Path

from agreements.seedfiles import Known, SeedError, check_seeds, read_seeds


def main(path: Path) -> int:
    """Print what is wrong with the files at `path`, or how many entries they hold; return the exit code."""
    try:
        seeds = read_seeds(path)
        check_seeds(seeds, Known())
    except SeedError as error:
        sys.stderr.write(f"{error}\n{len(error.problems)} problems.\n")
        return 1
    sys.stdout.write(f"{len(seeds)} entries, no problems.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")))
