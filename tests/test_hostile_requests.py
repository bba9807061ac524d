"""Requests that no form of ours makes: their names, bytes and headers are answered without falling over."""

import pytest
from django.test import Client

from agreements.models import Source
from agreements.roles import Role
from tests.forms import filled
from tests.people import client_of, evidence, source

pytestmark = pytest.mark.django_db

ENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "b"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def page_of(row: object) -> str:
    return f"/admin/agreements/{row._meta.model_name}/{row.pk}/change/"


def parts(*heads: bytes) -> bytes:
    """Return a form of several parts, each with a head of its own."""
    return b"".join(b"--b\r\n" + head + b"\r\n\r\nx\r\n" for head in heads) + b"--b--\r\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"note=%ED%A0%80", ENCODED, id="half a character"),
        pytest.param(b"note=\xff\xfe", ENCODED, id="bytes that are no UTF-8"),
        pytest.param(b"note=%FF%FE%", ENCODED, id="escapes that are no UTF-8"),
        pytest.param(b"%00=1&no%00te=2&_seen=%00", ENCODED, id="zeros in names"),
        pytest.param(b"&&&===&%%%", ENCODED, id="signs alone"),
        pytest.param(b"note=1", f"{ENCODED}; charset=utf-7", id="another encoding"),
        pytest.param(b"note=1", f"{ENCODED}; charset=nonsense", id="an encoding that is none"),
        pytest.param(parts(b'Content-Disposition: form-data; name="no\0te"'), MULTIPART, id="a zero in a head"),
        pytest.param(parts(b"Content-Disposition: form-data; name*=utf-8''%ED%A0%80"), MULTIPART, id="half in a head"),
        pytest.param(parts(b'Content-Disposition: form-data; name="\xff"'), MULTIPART, id="no UTF-8 in a head"),
        pytest.param(parts(b"Content-Disposition: form-data; name=" + b"x" * 9000), MULTIPART, id="a head too long"),
        pytest.param(parts(b"Content-Disposition"), MULTIPART, id="half a head"),
        pytest.param(
            parts(b'Content-Disposition: form-data; name="f"; filename="../../etc/passwd\0"'), MULTIPART, id="a path"
        ),
        pytest.param(b"--b\r\nno end", MULTIPART, id="no end"),
        pytest.param(b"", "multipart/form-data", id="no boundary"),
        pytest.param(b"\x00\x01", "application/octet-stream", id="no form"),
        pytest.param(b'{"note": "\\ud800"}', "application/json", id="JSON"),
    ],
)
def test_a_body_that_cannot_be_read_changes_nothing(body: bytes, kind: str):
    row = source()
    answer = client_of(Role.EDITOR).generic("POST", page_of(row), body, content_type=kind)
    assert answer.status_code in {200, 400, 413}
    assert Source.objects.get().history.count() == row.history.count()
    assert Source.objects.get().title == "First issue"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("citations-TOTAL_FORMS", "1000000000"),
        ("citations-TOTAL_FORMS", "9" * 5000),
        ("citations-TOTAL_FORMS", "-1"),
        ("citations-TOTAL_FORMS", "\0"),
        ("citations-INITIAL_FORMS", "7"),
        ("citations-INITIAL_FORMS", "x"),
        ("citations-0-id", "999999"),
        ("citations-0-id", "\0"),
        ("citations-0-id", "9" * 5000),
        ("citations-0-evidence", "999999"),
        ("citations-99999999999-locator", "x"),
        ("_seen", "0:" + "0" * 64),
    ],
)
@pytest.mark.parametrize("is_conflict", [False, True])
def test_counts_and_marks_of_parts_that_were_tampered_with_are_answered(name: str, text: str, is_conflict: bool):
    row, client = evidence(), client_of(Role.REPORTER)
    form = filled(client.get(page_of(row)), "evidence_form", note="Mine", **{"citations-0-locator": "2"}) | {name: text}
    if is_conflict:
        row.citations.create(source=source(), position=1)
    answer = client.post(page_of(row), form)
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        assert filled(answer, "evidence_form")["note"] == ["Mine"]


@pytest.mark.parametrize("query", ["%00=1", "_to_field=%00", "_popup=%00", "_changelist_filters=%00%FF", "like=%00"])
@pytest.mark.parametrize("page", ["/admin/agreements/source/add/", "/admin/agreements/assessment/add/", "change"])
def test_an_address_of_zeros_is_answered(page: str, query: str):
    address = page_of(source()) if page == "change" else page
    assert client_of(Role.ADMINISTRATOR).get(f"{address}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("name", ["first_name", "last_name"])
@pytest.mark.parametrize("text", ["a\u202eb", "a\0b", "x" * 200])
def test_names_of_people_hold_nothing_that_cannot_be_seen(name: str, text: str):
    client = client_of(Role.ADMINISTRATOR)
    from_page = f"/admin/auth/user/{evidence().entered_by_id}/change/"
    answer = client.post(from_page, filled(client.get(from_page), "user_form", **{name: text}))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [name]
    assert filled(answer, "user_form")[name] == [text]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a\0b", "\u202e", "x" * 100_000])
def test_a_log_in_takes_anything(text: str):
    answer = Client().post("/admin/login/", {"username": text, "password": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
