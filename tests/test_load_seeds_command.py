"""The command load_seeds: what it prints, how it ends, and that --check asks nothing of the database."""

import os
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agreements import models
from tests.conftest import PROJECT
from tests.seed_folders import changed, ferry, write_seeds
from tests.stored_seeds import table_sizes

TOTAL = sum(len(rows) for rows in ferry().values())


def printed(*arguments, **options):
    out = StringIO()
    call_command("load_seeds", *arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue().splitlines()


def run(*arguments, database):
    """Run the command as a process of its own, on another database."""
    variables = {"DATABASE_URL": database, "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "localhost", "LOCAL": "true"}
    return subprocess.run(
        [sys.executable, "manage.py", "load_seeds", *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_what_was_done_to_each_section_and_in_all(db, tmp_path):
    write_seeds(tmp_path, ferry())
    assert printed(tmp_path) == [
        "actors: 2 created, 0 changed, 0 unchanged",
        "names: 1 created, 0 changed, 0 unchanged",
        "publishers: 2 created, 0 changed, 0 unchanged",
        "sources: 2 created, 0 changed, 0 unchanged",
        "agreements: 1 created, 0 changed, 0 unchanged",
        "clauses: 3 created, 0 changed, 0 unchanged",
        "readings: 2 created, 0 changed, 0 unchanged",
        "indicators: 1 created, 0 changed, 0 unchanged",
        "evidence: 2 created, 0 changed, 0 unchanged",
        "assessments: 1 created, 0 changed, 0 unchanged",
        f"total: {TOTAL} created, 0 changed, 0 unchanged",
    ]
    assert printed(tmp_path)[-1] == f"total: 0 created, 0 changed, {TOTAL} unchanged"


def test_it_prints_conflicts_what_was_kept_and_what_is_gone(db, tmp_path):
    printed(write_seeds(tmp_path, ferry()))
    models.Actor.objects.update(note="By hand.")
    file = tmp_path / "actors.yaml"
    write_seeds(tmp_path, changed(ferry(), {"actors[0].name": "North", "names": []}))
    line = file.read_text(encoding="utf-8").splitlines().index("- slug: northferry") + 1
    lines = printed(tmp_path)
    assert lines[0] == "actors: 0 created, 0 changed, 0 unchanged, 1 kept as edited by hand, 1 conflict"
    assert lines[-2:] == [
        f"conflict: {file}:{line}: actors northferry changed here and by hand: left alone."
        " Use --overwrite to let the seed files win.",
        "no longer in the seed files, left in the record: names ferry-island",
    ]
    assert printed(tmp_path, overwrite=True)[0] == "actors: 0 created, 2 changed, 0 unchanged"


def test_a_dry_run_says_so(db, tmp_path):
    before = table_sizes()
    assert printed(write_seeds(tmp_path, ferry()), dry_run=True)[-2:] == [
        f"total: {TOTAL} created, 0 changed, 0 unchanged",
        "Dry run: nothing was kept.",
    ]
    assert table_sizes() == before


@pytest.mark.parametrize("options", [{}, {"check": True}, {"dry_run": True}, {"overwrite": True}])
def test_bad_files_end_it_with_every_problem_and_their_number(db, tmp_path, options):
    write_seeds(tmp_path, changed(ferry(), {"actors[0].kind": "land", "names[0].kind": "river"}))
    before = table_sizes()
    with pytest.raises(CommandError) as refused:
        printed(tmp_path, **options)
    *problems, last = str(refused.value).splitlines()
    assert [problem.partition(" Input")[0] for problem in problems] == [
        f"{tmp_path}/actors.yaml:6: actors[0].kind:",
        f"{tmp_path}/names.yaml:4: names[0].kind:",
    ]
    assert last == "2 problem(s); nothing was changed."
    assert table_sizes() == before


def test_a_check_prints_the_number_of_entries_and_writes_nothing(db, tmp_path):
    before = table_sizes()
    assert printed(write_seeds(tmp_path, ferry()), check=True) == [f"{TOTAL} entries, no problems."]
    assert table_sizes() == before


def test_a_check_knows_what_is_in_the_database(db, tmp_path):
    printed(write_seeds(tmp_path, ferry()))
    assert printed(tmp_path / "evidence.yaml", check=True) == ["2 entries, no problems."]


def test_it_loads_the_seeds_of_the_project_unless_told_otherwise(db):
    assert printed(check=True) == printed(PROJECT / "seeds", check=True)


def test_a_check_works_on_a_database_without_tables_and_makes_none(tmp_path):
    database = tmp_path / "empty.sqlite3"
    ended = run("--check", database=f"sqlite:///{database}")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith(" entries, no problems.\n")
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()


def test_a_check_works_where_the_database_cannot_be_reached(tmp_path):
    ended = run("--check", database=f"sqlite:///{tmp_path / 'not-there' / 'x.sqlite3'}")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("option", ["--check", "--dry-run"])
def test_bad_files_end_the_process_with_an_error_and_no_traceback(tmp_path, option):
    (tmp_path / "a.yaml").write_text("actors: none", encoding="utf-8")
    ended = run(str(tmp_path), option, database=f"sqlite:///{tmp_path / 'x.sqlite3'}")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("CommandError: ")


def test_a_load_into_a_database_without_tables_says_what_to_do(tmp_path):
    ended = run(database=f"sqlite:///{tmp_path / 'x.sqlite3'}")
    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: ")
    assert "migrate" in ended.stderr
