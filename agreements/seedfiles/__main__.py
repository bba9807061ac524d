"""Check seed files without a database, or print the JSON Schema of the format.

`python -m agreements.seedfiles [PATH]` and `python -m agreements.seedfiles --schema`.
"""

import json
import sys
from pathlib import Path

from agreements.seedfiles import Known, SeedError, check_seeds, read_seeds
from agreements.seedfiles.schema import SeedFile


def json_schema() -> str:
    """Return the JSON Schema of a seed file, as it is kept in seeds/schema/."""
    return json.dumps(SeedFile.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Print what was asked for: the schema, what is wrong with files, or how much they hold; return the exit code."""
    if arguments == ["--schema"]:
        sys.stdout.write(json_schema())
        return 0
    try:
        seeds = read_seeds(Path(arguments[0] if arguments else "seeds"))
        check_seeds(seeds, Known())
    except SeedError as error:
        sys.stderr.write(f"{error}\n{len(error.problems)} problem(s).\n")
        return 1
    sys.stdout.write(f"{len(seeds)} entries, no problems.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
