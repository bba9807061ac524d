"""What a load did, and the record read back as the entries that seed files hold."""

from pathlib import Path

from django.apps import apps

from agreements.loader import LoadReport, Outcome
from agreements.loader.stored import stored_entries
from agreements.seedfiles import IDENTIFIERS, read_seeds
from agreements.seedfiles.references import identifier
from agreements.seedfiles.schema import Entry


def totals(report: LoadReport) -> dict[Outcome, int]:
    """Return how many entries met each outcome that any met."""
    return {outcome: report.total(outcome) for outcome in Outcome if report.total(outcome)}


def table_sizes() -> dict[str, int]:
    """Return the number of rows of every table."""
    tables = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._base_manager.count() for model in tables}


def stored(section: str) -> dict[str, dict]:
    """Return the rows of a section as the values of seed entries, by public name."""
    return {name: _in_one_order(entry) for name, entry in stored_entries(section).items()}


def written(path: Path, section: str) -> dict[str, dict]:
    """Return the values of the entries of a section in the files at `path`, by public name."""
    return {identifier(section, entry): _in_one_order(entry) for entry in read_seeds(path).section(section)}


def assert_stored_as_written(path: Path) -> None:
    """Fail unless the record holds what the files at `path` say and nothing else."""
    for section in IDENTIFIERS:
        assert stored(section) == written(path, section)


def _in_one_order(entry: Entry) -> dict:
    """Return the values of an entry; who agreed to a move and what a judgement cites have no order."""
    values = entry.model_dump(mode="json")
    for deadline in values.get("deadlines", ()):
        for change in deadline["changes"]:
            change["agreed_by"].sort()
    return values | {"cites": sorted(values["cites"])} if "cites" in values else values
