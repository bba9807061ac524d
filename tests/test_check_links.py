"""`check_links` asks addresses politely and notes what each answered; those that do not answer are listed."""

import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agreements.copies import LinkOutcome
from agreements.fetching import Fetcher, Guard, Limits
from agreements.link_checks import Pauses, asked
from agreements.models import AuditEntry, LinkCheck, Source
from agreements.selectors.links import dead_links
from tests.local_servers import Answer, Asked, LocalServer, answering, moved, page, sending
from tests.people import AT, source

pytestmark = pytest.mark.django_db


def sources(*urls: str) -> list[Source]:
    rows = []
    for number, url in enumerate(urls):
        row = source()
        row.pk, row.key, row.title, row.url = None, f"s{number}", f"Source {number}", url
        row.save()
        rows.append(row)
    return rows


def fetcher(local: LocalServer) -> Fetcher:
    return Fetcher(local.guard, Limits(connect=1, read=1, total=2))


def run(local: LocalServer, **options: object) -> str:
    out = io.StringIO()
    ways = {"fetcher": fetcher(local), "pause": 0.0} | options
    call_command("check_links", stdout=out, stderr=io.StringIO(), **ways)
    return out.getvalue()


def by_path(asked: Asked) -> Answer:
    """Answer as different servers do."""
    match asked.path:
        case "/fine":
            return page()
        case "/moved":
            return moved("/fine")
        case "/no-head" | "/wrong-head":
            status = 405 if asked.path == "/no-head" else 404
            return (status, {"Content-Length": "0"}, b"") if asked.method == "HEAD" else page()
        case "/private":
            return moved("http://192.168.0.1/")
        case path:
            return int(path[1:]), {"Content-Length": "0"}, b""


@pytest.mark.parametrize(
    ("path", "outcome", "status", "message"),
    [
        ("/fine", "answers", 200, "200 OK"),
        ("/moved", "answers", 200, "200 OK, at {}/fine"),
        ("/no-head", "answers", 200, "200 OK"),
        ("/wrong-head", "answers", 200, "200 OK"),
        ("/204", "answers", 204, "204 No Content"),
        ("/404", "dead", 404, "404 Not Found"),
        ("/410", "dead", 410, "410 Gone"),
        ("/403", "unreachable", 403, "403 Forbidden"),
        ("/429", "unreachable", 429, "429 Too Many Requests"),
        ("/500", "unreachable", 500, "500 Internal Server Error"),
        ("/599", "unreachable", 599, "599"),
        ("/304", "unreachable", 304, "304 Not Modified"),
        ("/private", "refused", None, "192.168.0.1 leads to a place that is not on the public internet."),
    ],
)
def test_what_an_address_answers_is_told(path: str, outcome: str, status: int | None, message: str):
    with answering(by_path) as local:
        found = asked(f"{local.url}{path}", fetcher(local))
    assert (found.outcome, found.status, found.message) == (outcome, status, message.format(local.url))


