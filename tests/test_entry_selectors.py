"""What is known of an address, a title or a day that somebody is about to enter; in a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.dates import Span
from agreements.models import Citation, Evidence, Publisher, Source
from agreements.selectors import entry
from tests.people import clause, evidence, source

pytestmark = pytest.mark.django_db

DAY = date(2021, 2, 7)
TITLE = "Russia MFA: Lachin corridor issue should be resolved on basis of statement"


def publisher(name: str) -> Publisher:
    return Publisher.objects.get_or_create(slug=name.lower(), defaults={"name": name, "kind": "private"})[0]


def document(url: str, *, of: str = "Gazette", title: str = TITLE, on: date = DAY, language: str = "en") -> Source:
    row = Source(key=f"s{Source.objects.count()}", publisher=publisher(of), title=title, url=url, language=language)
    row.published = Span.day(on)
    row.save()
    return row


@pytest.mark.parametrize(
    ("stored", "pasted"),
    [
        pytest.param("https://news.am/eng/1.html", "http://www.news.am/eng/1.html/", id="scheme, www and slash"),
        pytest.param("http://WWW.news.am/eng/1/", "https://news.am/eng/1", id="the same the other way round"),
        pytest.param("https://news.am/1?utm_source=rss&utm_medium=x", "https://news.am/1", id="tracking is stored"),
        pytest.param("https://news.am/1#top", "https://news.am/1", id="a fragment is stored"),
        pytest.param("https://news.am/1", "https://news.am/1?fbclid=abc#top", id="tracking is pasted"),
        pytest.param("https://asbarez.com/?p=253359", "http://asbarez.com?p=253359", id="the page is asked for"),
        pytest.param("https://a.am/f.php?id=7&lang=3", "https://a.am/f.php?lang=3&id=7", id="in another order"),
        pytest.param("https://ru.example/wiki/%D0%9C%D0%B8%D1%80", "https://ru.example/wiki/Мир", id="in letters"),
        pytest.param(
            "https://ru.example/Мир?q=да", "https://ru.example/%D0%9C%D0%B8%D1%80?q=%D0%B4%D0%B0", id="escaped"
        ),
        pytest.param("https://xn--e1afmkfd.xn--p1ai/1", "https://пример.рф/1", id="a host in letters"),
    ],
)
def test_a_source_is_known_however_its_address_is_spelt(stored: str, pasted: str):
    row = document(stored)
    found = entry.known_source(pasted)
    assert found is not None
    assert (found.pk, found.publisher, found.published) == (row.pk, "Gazette", "2021-02-07")


def test_an_archived_copy_leads_to_its_source():
    row = document("https://news.am/1")
    row.archive_url = "https://web.archive.org/web/2021/https://news.am/1"
    row.save()
    assert entry.known_source(row.archive_url).pk == row.pk


@pytest.mark.parametrize("pasted", ["https://asbarez.com/?p=2", "https://asbarez.com/", "https://news.am/", "x.am/%_"])
def test_another_page_is_not_known(pasted: str):
    for url in ("https://asbarez.com/?p=25", "https://news.am/eng/1", "https://x.am/ab", ""):
        document(url)
    assert entry.known_source(pasted) is None


def test_who_publishes_at_a_host_is_suggested_most_documents_first():
    for number in range(2):
        document(f"https://www.trend.az/{number}", of="Trend")
    document("https://trend.az/x", of="Other")
    document("https://notrend.az/x", of="Not")
    document("https://news.am/?u=https://trend.az/", of="News")
    found = entry.host_publishers("http://trend.az/new")
    assert [(match.name, match.documents, match.is_elsewhere) for match in found][:1] == [("Trend", 2, False)]
    assert "Not" not in {match.name for match in found}
    assert entry.certain_publisher("http://trend.az/new") is None


def test_a_publisher_is_certain_where_no_other_is_at_the_host_and_so_is_a_language_without_another():
    document("https://www.trend.az/1", of="Trend")
    assert (entry.certain_publisher("trend.az/2").name, entry.certain_publisher("trend.az/2").language) == (
        "Trend",
        "en",
    )
    document("https://www.trend.az/ru/1", of="Trend", language="ru")
    assert (entry.certain_publisher("trend.az/2").name, entry.certain_publisher("trend.az/2").language) == ("Trend", "")


def test_another_host_of_the_domain_is_a_hint_and_never_certain():
    document("https://one.wordpress.com/1", of="One")
    (match,) = entry.host_publishers("https://two.wordpress.com/1")
    assert (match.name, match.host, match.is_elsewhere) == ("One", "wordpress.com", True)
    assert entry.certain_publisher("https://two.wordpress.com/1") is None


@pytest.mark.parametrize(
    ("title", "days", "is_alike"),
    [
        pytest.param(TITLE, 0, True, id="the same title and day"),
        pytest.param(TITLE.upper().replace(":", " –"), 3, True, id="capitals, signs, three days later"),
        pytest.param(TITLE.replace("basis", "grounds"), -3, True, id="one word differs, three days before"),
        pytest.param(TITLE, 4, False, id="four days later"),
        pytest.param("Russia MFA: the Lachin corridor was discussed in Moscow", 0, False, id="another title"),
        pytest.param("—", 0, False, id="a title without words"),
    ],
)
def test_documents_alike_have_nearly_the_same_title_and_day(title: str, days: int, is_alike: bool):
    row = document("https://news.am/1")
    on = Span.day(DAY + timedelta(days=days))
    assert [match.pk for match in entry.sources_alike(title, on, publisher=row.publisher_id)] == [row.pk] * is_alike
    assert entry.sources_alike(title, on, publisher=publisher("Other").pk) == ()


@pytest.mark.parametrize("edtf", ["0001-01-01", "9999-12-31", "0001/9999"])
def test_days_at_the_ends_of_the_calendar_are_compared_too(edtf: str):
    assert entry.sources_alike("x", Span.parse(edtf)) == ()
    assert entry.facts_alike(Span.parse(edtf), clauses=[1], sources=[]) == ()


def fact(key: str, *, day: str = "2021-02-06", state: str = "accepted") -> Evidence:
    row = evidence(state, key=key)
    row.occurred = Span.parse(day)
    row.save()
    row.links.create(clause=clause(), direction="supports")
    return row


def test_what_may_be_reported_already_shares_the_clause_and_the_days_or_the_source():
    fact("near"), fact("far", day="2021-02-09"), fact("refused", state="rejected")
    on = Span.parse("2021-02-07")
    clauses, other = [clause().pk], document("https://news.am/1")
    assert [(row.key, row.shares) for row in entry.facts_alike(on, clauses=clauses, sources=[])] == [
        ("near", "same clause, same days")
    ]
    by_source = entry.facts_alike(on, clauses=[], sources=[source().pk])
    assert [(row.key, row.shares) for row in by_source] == [("far", "same source"), ("near", "same source")]
    assert entry.facts_alike(on, clauses=[], sources=[other.pk]) == ()
    assert entry.facts_alike(on, clauses=[], sources=[]) == ()
    besides = Evidence.objects.get(key="near").pk
    assert entry.facts_alike(on, clauses=clauses, sources=[], besides=besides) == ()


def test_more_rows_cost_no_more_queries():
    def ask() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            entry.known_source("https://news.am/?p=0")
            entry.host_publishers("https://news.am/new")
            entry.sources_alike(TITLE, Span.day(DAY), publisher=publisher("Gazette").pk)
            entry.facts_alike(Span.parse("2021-02"), clauses=[clause().pk], sources=[source().pk])
        return len(queries)

    fact("first"), document("https://news.am/?p=0")
    before = ask()
    for number in range(1, 8):
        row = fact(f"fact-{number}")
        Citation.objects.create(evidence=row, source=document(f"https://news.am/?p={number}"))
    assert ask() == before
