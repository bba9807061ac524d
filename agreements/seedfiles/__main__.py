"""Check seed files without a database, or print the JSON Schema of the format.

`python -m agreements.seedfiles [PATH]` and `python -m agreements.seedfiles --schema`.
"""

import json
import sys
from pathlib import Path

from agreements.seedfiles import DEFAULTED, Known, SeedError, check_seeds, read_seeds
from agreements.seedfiles.schema import SeedFile


def json_schema() -> str:
    """Return the JSON Schema of a seed file, as kept in seeds/schema/; what `defaults` may fill in is not required."""
    schema = SeedFile.model_json_schema()
    for entry, fillable in (("EvidenceSeed", DEFAULTED["evidence"]), ("AssessmentSeed", DEFAULTED["assessments"])):
        required = schema["$defs"][entry]["required"]
        schema["$defs"][entry]["required"] = [name for name in required if name not in fillable]
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


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
