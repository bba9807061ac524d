"""The HTML of every page is valid: the Nu HTML Checker finds no error in it and nothing to warn of."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from tests.pages import ADMIN, PUBLIC, AdminPage
from tests.people import client_of

STOCK = (
    "A table row was 2 columns wide, which is less than the column count established by the first row (3).",
    "Element “option” without attribute “label” must not be empty.",
    "An “input” element with a “type” attribute whose value is “hidden” must not have any “aria-*” attributes.",
    "A “select” element with a “required” attribute, and without a “multiple” attribute",
)
"""What Django's own templates and widgets get wrong in pages of the admin."""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]


@pytest.fixture(scope="session")
def checker() -> list[str]:
    """The command that checks files; without one, skip the tests, or fail them where CI_STRICT=1 promises one."""
    java, jar = shutil.which("java"), os.environ.get("VNU_JAR", "")
    if not java or not Path(jar).is_file():
        missing = "no HTML checker: have java on the PATH and name the file vnu.jar in VNU_JAR"
        pytest.fail(missing) if os.environ.get("CI_STRICT") == "1" else pytest.skip(missing)
    return [java, "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always"]


def complaints(checker: list[str], folder: Path, pages: dict[str, str]) -> list[str]:
    """Return what the checker says about pages, each with the name of its page; all are checked in one run."""
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        files[f"file:{path}"] = name
    done = subprocess.run([*checker, *map(str, folder.glob("*.html"))], capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["messages"]
    return [f"{files[one['url']]}: {one['message']} [{one.get('extract', '')!r}]" for one in found]


def shown(page: AdminPage) -> HttpResponse:
    """Return a page of the admin; a step taken on a row asks for its reason on a page of its own."""
    client, address = client_of(page.role) if page.role else Client(), page.address()
    if not page.step:
        return client.get(address)
    pk, above = re.search(r"/(\d+)/change/", address)[1], re.sub(r"\d+/change/", "", address)
    return client.post(above, {"action": page.step, ACTION_CHECKBOX_NAME: pk})


def test_what_is_wrong_is_found(checker: list[str], tmp_path: Path):
    html = '<!doctype html><html lang="en"><title>T</title><body><p id=a hx-get="/"><p id=a><section></section>'
    found = "\n".join(complaints(checker, tmp_path, {"wrong": html}))
    assert "wrong: Duplicate ID" in found
    assert "hx-get" in found
    assert "Section lacks heading" in found


def test_every_page_is_valid(client: Client, checker: list[str], tmp_path: Path):
    pages = {address: client.get(address) for address in PUBLIC}
    assert {address: page.status_code for address, page in pages.items()} == PUBLIC
    html = {address: page.content.decode() for address, page in pages.items()}
    html |= {name: render_to_string(name) for name in ("400.html", "403.html", "500.html")}
    found = complaints(checker, tmp_path, html)
    assert found == [], "\n".join(found)


def test_every_page_of_the_admin_is_valid(checker: list[str], tmp_path: Path):
    pages = {name: shown(page) for name, page in ADMIN.items()}
    assert {name: page.status_code for name, page in pages.items()} == {name: ADMIN[name].status for name in ADMIN}
    html = {name: page.content.decode() for name, page in pages.items()}
    found = [one for one in complaints(checker, tmp_path, html) if not any(known in one for known in STOCK)]
    assert found == [], "\n".join(found)
