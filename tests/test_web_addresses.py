"""Addresses that lead to one page, however they are spelt, and names made from words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.keys import is_key, key_from
from agreements.web_addresses import AddressError, WebPage

PLAIN = "https://news.am/eng/news/1.html"


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("http://news.am/eng/news/1.html", id="without encryption"),
        pytest.param("news.am/eng/news/1.html", id="without a scheme"),
        pytest.param("HTTPS://WWW.News.AM/eng/news/1.html", id="capitals and www"),
        pytest.param("https://news.am:443/eng/news/1.html", id="the usual port"),
        pytest.param("https://news.am./eng/news/1.html", id="a full stop at the end of the host"),
        pytest.param("https://news.am/eng/news/1.html/", id="a slash at the end"),
        pytest.param("https://news.am/eng/news/1.html#top", id="a fragment"),
        pytest.param("https://news.am/eng/news/1.html?utm_source=x&utm_medium=y&fbclid=z", id="tracking"),
        pytest.param("  https://news.am/eng/%6Eews/1.html ", id="needless escapes and blanks"),
    ],
)
def test_spellings_of_one_page(spelling: str):
    assert WebPage.at(spelling) == WebPage.at(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(PLAIN, "https://news.am/eng/news/2.html", id="another path"),
        pytest.param(PLAIN, "https://news.am/eng/News/1.html", id="case of the path"),
        pytest.param(PLAIN, "https://news.am:8443/eng/news/1.html", id="another port"),
        pytest.param(PLAIN, "https://m.news.am/eng/news/1.html", id="another host of the domain"),
        pytest.param("https://x.am/?p=1", "https://x.am/?p=2", id="what is asked for"),
        pytest.param("https://x.am/?p=1", "https://x.am/", id="nothing asked for"),
    ],
)
def test_pages_that_are_not_one(one: str, other: str):
    assert WebPage.at(one) != WebPage.at(other)


def test_order_of_what_is_asked_for_does_not_matter():
    assert WebPage.at("https://x.am/?a=1&b=2") == WebPage.at("https://x.am/?utm_term=c&b=2&a=1")


def test_hosts_in_letters_and_as_the_network_has_them_are_one():
    assert WebPage.at("http://xn--e1afmkfd.xn--p1ai/x") == WebPage.at("https://пример.рф/x")
    assert "//www.xn--e1afmkfd.xn--p1ai/%D0%B6" in WebPage.at("https://пример.рф/ж").places


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://en.trend.az/a", "trend.az"),
        ("https://belgrade.mfa.gov.az/a", "mfa.gov.az"),
        ("https://mfa.gov.az/a", "mfa.gov.az"),
        ("https://news.am/", "news.am"),
        ("https://gov.am/", "gov.am"),
    ],
)
def test_the_domain_of_a_host(address: str, domain: str):
    assert WebPage.at(address).domain == domain


@pytest.mark.parametrize("text", ["", "http://[", "localhost", "ftp://x.am/", "https://x.am:port/", "a b", "//", "::1"])
def test_what_is_no_web_address_is_refused(text: str):
    with pytest.raises(AddressError, match="is no web address"):
        WebPage.at(text)


@given(st.text(max_size=80))
def test_whatever_is_pasted_is_read_or_refused(text):
    try:
        page = WebPage.at(text)
    except AddressError:
        return
    assert page.places


@pytest.mark.parametrize(
    ("summary", "key"),
    [
        pytest.param("A convoy of 12 lorries.", "2021-02-06-a-convoy-of-12-lorries", id="words"),
        pytest.param("Şuşa’da görüş: Əliyev", "2021-02-06-susada-gorus-eliyev", id="Latin letters lose their marks"),
        pytest.param("Ադրբեջանը վերադարձրեց", "2021-02-06-ադրբեջանը-վերադարձրեց", id="other scripts stay"),
        pytest.param("รถขนส่ง ผ่าน", "2021-02-06-รถขนส่ง-ผ่าน", id="with the marks of their letters"),
        pytest.param("İ q\u0308", "2021-02-06-i-q", id="marks that no letter takes up"),
        pytest.param("— « » …", "2021-02-06", id="no words"),
        pytest.param("a b c d e f g h i j", "2021-02-06-a-b-c-d-e-f-g-h", id="the first eight"),
        pytest.param("x" * 300, "2021-02-06-" + "x" * 40, id="a long word is cut"),
    ],
)
def test_a_name_is_made_from_words(summary: str, key: str):
    assert key_from("2021-02-06", summary) == key


@given(st.text(max_size=200))
def test_names_made_from_anything_can_be_names(text):
    assert is_key(key_from("2021-02-06", text))
    assert len(key_from("2021-02-06", text)) <= 80
