"""The house keeps its own rules: sizes, top level, clocks, package indexes, and what the README promises."""

import re
import subprocess
from pathlib import Path

import pytest

from agreements.choices import Performance
from tests.conftest import PROJECT

TOP_LEVEL = {
    "manage.py",
    "pyproject.toml",
    "README.md",
    "tracker",
    "agreements",
    "seeds",
    "tests",
    "CHANGELOG.md",
    "LICENSE",
    "requirements.txt",
    "requirements-dev.txt",
    ".ci",
    ".gitignore",
}


def tracked() -> list[Path]:
    """Return the files of the checkout that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_top_level_holds_what_the_design_names():
    assert {path.relative_to(PROJECT).parts[0] for path in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        (r"(agreements|tracker|tests)/.*\.py", 300),
        (r"agreements/management/commands/.*\.py", 40),
        (r"agreements/templates/.*\.html", 80),
        (r"agreements/static/.*\.css", 300),
        (r"seeds/.*\.ya?ml", 200),
    ],
)
def test_no_file_outgrows_its_size(pattern: str, limit: int):
    sized = [path for path in tracked() if re.fullmatch(pattern, str(path.relative_to(PROJECT)))]
    assert sized
    too_long = {str(path): lines(path) for path in sized if "/migrations/" not in str(path) and lines(path) > limit}
    assert too_long == {}


CLOCK = re.compile(r"(date\.today|datetime\.now|timezone\.(now|localdate)|time\.time)\(")
CLOCKLESS = (
    *(
        "timelines.py",
        "proposals.py",
        "rules.py",
        "reviews.py",
        "review_terms.py",
        "disputes.py",
        "deadlines.py",
        "dates.py",
        "facts.py",
        "choices.py",
        "topics.py",
    ),
    *("spoken_days.py", "web_addresses.py", "keys.py", "entering.py"),
    *("selectors/", "exports/", "charts/"),
)


def test_nothing_below_the_web_reads_a_clock():
    below = [
        path
        for path in tracked()
        if str(path.relative_to(PROJECT)).startswith(tuple(f"agreements/{name}" for name in CLOCKLESS))
    ]
    assert len(below) > 10
    assert [str(path) for path in below if CLOCK.search(path.read_text(encoding="utf-8"))] == []


def test_no_package_index_is_named():
    named = re.compile(r"(index-url|find-links|registry\s*=|pypi\.org|pythonhosted)")
    own = Path(__file__).resolve()
    found = [path for path in tracked() if path != own and path.suffix in {".txt", ".toml", ".md", ".cfg", ""}]
    assert [str(path) for path in found if named.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name: str):
    blocks = re.split(r"\n(?=[a-z])", (PROJECT / name).read_text(encoding="utf-8"))
    assert len(blocks) > 10
    assert [block.split()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_readme_opens_with_two_commands():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    first, second = re.findall(r"```sh\n(.*?)\n```", readme, re.DOTALL)[:2]
    assert "requirements.txt" in first
    assert "manage.py demo" in first
    assert "requirements-dev.txt" in second
    assert "pytest" in second
    assert readme[: readme.index(second)].count("\n") < 25


def test_every_command_named_in_the_readme_exists():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py (\w+)", readme)) - {"migrate", "makemigrations", "collectstatic"}
    files = {path.stem for path in (PROJECT / "agreements/management/commands").glob("*.py")} - {"__init__"}
    assert named == files


def test_the_local_addresses_in_the_readme_are_documented_pages():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!http)([^)]+)\)", readme):
        assert (PROJECT / link).exists()


def test_every_performance_has_its_place_in_the_style_sheet():
    style_sheet = (PROJECT / "agreements/static/agreements/tracker.css").read_text(encoding="utf-8")
    assert [value for value in Performance.values if f".is-{value}" not in style_sheet] == []
