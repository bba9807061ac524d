"""Only the public internet is asked: where a name leads decides, not how it is written."""

import pytest

from agreements.fetching import Guard, RefusedAddressError, UnreachableError
from agreements.fetching.guard import is_public, place_of, written

OTHERS = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),
    *("168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1"),
    *("192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1"),
    *("64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1"),
    *("2002:7f00:1::", "2002:0808:0808::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("ff02::1", "ff0e::1", "not an address", ""),
]


@pytest.mark.parametrize("address", OTHERS)
def test_what_is_not_the_public_internet_is_told(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::6810:84e5", "2a00:1450:4001:82a::200e"])
def test_the_public_internet_is_told(address: str):
    assert is_public(address)


@pytest.mark.parametrize("address", OTHERS[:-2])
def test_a_name_that_leads_elsewhere_too_is_refused_as_a_whole(address: str):
    guard = Guard(resolve=lambda host, port: ["8.8.8.8", address])
    with pytest.raises(RefusedAddressError, match=r"example\.org leads to a place that is not on the public internet"):
        guard.places("example.org", 443)


def test_a_name_that_leads_to_the_public_internet_alone_is_let_through():
    found = ["8.8.8.8", "2606:4700::6810:84e5"]
    assert Guard(resolve=lambda host, port: found).places("example.org", 443) == found


def test_a_name_that_leads_nowhere_is_told():
    with pytest.raises(UnreachableError, match="leads to no address"):
        Guard(resolve=lambda host, port: []).places("example.org", 443)
    with pytest.raises(UnreachableError, match="leads to no address"):
        Guard().places("nothing.invalid", 443)


def test_what_is_allowed_besides_is_one_address_at_one_port():
    guard = Guard(besides=frozenset({("127.0.0.1", 8080)}), resolve=lambda host, port: ["127.0.0.1"])
    assert guard.places("localhost", 8080) == ["127.0.0.1"]
    with pytest.raises(RefusedAddressError):
        guard.places("localhost", 80)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "[::1]", "[::ffff:10.0.0.1]", "0"]
)
def test_this_machine_is_told_however_it_is_written(host: str):
    guard = Guard()
    url = guard.checked(f"http://{host}/")
    with pytest.raises(RefusedAddressError, match="not on the public internet"):
        guard.places(url.host.decode(), 80)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("ftp://example.org/", "begin with http", id="another scheme"),
        pytest.param("file:///etc/passwd", "begin with http", id="a file"),
        pytest.param("gopher://example.org:80/", "begin with http", id="an old scheme"),
        pytest.param("//example.org/", "begin with http", id="no scheme"),
        pytest.param("https://", "name a host", id="no host"),
        pytest.param("https:///path", "name a host", id="a path and no host"),
        pytest.param("https://user:secret@example.org/", "user name or password", id="a password"),
        pytest.param("https://example.org@10.0.0.1/", "user name or password", id="a host that is a user name"),
        pytest.param("https://@example.org/", "user name or password", id="an empty user name"),
        pytest.param("https://example.org:8443/", "Port 8443", id="another port"),
        pytest.param("http://example.org:22/", "Port 22", id="a port that is no web"),
        pytest.param("http://example.org:0/", "Port 0", id="no port at all"),
        pytest.param("http://example.org:99999/", "cannot be read", id="a port that is none"),
        pytest.param("http://[::1/", "cannot be read", id="half a bracket"),
        pytest.param("http://example.org\\@10.0.0.1/", "backslashes", id="a backslash"),
        pytest.param("http://exa mple.org/", "spaces", id="a space"),
        pytest.param("http://example.org/\r\nHost: other", "control characters", id="a line break"),
        pytest.param("http://example.org/\0", "control characters", id="a NUL"),
        pytest.param("http://example.org/\u202egpj", "control characters", id="a right-to-left override"),
        pytest.param("http://" + "a" * 70 + ".org/", "cannot be read", id="a label too long for a name"),
        pytest.param("http://example.org/" + "a" * 2000, "too long", id="an address too long"),
    ],
)
def test_an_address_that_is_not_asked_is_refused_before_any_name_is_resolved(address: str, said: str):
    with pytest.raises(RefusedAddressError, match=said):
        Guard(resolve=lambda host, port: pytest.fail("resolved")).checked(address)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.ORG:443/a?b=c#part", "https://example.org/a?b=c"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://пример.рф/отчёт?стр=1", "https://xn--e1afmkfd.xn--p1ai/"
         "%D0%BE%D1%82%D1%87%D1%91%D1%82?%D1%81%D1%82%D1%80=1"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://[2606:4700::6810:84E5]/a", "https://[2606:4700::6810:84e5]/a"),
        ("http://[2606:4700::6810:84e5]:443/", "http://[2606:4700::6810:84e5]:443/"),
    ],
)  # fmt: skip
def test_an_address_is_asked_as_it_was_written(address: str, sent: str):
    url = Guard().checked(address)
    assert written(url) == sent
    assert written(Guard().checked(sent)) == sent
    assert sent.split("/")[2] == place_of(url)
