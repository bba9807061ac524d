"""What seed files say is in the record: the project's own files, and one that uses every field there is."""

import pytest

from agreements.loader import Outcome, load_seeds
from agreements.seedfiles import IDENTIFIERS, read_seeds
from agreements.seedfiles.schema import DefaultsSeed, Entry, SeedFile
from tests.conftest import PROJECT
from tests.seed_folders import changed, ferry, write_seeds
from tests.stored_seeds import assert_stored_as_written, stored, table_sizes, totals, written

SEEDS = PROJECT / "seeds"
NOTED = [
    *("actors[0]", "names[0]", "publishers[0]", "sources[0]", "indicators[0]", "clauses[1]", "clauses[1].roles[0]"),
    *("clauses[1].links[0]", "clauses[1].deadlines[0]", "clauses[1].deadlines[0].changes[0]", "evidence[1]"),
    *("evidence[0].citations[0]", "evidence[0].links[0]", "evidence[0].figures[0]"),
]
FULL = {f"{key_path}.note": f"A note on {key_path}.\n\nAnd more." for key_path in NOTED} | {
    "sources[0].archive_url": "https://archive.example/treaty",
    "sources[0].document": "treaty.txt",
    "sources[0].sha256": "0123456789abcdef" * 4,
    "agreements[0].place": "Ferry Island",
    "agreements[0].summary": "Two points.",
    "agreements[0].official_url": "https://ferry.example/official",
    "evidence[0].citations[0].speaker": "The harbour master",
    "evidence[0].citations[0].dated_as": "last Tuesday",
    "evidence[1].place": "Ferry Island",
    "evidence[1].state": "retracted",
    "evidence[1].state_reason": "It did move.",
    "assessments[0].correspondence": "deviates",
    "assessments[0].limits": "Nobody went to look.",
    "assessments[0].state": "withdrawn",
    "assessments[0].state_reason": "It did move.",
}


def fields_used(entry: Entry) -> set[str]:
    """Return the fields, by class and name, that an entry and its parts say something other than the default in."""
    found: set[str] = set()
    for name, field in type(entry).model_fields.items():
        value = getattr(entry, name)
        if field.is_required() or value != field.default:
            found.add(f"{type(entry).__name__}.{name}")
        for part in value if isinstance(value, tuple) else ():
            found |= fields_used(part) if isinstance(part, Entry) else set()
    return found


def test_every_field_there_is_reads_back_as_it_was_written(db, tmp_path):
    load_seeds(write_seeds(tmp_path, changed(ferry(), FULL)))
    assert_stored_as_written(tmp_path)
    fields = {f"{kind.__name__}.{name}" for kind in Entry.__subclasses__() for name in kind.model_fields}
    beside = {f"{kind.__name__}.{name}" for kind in (SeedFile, DefaultsSeed) for name in kind.model_fields}
    used = set().union(*(fields_used(entry) for _, _, _, entry in read_seeds(tmp_path).found))
    assert used == fields - beside


@pytest.mark.parametrize("section", IDENTIFIERS)
def test_every_section_of_the_project_reads_back_as_it_was_written(record, db, section):
    assert stored(section) == written(SEEDS, section)
    assert stored(section)


def test_the_clauses_of_each_agreement_are_in_the_order_of_the_files(record, db):
    references = list(written(SEEDS, "clauses"))
    for slug in written(SEEDS, "agreements"):
        of_agreement = [reference for reference in references if reference.startswith(f"{slug}/")]
        assert [reference for reference in stored("clauses") if reference.startswith(f"{slug}/")] == of_agreement


def test_a_second_load_of_the_project_writes_nothing(record, db):
    before = table_sizes()
    report = load_seeds(SEEDS)
    assert totals(report) == {Outcome.UNCHANGED: len(read_seeds(SEEDS))}
    assert (report.conflicts, report.gone) == ([], [])
    assert table_sizes() == before
