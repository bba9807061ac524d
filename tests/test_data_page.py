"""The data page: downloads that work, numbers that equal the rows behind them, and a citation that lasts."""

import re
from html import unescape

import pytest
from django.test import Client

from agreements.exports import FORMATS
from agreements.models import EvidenceLink, Publisher, Reading, Source
from agreements.selectors import inventory, method_page, revision
from tests.doubling import double_record
from tests.facts import as_of
from tests.test_queries import queries

PAST = "?on=2021-03-01&known=2021-03-01"
DAYS = pytest.mark.parametrize("query", [pytest.param("", id="today"), pytest.param(PAST, id="as of a day")])


def page(client: Client, query: str = "") -> str:
    return unescape(client.get(f"/data/{query}").content.decode())


@pytest.mark.django_db
def test_an_empty_record_has_nothing_to_download_and_says_so(client: Client):
    html = page(client)
    assert "The record holds no agreement yet." in html
    assert "Charts" not in html
    assert "CC BY 4.0" in html


@pytest.mark.django_db
@pytest.mark.usefixtures("record")
class TestPage:
    @DAYS
    @pytest.mark.parametrize("slug", ["2020-11-10", "2021-01-11"])
    def test_every_format_of_every_agreement_is_linked_and_answers(self, client: Client, slug: str, query: str):
        html = page(client, query)
        for name, chosen in FORMATS.items():
            address = f"/agreements/{slug}/summary.{name}{query}"
            assert f'href="{address}"' in html
            response = client.get(address)
            assert (response.status_code, response.headers["Content-Type"]) == (200, chosen.content_type)

    def test_every_format_says_what_it_contains(self, client: Client):
        contents = client.get("/data/").context["contents"]
        assert [name for name, _, _ in contents] == list(FORMATS)
        assert [label for _, label, content in contents if not content.endswith(".")] == []

    @DAYS
    def test_every_chart_linked_is_there(self, client: Client, query: str):
        links = re.findall(r'href="(/[^"]+(?:timeline|chart)\.json[^"]*)"', page(client, query))
        assert len(links) == 3
        assert {client.get(link).status_code for link in links} == {200}

    def test_before_the_entry_into_force_no_timeline_is_linked(self, client: Client):
        html = page(client, "?on=2020-12-01")
        assert "/2020-11-10/timeline.json" in html
        assert "/2021-01-11/timeline.json" not in html

    @DAYS
    def test_numbers_equal_the_rows_behind_them(self, query: str):
        asked = as_of("2021-03-01", "2021-03-01") if query else as_of("2026-11-30", "2026-11-30")
        found = inventory(as_of=asked)
        assert found.sources == Source.objects.filter(published_latest_on__lte=asked.known_on).count()
        known = Publisher.objects.filter(sources__published_latest_on__lte=asked.known_on)
        assert found.publishers == known.distinct().count()
        assert found.verdicts == sum(version.total for version in method_page(as_of=asked).versions)
        readings = Reading.objects.filter(source__published_latest_on__lte=asked.known_on)
        assert found.readings == readings.count()
        for agreement in found.agreements:
            assert agreement.readings.total == readings.filter(agreement__slug=agreement.slug).count()
            whole = readings.filter(agreement__slug=agreement.slug, clause__isnull=True)
            assert agreement.readings.whole == whole.count()

    @DAYS
    def test_evidence_is_counted_as_its_page_counts_it(self, client: Client, query: str):
        html = page(client, query)
        for agreement, count in re.findall(r'href="/evidence/\?(?:on=[^"]+&)?agreement=([^"]+)">(\d+)</a>', html):
            listed = client.get(f"/evidence/{query or '?'}&agreement={agreement}").content.decode()
            assert f"<strong>{count}</strong>" in listed
            assert int(count) <= EvidenceLink.objects.values("evidence").distinct().count()
        total = re.search(rf'href="/evidence/{re.escape(query)}">(\d+)</a> reported facts', html)
        assert total
        assert f"<strong>{total[1]}</strong>" in client.get(f"/evidence/{query}").content.decode()

    def test_how_far_the_sources_reach_is_told(self, client: Client):
        assert page(client).count('<td><time datetime="2026-03-05">') == 2

    def test_the_citation_names_the_revision_both_days_and_an_address_that_keeps_them(self, client: Client):
        html = page(client, "?on=2021-03-01&known=2022-03-01")
        citation = html.partition('<blockquote class="address">')[2].partition("</blockquote>")[0]
        assert "As of 2021-03-01, as known on 2022-03-01." in citation
        assert f"Revision {revision()} of the record." in citation
        assert "http://testserver/data/?on=2021-03-01&known=2022-03-01" in citation
        assert page(client, "?on=2021-03-01&known=2022-03-01") == html

    def test_today_is_cited_as_the_day_it_is(self, client: Client):
        response = client.get("/data/")
        today = response.context["asked"].today
        assert response.context["address"] == f"http://testserver/data/?on={today}&known={today}"

    def test_twice_the_record_costs_the_same_queries(self, client: Client):
        addresses = ("/data/", "/method/", "/changes/")
        before = {address: queries(client, address) for address in addresses}
        double_record()
        assert {address: queries(client, address) for address in addresses} == before
