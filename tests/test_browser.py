"""In a real browser: a reader's path, the day asked about, phones, keyboards, dark rooms, paper, and no complaints."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser import DESK, PHONE, Complaints, chromium_path, overflow, running, served_record, style
from tests.pages import AGREEMENT, PUBLIC
from tests.style_sheet import colours

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(scope="module")
def path() -> str:
    return chromium_path()


@pytest.fixture(scope="module")
def address(path: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), served_record() as url:
        yield url


@pytest.fixture(scope="module")
def browser(path: str, address: str) -> Iterator[Browser]:
    with running(path) as started:
        yield started


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(base_url=address, viewport=DESK) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(base_url=address, viewport=PHONE) as context:
        yield context.new_page()


def test_what_goes_wrong_is_noticed(opened: Page, address: str):
    complaints = Complaints(opened, address)
    page = '<style>p {}</style><script>1</script><img src="https://elsewhere.example/x.png"><p style="color: red">'
    policy = {"Content-Security-Policy": "default-src 'self'; img-src *"}
    opened.route("**/wrong/", lambda route: route.fulfill(body=page, headers=policy, content_type="text/html"))
    opened.route("https://elsewhere.example/**", lambda route: route.abort())
    opened.goto("/wrong/", wait_until="load")
    text = "\n".join(complaints.found)
    assert text.count("Content Security Policy") == 3
    assert "elsewhere: https://elsewhere.example/x.png" in text


@pytest.mark.parametrize(("location", "status"), PUBLIC.items())
def test_every_page_fits_a_phone_and_complains_of_nothing(phone: Page, address: str, location: str, status: int):
    complaints = Complaints(phone, address)
    assert phone.goto(location).status == status
    assert overflow(phone) <= 0
    assert complaints.found == []


def test_every_clause_fits_a_phone_and_complains_of_nothing(phone: Page, address: str):
    complaints = Complaints(phone, address)
    wide = {}
    for agreement in ("/agreements/2020-11-10/", "/agreements/2021-01-11/"):
        phone.goto(agreement)
        for location in phone.locator("table.clauses th a").evaluate_all("links => links.map(link => link.pathname)"):
            phone.goto(location)
            wide[location] = overflow(phone)
    assert len(wide) > 40
    assert [location for location, pixels in wide.items() if pixels > 0] == []
    assert complaints.found == []


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_gets_from_the_overview_to_the_evidence_and_back(browser: Browser, address: str, has_scripts: bool):
    with browser.new_context(base_url=address, java_script_enabled=has_scripts) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Trilateral statement").first.click()
        title = page.locator("h1").inner_text()
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name="6.g", exact=True))
        answer = row.locator(".status").all_inner_texts()
        row.get_by_role("link", name="6.g", exact=True).click()
        expect(page.locator("h1")).to_have_text("6.g Safe travel along the corridor")
        assert page.locator(".answer").first.locator(".status").all_inner_texts() == answer
        item = page.locator("ol.evidence > li").first
        key = item.get_attribute("id")
        item.get_by_role("link", name=key, exact=True).click()
        expect(page.locator("h1")).to_have_text(key)
        page.get_by_role("link", name="2020-11-10/6.g").click()
        expect(page.locator("h1")).to_have_text("6.g Safe travel along the corridor")
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.locator("h1")).to_have_text(title)
        page.get_by_role("link", name="Agreement tracker").click()
        expect(page).to_have_url(f"{address}/")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reader_searches_narrows_reads_on_and_takes_back(browser: Browser, address: str, has_scripts: bool):
    with browser.new_context(base_url=address, viewport=DESK, java_script_enabled=has_scripts) as context:
        page = context.new_page()
        complaints = Complaints(page, address)
        page.goto("/evidence/")
        asked = page.get_by_role("list", name="What is asked")
        words = page.get_by_role("searchbox", name="Words")
        words.fill("armenia")
        words.press("Enter")
        expect(asked).to_contain_text("Words: armenia")
        page.get_by_role("navigation", name="Narrow the list").get_by_role("link", name="Several documents").click()
        expect(asked).to_contain_text("Rests on: Several documents")
        expect(words).to_have_value("armenia")
        first = page.locator("ol.evidence > li").first.get_attribute("id")
        page.get_by_role("link", name="Older", exact=True).click()
        expect(page.locator(f"[id='{first}']")).to_have_count(0)
        page.get_by_role("link", name="Newer", exact=True).click()
        expect(page.locator("ol.evidence > li").first).to_have_attribute("id", first)
        asked.get_by_role("link", name="Remove Words: armenia").click()
        expect(asked).not_to_contain_text("Words")
        expect(asked).to_contain_text("Rests on: Several documents")
        assert complaints.found == []


class TestAsOf:
    def test_a_day_typed_stays_across_pages_is_visible_and_is_left_with_one_click(self, opened: Page):
        opened.goto("/")
        expect(opened.locator(".past")).to_have_count(0)
        opened.get_by_label("As of", exact=True).fill("2021-03-01")
        opened.keyboard.press("Enter")
        row = opened.get_by_role("link", name="6.g", exact=True)
        for step in (None, "Deadlines", "Evidence", "Method", "Agreement tracker", "Trilateral statement", row):
            if step:
                (opened.get_by_role("link", name=step).first if isinstance(step, str) else step).click()
            expect(opened.locator(".past")).to_be_in_viewport()
            expect(opened.locator(".past")).to_contain_text("status as of 2021-03-01")
            expect(opened.get_by_label("As of", exact=True)).to_have_value("2021-03-01")
            assert urlsplit(opened.url).query == "on=2021-03-01" or opened.url.endswith("?on=2021-03-01&known=")
        here = urlsplit(opened.url).path
        opened.get_by_role("link", name="Back to today").click()
        expect(opened.locator(".past")).to_have_count(0)
        expect(opened.get_by_label("As of", exact=True)).to_have_value("")
        assert (urlsplit(opened.url).path, urlsplit(opened.url).query) == (here, "")

    def test_both_days_can_be_asked_for_and_filters_stay(self, opened: Page):
        opened.goto("/evidence/?clause=6.g")
        opened.get_by_label("As of", exact=True).fill("2021-03-01")
        opened.get_by_label("as known on").fill("2021-02-01")
        opened.get_by_role("button", name="Show").click()
        expect(opened.locator(".past")).to_contain_text("as known on 2021-02-01")
        expect(opened.get_by_label("Clause, such as 6.g")).to_have_value("6.g")
        opened.get_by_label("Words", exact=True).fill("corridor")
        opened.get_by_role("button", name="Search").click()
        expect(opened.get_by_role("list", name="What is asked")).to_contain_text("Words: corridor")
        expect(opened.locator(".past")).to_contain_text("as known on 2021-02-01")

    def test_a_day_that_cannot_be_read_is_kept_and_can_be_mended(self, opened: Page):
        opened.goto(AGREEMENT)
        opened.get_by_label("As of", exact=True).fill("30 February 2021")
        opened.get_by_role("button", name="Show").click()
        field = opened.get_by_label("As of", exact=True)
        expect(field).to_have_value("30 February 2021")
        expect(field).to_have_accessible_description("'30 February 2021' is not a day: write it as 2021-03-01.")
        field.fill("2021-02-28")
        opened.get_by_role("button", name="Show").click()
        expect(opened.locator(".past")).to_contain_text("status as of 2021-02-28")
        assert urlsplit(opened.url).path == AGREEMENT


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))})"


@SCHEMES
def test_each_scheme_uses_its_own_colours(browser: Browser, address: str, scheme: str):
    named = colours(scheme)
    with browser.new_context(base_url=address, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{AGREEMENT}6.g/")
        assert style(page, "body", "backgroundColor") == rgb(named["page"])
        assert style(page, "body", "color") == rgb(named["text"])
        assert style(page, "main a", "color") == rgb(named["link"])
        tint = style(page, ".verdict .status", "backgroundColor")
        assert tint in {rgb(value) for name, value in named.items() if name.endswith("-tint")}


class TestKeyboard:
    def test_the_first_stop_skips_to_the_main_content(self, opened: Page):
        opened.goto(AGREEMENT)
        opened.keyboard.press("Tab")
        skip = opened.get_by_role("link", name="Skip to content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        opened.keyboard.press("Enter")
        opened.keyboard.press("Tab")
        assert opened.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_every_stop_is_shown_and_the_table_can_be_reached(self, phone: Page):
        phone.goto(AGREEMENT)
        for _ in range(90):
            phone.keyboard.press("Tab")
            assert style(phone, ":focus", "outlineStyle") == "solid"
            assert style(phone, ":focus", "outlineWidth") == "3px"
            if phone.evaluate("document.activeElement.matches('.scroll')"):
                return
        pytest.fail("the clause table cannot be reached")


@SCHEMES
def test_paper_shows_the_content_the_day_and_the_sources_and_no_navigation(browser: Browser, address: str, scheme: str):
    with browser.new_context(base_url=address, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{AGREEMENT}6.g/?on=2023-06-01")
        page.emulate_media(media="print")
        for gone in ("nav", "form", ".skip", ".no-print"):
            assert all(not element.is_visible() for element in page.locator(gone).all()), gone
        for kept in ("h1", ".past", ".verdict", "ol.evidence", "footer"):
            expect(page.locator(kept).first).to_be_visible()
        assert style(page, ".source a", "content", "::after").startswith('" (http')
        assert style(page, "body", "color") == rgb(colours("light")["text"])
        assert style(page, ".past", "color") == rgb(colours("light")["text"])
