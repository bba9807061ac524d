"""Every role, and who has none, on every page of the admin: what is found in the addresses is what the table places."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from agreements.roles import Role
from tests.people import person
from tests.role_table import (
    ABSENT,
    ARGUMENTS,
    ELSEWHERE,
    LOG_IN,
    MODEL_ARGUMENTS,
    MODEL_PAGES,
    MODELS,
    NOT_SO,
    REFUSED,
    SHOWN,
    SITE_PAGES,
    Page,
    a_row,
    pages_of,
)

pytestmark = pytest.mark.django_db

STATUSES = {200: SHOWN, 403: REFUSED, 404: ABSENT, 405: NOT_SO}
OUTSIDERS = ("anonymous", "inactive", "not staff")
VISITORS = (*OUTSIDERS, "no role", *Role.values)


@dataclass(frozen=True, slots=True)
class Found:
    """A page found in the addresses: its name in the table, and where it is."""

    name: str
    model: str
    page: str
    address: str


def patterns(tree: URLResolver, namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield every address below the admin: its namespace, the beginning of its path, and the pattern."""
    for branch in tree.url_patterns:
        if isinstance(branch, URLResolver):
            for inner, path, leaf in patterns(branch, branch.namespace or namespace):
                yield inner, f"{branch.pattern}{path}", leaf
        else:
            yield namespace, str(branch.pattern), branch


def found() -> list[Found]:
    """Return every page of the admin, each with a row of its model where it is about one."""
    pages = []
    for namespace, path, leaf in patterns(get_resolver()):
        if not path.startswith("admin/"):
            continue
        parts = path.removeprefix("admin/").split("/")
        is_of_model = namespace == "admin" and len(parts) > 2 and parts[0] in {"agreements", "auth", "axes", "otp_totp"}
        model = parts[1] if is_of_model else ""
        page = _page_name(leaf, model)
        name = f"{namespace}:{leaf.name or leaf.pattern}"
        pages.append(Found(name, model, page, _address(namespace, path, leaf, model)))
    return sorted(pages, key=lambda one: (one.name == "admin:logout", one.name))


def _page_name(leaf: URLPattern, model: str) -> str:
    """Return which page of its model this is; the one without a name leads on to the change page."""
    return (leaf.name or "row").rpartition(f"{model}_")[2] if model else ""


def _address(namespace: str, path: str, leaf: URLPattern, model: str) -> str:
    """Return the address with something to stand for each part that varies."""
    if not leaf.name:
        return f"/{path.replace('<path:object_id>', str(a_row(model).pk))}" if model else "/admin/nothing/"
    name = f"{namespace}:{leaf.name}"
    if not model:
        return reverse(name, kwargs=ARGUMENTS.get(name))
    if own := MODEL_ARGUMENTS.get((model, _page_name(leaf, model))):
        return reverse(name, args=own())
    row = a_row(model)
    varying = [row.pk] if leaf.pattern.regex.groups < 2 else [row.pk, row.history.latest("history_id").pk]
    return reverse(name, args=varying[: leaf.pattern.regex.groups])


def placed(one: Found) -> Page | None:
    """Return where the table places a page, None where nobody did."""
    if not one.model:
        return SITE_PAGES.get(one.name)
    if (one.model, one.page) in MODEL_PAGES:
        return MODEL_PAGES[one.model, one.page]
    return pages_of(MODELS[one.model]).get(one.page) if one.model in MODELS else None


def visitor(name: str) -> Client:
    """Return the browser of somebody."""
    client = Client()
    match name:
        case "anonymous":
            return client
        case "no role":
            user = User.objects.create(username="no-role", is_staff=True)
        case "inactive" | "not staff":
            user = person(Role.ADMINISTRATOR, "closed")
        case _:
            user = person(Role(name))
    client.force_login(user)
    if name in {"inactive", "not staff"}:
        User.objects.filter(pk=user.pk).update(**{"is_active" if name == "inactive" else "is_staff": False})
    return client


def outcome(response: HttpResponse) -> str:
    """Return what a page answered in the words of the table."""
    if response.status_code in {301, 302}:
        return LOG_IN if response.headers["Location"].startswith("/admin/login/") else ELSEWHERE
    return STATUSES.get(response.status_code, str(response.status_code))


def expected(page: Page, name: str) -> tuple[str, str]:
    """Return what the table says that somebody gets who opens a page, and who sends to it."""
    if name == "not staff" and page.anonymous == (LOG_IN, REFUSED):
        return LOG_IN, LOG_IN
    if name in OUTSIDERS:
        return page.anonymous
    if name == "no role":
        return page.without_role or page.otherwise
    role = Role(name)
    opened = page.opened if role in page.opens else page.otherwise[0]
    return opened, page.sent if role in page.sends else page.otherwise[1]


def test_every_page_of_the_admin_has_its_place_in_the_table():
    pages = found()
    assert len(pages) > 100
    assert [one for one in pages if placed(one) is None] == [], "place these pages in tests/role_table.py"


def test_the_table_places_no_page_that_is_not_there():
    pages = found()
    assert set(SITE_PAGES) == {one.name for one in pages if not one.model}
    assert set(MODELS) == {one.model for one in pages if one.model}
    assert set(MODEL_PAGES) <= {(one.model, one.page) for one in pages}


@pytest.mark.parametrize("name", VISITORS)
def test_each_page_answers_everybody_as_the_table_says(name: str):
    pages, client = found(), visitor(name)
    wrong = {}
    for one in pages:
        page = placed(one)
        if page is None:
            continue  # the first test tells
        address = one.address + page.query
        answers = outcome(client.get(address)), outcome(client.post(address))
        if answers != expected(page, name):
            wrong[address] = {"got": answers, "wanted": expected(page, name)}
    assert wrong == {}
