"""A real browser before a real server: find Chromium, serve the project's record, and note whatever goes wrong."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from agreements.roles import Role
from tests.conftest import put_back
from tests.loaded_record import load_record
from tests.people import person
from tests.scratch import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def chromium_path() -> str:
    """Return where Chromium is; without one, skip the tests, or fail them where CI_STRICT=1 promises one."""
    found = filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *NAMES)))
    path = next(found, None)
    if path is None:
        missing = f"no Chromium: name one in CHROMIUM or put one of {', '.join(NAMES)} on the PATH"
        pytest.fail(missing) if os.environ.get("CI_STRICT") == "1" else pytest.skip(missing)
    return path


@contextmanager
def served_record() -> Iterator[str]:
    """Serve the project's record, written for good so that the server's threads see it, and put back what was there."""
    with put_back():
        load_record()
        server = LiveServer("127.0.0.1")
        try:
            yield server.url
        finally:
            server.stop()


@contextmanager
def running(path: str) -> Iterator[Browser]:
    """Run a browser. Its event loop stays in this thread, where Django asks for leave and opens another connection."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()


class Complaints:
    """What a page complains about: console errors, refusals by the content policy, failures, requests to elsewhere."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._address = address
        self._asked: set[str] = set()
        page.on("console", self._take_message)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("request", self._take_request)
        page.on("requestfailed", self._take_failure)

    def _take_failure(self, request: Request) -> None:
        """Note a request that failed, but not one given up because the test went on to the next page."""
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed: {request.url} ({request.failure})")

    def _take_message(self, message: ConsoleMessage) -> None:
        """Note an error or a warning, but not that the page asked for itself answers 400 or 404."""
        is_own_status = message.text.startswith("Failed to load resource") and message.location["url"] in self._asked
        if message.type in {"error", "warning"} and not is_own_status:
            self.found.append(f"{message.type}: {message.text}")

    def _take_request(self, request: Request) -> None:
        """Note a request to anywhere but the server under test, and remember the pages asked for."""
        if request.is_navigation_request():
            self._asked.add(request.url)
        if not request.url.startswith((f"{self._address}/", "data:")):
            self.found.append(f"elsewhere: {request.url}")


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")


def style(page: Page, selector: str, name: str, part: str = "") -> str:
    """Return a computed style of the first element that fits."""
    script = "([selector, name, part]) => getComputedStyle(document.querySelector(selector), part)[name]"
    return page.evaluate(script, [selector, name, part])


@contextmanager
def reading(blocker: DjangoDbBlocker) -> Iterator[tuple[Browser, str]]:
    """Run a browser before the served record; yields both the browser and the address of the server."""
    path = chromium_path()
    with blocker.unblock(), served_record() as address, running(path) as browser:
        yield browser, address


@contextmanager
def working(blocker: DjangoDbBlocker, rows: Callable[[], None]) -> Iterator[tuple[Browser, str]]:
    """Run a browser before a server that has only `rows`, written for good; what is written is gone afterwards."""
    path = chromium_path()
    with blocker.unblock(), put_back():
        rows()
        server = LiveServer("127.0.0.1")
        try:
            with running(path) as browser:
                yield browser, server.url
        finally:
            server.stop()


def account(role: Role, name: str = "") -> User:
    """Return who has a role, with the password of the tests."""
    user = person(role, name)
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(page: Page, name: str, *, at: str = "/admin/login/") -> None:
    """Log in, by the form, on the way to an address."""
    page.goto(at)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
