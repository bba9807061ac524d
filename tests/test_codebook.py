"""The codebook says what the code and the record do: levels, scale, versions, and worked examples that exist."""

import re

import pytest

from agreements.choices import Confidence, Performance
from agreements.codebook import method_version
from tests.seed_documents import SEEDS, project_seeds

TEXT = (SEEDS / "CODEBOOK.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the tables below a heading, without their heads."""
    section = TEXT.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("|---")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines[1:]]


@pytest.fixture(scope="module")
def assessments():
    return {one.key: one for one in project_seeds().section("assessments")}


def test_every_level_is_explained_with_its_code_on_the_scale():
    codes = {performance.label: str(performance.pam_code) for performance in Performance}
    explained = {cells[0]: cells[1].replace("–", "None") for cells in rows("## Levels")}
    assert explained == codes


def test_every_degree_of_confidence_is_explained():
    section = TEXT.partition("\n## Confidence\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| (\w+) \|", section, re.MULTILINE) == [confidence.label for confidence in Confidence]


def test_every_version_of_the_method_in_use_is_told(assessments):
    head = TEXT.partition("\n## ")[0]
    told = re.findall(r"^\| (\d+\.\d+) \|", head, re.MULTILINE)
    assert set(told) == {one.method_version for one in assessments.values()}
    assert method_version() == told[-1]


def test_worked_examples_are_verdicts_of_the_record_at_the_level_told(assessments):
    examples = rows("## Worked examples")
    assert [(key, level) for key, level, _ in examples if assessments[key].performance.label != level] == []
    assert {level for _, level, _ in examples} == {level.label for level in Performance} - {"Not reviewed"}


def test_worked_examples_come_from_all_sides(assessments):
    parties = {assessments[key].party for key, _, _ in rows("## Worked examples")}
    assert {"azerbaijan", "armenia"} <= parties
    assert all(re.search(rf"\b{name}'s?\b", TEXT) for name in ("Azerbaijan", "Armenia", "Russia"))
