"""The reporter's path in a real browser: log in, paste an address, name the fact and its clauses, hand it in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django import DjangoDbBlocker

from agreements.models import Actor, Evidence, Indicator
from agreements.roles import Role
from tests.browser import Complaints, account, log_in, working
from tests.people import clause, client_of, evidence, source

pytestmark = pytest.mark.browser

ADD = "/admin/agreements/evidence/add/"


@pytest.mark.django_db
def test_the_page_loads_its_scripts_from_the_server_alone():
    html = client_of(Role.REPORTER).get(ADD).content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    sources = [re.search(r'src="(/static/|/admin/)', attributes) for attributes, _ in scripts]
    assert len(scripts) > 5
    assert all(sources)
    assert not any(content.strip() for _, content in scripts)
    assert "agreements/entry.js" in html


def rows() -> None:
    """Write what the path needs: an account, a known source, clauses, a quantity and a fact reported before."""
    account(Role.REPORTER)
    known = source()
    known.url = "https://gazette.example/1"
    known.save()
    clause("1", heading="Peace"), clause("2", heading="The road", duty="Open the road.")
    Actor.objects.create(slug="north", name="The North", kind="state")
    Indicator.objects.create(slug="lorries", name="Lorries", unit="lorries", kind="flow")
    evidence("accepted", key="2021-02-known").links.create(clause=clause("2"), direction="supports")


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    with working(django_db_blocker, rows) as found:
        yield found


def opened(desk: tuple[Browser, str], *, scripts: bool) -> Iterator[Page]:
    browser, address = desk
    with browser.new_context(base_url=address, java_script_enabled=scripts) as context:
        page = context.new_page()
        complaints = Complaints(page, address)
        log_in(page, "reporter", at=ADD)
        expect(page.get_by_role("heading", name="Add evidence")).to_be_visible()
        yield page
        assert complaints.found == []


@pytest.fixture
def page(desk: tuple[Browser, str]) -> Iterator[Page]:
    yield from opened(desk, scripts=True)


@pytest.fixture
def plain_page(desk: tuple[Browser, str]) -> Iterator[Page]:
    yield from opened(desk, scripts=False)


def part(page: Page, name: str, number: int) -> Locator:
    """Return one part of the form, such as the second citation."""
    return page.locator(f"#{name}-{number}")


def choose(page: Page, field: Locator, words: str, result: str) -> None:
    """Choose a row in a field that looks rows up."""
    field.locator("xpath=..").get_by_role("combobox").first.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=result).first.click()


def test_a_reporter_hands_in_a_report_on_a_known_and_a_new_document(page: Page):
    first = part(page, "citations", 0)
    first.get_by_label("Address", exact=False).first.fill("http://www.gazette.example/1/?utm_source=x")
    expect(first.get_by_text("Known, and taken by this citation")).to_be_visible()
    expect(first.get_by_label("Title")).to_be_hidden()
    page.get_by_role("button", name="Add another Citation").click()
    second = part(page, "citations", 1)
    second.get_by_label("Address", exact=False).first.fill("https://gazette.example/2")
    expect(second.get_by_text("Publisher: Gazette, as of 1 document")).to_be_visible()
    second.get_by_label("Title").fill("First issue!")
    second.get_by_label("Published").fill("21 Feb 2021")
    expect(second.get_by_text("Read as 2021-02-21: Sunday 21 February 2021.")).to_be_visible()
    expect(second.get_by_text("Alike, and known already.")).to_be_visible()
    second.get_by_label("Title").fill("The road is open")
    expect(second.get_by_text("Alike, and known already.")).to_be_hidden()
    page.get_by_label("Occurred").fill("6/2/2021")
    expect(page.get_by_text("can be two days")).to_be_visible()
    page.get_by_label("Occurred").fill("6–8 Feb 2021")
    expect(page.get_by_text("Read as 2021-02-06 to 2021-02-08: some day or days of these 3.")).to_be_visible()
    page.get_by_label("Summary").fill("Twelve lorries passed.")
    choose(page, page.locator("#id_links-0-clause"), "road", "pact/2 The road")
    part(page, "links", 0).get_by_label("Direction").select_option("supports")
    expect(page.get_by_role("link", name="2021-02-known")).to_be_visible()
    page.get_by_role("button", name="Add another Clause").click()
    choose(page, page.locator("#id_links-1-clause"), "pact/1", "pact/1 Peace")
    part(page, "links", 1).get_by_label("Direction").select_option("context")
    page.locator("#figures-group summary").click()
    choose(page, page.locator("#id_figures-0-indicator"), "lorries", "Lorries")
    part(page, "figures", 0).get_by_label("Value", exact=False).first.fill("12")
    part(page, "figures", 0).get_by_label("As printed").fill("twelve lorries")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted: a reviewer decides on it.")).to_be_visible()
    row = Evidence.objects.get(key="2021-02-06-2021-02-08-twelve-lorries-passed")
    assert row.state == "submitted"
    assert list(row.citations.order_by("position").values_list("source__url", flat=True)) == [
        "https://gazette.example/1",
        "https://gazette.example/2",
    ]
    assert list(row.links.order_by("position").values_list("clause__number", "direction")) == [
        ("2", "supports"),
        ("1", "context"),
    ]
    assert row.figures.get().source.url == "https://gazette.example/1"


def test_a_clause_that_is_chosen_shows_what_is_reported_of_it_on_the_same_days(page: Page):
    page.get_by_label("Occurred").fill("Feb 2021")
    choose(page, page.locator("#id_links-0-clause"), "pact/2", "pact/2 The road")
    expect(page.get_by_text("(2021-02, accepted; same clause, same days)")).to_be_visible()


def test_without_scripts_the_same_is_typed_and_the_answer_comes_with_the_page(plain_page: Page):
    page = plain_page
    first = part(page, "citations", 0)
    first.get_by_label("Address", exact=False).first.fill("https://other.example/3")
    page.get_by_label("Occurred").fill("7 Feb 2021")
    page.get_by_label("Summary").fill("A train passed.")
    part(page, "links", 0).get_by_label("Clause, typed").fill("road")
    part(page, "links", 0).get_by_label("Direction").select_option("supports")
    part(page, "links", 0).get_by_label("Party, typed").fill("nobody")
    page.locator("#figures-group summary").click()
    part(page, "figures", 0).get_by_label("Indicator, typed").fill("lorr")
    part(page, "figures", 0).get_by_label("Value", exact=False).first.fill("12")
    part(page, "figures", 0).get_by_label("As printed").fill("twelve lorries")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("No actor is called so.")).to_be_visible()
    part(page, "links", 0).get_by_label("Party, typed").fill("north")
    expect(page.get_by_text("This document is not known yet: say its title.")).to_be_visible()
    expect(page.get_by_label("Summary")).to_have_value("A train passed.")
    first.get_by_label("Title").fill("Train service begins")
    first.get_by_label("Publisher, if not listed").fill("The Other")
    first.get_by_label("Published").fill("8 Feb 2021")
    first.get_by_label("Language").fill("en")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted: a reviewer decides on it.")).to_be_visible()
    row = Evidence.objects.get(key="2021-02-07-a-train-passed")
    assert (row.state, row.links.get().clause.number, row.links.get().party.slug) == ("submitted", "2", "north")
    assert row.figures.get().indicator.slug == "lorries"
    assert row.citations.get().source.publisher.name == "Not established"


def test_another_report_from_the_same_source_begins_with_it(page: Page):
    part(page, "citations", 0).get_by_label("Address", exact=False).first.fill("https://gazette.example/1")
    page.get_by_label("Occurred").fill("2021-02-09")
    page.get_by_label("Summary").fill("One more convoy.")
    page.get_by_role("button", name="Save and add another from the same source").click()
    expect(page.get_by_text("is saved. Now another from the same source.")).to_be_visible()
    expect(page.locator("#id_citations-0-address")).to_have_value("https://gazette.example/1")
    expect(page.get_by_text("Known, and taken by this citation")).to_be_visible()
    page.get_by_role("link", name="What you entered, and what became of it").click()
    expect(page.get_by_role("link", name="2021-02-09-one-more-convoy")).to_be_visible()
