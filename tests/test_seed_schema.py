"""The published JSON Schema of seed files is the one that the check goes by."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agreements.seedfiles import DEFAULTED, IDENTIFIERS
from agreements.seedfiles.__main__ import json_schema, main

PROJECT = Path(__file__).parents[1]
PUBLISHED = PROJECT / "seeds" / "schema" / "seed-file.schema.json"
ENTRIES = {"evidence": "EvidenceSeed", "assessments": "AssessmentSeed"}


def test_the_published_schema_is_current():
    assert PUBLISHED.read_text(encoding="utf-8") == json_schema(), (
        "run: python -m agreements.seedfiles --schema > seeds/schema/seed-file.schema.json"
    )


def test_the_schema_knows_every_section_and_nothing_else():
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == {"defaults", *IDENTIFIERS}
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("section", DEFAULTED)
def test_the_schema_does_not_ask_in_each_entry_for_what_defaults_may_fill_in(section):
    entry = json.loads(json_schema())["$defs"][ENTRIES[section]]
    assert set(DEFAULTED[section]) <= set(entry["properties"])
    assert set(entry["required"]) & set(DEFAULTED[section]) == set()


def test_the_schema_is_printed_as_it_is_published(capsys):
    assert main(["--schema"]) == 0
    assert capsys.readouterr().out == PUBLISHED.read_text(encoding="utf-8")


def test_the_check_runs_without_database_and_without_settings():
    run = subprocess.run(
        [sys.executable, "-m", "agreements.seedfiles", "seeds/actors.yaml"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith(" entries, no problems.\n")


def test_the_check_counts_problems_on_the_error_stream(tmp_path, capsys):
    (tmp_path / "a.yaml").write_text("actors: none\nnames: none\n", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1] == "2 problem(s)."
    assert printed.err.startswith(f"{tmp_path / 'a.yaml'}:1: actors: ")