def test_a_server_that_breaks_off_when_asked_for_its_head_is_asked_for_all():
    heads = iter([b"", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"])
    with sending(lambda: iter([next(heads)])) as local:
        assert asked(local.url, fetcher(local)).outcome is LinkOutcome.ANSWERS


def test_a_place_where_nothing_listens_is_unreachable():
    with answering(by_path) as local:
        pass
    found = asked(local.url, fetcher(local))
    assert (found.outcome, found.status) == (LinkOutcome.UNREACHABLE, None)
    assert found.message.startswith("No connection")


def test_a_page_is_not_read_when_only_asked_for():
    with answering(lambda asked: page(b"x" * 10_000_000) if asked.method == "GET" else (405, {}, b"")) as local:
        started = time.monotonic()
        assert asked(local.url, Fetcher(local.guard, Limits(body=10))).outcome is LinkOutcome.ANSWERS
        assert time.monotonic() - started < 2


def test_the_command_notes_each_answer_and_counts_them():
    with answering(by_path) as local:
        rows = sources(f"{local.url}/fine", f"{local.url}/404", "", "http://10.0.0.1/")
        said = run(local)
    assert said == "Answers: 1\nDead: 1\nUnreachable: 0\nNot asked: 1\n"
    found = dict(LinkCheck.objects.values_list("source__key", "outcome"))
    assert found == {"s0": "answers", "s1": "dead", "s3": "refused"}
    check = LinkCheck.objects.get(source=rows[1])
    assert (check.address, check.status) == (f"{local.url}/404", 404)
    assert abs(check.checked_at - timezone.now()) < timedelta(minutes=1)


def test_checks_are_no_part_of_the_record():
    with answering(by_path) as local:
        sources(f"{local.url}/fine")
        before = AuditEntry.objects.count()
        run(local)
    assert AuditEntry.objects.count() == before


def test_those_never_asked_come_first_then_the_longest_ago():
    with answering(by_path) as local:
        rows = sources(*(f"{local.url}/20{number}" for number in range(4)))
        for row, day in ((rows[0], 3), (rows[1], 1), (rows[2], 2)):
            at = datetime(2021, 3, day, tzinfo=UTC)
            LinkCheck.objects.create(source=row, address=row.url, outcome="dead", checked_at=at)
        run(local, limit=3)
    assert [request.path for request in local.asked] == ["/203", "/201", "/202"]


def test_what_was_asked_since_is_left_out_unless_its_address_changed():
    now = timezone.now()
    with answering(by_path) as local:
        rows = sources(*(f"{local.url}/20{number}" for number in range(4)))
        LinkCheck.objects.create(source=rows[0], address=rows[0].url, outcome="dead", checked_at=now)
        LinkCheck.objects.create(
            source=rows[1], address=rows[1].url, outcome="dead", checked_at=now - timedelta(days=8)
        )
        LinkCheck.objects.create(source=rows[2], address="https://example.org/old", outcome="dead", checked_at=now)
        run(local, older_than=7)
    assert {request.path for request in local.asked} == {"/201", "/202", "/203"}


def test_without_being_told_otherwise_this_machine_is_not_asked():
    with answering(by_path) as local:
        sources(local.url, "http://localhost/")
        assert "Not asked: 2" in run(local, fetcher=Fetcher(Guard()))
        assert local.asked == []


def test_a_host_is_left_alone_for_a_while_and_another_is_not():
    pauses = Pauses(0.2)
    started = time.monotonic()
    pauses.wait("a.example")
    pauses.wait("b.example")
    assert time.monotonic() - started < 0.1
    pauses.wait("a.example")
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("words", [["--limit", "0"], ["--limit", "-1"], ["--older-than", "x"], ["--limit", "9" * 30]])
def test_a_number_that_cannot_be_used_is_told(words: list[str]):
    with pytest.raises(CommandError, match="is not a whole number from 1 to 100000"):
        call_command("check_links", *words)


def test_the_list_holds_what_does_not_answer_under_the_address_it_has_now(django_assert_num_queries: object):
    rows = sources(*(f"https://example.org/{number}" for number in range(6)))
    for row, outcome in zip(rows, ["answers", "dead", "unreachable", "refused", "dead"], strict=False):
        at = AT + timedelta(days=rows.index(row))
        LinkCheck.objects.create(source=row, address=row.url, outcome=outcome, message="said", checked_at=at)
    LinkCheck.objects.filter(source=rows[4]).update(address="https://example.org/before")
    with django_assert_num_queries(2):
        found = dead_links(2)
    assert found.count == 3
    assert [(link.source, link.outcome) for link in found.links] == [("s3", "refused"), ("s2", "unreachable")]
    assert (found.links[0].title, found.links[0].address) == ("Source 3", "https://example.org/3")
    assert (found.links[0].message, found.links[0].checked_at) == ("said", AT + timedelta(days=3))
