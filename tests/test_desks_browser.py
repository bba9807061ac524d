"""The whole way in a real browser: a report is entered, accepted, judged, approved by a second person, and public."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from agreements.roles import Role
from tests.browser import DESK, PHONE, Complaints, account, log_in, overflow, working
from tests.people import clause, client_of, source
from tests.test_accessibility import AXE
from tests.test_entry_browser import choose, part

pytestmark = pytest.mark.browser  # not in a transaction of its own: the server writes

PUBLIC = "/agreements/pact/1/"
SAID = "Twelve lorries passed the bridge."


def rows() -> None:
    """Write who works here, a clause, and a source."""
    for role in (Role.REPORTER, Role.REVIEWER, Role.ADMINISTRATOR):
        account(role)
    clause("1", heading="The road", duty="Keep the road open.")
    known = source()
    known.url = "https://gazette.example/1"
    known.save()


@pytest.fixture(scope="module")
def desks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with working(django_db_blocker, rows) as found:
        yield found


@pytest.mark.django_db
def test_nothing_in_the_home_page_is_what_the_content_policy_refuses():
    html = client_of(Role.ADMINISTRATOR).get("/admin/").content.decode()
    assert not re.search(r"<style|style=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", html)


def report(page: Page) -> None:
    """Enter a report from the home page and hand it in."""
    page.get_by_role("link", name="Add an evidence report").click()
    part(page, "citations", 0).get_by_label("Address", exact=False).first.fill("https://gazette.example/1")
    expect(page.get_by_text("Known, and taken by this citation")).to_be_visible()
    page.get_by_label("Occurred").fill("21 Feb 2021")
    page.get_by_label("Summary").fill(SAID)
    choose(page, page.locator("#id_links-0-clause"), "road", "pact/1 The road")
    part(page, "links", 0).get_by_label("Direction").select_option("supports")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted: a reviewer decides on it.")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Your evidence that is not settled: 1")).to_be_visible()


def accept_and_propose(page: Page) -> None:
    """Accept what was handed in, then judge the clause that now needs review, both from the home page."""
    expect(page.get_by_role("heading", name="Submitted evidence: 1")).to_be_visible()
    page.get_by_role("region", name="Submitted evidence").get_by_role("link").first.click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("is now accepted.")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Submitted evidence: 0")).to_be_visible()
    expect(page.get_by_text("There is evidence and no assessment.")).to_be_visible()
    page.get_by_role("link", name="pact/1", exact=True).click()
    page.get_by_role("checkbox", name="Cite", exact=False).first.check()
    page.get_by_label("Day of effect").fill("2021-03-01")
    page.get_by_label("Partly fulfilled").check()
    page.get_by_label("Low").check()
    page.get_by_label("Version of the method").fill("1.1")
    page.get_by_label("Rationale").fill("One convoy passed, says one paper.")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_text("Proposed: it counts once a second person has approved it.")).to_be_visible()


def test_from_log_in_to_the_published_verdict_through_three_pairs_of_hands(desks: tuple[Browser, str]):
    browser, address = desks
    complaints = []
    for name, work in (("reporter", report), ("reviewer", accept_and_propose), ("administrator", approve)):
        with browser.new_context(base_url=address, viewport=DESK) as context:
            page = context.new_page()
            complaints.append(Complaints(page, address))
            assert "One convoy passed" not in page.request.get(PUBLIC).text()
            log_in(page, name)
            work(page)
    assert [one.found for one in complaints] == [[], [], []]
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto(PUBLIC)
        expect(page.locator(".answer .status").first).to_have_text("Partly fulfilled")
        expect(page.get_by_text("One convoy passed, says one paper.").first).to_be_visible()
        expect(page.get_by_text(SAID).first).to_be_visible()
        page.goto("/changes/")
        expect(page.get_by_role("main")).to_contain_text("administrator")


def approve(page: Page) -> None:
    """Approve what somebody else proposed, from the home page."""
    expect(page.get_by_role("heading", name="Proposed assessments: 1")).to_be_visible()
    page.get_by_role("region", name="Proposed assessments").get_by_role("link", name="pact/1").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("is now approved.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["on a desk", "in the hand"])
@pytest.mark.parametrize("name", ["reporter", "reviewer"])
def test_nothing_is_wrong_with_the_home_page(desks: tuple[Browser, str], name: str, size: dict[str, int], scheme: str):
    browser, address = desks
    with browser.new_context(base_url=address, viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        log_in(page, name)
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(AXE, {}) == []
        assert overflow(page) <= 0
