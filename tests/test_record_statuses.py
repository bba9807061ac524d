"""What each limb stood at on a day: a table that a reader can check against the rationale of the verdict."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from agreements import selectors
from agreements.choices import Performance, Timeliness
from agreements.dates import AsOf
from agreements.rules import verdict
from tests.facts import D
from tests.seed_documents import project_seeds
from tests.seed_facts import clause_facts

KNOWN_ON = D(2026, 11, 21)


def table() -> list[dict[str, str]]:
    with (Path(__file__).parent / "record_statuses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table()


@pytest.fixture(scope="module")
def facts():
    return clause_facts(project_seeds())


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['on']} {row['reference']}: {row['because']}" for row in ROWS])
def test_status_on_a_day(facts, row):
    as_of = AsOf(date.fromisoformat(row["on"]), KNOWN_ON)
    found = verdict(facts[row["reference"]], as_of=as_of).status
    assert (found.performance, found.timeliness, found.disputed) == (
        Performance(row["performance"]),
        Timeliness(row["timeliness"]),
        row["disputed"] == "yes",
    )


def test_the_table_covers_all_limbs_over_the_whole_period_and_every_level(facts):
    rows = Counter(row["reference"] for row in ROWS)
    assert (set(rows), len(ROWS) >= 120, min(rows.values()) >= 3) == (set(facts), True, True)
    assert len({(row["on"], row["reference"]) for row in ROWS}) == len(ROWS)
    assert {row["on"][:4] for row in ROWS} >= {"2020", "2021", "2022", "2023", "2024", "2025", "2026"}
    assert {row["performance"] for row in ROWS} == set(Performance) - {Performance.NOT_REVIEWED}
    assert {row["disputed"] for row in ROWS} == {"yes", "no"}
    assert all(row["because"] for row in ROWS)


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(
    "on", [D(2020, 11, 10), D(2021, 2, 9), D(2022, 12, 13), D(2023, 3, 28), D(2024, 6, 12), D(2026, 3, 5)]
)
def test_the_loaded_record_gives_the_statuses_of_the_files(facts, on):
    as_of = AsOf(on, KNOWN_ON)
    reports = selectors.agreement_reports(as_of=as_of)
    loaded = {clause.reference: clause.verdict.status for report in reports for clause in report.leaves}
    assert loaded == {reference: verdict(found, as_of=as_of).status for reference, found in facts.items()}
