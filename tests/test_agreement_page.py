"""The page of an agreement: numbers lead to their rows, parts can be swapped, any amount of clauses is shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from agreements.as_of_query import AsOfQuery
from agreements.choices import Performance
from agreements.dates import AsOf
from agreements.filters import narrowed_clauses
from agreements.rules import tally
from agreements.selectors import agreement_page
from agreements.selectors.agreement_page import AgreementPage
from tests.doubling import double_record
from tests.facts import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

SLUG = "2020-11-10"
PAGE = f"/agreements/{SLUG}/"
ON = "on=2023-03-28"
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def html(record: None, django_db_blocker: DjangoDbBlocker) -> str:
    with django_db_blocker.unblock():
        return Client().get(f"{PAGE}?{ON}").content.decode()


@pytest.fixture(scope="module")
def found(record: None, django_db_blocker: DjangoDbBlocker) -> AgreementPage:
    with django_db_blocker.unblock():
        return agreement_page(SLUG, as_of=AsOf(D(2023, 3, 28), D(2023, 3, 28)))


def shown(found: AgreementPage, address: str) -> int:
    """Return how many clauses the page at an address shows."""
    query = unescape(address).partition("?")[2].partition("#")[0]
    return narrowed_clauses(found.agreement, QueryDict(query)).shown


def table(html: str, name: str) -> str:
    return re.search(rf'<table class="{name}">.*?</table>', html, re.DOTALL)[0]


class TestNumbers:
    def test_each_count_of_the_tally_leads_to_its_clauses(self, html: str, found: AgreementPage):
        legend = re.search(r'<ul class="legend" aria-label="Clauses by performance">.*?</p>', html, re.DOTALL)[0]
        links = re.findall(r'href="([^"]+)"[^>]*>(\d+)( disputed)?</a>', legend)
        assert len(links) == 2 + len([count for _, count in found.agreement.tally.counts if count])
        for address, count, _ in links:
            assert address.startswith(PAGE)
            assert ON in address
            assert shown(found, address) == int(count), address

    @pytest.mark.parametrize("heading", ["Tally by topic", "Tally by who owes the duty"])
    def test_each_count_of_the_tallies_by_topic_and_actor_leads_to_its_clauses(
        self, html: str, found: AgreementPage, heading: str
    ):
        tables = re.findall(r'<table class="tallies">.*?</table>', html, re.DOTALL)
        (here,) = [one for one in tables if heading in one]
        links = re.findall(r'href="(\?[^"]+)"[^>]*>(\d+)</a>', here)
        assert len(links) > 10
        for address, count in links:
            assert shown(found, address) == int(count), address
        assert not re.findall(r"\d+ of (?!<a)", here)

    def test_actors_stand_in_the_order_of_the_instrument_and_shared_duties_count_for_each(self, found: AgreementPage):
        by_topic, by_actor = found.tallies
        assert [row.value for row in by_actor.rows] == ["azerbaijan", "armenia", "russia"]
        assert (by_topic.counts_twice, by_actor.counts_twice) == (False, True)
        assert sum(row.tally.total for row in by_topic.rows) == 31
        assert sum(row.tally.total for row in by_actor.rows) == sum(len(one.obliged) for one in found.agreement.leaves)

    def test_each_count_of_evidence_leads_to_that_evidence(self, html: str, found: AgreementPage):
        rows = re.findall(r'<tr class="depth-1">.*?</tr>', table(html, "clauses"), re.DOTALL)
        assert len(rows) == 31
        for row, clause in zip(rows, found.agreement.leaves, strict=True):
            links = {
                unescape(address): int(count) for address, count in re.findall(r'"(/evidence/[^"]+)"[^>]*>(\d+)<', row)
            }
            counts = {"&direction=supports": clause.evidence_for, "&direction=contradicts": clause.evidence_against}
            counts[""] = clause.evidence_count
            expected = {f"/evidence/?clause={SLUG}/{clause.number}{more}&{ON}": n for more, n in counts.items() if n}
            assert links == expected

    def test_deadlines_lead_to_those_of_the_clause(self, html: str):
        assert f'<a href="{PAGE}6.b/?{ON}#deadlines" aria-label="6.b: deadline 2020-12-01">' in table(html, "clauses")

    def test_no_two_links_to_different_places_share_a_name(self, html: str):
        main = re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL)
        named: dict[str, set[str]] = {}
        for address, name in re.findall(r'<a [^>]*href="([^"]+)"[^>]*aria-label="([^"]+)"', main):
            named.setdefault(name, set()).add(address)
        assert len(named) > 100
        assert {name: places for name, places in named.items() if len(places) > 1} == {}


class TestFragment:
    def test_htmx_gets_what_the_whole_page_holds(self, client: Client):
        address = f"{PAGE}?{ON}&actor=russia&words=corridor"
        part = client.get(address, headers=HTMX)
        section = part.content.decode().partition("</section>")[0]
        assert section.lstrip().startswith('<section id="clauses"')
        assert section in client.get(address).content.decode()
        assert "<html" not in section

    def test_the_address_is_kept_without_what_was_left_empty(self, client: Client):
        part = client.get(f"{PAGE}?{ON}&words=&topic=&actor=russia", headers=HTMX)
        assert part.headers["HX-Push-Url"] == f"{PAGE}?{ON}&actor=russia"
        assert client.get(f"{PAGE}?words=", headers=HTMX).headers["HX-Push-Url"] == PAGE

    def test_what_stands_elsewhere_and_keeps_the_filter_is_swapped_too(self, client: Client):
        html = client.get(f"{PAGE}?{ON}&actor=russia&words=", headers=HTMX).content.decode()
        beside = html.partition("</section>")[2]
        assert beside.count('data-hx-swap-oob="true"') == 3
        assert re.search(r'href="[^"]*actor=russia[^"]*">Back to today', beside)
        assert '<input type="hidden" name="actor" value="russia">' in beside
        assert 'name="words"' not in beside
        assert re.search(r'href="[^"]*actor=russia[^"]*by=month#over-time"', beside)

    def test_it_answers_200_even_where_the_page_would_not(self, client: Client):
        part = client.get(f"{PAGE}?topic=nothing", headers=HTMX)
        assert part.status_code == 200
        assert "It was left out." in part.content.decode()

    @pytest.mark.parametrize(
        ("headers", "is_whole"),
        [
            pytest.param({}, True, id="a browser gets the page"),
            pytest.param(HTMX, False, id="htmx gets the fragment"),
            pytest.param(HTMX | {"HX-History-Restore-Request": "true"}, True, id="a page restored is whole"),
        ],
    )
    def test_caches_are_told_what_the_answer_depends_on(self, client: Client, headers: dict[str, str], is_whole: bool):
        response = client.get(PAGE, headers=headers)
        assert ("<html" in response.content.decode()) is is_whole
        assert "HX-Request" in response.headers["Vary"]
        assert "HX-History-Restore-Request" in response.headers["Vary"]


class TestStates:
    def test_what_is_shown_is_said_in_words_on_paper_too(self, client: Client):
        html = client.get(f"{PAGE}?{ON}&topic=borders&disputed=no").content.decode()
        said = re.search(r'<p id="clauses-shown"[^>]*>(.*?)</p>', html, re.DOTALL)[1]
        said = re.sub(r'<(a|span) class="no-print".*?</\1>', "", said, flags=re.DOTALL)
        words = " ".join(re.sub(r"<[^>]+>", "", said).split())
        assert re.match(r"\d+ of 31 clauses: topic Borders and territory ?; disputed No ?\.", words)
        assert "All 31 clauses." in client.get(f"{PAGE}?{ON}").content.decode()

    def test_where_nothing_fits_the_way_back_is_shown(self, client: Client):
        html = client.get(f"{PAGE}?{ON}&words=nothing+like+it").content.decode()
        assert "No clause fits all of this." in html
        assert f'href="?{ON}#clauses"' in html
        assert '<table class="clauses">' not in html

    def test_what_cannot_be_read_answers_400_and_applies_the_rest(self, client: Client):
        response = client.get(f"{PAGE}?topic=nothing&actor=russia")
        html = response.content.decode()
        assert response.status_code == 400
        assert '<option value="nothing" selected>nothing</option>' in html
        assert 'id="id_topic_error"' in html
        assert "owed by <strong>Russia</strong>" in html

    def test_what_was_typed_comes_back_as_text(self, client: Client):
        html = client.get(PAGE, {"words": '"><script>', "topic": "<b>"}).content.decode()
        assert "&quot;&gt;&lt;script&gt;" in html
        assert "<b>" not in html.replace("<bdi>", "")


def overfull(found: AgreementPage) -> Iterator[object]:
    """Yield three hundred clauses of every performance."""
    for number in range(300):
        leaf = found.agreement.leaves[number % 31]
        yield replace(leaf, number=f"{number}", depth=0)


def test_three_hundred_clauses_fit_one_page(found: AgreementPage):
    clauses = tuple(overfull(found))
    counts = tally(clause.verdict.status.performance for clause in clauses)
    report = replace(found.agreement, clauses=clauses, tally=counts)
    asked = AsOfQuery(report.as_of, report.as_of.on, "", "")
    context = {"agreement": report, "narrowed": narrowed_clauses(report, QueryDict("")), "asked": asked, "formats": {}}
    html = render_to_string("agreements/_tally.html", context) + render_to_string(
        "agreements/_clauses_results.html", context
    )
    assert '<ol class="tally is-many"' in html
    assert html.count('<tr class="depth-0">') == 300
    assert len(html) < 500_000
    assert {performance for performance, count in counts.counts if count} <= set(Performance)


def weight(content: bytes) -> int:
    return len(re.sub(rb"<figure.*?</figure>", b"", content, flags=re.DOTALL))


@pytest.mark.parametrize("query", ["", "?by=month", "?by=month&on=2023-12-31&known=2023-12-31", "?by=year"])
def test_the_page_is_light_apart_from_charts(client: Client, query: str):
    assert weight(client.get(f"{PAGE}{query}").content) < 200_000


ADDRESSES = [f"{PAGE}?{ON}&topic=peacekeeping&sort=deadline&by=month", f"{PAGE}summary.json?{ON}&disputed=yes"]


def queries(client: Client, headers: dict[str, str]) -> list[int]:
    counts = []
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers=headers).status_code == 200
        counts.append(len(captured))
    return counts


def test_twice_the_record_costs_the_same_queries(client: Client):
    before = queries(client, {}), queries(client, HTMX)
    double_record()
    assert (queries(client, {}), queries(client, HTMX)) == before
