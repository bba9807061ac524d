"""Charts in a real browser: the colours of each scheme, marks that lead to evidence, and nothing lost on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import DjangoDbBlocker

from tests.browser import DESK, PHONE, Complaints, chromium_path, overflow, running, served_record
from tests.style_sheet import colours

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AGREEMENT = "/agreements/2020-11-10/"
PAGES = [AGREEMENT, f"{AGREEMENT}6.g/", "/deadlines/"]
FILL = "mark => getComputedStyle(mark).fill"


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


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_take_the_colours_of_the_scheme(browser: Browser, address: str, scheme: str):
    with browser.new_context(base_url=address, viewport=DESK, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(AGREEMENT)
        band = (
            page.locator("svg a", has_text="6.g, 2022-12").filter(has_text="Breached, disputed").locator("path").first
        )
        assert band.evaluate(FILL) == rgb(colours(scheme)["breached-fill"])
        assert page.locator("svg text").first.evaluate(FILL) in {
            rgb(colours(scheme)[name]) for name in ("text", "muted")
        }


@pytest.mark.parametrize("location", PAGES)
def test_charts_fit_a_phone_and_complain_of_nothing(browser: Browser, address: str, location: str):
    with browser.new_context(base_url=address, viewport=PHONE) as context:
        page = context.new_page()
        complaints = Complaints(page, address)
        page.goto(location)
        expect(page.locator("figure.chart svg").first).to_be_visible()
        assert overflow(page) <= 0
        assert complaints.found == []


def test_a_mark_is_reached_by_keyboard_and_leads_to_its_evidence(browser: Browser, address: str):
    with browser.new_context(base_url=address, viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"{AGREEMENT}7.a/?on=2021-03-01")
        mark = page.locator("figure.chart svg a").first
        leads_to = mark.get_attribute("href")
        assert leads_to.startswith("/evidence/")
        mark.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}{leads_to}")
        expect(page.locator(".past")).to_contain_text("status as of 2021-03-01")


def test_the_picture_can_be_skipped(browser: Browser, address: str):
    with browser.new_context(base_url=address, viewport=DESK) as context:
        page = context.new_page()
        page.goto(AGREEMENT)
        page.locator("figure.chart .skip").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("location", PAGES)
def test_on_paper_a_picture_is_no_wider_than_the_text(browser: Browser, address: str, location: str):
    with browser.new_context(base_url=address, viewport={"width": 700, "height": 990}) as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(location)
        widths = page.locator("figure.chart svg").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().right)"
        )
        assert max(widths) <= 700
        assert page.pdf().startswith(b"%PDF")
