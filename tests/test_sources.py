"""The pages of sources: publishers, documents and claimants are counted as the evidence that they link to."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.dates import AsOf
from agreements.models import Citation, ClauseText, DeadlineChange, Publisher, Source
from agreements.selectors import counted_evidence
from agreements.selectors.evidence_asked import EvidenceAsked, narrowed
from agreements.selectors.lists import folded
from tests.doubling import double_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

PAST = "on=2021-03-01&known=2021-03-01"
MOST_CITED = "/sources/rferl-2023-03-28/"
BUSIEST = "/sources/publishers/rferl-armenian-service/"
PAGES = [
    "/sources/",
    "/sources/?show=documents",
    "/sources/?show=claims",
    "/sources/?show=claims&agreement=2021-01-11",
    BUSIEST,
    MOST_CITED,
]


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def links_with_numbers(client: Client, address: str) -> list[tuple[dict[str, str], int]]:
    """Return what is asked for by the links to evidence on a page, with the number that each shows."""
    found = re.findall(r'<a href="/evidence/\?([^"]*)"[^>]*>(\d+)[^<]*</a>', shown(client, address))
    return [(dict(parse_qsl(unescape(query))), int(number)) for query, number in found]


def listed(query: dict[str, str]) -> int:
    """Return how many pieces of evidence are listed for what is asked."""
    days = {name: query.get(name, timezone.localdate().isoformat()) for name in ("on", "known")}
    as_of = AsOf(*map(date.fromisoformat, days.values()))
    asked = EvidenceAsked(**{name: value for name, value in query.items() if name not in days})
    return narrowed(counted_evidence(as_of=as_of), asked, as_of=as_of).count()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestCounts:
    """Every number is that of the list behind it."""

    @pytest.mark.parametrize(
        "days",
        [
            pytest.param({}, id="today"),
            pytest.param({"on": "2023-04-15"}, id="as of a past day"),
            pytest.param({"on": "2023-04-15", "known": "2023-03-31"}, id="as known on a past day"),
        ],
    )
    @pytest.mark.parametrize("address", [*PAGES, "/sources/?kind=state&sort=alone", "/sources/?sort=denied"])
    def test_a_number_equals_what_its_link_lists(self, client: Client, address: str, days: dict[str, str]):
        found = links_with_numbers(client, f"{address}{'&' if '?' in address else '?'}{urlencode(days)}")
        assert found
        assert all(days.items() <= query.items() for query, _ in found)
        assert [(query, number) for query, number in found if listed(query) != number] == []

    def test_the_summary_counts_every_document_that_was_known(self, client: Client):
        summary = client.get(f"/sources/?{PAST}").context["sources"].summary
        known = Source.objects.filter(published_latest_on__lte="2021-03-01")
        assert summary.documents == known.count()
        assert summary.publishers == known.values("publisher").distinct().count()
        assert 0 < summary.single < summary.facts < client.get("/sources/").context["sources"].summary.facts

    def test_a_document_published_later_is_not_counted_for_what_it_says_of_earlier_days(self, client: Client):
        later = Citation.objects.filter(
            source__published_latest_on__gt="2021-03-01", evidence__occurred_latest_on__lte="2021-03-01"
        ).first()
        assert client.get(f"/sources/{later.source.key}/?on=2021-03-01").status_code == 200
        assert client.get(f"/sources/{later.source.key}/?{PAST}").status_code == 404


class TestPublishers:
    def test_all_that_had_published_are_listed_by_name_page_by_page(self, client: Client):
        listed = []
        for number in range(1, 7):
            page = client.get(f"/sources/?page={number}").context["sources"].page
            listed += [(folded(publisher.name), publisher.slug) for publisher in page]
        assert len(listed) == len(set(listed)) == page.paginator.count
        assert listed == sorted(listed)

    def test_a_kind_is_a_link_that_says_how_many_it_leaves(self, client: Client):
        for choice in client.get("/sources/").context["sources"].kinds:
            page = client.get("/sources/", {"kind": choice.value}).context["sources"].page
            assert page.paginator.count == choice.count

    @pytest.mark.parametrize(
        ("typed", "slug"),
        [
            pytest.param("TREND agency", "trend", id="words in any case and order"),
            pytest.param("hurriyet daily", "hurriyet-daily-news", id="without diacritics"),
        ],
    )
    def test_a_publisher_is_found_by_words_of_its_name(self, client: Client, typed: str, slug: str):
        page = client.get("/sources/", {"words": typed}).context["sources"].page
        assert [publisher.slug for publisher in page] == [slug]

    @pytest.mark.parametrize("sort", ["documents", "asserted", "denied", "alone"])
    def test_the_list_can_be_ordered_by_a_count(self, client: Client, sort: str):
        html = shown(client, f"/sources/?sort={sort}")
        counts = [publisher.count(sort) for publisher in client.get(f"/sources/?sort={sort}").context["sources"].page]
        assert counts == sorted(counts, reverse=True)
        assert html.count('aria-sort="descending"') == 1

    def test_the_page_of_a_publisher_says_what_is_known_of_it_and_lists_its_documents(self, client: Client):
        html = shown(client, BUSIEST)
        publisher = Publisher.objects.get(slug="rferl-armenian-service")
        assert publisher.get_reliability_display() in html
        assert "not a bad mark" in html
        assert publisher.note in html
        assert html.count('<th scope="row"') == 50
        assert client.get(BUSIEST).context["page"].page.paginator.count == publisher.sources.count()

    def test_before_its_first_document_a_publisher_has_none(self, client: Client):
        assert "No document of this publisher" in shown(client, f"{BUSIEST}?known=2000-01-01")


class TestDocuments:
    @pytest.mark.parametrize(
        "query",
        [
            pytest.param({"kind": "state"}, id="kind of publisher"),
            pytest.param({"language": "hy"}, id="language"),
            pytest.param({"words": "ЛАВРОВ"}, id="words in another script"),
            pytest.param({"kind": "private", "language": "ru", "words": "баку"}, id="all three"),
        ],
    )
    def test_documents_are_narrowed_and_stay_newest_first(self, client: Client, query: dict[str, str]):
        found = client.get("/sources/", {"show": "documents"} | query).context["sources"]
        every = client.get("/sources/?show=documents").context["sources"].page.paginator.count
        assert 0 < found.page.paginator.count < every
        days = [document.published.latest for document in found.documents]
        assert days == sorted(days, reverse=True)

    def test_a_language_says_how_many_it_leaves(self, client: Client):
        for choice in client.get("/sources/?show=documents&kind=state").context["sources"].languages:
            query = {"show": "documents", "kind": "state", "language": choice.value}
            assert client.get("/sources/", query).context["sources"].page.paginator.count == choice.count


class TestOneDocument:
    def test_it_says_where_it_is_found_and_what_is_held(self, client: Client):
        source = Source.objects.get(key="rferl-2023-03-28")
        html = shown(client, MOST_CITED)
        assert f'href="{source.url}"' in html
        assert source.document in html
        assert source.sha256 in html
        assert 'Archived copy</dt>\n    <dd class="address">none recorded' in html

    def test_it_lists_what_it_asserts_and_denies_with_place_claimant_and_clauses(self, client: Client):
        page = client.get(MOST_CITED).context["page"]
        citations = [citation for fact in page.facts for citation in fact.citations]
        assert len(citations) == Citation.objects.filter(source__key="rferl-2023-03-28").count()
        assert {citation.source.key for citation in citations} == {"rferl-2023-03-28"}
        html = shown(client, MOST_CITED)
        assert "Place in the source: lines 5-15, 24-29." in html
        assert "/agreements/2020-11-10/3.a/" in html
        assert [figure.as_printed for figure in page.figures] == ["two", "three"]
        assert {reading.actor for reading in page.readings} >= {"Armenia"}

    def test_the_change_of_a_deadline_stands_with_its_source(self, client: Client):
        change = DeadlineChange.objects.exclude(source=None).first()
        html = shown(client, f"/sources/{change.source.key}/")
        assert "Deadlines moved by it" in html
        assert f"{change.deadline.label}, moved to" in html
        assert "Deadlines moved by it" not in shown(client, f"/sources/{change.source.key}/?on=2020-11-14")

    def test_a_wording_stands_with_its_source(self, client: Client):
        source = Source.objects.get(key="rferl-2023-03-28")
        clause = source.citations.first().evidence.links.first().clause
        ClauseText.objects.create(clause=clause, language="fr", kind="translation", text="Mots", source=source)
        assert "Translation wording (French)" in shown(client, MOST_CITED)

    def test_the_citation_names_the_page_with_both_days(self, client: Client):
        html = unescape(shown(client, f"{MOST_CITED}?on=2023-05-01"))
        address = re.search(r"http://testserver/sources/rferl-2023-03-28/\?on=2023-05-01&known=\d{4}-\d\d-\d\d", html)
        assert address
        assert client.get(address[0]).status_code == 200

    def test_the_page_of_a_piece_of_evidence_leads_to_its_documents(self, client: Client):
        key = Citation.objects.filter(source__key="rferl-2023-03-28").first().evidence.key
        assert f'href="{MOST_CITED}"' in shown(client, f"/evidence/{key}/")

    @pytest.mark.parametrize(
        "address", ["/sources/no-such/", "/sources/publishers/no-such/", "/sources/?show=claims&agreement=no-such"]
    )
    def test_what_is_not_there_is_said_not_to_be(self, client: Client, address: str):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param({"words": "no such thing"}, "No publisher fits.", id="no publisher"),
        pytest.param({"kind": "no-such"}, "No publisher fits.", id="a kind that does not exist"),
        pytest.param({"show": "documents", "words": "\0"}, "No document fits.", id="no document"),
        pytest.param({"known": "2000-01-01"}, "No document of the record had been published", id="nothing published"),
        pytest.param({"show": "documents", "known": "2000-01-01"}, "had been published by this day", id="no documents"),
        pytest.param({"show": "claims", "known": "2000-01-01"}, "No fact is asserted or denied", id="no claims"),
    ],
)
def test_an_empty_list_says_why(client: Client, query: dict[str, str], words: str):
    assert words in shown(client, f"/sources/?{urlencode(query)}")


def test_twice_the_record_costs_the_same_queries_and_few(client: Client):
    before = {address: queries(client, address) for address in PAGES}
    double_record()
    assert {address: queries(client, address) for address in PAGES} == before
    assert max(before.values()) <= 20


@pytest.mark.parametrize("address", PAGES)
def test_a_page_stays_light(client: Client, address: str):
    assert len(client.get(address).content) < 150_000
