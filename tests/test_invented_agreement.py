"""A wholly invented agreement goes the whole way: seed files and summaries; alone and beside the own agreements."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from agreements.exports import FORMATS
from agreements.exports.columns import COLUMNS, summary_rows
from agreements.exports.comma_separated import restored
from agreements.loader import LoadReport, Outcome, load_seeds
from agreements.models import Agreement
from tests.invented_agreement import (
    INVENTED,
    LATE,
    LEAVES,
    NUMBERS,
    SLUG,
    TITLE,
    InventedAlone,
    kept_for_a_while,
    page,
    report_on,
    text_of,
)

OWN = settings.BASE_DIR / "seeds"
ENTRIES = 98
FORMAT = pytest.mark.parametrize("format_name", FORMATS)


class TestLoading(InventedAlone):
    def test_the_first_load_creates_every_entry_and_the_second_changes_nothing(self, loaded: LoadReport) -> None:
        again = load_seeds(INVENTED)
        assert (loaded.total(Outcome.CREATED), again.total(Outcome.UNCHANGED)) == (ENTRIES, ENTRIES)
        assert (again.total(Outcome.CREATED), again.total(Outcome.CHANGED)) == (0, 0)
        assert (again.conflicts, again.gone) == ([], [])
        assert [agreement.slug for agreement in Agreement.objects.all()] == [SLUG]

    def test_clauses_stand_in_the_order_of_the_text_and_as_deep_as_their_numbers(self) -> None:
        report = report_on(LATE)
        assert tuple(clause.number for clause in report.clauses) == NUMBERS
        assert [clause.number for clause in report.leaves] == LEAVES
        assert [clause.depth for clause in report.clauses] == [number.count(".") for number in NUMBERS]

    def test_entry_into_force_falls_on_the_day_of_its_own_time_zone(self) -> None:
        report = report_on(LATE)
        assert (report.in_force_on, report.in_force_at.date()) == (date(2014, 4, 7), date(2014, 4, 6))

    @pytest.mark.parametrize("slug", ["ข้อตกลง", "समझौता"])
    def test_a_key_with_vowel_signs_passes_the_check_and_loads(self, slug: str, tmp_path: Path) -> None:
        path = tmp_path / "actors.yaml"
        path.write_text(f"actors: [{{slug: {slug}, name: Invented, kind: other}}]", encoding="utf-8")
        assert load_seeds(path).total(Outcome.CREATED) == 1


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: restored(cell) for name, cell in row.items()} for row in reader]


def rows_of_json(content: bytes) -> list[dict[str, object]]:
    return json.loads(content)["clauses"]


def as_cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


READERS: dict[str, tuple[Callable, Callable]] = {"csv": (rows_of_csv, as_cell), "json": (rows_of_json, as_json)}


class TestSummary(InventedAlone):
    @pytest.mark.parametrize("format_name", READERS)
    @pytest.mark.parametrize("on", ["2014-04-06", "2014-06-20", LATE])
    def test_it_has_one_row_per_leaf_and_reads_back(self, client: Client, format_name: str, on: str) -> None:
        rows_of, as_read = READERS[format_name]
        rows = rows_of(client.get(page("summary", SLUG, format_name), {"on": on, "known": on}).content)
        assert [row["reference"] for row in rows] == [f"{SLUG}/{number}" for number in LEAVES]
        expected = summary_rows(report_on(on))
        assert rows == [{name: as_read(value_of(row)) for name, value_of in COLUMNS.items()} for row in expected]

    @FORMAT
    def test_the_command_writes_the_bytes_of_the_page(self, client: Client, format_name: str, tmp_path: Path) -> None:
        path = tmp_path / "ზვირდოლი"
        call_command("export_summary", SLUG, format=format_name, on=LATE, known=LATE, output=path)
        response = client.get(page("summary", SLUG, format_name), {"on": LATE, "known": LATE})
        assert path.read_bytes() == response.content

    @FORMAT
    def test_the_download_is_named_after_the_agreement(self, client: Client, format_name: str) -> None:
        disposition = client.get(page("summary", SLUG, format_name, on=LATE)).headers["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''")
        assert unquote(disposition).endswith(f"{SLUG}-summary-{LATE}.{format_name}")


DAYS = (LATE, "2021-02-15", "2023-04-01")

Summaries = dict[tuple[str, str, str], bytes]


def summaries() -> Summaries:
    """Return the summary of every agreement there is, in every format, on several days."""
    return {
        (slug, on, name): FORMATS[name].render(report_on(on, slug))
        for slug in Agreement.objects.order_by("slug").values_list("slug", flat=True)
        for on in DAYS
        for name in FORMATS
    }


@pytest.fixture(scope="module")
def alone(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Summaries:
    """Return the summaries of the own agreements and of the invented one, each loaded without the other."""
    found: Summaries = {}
    for path in (OWN, INVENTED):
        with django_db_blocker.unblock(), kept_for_a_while():
            load_seeds(path)
            found |= summaries()
    return found


@pytest.mark.parametrize(
    "paths", [(OWN, INVENTED), (INVENTED, OWN)], ids=["own agreements first", "invented one first"]
)
def test_loaded_one_after_the_other_neither_changes_the_other(
    alone: Summaries, db: None, client: Client, paths: tuple[Path, Path]
) -> None:
    for path in paths:
        load_seeds(path)
    assert summaries() == alone
    again = [load_seeds(path) for path in paths]
    assert [(report.total(Outcome.CREATED), report.total(Outcome.CHANGED)) for report in again] == [(0, 0), (0, 0)]
    assert [report.conflicts + report.gone for report in again] == [[], []]
    overview = text_of(client, page("overview"))
    titles = list(Agreement.objects.values_list("title", flat=True))
    assert TITLE in titles
    assert len(titles) > 1
    assert not [title for title in titles if title not in overview]


def test_a_further_agreement_is_a_folder_among_the_seed_files(alone: Summaries, db: None, tmp_path: Path) -> None:
    shutil.copytree(OWN, tmp_path / "seeds")
    shutil.copytree(INVENTED, tmp_path / "seeds" / "invented")
    load_seeds(tmp_path / "seeds")
    assert summaries() == alone
