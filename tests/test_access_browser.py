"""In a real browser: no page of the admin runs what the policy refuses; the way in, with and without scripts."""

import re
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from agreements.roles import Role
from tests.browser import DESK, PHONE, Complaints, chromium_path, overflow, running
from tests.conftest import put_back
from tests.people import client_of, person, session_of
from tests.role_table import MODELS
from tests.test_accessibility import AXE
from tests.test_matrix_of_roles import Found, found

pytestmark = pytest.mark.browser

PASSWORD = "a good long password"
NOT_PAGES = {
    *("admin:autocomplete", "admin:jsi18n", "admin:logout", "admin:view_on_site", "admin:(?P<url>.*)$"),
    *("admin:agreements_capture_file", "admin:agreements_clause_lift_mark", "admin:agreements_evidence_look_up"),
    *(f"admin:agreements_evidence_spreadsheet_{name}" for name in ("check", "discard", "import")),
    *(f"admin:agreements_evidence_spreadsheet_{name}" for name in ("template", "to_correct")),
}
"""What answers with something else than a page: steps, files, parts of pages."""

OWN_PAGES = (
    *("/admin/login/", "/admin/second-factor/", "/admin/agreements/apitoken/", "/admin/agreements/apitoken/add/"),
    *("/admin/axes/accessattempt/", "/admin/axes/accessfailurelog/", "/admin/otp_totp/totpdevice/"),
)
NAMES = ("anna-scripted", "anna-plain", "berta")


@dataclass(frozen=True, slots=True)
class Served:
    """A browser, the address of the server before it, the pages of the admin, and the session of an administrator."""

    browser: Browser
    address: str
    pages: list[Found]
    session: str

    def opened(self, **options: object) -> BrowserContext:
        """Return a window of the browser."""
        return self.browser.new_context(base_url=self.address, reduced_motion="reduce", **options)

    def administrators(self) -> BrowserContext:
        """Return a window of the browser in which an administrator is logged in."""
        window = self.opened(viewport=DESK)
        window.add_cookies([{"name": "sessionid", "value": self.session, "url": self.address}])
        return window


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Served]:
    """Serve a row of every model, and accounts, written for good so that the server's threads see them."""
    path = chromium_path()
    with django_db_blocker.unblock(), put_back():
        pages = found()
        for name in NAMES:
            user = person(Role.REVIEWER, name)
            user.set_password(PASSWORD)
            user.save()
        session = session_of(Role.ADMINISTRATOR)
        server = LiveServer("127.0.0.1")
        try:
            with running(path) as browser:
                yield Served(browser, server.url, pages, session)
        finally:
            server.stop()


@pytest.mark.django_db
def test_every_page_of_the_admin_has_a_strict_policy_and_is_not_stored():
    client = client_of(Role.ADMINISTRATOR)
    for one in found():
        headers = client.get(one.address).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        if one.name != "admin:jsi18n":
            assert "no-store" in headers["Cache-Control"], one.address


def test_no_page_of_the_admin_runs_what_the_policy_refuses(served: Served):
    with served.administrators() as context:
        page = context.new_page()
        complaints = Complaints(page, served.address)
        seen = set()
        for one in served.pages:
            if one.name in NOT_PAGES:
                continue
            page.goto(one.address)
            seen.add(one.model)
        assert seen == {"", *MODELS}
        assert complaints.found == []


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def enrolled(page: Page, name: str) -> None:
    """Set a second factor up, from the log-in on; the secret is read off the page, as an authenticator does."""
    page.goto("/admin/second-factor/")
    log_in(page, name)
    page.get_by_role("button", name="Begin").click()
    assert page.get_by_role("img", name="The secret").evaluate("picture => picture.naturalWidth") > 100
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(f"{totp(b32decode(secret)):06d}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("ul.codes > li")).to_have_count(10)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_way_in_and_a_token_for_a_program(served: Served, has_scripts: bool):
    name = "anna-scripted" if has_scripts else "anna-plain"
    with served.opened(viewport=PHONE, java_script_enabled=has_scripts) as context:
        page = context.new_page()
        complaints = Complaints(page, served.address)
        enrolled(page, name)
        recovery = page.locator("ul.codes code").first.inner_text()
        page.get_by_role("link", name="I have kept them").click()
        page.get_by_role("button", name="Log out").click()
        page.goto("/admin/agreements/apitoken/add/")
        log_in(page, name)
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("This code is not right")).to_be_visible()
        page.get_by_label("Code").fill(recovery)
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Name:").fill("Nightly")
        page.get_by_role("button", name="Save", exact=True).click()
        token = page.locator("#token").inner_text()
        assert re.fullmatch(r"agt_[0-9a-f]{12}_[\w-]{43}", token)
        shown = {"Authorization": f"Bearer {token}"}
        assert context.request.get("/api/v1/account/", headers=shown).json()["account"] == name
        page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("link", name="Nightly").click()
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_text("is revoked.")).to_be_visible()
        assert context.request.get("/api/v1/account/", headers=shown).status == 401
        assert complaints.found == []


def test_who_is_locked_out_reads_when_to_try_again(served: Served):
    with served.opened(viewport=PHONE) as context:
        page = context.new_page()
        for _ in range(5):
            page.goto("/admin/login/")
            log_in(page, "nobody-of-that-name", "wrong")
        expect(page.get_by_role("heading", name="Log-in is locked for a while")).to_be_visible()
        expect(page.get_by_text("or ask an administrator of this tracker")).to_be_visible()
        assert overflow(page) <= 0
        assert violations(page) == []


def test_the_pages_of_access_can_be_used_by_everybody(served: Served):
    wrong = {}
    with served.opened(viewport=DESK) as context, served.opened(viewport=DESK) as other:
        page, asked = context.new_page(), other.new_page()
        enrolled(page, "berta")
        wrong["recovery codes"] = violations(page)
        asked.goto("/admin/")
        log_in(asked, "berta")
        expect(asked.get_by_label("Code")).to_be_focused()
        wrong["code"] = violations(asked)
        page.goto("/admin/second-factor/")
        wrong["second factor"] = violations(page)
    with served.administrators() as context:
        page = context.new_page()
        for location in OWN_PAGES:
            page.goto(location)
            wrong[location] = violations(page)
        page.goto("/admin/second-factor/")
        page.get_by_role("button", name="Begin").click()
        wrong["begun"] = violations(page)
    assert {place: told for place, told in wrong.items() if told} == {}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it is, in both schemes."""
    page.evaluate(AXE_SCRIPT)
    wrong = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wrong += page.evaluate(AXE, {})
    return wrong
