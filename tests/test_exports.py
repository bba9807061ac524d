"""The summary has the same rows and the same bytes, whoever asks, and no cell of it is a formula."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from agreements.exports import FORMATS
from agreements.exports.columns import COLUMNS
from agreements.exports.comma_separated import neutralised, restored
from agreements.models import Clause, Evidence

PAIR = "?on=2021-03-01&known=2021-03-31"


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
class TestSummary:
    @pytest.mark.parametrize(("slug", "leaves"), [("2020-11-10", 31), ("2021-01-11", 10)])
    @pytest.mark.parametrize("format_name", FORMATS)
    def test_it_has_one_row_per_leaf_clause(self, client: Client, slug: str, leaves: int, format_name: str):
        content = client.get(f"/agreements/{slug}/summary.{format_name}{PAIR}").content
        if format_name == "md":
            table = [line for line in content.decode().splitlines() if line.startswith("| ")]
            assert len(table[2:]) == leaves
            return
        rows = rows_of(content) if format_name == "csv" else json.loads(content)["clauses"]
        assert len(rows) == leaves
        assert len({row["reference"] for row in rows}) == leaves
        assert {tuple(row) for row in rows} == {tuple(COLUMNS)}

    def test_csv_and_json_say_the_same(self, client: Client):
        table = rows_of(client.get(f"/agreements/2020-11-10/summary.csv{PAIR}").content)
        objects = client.get(f"/agreements/2020-11-10/summary.json{PAIR}").json()["clauses"]
        for row, entry in zip(table, objects, strict=True):
            for name, value in entry.items():
                match value:
                    case bool():
                        assert row[name] == ("yes" if value else "no")
                    case list():
                        assert restored(row[name]) == "; ".join(value)
                    case _:
                        assert restored(row[name]) == str(value)

    def test_the_tally_of_the_json_counts_its_rows(self, client: Client):
        content = client.get("/agreements/2020-11-10/summary.json").json()
        assert sum(content["tally"].values()) == content["total"] == len(content["clauses"]) == 31
        assert content["reviewed"] == content["total"] - content["tally"]["not_reviewed"]

    @pytest.mark.parametrize("format_name", FORMATS)
    def test_page_and_command_give_the_same_bytes_every_time(self, client: Client, tmp_path: Path, format_name: str):
        file = tmp_path / "summary"
        for _ in range(2):
            days = ["--on", "2021-03-01", "--known", "2021-03-31"]
            call_command("export_summary", "2020-11-10", "--format", format_name, *days, "-o", str(file))
            page = client.get(f"/agreements/2020-11-10/summary.{format_name}{PAIR}")
            assert file.read_bytes() == page.content
            assert page.headers["Content-Disposition"].endswith(f'summary-2021-03-01.{format_name}"')

    def test_the_command_writes_to_standard_output(self, capsysbinary: pytest.CaptureFixture[bytes]):
        call_command("export_summary", "2020-11-10", "--on", "2021-03-01")
        assert len(rows_of(capsysbinary.readouterr().out)) == 31

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["none"], "There is no agreement 'none'; known are: 2020-11-10, 2021-01-11."),
            (["2020-11-10", "--on", "1.3.2021"], "'1.3.2021' is not a day"),
            (["2020-11-10", "--known", "soon"], "'soon' is not a day"),
            (["2020-11-10", "-o", "/nowhere/at/all.csv"], "Cannot write /nowhere/at/all.csv"),
        ],
    )
    def test_the_command_says_what_is_wrong(self, arguments: list[str], message: str):
        with pytest.raises(CommandError, match=message.replace(".", r"\.")):
            call_command("export_summary", *arguments)

    def test_a_moved_deadline_stands_with_both_days(self, client: Client):
        rows = {row["reference"]: row for row in rows_of(client.get("/agreements/2020-11-10/summary.csv").content)}
        assert "2020-11-15" in rows["2020-11-10/6.a"]["deadlines"]
        assert "moved to 2020-11-25" in rows["2020-11-10/6.a"]["deadlines"]

    @pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'quoted"])
    def test_no_text_of_the_record_becomes_a_formula(self, client: Client, start: str):
        Clause.objects.filter(agreement__slug="2020-11-10", number="1.a").update(heading=start, duty=start)
        row = rows_of(client.get("/agreements/2020-11-10/summary.csv").content)[0]
        assert row["heading"] == "'" + start
        assert restored(row["heading"]) == start
        assert client.get("/agreements/2020-11-10/summary.json").json()["clauses"][0]["heading"] == start

    def test_markdown_says_the_same_in_a_table(self, client: Client):
        lines = client.get(f"/agreements/2020-11-10/summary.md{PAIR}").content.decode().splitlines()
        objects = client.get(f"/agreements/2020-11-10/summary.json{PAIR}").json()["clauses"]
        cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")][2:]
        said = [(number.split()[0], name[2:], timely, since) for number, name, timely, _, since in cells]
        assert said == [
            (row["reference"].partition("/")[2], row["performance"], row["timeliness"], row["performance_since"])
            for row in objects
        ]

    def test_no_text_of_the_record_breaks_a_table_of_markdown(self, client: Client):
        Clause.objects.filter(agreement__slug="2020-11-10", number="1.a").update(heading="one | two\\\nthree")
        lines = client.get("/agreements/2020-11-10/summary.md").content.decode().splitlines()
        assert sum(line.startswith(r"| 1.a one \| two\\ three | ") for line in lines) == 1

    def test_evidence_counts_follow_the_as_of_pair(self, client: Client):
        def keys(query: str) -> list[str]:
            clauses = client.get(f"/agreements/2020-11-10/summary.json{query}").json()["clauses"]
            return next(clause["evidence"] for clause in clauses if clause["reference"] == "2020-11-10/7.a")

        assert "2021-01-11-48000-returned" in keys("?on=2021-01-11&known=2021-01-11")
        assert "2021-01-11-48000-returned" not in keys("?on=2021-01-10")
        assert "2021-01-11-48000-returned" not in keys("?on=2021-01-11&known=2021-01-10")
        Evidence.objects.filter(key="2021-01-11-48000-returned").update(state="retracted", state_reason="a reason")
        assert "2021-01-11-48000-returned" not in keys("?on=2021-01-11&known=2021-01-11")


@given(st.text())
def test_neutralised_text_is_restored_unchanged(text: str):
    assert restored(neutralised(text)) == text


@given(st.text())
def test_no_neutralised_text_begins_like_a_formula(text: str):
    assert not neutralised(text).startswith(tuple("=+-@\t\r"))
