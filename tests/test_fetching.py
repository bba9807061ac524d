"""Asking an address: every step checked anew, every answer bounded in time and size."""

import gzip
import itertools
import ssl
import time
from collections.abc import Iterator

import pytest

from agreements.fetching import (
    BrokenAnswerError,
    Fetcher,
    FetchError,
    Guard,
    Limits,
    RefusedAddressError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from agreements.fetching.asking import _certificates
from tests.local_servers import Answer, Asked, LocalServer, answering, moved, page, sending, slowly

SMALL = Limits(connect=2, read=2, total=2, body=1000)


def body(address: str, guard: Guard, limits: Limits = SMALL) -> bytes:
    with Fetcher(guard, limits).opened(address) as answer:
        return b"".join(answer.chunks())


@pytest.fixture
def trap() -> Iterator[LocalServer]:
    """Hold a server of this machine that nobody may reach."""
    with answering(lambda asked: page(b"secret")) as local:
        yield local
    assert local.asked == []


def test_a_page_is_fetched_without_cookies_and_by_name():
    with answering(lambda asked: page(b"text")) as local:
        assert body(f"{local.url}/a?b=c#d", local.guard) == b"text"
    (asked,) = local.asked
    assert (asked.method, asked.path) == ("GET", "/a?b=c")
    assert asked.headers["User-Agent"].startswith("agreement-tracker")
    assert asked.headers["Accept-Encoding"] == "identity"
    assert asked.headers["Host"] == f"127.0.0.1:{local.port}"
    assert not {"Cookie", "Authorization", "Referer"} & set(asked.headers)


def test_redirects_are_followed_without_what_the_first_answer_set():
    def answer(asked: Asked) -> Answer:
        status, headers, nothing = moved("b/c")
        return (status, headers | {"Set-Cookie": "a=b"}, nothing) if asked.path == "/a/" else page(b"there")

    with answering(answer) as local, Fetcher(local.guard, SMALL).opened(f"{local.url}/a/") as found:
        assert (b"".join(found.chunks()), found.status, found.address) == (b"there", 200, f"{local.url}/a/b/c")
    assert [asked.path for asked in local.asked] == ["/a/", "/a/b/c"]
    assert "Cookie" not in local.asked[1].headers


def test_a_redirect_may_hold_spaces_as_browsers_take_them():
    with answering(lambda asked: moved("/a file.pdf") if asked.path == "/" else page(b"there")) as local:
        assert body(local.url, local.guard) == b"there"
    assert local.asked[1].path == "/a%20file.pdf"


class TestGuarded:
    def test_this_machine_is_refused(self, trap: LocalServer):
        for address in (trap.url, f"http://localhost:{trap.port}/", "http://127.0.0.1/", "http://[::1]/"):
            with pytest.raises(RefusedAddressError):
                body(address, Guard())

    @pytest.mark.parametrize(
        "address",
        [
            *("http://127.0.0.1:{}/", "http://localhost:{}/", "//127.0.0.1:{}/", "http://10.0.0.1/", "http://[::1]/"),
            *("http://169.254.169.254/latest/meta-data/", "http://192.168.0.1/", "http://[::ffff:127.0.0.1]/"),
            *("http://0x7f000001/", "http://user:secret@127.0.0.1/", "https://127.0.0.1:{}/", "http://0/"),
            *(
                "file:///etc/passwd",
                "ftp://example.org/",
                "javascript:1",
                "http://example.org:22/",
                "http://a\tb/",
                "http://[::1/",
                "http://\x80/",
            ),
        ],
    )
    def test_a_redirect_to_where_this_tool_does_not_go_is_refused(self, trap: LocalServer, address: str):
        with answering(lambda asked: moved(address.format(trap.port))) as local:
            with pytest.raises(RefusedAddressError):
                body(local.url, local.guard)
            assert len(local.asked) == 1

    def test_a_name_is_resolved_once_and_that_very_address_is_connected_to(self):
        answers = iter([["127.0.0.1"], ["10.0.0.1"]])
        with answering(lambda asked: page(b"first")) as local:
            guard = Guard(local.guard.besides, resolve=lambda host, port: next(answers))
            assert body(f"http://rebinding.invalid:{local.port}/", guard) == b"first"
        assert next(answers) == ["10.0.0.1"]

    def test_a_name_that_leads_elsewhere_the_second_time_is_refused(self):
        answers = iter([["127.0.0.1"], ["127.0.0.2"]])
        with answering(lambda asked: moved("/again")) as local:
            guard = Guard(local.guard.besides, resolve=lambda host, port: next(answers))
            with pytest.raises(RefusedAddressError, match="not on the public internet"):
                body(f"http://rebinding.invalid:{local.port}/", guard)
            assert len(local.asked) == 1

    def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer(self):
        with answering(lambda asked: page(b"second")) as local:
            besides = frozenset({("127.0.0.1", local.port), ("127.0.0.3", local.port)})
            guard = Guard(besides, resolve=lambda host, port: ["127.0.0.3", "127.0.0.1"])
            assert body(f"http://two.invalid:{local.port}/", guard) == b"second"


class TestBounded:
    def test_redirects_without_end_are_given_up(self):
        numbers = itertools.count()
        with answering(lambda asked: moved(f"/{next(numbers)}")) as local:
            with pytest.raises(TooManyRedirectsError, match="more than 5 times"):
                body(local.url, local.guard)
            assert len(local.asked) == 6

    def test_a_body_that_is_announced_too_large_is_not_read(self):
        with answering(lambda asked: page(b"x", Content_Length="1001")) as local, pytest.raises(TooLargeError):
            body(local.url, local.guard)

    def test_a_body_of_the_very_limit_is_taken(self):
        with answering(lambda asked: page(b"x" * 1000)) as local:
            assert len(body(local.url, local.guard)) == 1000

    @pytest.mark.parametrize(
        ("head", "piece"),
        [
            pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100, id="until the connection closes"),
            pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"64\r\n" + b"x" * 100 + b"\r\n",
                         id="chunked"),
        ],
    )  # fmt: skip
    def test_a_body_without_end_is_given_up_at_the_limit(self, head: bytes, piece: bytes):
        def pieces() -> Iterator[bytes]:
            yield head
            yield from itertools.repeat(piece)

        with sending(pieces) as local, pytest.raises(TooLargeError, match=r"larger than 0\.001 MB"):
            body(local.url, local.guard)

    def test_a_compressed_body_is_not_unpacked(self):
        bomb = gzip.compress(b"\0" * 1_000_000)
        compressed = answering(lambda asked: page(bomb, Content_Encoding="gzip"))
        with compressed as local, pytest.raises(BrokenAnswerError, match="compressed"):
            body(local.url, local.guard, Limits(body=10_000_000))

    @pytest.mark.parametrize(
        "sent",
        [
            pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X-Header: value\r\n" * 100, id="headers"),
            pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900, id="a body"),
        ],
    )
    def test_what_comes_a_byte_at_a_time_ends_with_the_time_allowed(self, sent: bytes):
        quick = sent.partition(b"X-Header")[0].partition(b"x")[0]
        started = time.monotonic()

        def pieces() -> Iterator[bytes]:
            yield quick
            yield from slowly(sent.removeprefix(quick), pause=0.05)

        with sending(pieces) as local:
            with pytest.raises(BrokenAnswerError, match="took too long"):
                body(local.url, local.guard, Limits(connect=1, read=1, total=1))
            assert time.monotonic() - started < 3

    def test_a_server_that_says_nothing_is_given_up(self):
        silent = sending(lambda: slowly(b"HTTP/1.1 ", pause=1.5))
        with silent as local, pytest.raises(BrokenAnswerError, match="took too long"):
            body(local.url, local.guard, Limits(connect=1, read=0.3, total=5))

    @pytest.mark.parametrize(
        "sent",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
            pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", id="half a body"),
            pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, id="headers too large"),
            pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", id="two lengths"),
            pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", id="a length below nothing"),
            pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="chunks of no size"),
        ],
    )
    def test_a_broken_answer_is_told(self, sent: bytes):
        with sending(lambda: iter([sent])) as local, pytest.raises(BrokenAnswerError, match="broke off or was none"):
            body(local.url, local.guard)


def test_a_place_where_nothing_listens_is_told():
    with answering(lambda asked: page()) as local:
        pass
    with pytest.raises(UnreachableError, match="No connection"):
        body(local.url, local.guard)


def test_a_server_without_encryption_is_not_taken_for_one_with():
    with answering(lambda asked: page()) as local, pytest.raises(FetchError):
        body(local.url.replace("http:", "https:"), local.guard)
    assert local.asked == []


def test_certificates_are_checked_against_the_name():
    assert _certificates().verify_mode == ssl.CERT_REQUIRED
    assert _certificates().check_hostname
