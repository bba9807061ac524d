"""In a real browser: a spreadsheet is uploaded, looked at and imported, with scripts and without."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, Complaints, chromium_path, overflow, running
from tests.own_server import asked, own_database, server
from tests.spreadsheets import FACT, FULL, as_xlsx
from tests.test_accessibility import AXE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LIST = "/admin/agreements/evidence/"


PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from agreements.roles import Role
from tests.people import client_of
from tests.spreadsheets import surroundings
surroundings()
print(client_of(Role.REPORTER).cookies["sessionid"].value)
"""
COUNT = """
from agreements.models import Evidence
print(Evidence.objects.filter(key__startswith="{}-", state="draft").count())
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A browser before a server, somebody's session there, and the database behind it."""

    browser: Browser
    address: str
    session: str
    database: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = chromium_path()
    with own_database(tmp_path_factory.mktemp("served")) as database:
        session = asked(database, PREPARE)
        with server(database) as (port, _), running(path) as browser:
            yield Served(browser, f"http://127.0.0.1:{port}", session, database)


def violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(AXE, {})
    return found


def rows(prefix: str) -> list[dict[str, object]]:
    return [FULL | {"key": f"{prefix}-{place}"} for place in range(300)] + [
        FACT | {"key": f"{prefix}-bad", "occurred": "3/4/21"}
    ]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_reporter_gets_from_the_list_to_drafts(served: Served, has_scripts: bool):
    address = served.address
    prefix = "with" if has_scripts else "without"
    with served.browser.new_context(base_url=address, viewport=DESK, java_script_enabled=has_scripts) as context:
        context.add_cookies([{"name": "sessionid", "value": served.session, "url": address}])
        page = context.new_page()
        complaints = Complaints(page, address)
        page.goto(LIST)
        page.get_by_role("link", name="Add from a spreadsheet").click()
        assert not has_scripts or violations(page) == []
        page.get_by_label("File:", exact=True).set_input_files(
            {"name": "rows.xlsx", "mimeType": "", "buffer": as_xlsx(rows(prefix))}
        )
        page.get_by_role("button", name="Upload and check").click()
        if not has_scripts:
            expect(page.get_by_role("status")).to_have_text("0 of 301 rows checked")
            while page.get_by_role("button", name="Go on").count():
                page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("link", name="Has errors: 1")).to_be_visible(timeout=60_000)
        expect(page.locator("#row-302 .errorlist")).to_contain_text("'3/4/21' has a year of two digits")
        assert not has_scripts or violations(page) == []
        page.get_by_role("button", name="Import the 300 rows without errors").click()
        expect(page.get_by_text("Imported 300 rows: drafts, where they are new.")).to_be_visible(timeout=60_000)
        page.set_viewport_size(PHONE)
        assert overflow(page) <= 0
        assert complaints.found == []
    assert asked(served.database, COUNT.format(prefix)) == "300"
