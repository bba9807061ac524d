"""Forms sent too late or too large: nothing is saved, and what was typed is shown or can be gone back to."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client, override_settings

from agreements.models import Source
from agreements.roles import Role
from tests.forms import filled
from tests.people import client_of, evidence, person, source

pytestmark = pytest.mark.django_db

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def page() -> str:
    return f"/admin/agreements/source/{source().pk}/change/"


def strict_client() -> Client:
    """Return the browser of an editor before a server that asks for the security token of every form."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.EDITOR))
    return client


def test_who_is_no_longer_logged_in_sees_what_was_typed_and_sends_it_again_after_logging_in():
    client, address = client_of(Role.EDITOR), page()
    form = filled(client.get(address), "source_form", note="Typed <b>for an hour</b>.\r\nTwo lines.")
    client.logout()
    answer = client.post(address, form)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "You are no longer logged in. Nothing was saved yet." in html
    assert "Typed &lt;b&gt;for an hour&lt;/b&gt;.\r\nTwo lines.</textarea>" in html
    again = filled(
        type("Form", (), {"content": html.replace('<form method="post">', '<form id="again">').encode()}), "again"
    )
    client.force_login(person(Role.EDITOR))
    assert client.post(address, again).status_code == 302
    assert Source.objects.get().note == "Typed <b>for an hour</b>.\nTwo lines."


def test_what_was_typed_while_the_session_ran_out_is_shown_as_well():
    client, address = client_of(Role.EDITOR), page()
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        form = filled(client.get(address), "source_form", note="Typed for hours.")
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        answer = client.post(address, form)
    assert answer.status_code == 403
    assert "Typed for hours.</textarea>" in answer.content.decode()
    assert Source.objects.get().note == ""


def test_a_form_older_than_the_log_in_is_shown_and_sent_again_where_it_came_from_this_site():
    client, address = strict_client(), page()
    form = filled(client.get(address), "source_form", note="Typed.") | {"csrfmiddlewaretoken": "x" * 64}
    html = client.post(address, form, **OURS).content.decode()
    assert "The form was older than your log-in" in html
    assert "Typed.</textarea>" in html
    again = filled(
        type("Form", (), {"content": html.replace('<form method="post">', '<form id="again">').encode()}), "again"
    )
    assert client.post(address, again, **OURS).status_code == 302
    assert Source.objects.get().note == "Typed."


@pytest.mark.parametrize("came_from", [{}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_SEC_FETCH_SITE": "same-site"}])
def test_a_form_from_elsewhere_is_not_shown_again(came_from: dict[str, str]):
    answer = strict_client().post(page(), {"note": "Put there by somebody else"}, **came_from)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Go back in your browser" in html
    assert "somebody else" not in html
    assert "<form" not in html


@pytest.mark.parametrize("came_from", [{}, OURS])
def test_a_log_in_with_an_old_token_leads_back_to_the_log_in_and_shows_no_password(came_from: dict[str, str]):
    answer = strict_client().post("/admin/login/", {"username": "editor", "password": "a-secret"}, **came_from)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert 'href="/admin/login/"' in html
    assert "a-secret" not in html


def test_of_parts_only_what_somebody_may_have_typed_is_shown_to_be_copied():
    row, client = evidence(), client_of(Role.REPORTER)
    address = f"/admin/agreements/evidence/{row.pk}/change/"
    form = filled(client.get(address), "evidence_form", summary="Typed.", **{"citations-0-locator": "p. 2"})
    client.logout()
    answer = client.post(address, form)
    names = {name for name, _ in answer.context["typed"]}
    assert {"summary", "citations 1: locator", "citations 1: source"} <= names
    assert not {"besides", "seen", "citations 1: id", "citations 1: evidence"} & names
    sent = {name for name, _ in answer.context["sent"]}
    assert {"citations-0-id", "citations-0-evidence"} <= sent, "what is sent again is whole"


def test_passwords_are_never_shown_again():
    answer = Client().post("/admin/auth/user/1/password/", {"password1": "a-secret", "password2": "a-secret"}, **OURS)
    assert answer.status_code == 403
    assert "a-secret" not in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2_621_440)
def test_a_form_too_large_is_told_so_and_how_to_go_on():
    body = urlencode({"note": "x" * 3_000_000})
    answer = client_of(Role.EDITOR).post(page(), body, content_type="application/x-www-form-urlencoded")
    html = answer.content.decode()
    assert answer.status_code == 413
    assert "Too much at once" in html
    assert "Go back in your browser" in html


def test_a_form_of_a_thousand_citations_is_read_and_one_of_too_many_fields_told_so():
    client, address = client_of(Role.EDITOR), page()
    form = filled(client.get(address), "source_form", note="Typed.")
    assert client.post(address, form | {f"citations-{number}": "" for number in range(12_000)}).status_code == 302
    answer = client.post(address, {f"citations-{number}": "" for number in range(20_001)})
    assert answer.status_code == 413
    assert "20000 fields" in answer.content.decode()
