"""The method page: its parts in order, the codebook as a part of it, and the versions that the record uses."""

import re
from collections import Counter
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from agreements.codebook import CODEBOOK, Codebook, codebook, method_version
from agreements.models import Assessment
from agreements.selectors import method_page
from tests.facts import as_of
from tests.test_queries import queries

PARTS = (
    *("words", "as-of", "verdict", "lateness", "disputed", "needs-review", "counting"),
    *("vocabularies", "versions", "codebook"),
)


def nowhere(name: str) -> str:
    return ""


def written(folder: Path, text: str) -> Codebook:
    path = folder / "CODEBOOK.md"
    path.write_text(text, encoding="utf-8")
    found = codebook(nowhere, path=path)
    assert found
    return found


class TestCodebook:
    def test_every_section_of_the_file_is_on_the_page_one_level_down(self):
        found = codebook(nowhere)
        assert found
        titles = re.findall(r"^## (.+)$", CODEBOOK.read_text(encoding="utf-8"), re.MULTILINE)
        assert [section.title for section in found.sections] == titles
        assert len(titles) > 5
        assert re.findall(r"<h(\d)", found.html) == ["2", *("3" for _ in titles)]
        for section in found.sections:
            assert f'<h3 id="{section.anchor}">' in found.html

    def test_its_anchors_are_not_those_of_the_vocabularies(self):
        found = codebook(nowhere)
        assert found
        assert "codebook-confidence" in {section.anchor for section in found.sections}

    def test_two_sections_of_one_name_get_two_anchors(self, tmp_path: Path):
        found = written(tmp_path, "# Codebook\n\n## Levels\n\n## Levels\n\n### Levels\n")
        assert [section.anchor for section in found.sections] == ["codebook-levels", "codebook-levels-2"]
        assert '<h4 id="codebook-levels-3">' in found.html

    def test_tables_have_a_caption_scopes_and_a_place_to_scroll(self, tmp_path: Path):
        html = written(tmp_path, "# Codebook\n\n## Levels\n\n| Level | PAM |\n|---|--:|\n| Full | 3 |\n").html
        assert 'role="region" aria-labelledby="codebook-levels"' in html
        assert '<caption class="unseen">Levels</caption>' in html
        assert re.findall(r'<th scope="(\w+)">(\w+)</th>', html) == [("col", "Level"), ("col", "PAM"), ("row", "Full")]
        assert "<td>3</td>" in html
        assert "style" not in html

    def test_a_table_head_that_says_nothing_is_left_out(self, tmp_path: Path):
        html = written(tmp_path, "# Codebook\n\n| | |\n|---|---|\n| High | Sure. |\n| Low | Not sure. |\n").html
        assert "<thead" not in html
        assert re.findall(r'<th scope="row">(\w+)</th>', html) == ["High", "Low"]

    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "`<b onclick=x>`", "[here](javascript:alert(1))", "## <i>x</i>"]
    )
    def test_markup_in_it_comes_out_as_text(self, tmp_path: Path, text: str):
        html = written(tmp_path, f"# Codebook\n\n{text}\n").html
        assert not re.search(r"<(script|b|i)\b|href=\"javascript", html)

    def test_a_permanent_name_in_code_leads_to_what_it_names(self, tmp_path: Path):
        path = tmp_path / "CODEBOOK.md"
        path.write_text("See `lake/1.a`, and `lake/9`.", encoding="utf-8")
        found = codebook(lambda name: "/lake/?on=1&known=2" if name == "lake/1.a" else "", path=path)
        assert found
        assert '<a href="/lake/?on=1&amp;known=2"><code>lake/1.a</code></a>, and <code>lake/9</code>' in found.html

    def test_it_is_read_again_once_the_file_changes(self, tmp_path: Path):
        assert "Old words" in written(tmp_path, "# Codebook\n\nOld words.\n").html
        assert "Newer words" in written(tmp_path, "# Codebook\n\nNewer words.\n").html

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("How it is done. Method version **2.0**. More.", "2.0", id="stated"),
            pytest.param("How it is done.", "", id="not stated"),
            pytest.param(None, "", id="no file"),
        ],
    )
    def test_it_states_the_version_of_the_method(self, tmp_path: Path, text: str | None, expected: str):
        path = tmp_path / "CODEBOOK.md"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        assert method_version(path=path) == expected

    def test_a_server_without_the_file_says_so(self, tmp_path: Path):
        assert codebook(nowhere, path=tmp_path / "CODEBOOK.md") is None
        html = render_to_string("agreements/_codebook.html", {"codebook": None})
        assert '<h2 id="codebook">' in html
        assert "which this server does not hold" in html


@pytest.mark.django_db
def test_with_an_empty_record_the_page_still_explains_the_method(client: Client):
    html = client.get("/method/").content.decode()
    assert "No assessment counts as of this day." in html
    assert "Worked examples" in html
    assert "<code>2020-11-10-6g-2022-12-13</code></th>" in html


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
class TestPage:
    def test_its_parts_come_in_the_order_in_which_a_newcomer_reads(self, client: Client):
        html = client.get("/method/").content.decode()
        places = [html.index(f' id="{part}"') for part in PARTS]
        assert places == sorted(places)

    def test_every_link_within_the_page_leads_somewhere_and_every_anchor_is_there_once(self, client: Client):
        html = client.get("/method/").content.decode()
        anchors = Counter(re.findall(r' id="([^"]+)"', html))
        assert [anchor for anchor, count in anchors.items() if count > 1] == []
        links = {unescape(link) for link in re.findall(r'href="#([^"]*)"', html)}
        assert set(PARTS) <= links
        assert links - set(anchors) == set()

    def test_headings_go_down_one_level_at_a_time(self, client: Client):
        levels = [int(level) for level in re.findall(r"<h(\d)", client.get("/method/").content.decode())]
        assert levels[0] == 1
        assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []

    @pytest.mark.parametrize("days", ["", "on=2026-03-06&known=2026-03-06&"])
    def test_worked_examples_lead_to_the_verdicts_as_of_the_same_day(self, client: Client, days: str):
        html = unescape(client.get(f"/method/?{days}").content.decode())
        key = "2020-11-10-6g-2022-12-13"
        assert f'<a href="/agreements/2020-11-10/6.g/?{days}judgement={key}#{key}"><code>{key}</code></a>' in html
        assert f'id="{key}"' in client.get(f"/agreements/2020-11-10/6.g/?{days}judgement={key}").content.decode()

    @pytest.mark.parametrize("on", ["2020-11-09", "2021-03-01", "2026-11-30"])
    def test_the_versions_count_the_assessments_that_count(self, on: str):
        versions = method_page(as_of=as_of(on, "2026-11-30")).versions
        approved = Assessment.objects.filter(state="approved", effective_on__lte=on)
        assert {version.version: version.total for version in versions} == dict(
            Counter(approved.values_list("method_version", flat=True))
        )
        for version in versions:
            for agreement in version.agreements:
                for found in agreement.clauses:
                    rows = approved.filter(method_version=version.version, clause__number=found.clause.number)
                    assert rows.filter(clause__agreement__slug=agreement.slug).count() == found.count

    def test_the_page_prints_the_versions_with_links_to_the_clauses(self, client: Client):
        html = client.get("/method/?on=2021-03-01").content.decode()
        assert re.search(r"<summary>Version 1\.1: \d+ assessments</summary>", html)
        assert re.search(r'href="/agreements/2020-11-10/6.g/\?on=2021-03-01">2020-11-10/6.g \(\d\)</a>', html)

    def test_it_costs_few_queries(self, client: Client):
        assert queries(client, "/method/") < 20
