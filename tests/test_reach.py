"""Everybody reaches everything: with keys alone, at twice the size, with letters twice as large, and on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser import DESK, overflow, reading, style
from tests.pages import AGREEMENT, CLAUSES, PUBLIC

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EACH_ADDRESS = pytest.mark.parametrize("address", PUBLIC)
ZOOMED = {"width": 640, "height": 450}
CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter(element => ["hidden", "clip"].includes(getComputedStyle(element).overflowX) && element.clientWidth > 1)
  .filter(element => getComputedStyle(element, "::before").content === "none" && !element.closest(".unseen"))
  .filter(element => element.scrollWidth > element.clientWidth + 1 && element.innerText)
  .map(element => element.outerHTML.slice(0, 200))"""
"""What has text that is cut off, unless a sign stands for it or it is there for screen readers only."""


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with reading(django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def page(reader: tuple[Browser, str]) -> Iterator[Page]:
    browser, address = reader
    with browser.new_context(base_url=address, viewport=DESK) as opened:
        yield opened.new_page()


@pytest.fixture(scope="module")
def zoomed(reader: tuple[Browser, str]) -> Iterator[Page]:
    browser, address = reader
    with browser.new_context(base_url=address, viewport=ZOOMED, device_scale_factor=2) as opened:
        yield opened.new_page()


@pytest.fixture(scope="module")
def large(reader: tuple[Browser, str]) -> Iterator[Page]:
    browser, address = reader
    with browser.new_context(base_url=address, viewport=DESK) as opened:
        page = opened.new_page()
        letters = {"fontSizes": {"standard": 32, "fixed": 26}}
        opened.new_cdp_session(page).send("Page.setFontSizes", letters)
        yield page


STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
WATCH = """stops => {
  window.due = [...document.querySelectorAll(stops)].filter(element => element.checkVisibility() && !element.disabled);
  window.met = [];
  window.unseen = [];
  document.addEventListener("focusin", ({target}) => {
    const {outlineStyle, outlineWidth} = getComputedStyle(target);
    window.met.push(target);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) window.unseen.push(target.outerHTML.slice(0, 200));
  });
  return window.due.length;
}"""
MET = "() => window.met.filter(element => window.due.includes(element)).map(element => window.due.indexOf(element))"
KINDS = (
    "/",
    f"{AGREEMENT}?on=2020-11-20",
    f"{AGREEMENT}6.e/",
    f"{AGREEMENT}compare/",
    "/deadlines/",
    "/evidence/?clause=6.e",
    "/sources/",
)


class TestKeyboard:
    @pytest.mark.parametrize("address", KINDS)
    def test_tab_reaches_everything_in_reading_order_and_shows_where_it_is(self, page: Page, address: str):
        page.goto(address)
        stops = page.evaluate(WATCH, STOPS)
        for _ in range(stops + 4):
            page.keyboard.press("Tab")
        met = page.evaluate(MET)
        assert met[:stops] == list(range(stops))
        assert page.evaluate("window.unseen") == []
        assert page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0

    def test_evidence_is_filtered_with_keys_alone(self, page: Page):
        page.goto("/evidence/")
        page.get_by_label("Words").focus()
        page.keyboard.type("corridor")
        page.keyboard.press("Enter")
        page.wait_for_url("**words=corridor**")
        assert "corridor" in page.locator("main ol, main .lines").first.inner_text().lower()

    def test_what_is_folded_opens_with_a_key(self, page: Page):
        page.goto(f"{AGREEMENT}6.g/")
        folded = page.locator("main details").first
        folded.locator("summary").focus()
        was_open = folded.evaluate("element => element.open")
        page.keyboard.press("Enter")
        assert folded.evaluate("element => element.open") is not was_open


class TestTwiceTheSize:
    @EACH_ADDRESS
    def test_a_page_zoomed_to_200_percent_loses_nothing(self, zoomed: Page, address: str):
        zoomed.goto(address)
        assert overflow(zoomed) <= 0
        assert zoomed.evaluate(CUT_OFF) == []

    @EACH_ADDRESS
    def test_a_page_with_letters_twice_as_large_loses_nothing(self, large: Page, address: str):
        large.goto(address)
        assert style(large, "html", "fontSize") == "32px"
        assert overflow(large) <= 0
        assert large.evaluate(CUT_OFF) == []


SHEET = rb"/Type\s*/Page\b(?!s)"
SHEETS = {f"{AGREEMENT}6.g/": 45, f"{AGREEMENT}6.e/": 22, "/agreements/2021-01-11/2.b/": 6, AGREEMENT: 25}
"""How many sheets of A4 are enough, for pages from overfull to sparse."""
A_DAY = "on=2023-06-01"


class TestPaper:
    @pytest.mark.parametrize("address", [name for name in PUBLIC if "?" not in name])
    def test_a_page_prints_on_as_many_sheets_as_are_enough(self, page: Page, address: str):
        page.goto(address)
        sheets = len(re.findall(SHEET, page.pdf(format="A4", prefer_css_page_size=True)))
        assert 1 <= sheets <= SHEETS.get(address, 40)

    @pytest.mark.parametrize("address", [name for name in CLAUSES if "?" not in name])
    def test_a_clause_page_is_printed_with_the_day_and_the_addresses_of_its_sources(self, page: Page, address: str):
        page.goto(f"{address}?{A_DAY}")
        page.emulate_media(media="print")
        expect(page.locator(".past")).to_contain_text("2023-06-01")
        sources = page.locator(".source a[href^=http]:visible")
        printed = sources.evaluate_all("links => links.map(link => getComputedStyle(link, '::after').content)")
        assert all("http" in content for content in printed)
        page.emulate_media(media=None)
