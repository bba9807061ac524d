"""Markup typed into every text of the record is never run or built in a browser, wherever it is shown."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from agreements import operations
from agreements.models import Assessment, Evidence
from agreements.roles import Role
from tests.browser import Complaints, chromium_path, running
from tests.conftest import put_back
from tests.hostile_forms import ALL, problems, send, text_fields
from tests.people import LATER, client_of, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Opened = tuple[BrowserContext, str, list[str]]

MARKUP = '"><script>1</script>'
BUILT = "[...document.scripts].filter(script => script.textContent === '1').length"
PUBLIC = (
    *("/", "/agreements/new/", "/agreements/pact/", "/agreements/pact/1/", "/agreements/pact/9/", "/deadlines/"),
    *("/evidence/", "/evidence/new/", "/sources/", "/sources/new/", "/sources/publishers/new/", "/names/", "/changes/"),
    *("/agreements/pact/compare/?from=2021-01-01&to=2026-01-01", "/data/", "/method/"),
)


def store_markup(client: Client) -> list[str]:
    """Store markup in every text of every model through the admin; return the pages of the rows."""
    pages = []
    for name in ALL:
        typed = dict.fromkeys(text_fields(name), MARKUP)
        answer = send(client, name, **typed)
        assert answer.status_code == 302, (name, problems(answer))
        row = apps.get_model("agreements", name).objects.latest("pk")
        pages += [f"/admin/agreements/{name}/{row.pk}/{page}/" for page in ("change", "history")]
        pages.append(f"/admin/agreements/{name}/")
    new, reviewer = Evidence.objects.get(key="new"), person(Role.REVIEWER)
    operations.submit_evidence(new, by=new.entered_by)
    operations.accept_evidence(new, by=reviewer, at=LATER)
    operations.approve_assessment(Assessment.objects.latest("pk"), by=reviewer, at=LATER)
    return pages


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Opened]:
    path = chromium_path()
    with django_db_blocker.unblock(), put_back():
        client = client_of(Role.ADMINISTRATOR)
        pages = store_markup(client)
        server = LiveServer("127.0.0.1")
        with running(path) as browser, browser.new_context(base_url=server.url) as context:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
            yield context, server.url, pages
        server.stop()


def test_no_page_builds_or_runs_what_was_typed(opened: Opened):
    context, address, pages = opened
    page = context.new_page()
    complaints = Complaints(page, address)
    shown = []
    for location in (*PUBLIC, *pages):
        assert page.goto(location).status == 200, location
        assert page.evaluate(BUILT) == 0, location
        shown += [location] if MARKUP in page.locator("body").inner_text() else []
    assert complaints.found == []
    assert len(shown) > 25
