"""In a real browser: a reviewer proposes in spite of a warning, a second person approves, and readers see it."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from agreements.roles import Role
from tests.browser import DESK, PHONE, Complaints, account, log_in, overflow, style, working
from tests.people import clause, client_of
from tests.review_rows import decided, party, reported
from tests.test_accessibility import AXE

pytestmark = pytest.mark.browser  # not in a transaction of its own: the server writes


def rows() -> None:
    """Store clauses whose judgement is older than two reports, one for and one against."""
    for number in "123":
        row = clause(number, duty="To keep the road open.")
        old = reported(f"old-report-{number}", on=row, accepted="2021-03-03")
        decided(on=row, cites=(old,))
        north, south = party("north", row), party("south", row)
        reported(f"open-{number}", "supports", on=row, occurred="2021-04-01", claimant=north)
        reported(f"closed-{number}", "contradicts", on=row, occurred="2021-03-30", claimant=south)
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        account(role)


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with working(django_db_blocker, rows) as found:
        yield found


def reviewing(page: Page, number: str) -> None:
    """Get to the page of review from the list of clauses."""
    page.goto("/admin/agreements/clause/")
    page.get_by_role("link", name=f"Review pact/{number}:").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Review {number} Peace")


def proposed_with_a_warning_minded(page: Page, number: str) -> None:
    reviewing(page, number)
    expect(
        page.get_by_text("1 for, 1 against, 0 mixed, 0 context; 2 pieces of evidence from 2 sources.")
    ).to_be_visible()
    expect(page.get_by_label(f"Cite old-report-{number}")).to_be_checked()
    page.get_by_label(f"Cite open-{number}").check()
    page.get_by_label("Day of effect").fill("2021-04-01")
    page.get_by_label("● Fulfilled").check()
    page.get_by_label("Moderate").check()
    page.get_by_label("Rationale").fill("The road is open again.")
    page.get_by_role("button", name="Propose", exact=True).click()
    warnings = page.get_by_role("group", name="To mind before proposing")
    expect(warnings).to_contain_text(f"this evidence to the contrary is not cited: closed-{number}.")
    expect(page.get_by_label("Rationale")).to_have_value("The road is open again.")
    expect(page.get_by_label(f"Cite open-{number}")).to_be_checked()
    page.get_by_role("button", name="Propose all the same").click()
    expect(page.get_by_text("Proposed: it counts once a second person has approved it.")).to_be_visible()


@pytest.mark.django_db
def test_nothing_in_the_page_is_what_the_content_policy_refuses():
    decided()
    html = client_of(Role.REVIEWER).get(f"/admin/agreements/clause/{clause().pk}/review/").content.decode()
    assert not re.search(r"<style|style=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize(
    ("number", "has_scripts"), [("1", True), ("2", False)], ids=["with scripts", "without scripts"]
)
def test_from_the_warning_to_the_public_page(desk: tuple[Browser, str], number: str, has_scripts: bool):
    browser, address = desk
    options = {"base_url": address, "viewport": DESK, "java_script_enabled": has_scripts}
    with browser.new_context(**options) as reviewer, browser.new_context(**options) as second:
        page, boss, public = reviewer.new_page(), second.new_page(), f"{address}/agreements/pact/{number}/"
        complaints = [Complaints(one, address) for one in (page, boss)]
        log_in(page, Role.REVIEWER.value)
        proposed_with_a_warning_minded(page, number)
        assert "The road is open again." not in page.request.get(public).text()
        log_in(boss, Role.ADMINISTRATOR.value)
        reviewing(boss, number)
        boss.get_by_role("link", name="Read and decide").first.click()
        boss.get_by_role("button", name="Approve").click()
        expect(boss.get_by_text("is now approved.")).to_be_visible()
        boss.goto(public)
        expect(boss.get_by_text("The road is open again.").first).to_be_visible()
        assert [one.found for one in complaints] == [[], []]


@pytest.mark.parametrize("query", ["", "?o=4", "?o=-8.2"], ids=["as it begins", "by staleness", "by two columns"])
def test_the_list_of_clauses_fits_a_small_laptop_beside_its_scroll_bar(desk: tuple[Browser, str], query: str):
    browser, address = desk
    size = DESK | {"width": DESK["width"] - 20}  # no scroll bar is drawn here
    with browser.new_context(base_url=address, viewport=size) as context:
        page = context.new_page()
        log_in(page, Role.REVIEWER.value, at=f"/admin/login/?next=/admin/agreements/clause/{query}")
        assert page.evaluate("(list => list.scrollWidth - list.clientWidth)(document.querySelector('.results'))") == 0


def test_a_reason_is_asked_for_within_the_width_of_a_phone(desk: tuple[Browser, str]):
    browser, address = desk
    with browser.new_context(base_url=address, viewport=PHONE) as context:
        page = context.new_page()
        log_in(page, Role.REVIEWER.value)
        reviewing(page, "3")
        page.get_by_role("button", name="Mark for review, with a reason").click()
        expect(page.get_by_label("Reason")).to_be_visible()
        assert overflow(page) <= 0


def test_to_log_out_looks_like_the_links_beside_it(desk: tuple[Browser, str]):
    browser, address = desk
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        log_in(page, Role.REVIEWER.value)
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            for name in ("color", "fontWeight", "fontSize"):
                assert style(page, "#logout-form button", name) == style(page, "#user-tools a", name)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["on a desk", "in the hand"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_page_and_with_its_warnings(desk: tuple[Browser, str], size, scheme: str):
    browser, address = desk
    with browser.new_context(base_url=address, viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        log_in(page, Role.REVIEWER.value)
        reviewing(page, "3")
        page.get_by_label("Day of effect").fill("2022-04-01")
        page.get_by_label("● Fulfilled").check()
        page.get_by_label("Low").check()
        page.get_by_label("Rationale").fill("Seen.")
        page.get_by_role("button", name="Propose", exact=True).click()
        expect(page.get_by_role("group", name="To mind before proposing")).to_be_visible()
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(AXE, {}) == []
        assert overflow(page) <= 0
