"""The paths of a reader in a real browser, with and without scripts: filter, search, compare, go to the source."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.browser import Complaints, reading

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AGREEMENT = "/agreements/2020-11-10/"


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with reading(django_db_blocker) as found:
        yield found


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(reader: tuple[Browser, str], request: pytest.FixtureRequest) -> Iterator[Page]:
    browser, address = reader
    with browser.new_context(base_url=address, java_script_enabled=request.param) as context:
        opened = context.new_page()
        complaints = Complaints(opened, address)
        yield opened
        assert complaints.found == []


def asked(page: Page) -> dict[str, str]:
    """Return what the address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_clauses_are_narrowed_by_links_and_words_and_the_address_keeps_it(page: Page):
    page.goto(AGREEMENT)
    rows = page.locator("table.clauses tbody tr:not(.point)")
    expect(rows).to_have_count(31)
    page.get_by_role("link", name="Disputed: No").click()
    expect(rows).to_have_count(10)
    assert asked(page)["disputed"] == "no"
    page.get_by_label("Words", exact=True).fill("hand-over")
    page.get_by_label("Words", exact=True).press("Enter")
    expect(rows).to_have_count(3)
    assert asked(page) == {"disputed": "no", "words": "hand-over"}
    page.reload()
    expect(rows).to_have_count(3)
    page.go_back()
    expect(rows).to_have_count(10)


def test_evidence_is_searched_narrowed_and_followed_to_its_source(page: Page):
    page.goto("/evidence/?on=2023-03-28")
    page.get_by_label("Words", exact=True).fill("lachin corridor")
    page.get_by_role("button", name="Search").click()
    found = page.locator("ol.evidence > li")
    expect(page.get_by_text("fit what is asked")).to_be_visible()
    everything = found.count()
    page.locator("#results").get_by_role("link", name="Contradicts").first.click()
    expect(page.locator("#results").get_by_text("remove").first).to_be_visible()
    assert 0 < found.count() < everything or everything == 50
    assert asked(page) | {"words": "lachin corridor", "direction": "contradicts", "on": "2023-03-28"} == asked(page)
    key = found.first.get_attribute("id")
    found.first.get_by_role("link", name=key, exact=True).click()
    expect(page.locator("h1")).to_have_text(key)
    document = page.locator('main a[href^="/sources/"]').first
    document.click()
    expect(page.locator("h1")).to_be_visible()
    assert urlsplit(page.url).path.startswith("/sources/")
    expect(page.locator(".past")).to_contain_text("status as of 2023-03-28")


def test_two_days_are_compared_and_each_change_leads_to_its_clause(page: Page):
    page.goto(AGREEMENT)
    page.get_by_role("link", name="Compare two days").click()
    page.get_by_label("From").fill("2021-03-01")
    page.get_by_label("To", exact=True).fill("2023-03-28")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("What changed from 2021-03-01 to 2023-03-28")
    page.get_by_role("link", name="6.g Safe travel along the corridor").first.click()
    expect(page.locator("h1")).to_have_text("6.g Safe travel along the corridor")
    expect(page.locator(".past")).to_contain_text("status as of 2023-03-28")
    expect(page.locator(".verdict .answer").first).to_contain_text("Breached")


def test_a_cell_of_the_matrix_leads_to_the_clause_as_of_that_day(page: Page):
    page.goto(AGREEMENT)
    cell = page.locator('a[href*="/6.g/?on=2022-12-31"], a[href^="6.g/?on=2022-12-31"]').first
    cell.click()
    expect(page.locator("h1")).to_have_text("6.g Safe travel along the corridor")
    expect(page.locator(".past")).to_contain_text("status as of 2022-12-31")
    expect(page.locator(".verdict .answer").first).to_contain_text("Breached")


def test_a_mark_of_a_chart_leads_to_its_evidence(page: Page):
    page.goto(f"{AGREEMENT}8.a/")
    mark = page.locator('figure svg a[href*="/evidence/"]').first
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/**")
    expect(page.locator("h1")).to_be_visible()
