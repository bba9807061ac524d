"""axe-core finds nothing on any page, in both schemes, on a desk and on a phone; pages of the admin included."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser import DESK, PHONE, reading
from tests.pages import ADMIN, PUBLIC
from tests.people import session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AXE = """async rules => {
  await Promise.all(document.getAnimations().map(animation => animation.finished));
  const found = (await axe.run({resultTypes: ["violations"], rules})).violations;
  return found.flatMap(({id, nodes}) => nodes.map(({target, failureSummary: why}) => `${id}: ${target}: ${why}`));
}"""
COLOURS = "color-contrast"
"""The rule that takes longest by far; colours go by scheme and not by width."""


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with reading(django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def desks(reader: tuple[Browser, str]) -> dict[str, tuple[str, str]]:
    """Return where each page of the admin is and whose session shows it, stored for the server's threads to see."""
    sessions = {page.role: session_of(page.role) for page in ADMIN.values() if page.role}
    return {name: (page.address(), sessions.get(page.role, "")) for name, page in ADMIN.items()}


@pytest.fixture(scope="module")
def context(reader: tuple[Browser, str]) -> Iterator[BrowserContext]:
    browser, address = reader
    with browser.new_context(base_url=address, viewport=DESK, reduced_motion="reduce") as opened:
        yield opened


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    return context.new_page()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it is, in both schemes and in the hand."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, size, rules in (
        ("light", DESK, {}),
        ("dark", DESK, {}),
        ("light", PHONE, {COLOURS: {"enabled": False}}),
    ):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found += [f"{scheme}, {size['width']}: {violation}" for violation in page.evaluate(AXE, rules)]
    page.set_viewport_size(DESK)
    return found


def test_what_is_wrong_is_found(page: Page):
    body = "<img src=/x.png><p><font color=#bbbbbb>No title"
    page.route("**/wrong/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/wrong/")
    rules = {violation.split(": ")[1] for violation in violations(page)}
    assert {"image-alt", "document-title", "html-has-lang", COLOURS} <= rules


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_is_wrong_with_a_page(page: Page, address: str):
    assert page.goto(address).status == PUBLIC[address]
    found = violations(page)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("name", ADMIN)
def test_nothing_is_wrong_with_a_page_of_the_admin(
    context: BrowserContext, page: Page, reader: tuple[Browser, str], desks: dict[str, tuple[str, str]], name: str
):
    shown, (address, session) = ADMIN[name], desks[name]
    context.clear_cookies()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": reader[1]}])
    assert page.goto(address).status == shown.status
    if shown.step:
        page.locator(f"form:has(input[value={shown.step}]) button").click()
        expect(page.get_by_label("Reason")).to_be_visible()
    found = violations(page)
    assert found == [], "\n".join(found)
