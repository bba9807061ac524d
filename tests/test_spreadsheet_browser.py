"""In a real browser: a spreadsheet is uploaded, looked at and imported, with scripts and without."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESK, PHONE, Complaints, chromium_path, log_in, overflow, running
from tests.killing import server
from tests.scratch import Scratch, copy_of
from tests.spreadsheets import FACT, FULL, as_xlsx
from tests.test_accessibility import AXE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LIST = "/admin/agreements/evidence/"


COUNT = """
from agreements.models import Evidence
print(Evidence.objects.filter(key__startswith="{}-", state="draft").count())
"""


@pytest.fixture(scope="module")
def database(migrated: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    with copy_of(migrated, tmp_path_factory.mktemp("served")) as made:
        made.people("reporter", role="reporter")
        made.python("from tests.spreadsheets import surroundings\nsurroundings()")
        yield made


@pytest.fixture(scope="module")
def served(database: Scratch) -> Iterator[tuple[Browser, str]]:
    path = chromium_path()
    with server(database) as process, running(path) as browser:
        yield browser, process.address


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
def test_a_reporter_gets_from_the_list_to_drafts(served: tuple[Browser, str], database: Scratch, has_scripts: bool):
    browser, address = served
    prefix = "with" if has_scripts else "without"
    with browser.new_context(base_url=address, viewport=DESK, java_script_enabled=has_scripts) as context:
        page = context.new_page()
        complaints = Complaints(page, address)
        log_in(page, "reporter", at=LIST)
        page.get_by_role("link", name="Add from a spreadsheet").click()
        assert not has_scripts or violations(page) == []
        page.get_by_label("File", exact=True).set_input_files(
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
    assert database.python(COUNT.format(prefix)).strip() == "300"
