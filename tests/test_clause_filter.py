"""The filter of clauses: what fits, what else could be asked for, what cannot be read, and narrowed exports."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoDbBlocker

from agreements.choices import Performance
from agreements.dates import AsOf
from agreements.exports import FORMATS
from agreements.filters import NarrowedClauses, narrowed_clauses
from agreements.selectors import agreement_report
from agreements.selectors.aspects import ASPECTS
from agreements.selectors.reports import AgreementReport, ClauseReport
from tests.facts import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

SLUG = "2020-11-10"
DAY = AsOf(D(2023, 3, 28), D(2026, 3, 1))


@pytest.fixture(scope="module")
def report(record: None, django_db_blocker: DjangoDbBlocker) -> AgreementReport:
    with django_db_blocker.unblock():
        return agreement_report(SLUG, as_of=DAY)


def numbers(clauses: Iterator[ClauseReport]) -> list[str]:
    return [clause.number for clause in clauses if clause.verdict]


def narrowed(report: AgreementReport, query: str) -> NarrowedClauses:
    return narrowed_clauses(report, QueryDict(query))


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        pytest.param("", lambda clause: True, id="nothing asked for leaves everything"),
        pytest.param("topic=borders", lambda clause: clause.topic.value == "borders", id="topic"),
        pytest.param(
            "actor=russia", lambda clause: "russia" in {one.actor for one in clause.obliged}, id="who owes it"
        ),
        pytest.param(
            "performance=breached",
            lambda clause: clause.verdict.status.performance is Performance.BREACHED,
            id="performance",
        ),
        pytest.param(
            "timeliness=done_on_time",
            lambda clause: clause.verdict.status.timeliness.value == "done_on_time",
            id="timeliness",
        ),
        pytest.param("disputed=yes", lambda clause: clause.verdict.status.disputed, id="disputed"),
        pytest.param("disputed=no", lambda clause: not clause.verdict.status.disputed, id="not disputed"),
        pytest.param("review=yes", lambda clause: clause.verdict.needs_review, id="needs review"),
        pytest.param("reviewed=no", lambda clause: clause.assessment is None, id="not reviewed"),
        pytest.param(
            "actor=russia&disputed=yes",
            lambda clause: clause.verdict.status.disputed and "russia" in {one.actor for one in clause.obliged},
            id="all that is asked for must hold",
        ),
        pytest.param("words=CORRIDOR five", lambda clause: clause.number == "6.c", id="all words, whatever their case"),
        pytest.param("words=Láçhin dístrict", lambda clause: clause.number == "6.b", id="diacritics do not matter"),
        pytest.param(
            "words=6.g",
            lambda clause: "6.g" in f"{clause.number} {clause.heading} {clause.duty} {clause.note}",
            id="numbers are words, here and in notes",
        ),
        pytest.param("topic=police", lambda clause: False, id="a topic that no clause has leaves nothing"),
        pytest.param("topic=", lambda clause: True, id="an empty value asks for nothing"),
    ],
)
def test_clauses_that_fit_are_left(report: AgreementReport, query: str, fits):
    found = narrowed(report, query)
    assert numbers(found.rows) == [clause.number for clause in report.leaves if fits(clause)]
    assert (found.shown, found.total, found.messages) == (len(numbers(found.rows)), 31, ())


def test_points_stay_with_the_limbs_they_hold(report: AgreementReport):
    found = narrowed(report, "words=corridor&topic=peacekeeping")
    rows = [clause.number for clause in found.rows]
    leaves = numbers(found.rows)
    assert leaves
    assert rows == sorted({*leaves, *(number.partition(".")[0] for number in leaves)})


def test_a_narrowed_report_tallies_what_is_left_and_says_by_what(report: AgreementReport):
    found = narrowed(report, "topic=borders&words=district").report
    assert found.tally.total == len(found.leaves) == 3
    assert found.narrowed_by == (("Topic", "Borders and territory"), ("Words", "district"))
    assert narrowed(report, "sort=performance").report is report


@pytest.mark.parametrize("query", ["", "topic=peacekeeping", "disputed=yes&actor=armenia", "words=corridor"])
def test_the_count_of_every_option_is_what_its_link_leaves(report: AgreementReport, query: str):
    found = narrowed(report, query)
    options = [option for facet in found.facets for option in facet.options]
    assert len(options) > 5
    for option in options:
        then = narrowed(report, option.query.removeprefix("?").removeprefix("./"))
        if option.is_chosen:
            assert option.count == found.shown
            assert then.shown >= found.shown
        else:
            assert then.shown == option.count > 0


def test_what_was_chosen_can_be_taken_out_one_by_one(report: AgreementReport):
    found = narrowed(report, "on=2023-03-28&topic=borders&words=district&sort=evidence")
    assert {one.label: one.query for one in found.chosen} == {
        "Topic": "?on=2023-03-28&words=district&sort=evidence",
        "Words": "?on=2023-03-28&topic=borders&sort=evidence",
    }
    assert found.clear == "?on=2023-03-28&sort=evidence"
    assert narrowed(report, "topic=borders").chosen[0].query == "./"


@pytest.mark.parametrize(
    "query",
    [
        "topic=nothing",
        "actor=nobody",
        "performance=done",
        "timeliness=soon",
        "disputed=perhaps",
        "review=1",
        "words=%00",
    ],
)
def test_what_cannot_be_read_is_named_and_left_out_and_kept(report: AgreementReport, query: str):
    found = narrowed(report, f"{query}&reviewed=yes")
    name, _, value = query.partition("=")
    assert len(found.messages) == 1
    assert found.shown == len([clause for clause in report.leaves if clause.assessment])
    assert f"{name}={value}" in found.query
    if name != "words":
        assert f'<option value="{value}" selected>' in str(found.form[name])


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("performance", lambda clause: list(Performance).index(clause.verdict.status.performance)),
        ("deadline", lambda clause: min((one.due_on for one in clause.deadlines), default=D(9999, 1, 1))),
        ("evidence", lambda clause: -clause.last_evidence.latest.toordinal() if clause.last_evidence else 0),
    ],
)
def test_the_table_can_be_ordered_and_says_by_what(report: AgreementReport, sort: str, key):
    found = narrowed(report, f"sort={sort}")
    assert list(found.rows) == sorted(report.leaves, key=key)
    assert [name for name, link in found.sorts.items() if link.direction] == [sort]
    assert [name for name, link in narrowed(report, "").sorts.items() if link.direction] == ["number"]
    assert narrowed(report, "sort=length").messages


@pytest.mark.parametrize("name", ASPECTS)
def test_every_aspect_has_a_value_for_every_clause(report: AgreementReport, name: str):
    assert all(ASPECTS[name].values(clause) for clause in report.leaves)


class TestNarrowedExports:
    ADDRESS = f"/agreements/{SLUG}/summary"

    @pytest.mark.parametrize("format_name", FORMATS)
    def test_an_export_has_the_rows_of_its_page_and_says_so_in_its_name(self, client: Client, format_name: str):
        response = client.get(f"{self.ADDRESS}.{format_name}?on=2023-03-28&actor=russia&disputed=yes&sort=evidence")
        whole = client.get(f"{self.ADDRESS}.{format_name}?on=2023-03-28&sort=evidence")
        assert "summary-2023-03-28-narrowed." in response.headers["Content-Disposition"]
        assert "narrowed" not in whole.headers["Content-Disposition"]
        assert whole.content == client.get(f"{self.ADDRESS}.{format_name}?on=2023-03-28").content
        assert len(response.content) < len(whole.content)

    def test_the_heads_of_json_and_markdown_say_what_they_cover(self, client: Client):
        query = "?on=2023-03-28&topic=borders&words=district"
        content = client.get(f"{self.ADDRESS}.json{query}").json()
        assert content["narrowed_by"] == {"Topic": "Borders and territory", "Words": "district"}
        assert content["total"] == sum(content["tally"].values()) == len(content["clauses"]) == 3
        text = client.get(f"{self.ADDRESS}.md{query}").content.decode()
        assert "Only clauses with Topic: Borders and territory; Words: district." in text
        assert "narrowed_by" not in client.get(f"{self.ADDRESS}.json").json()

    def test_the_rows_of_csv_are_those_asked_for(self, client: Client):
        text = client.get(f"{self.ADDRESS}.csv?performance=not_started").content.decode()
        assert {row["performance_code"] for row in csv.DictReader(io.StringIO(text))} == {"not_started"}

    def test_what_cannot_be_read_gets_no_file(self, client: Client):
        response = client.get(f"{self.ADDRESS}.csv?topic=nothing&disputed=yes")
        assert response.status_code == 400
        assert "nothing" in response.content.decode()
