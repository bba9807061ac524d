"""Log-in: locked after failures, for a while, by account and address; sessions that end; headers of every answer."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from agreements.roles import Role
from agreements.visitors import visitor_address
from tests.checkout import clean_environment
from tests.conftest import PROJECT
from tests.people import client_of, person

pytestmark = pytest.mark.django_db

LOG_IN = "/admin/login/"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMIT = 5


@pytest.fixture(autouse=True)
def account() -> User:
    user = person(Role.REPORTER)
    user.set_password("a good long password")
    user.save()
    return user


def log_in(password: str, client: Client | None = None, name: str = "reporter", **headers: str) -> HttpResponse:
    return (client or Client()).post(LOG_IN, {"username": name, "password": password}, **headers)


def fail(times: int = LIMIT, **headers: str) -> HttpResponse:
    """Return the answer to the last of several wrong passwords."""
    return [log_in("wrong", **headers) for _ in range(times)][-1]


class TestLock:
    def test_who_fails_too_often_is_locked_out_even_with_the_right_password(self):
        assert fail(LIMIT - 1).status_code == 200
        assert fail(1).status_code == 429
        assert log_in("a good long password").status_code == 429

    @pytest.mark.parametrize("contact", ["", "Anna, anna@tracker.example"])
    def test_the_page_says_until_when_and_whom_to_ask(self, contact: str, settings: Settings):
        settings.CONTACT = contact
        with time_machine.travel(START, tick=False):
            response = fail()
        html = " ".join(response.content.decode().split())
        assert "12:15:01 UTC</time> (in 16 minutes)" in html
        assert f"or ask {contact or 'an administrator of this tracker'} to unlock the account" in html
        assert response.headers["Retry-After"] == "901"
        assert "no-store" in response.headers["Cache-Control"]
        assert "Please enter the correct" not in html

    def test_the_lock_ends_after_its_time_and_trying_on_does_not_make_it_longer(self):
        with time_machine.travel(START, tick=False) as clock:
            fail()
            for _ in range(14):
                clock.shift(timedelta(minutes=1))
                assert fail(1).status_code == 429
            clock.shift(timedelta(minutes=1, seconds=1))
            assert log_in("a good long password").status_code == 302

    def test_another_account_and_another_address_are_not_locked(self):
        fail()
        assert log_in("a good long password", REMOTE_ADDR="192.0.2.7").status_code == 302
        assert log_in("wrong", name="somebody").status_code == 200

    def test_another_browser_or_session_is_no_way_round(self):
        for number in range(LIMIT):
            log_in("wrong", HTTP_USER_AGENT=f"Browser {number}")
        assert log_in("a good long password", HTTP_USER_AGENT="Another").status_code == 429

    def test_forwarded_addresses_are_no_way_round(self):
        for number in range(LIMIT):
            log_in("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}", HTTP_X_REAL_IP=f"192.0.2.{number}")
        assert log_in("a good long password", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429

    def test_nor_do_they_lock_others_out(self):
        fail(HTTP_X_FORWARDED_FOR="203.0.113.9")
        assert log_in("a good long password", REMOTE_ADDR="203.0.113.9").status_code == 302

    def test_behind_a_proxy_what_precedes_the_proxys_word_is_no_way_round(self, settings: Settings):
        settings.BEHIND_TLS_PROXY = True
        for number in range(LIMIT):
            log_in("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.1")
        forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.1"}
        assert log_in("a good long password", **forwarded).status_code == 429
        assert log_in("a good long password", HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 302

    def test_failures_and_locks_are_read_by_administrators_and_nobody_reads_passwords(self):
        fail()
        boss = client_of(Role.ADMINISTRATOR)
        attempt, log = AccessAttempt.objects.get(), AccessFailureLog.objects.latest("pk")
        assert log.locked_out
        for page in ("accessattempt/", f"accessattempt/{attempt.pk}/change/", "accessfailurelog/"):
            html = boss.get(f"/admin/axes/{page}").content.decode()
            assert "reporter" in html
            assert "127.0.0.1" in html
            assert client_of(Role.REVIEWER).get(f"/admin/axes/{page}").status_code == 403
        assert "wrong" not in attempt.post_data
        assert attempt.failures_since_start == LIMIT

    def test_an_administrator_unlocks(self):
        fail()
        page = f"/admin/axes/accessattempt/{AccessAttempt.objects.get().pk}/delete/"
        assert client_of(Role.ADMINISTRATOR).post(page, {"post": "yes"}).status_code == 302
        assert log_in("a good long password").status_code == 302

    @pytest.mark.parametrize("name", ["\0", "x" * 300, "\u202e", "<b>", "' OR 1=1 --", ""])
    def test_names_that_are_none_fail_as_others_do(self, name: str):
        for _ in range(LIMIT + 1):
            assert log_in("wrong", name=name).status_code in {200, 429}

    def test_a_client_that_cannot_be_placed_is_locked_by_account(self):
        fail(REMOTE_ADDR="")
        assert log_in("a good long password", REMOTE_ADDR="").status_code == 429


@pytest.mark.parametrize(
    ("behind", "remote", "forwarded", "expected"),
    [
        (False, "192.0.2.1", "", "192.0.2.1"),
        pytest.param(False, "192.0.2.1", "203.0.113.9", "192.0.2.1", id="without a proxy the header is anybody's word"),
        pytest.param(True, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9", id="the last is what the proxy saw"),
        pytest.param(True, "10.0.0.1", "", "10.0.0.1", id="the proxy said nothing"),
        pytest.param(True, "10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1", id="no address"),
        pytest.param(False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::", id="one subscriber has many addresses"),
        pytest.param(False, "::ffff:192.0.2.1", "", "192.0.2.1", id="an old address in a new coat"),
        pytest.param(False, "", "", None, id="a local socket"),
    ],
)
def test_where_requests_come_from(behind: bool, remote: str, forwarded: str, expected: str | None, settings: Settings):
    settings.BEHIND_TLS_PROXY = behind
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert visitor_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == expected


class TestSession:
    def test_log_in_begins_a_session_under_a_new_key(self):
        client = Client()
        client.get(LOG_IN)
        session = client.session
        session["planted"] = True
        session.save()
        client.cookies["sessionid"] = planted = session.session_key
        assert log_in("a good long password", client).status_code == 302
        assert client.cookies["sessionid"].value != planted
        old = Client()
        old.cookies["sessionid"] = planted
        assert old.get("/admin/").status_code == 302

    @pytest.mark.parametrize(
        ("step", "times", "is_over"),
        [
            pytest.param(timedelta(minutes=119), 3, False, id="used every two hours it stays"),
            pytest.param(timedelta(minutes=120), 1, True, id="idle for two hours it ends"),
            pytest.param(timedelta(minutes=110), 7, True, id="after twelve hours it ends however much it is used"),
        ],
    )
    def test_a_session_ends(self, step: timedelta, times: int, is_over: bool):
        client = Client()
        with time_machine.travel(START, tick=False) as clock:
            log_in("a good long password", client)
            client.get("/admin/")
            for _ in range(times):
                clock.shift(step)
                response = client.get("/admin/agreements/evidence/?q=x")
            assert (response.status_code == 302) is is_over
            if is_over:
                assert response.headers["Location"].startswith("/admin/login/?next=%2Fadmin%2Fagreements%2Fevidence")
                assert client.get("/admin/").status_code == 302

    def test_log_out_ends_it_on_the_server(self):
        client = Client()
        log_in("a good long password", client)
        kept = client.cookies["sessionid"].value
        client.post("/admin/logout/")
        client.cookies["sessionid"] = kept
        assert client.get("/admin/").status_code == 302

    def test_a_new_password_ends_other_sessions(self, account: User):
        client = Client()
        log_in("a good long password", client)
        account.set_password("another good password")
        account.save()
        assert client.get("/admin/").status_code == 302


def test_no_answer_lets_a_page_do_more_than_it_needs(client: Client):
    for address in ("/", LOG_IN, "/admin/", "/api/v1/", "/nothing/", "/healthz"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_reader_gets_no_cookie(client: Client):
    assert not client.get("/").cookies
    assert "Cookie" not in client.get("/").headers.get("Vary", "")


COOKIES = """
from tracker import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
import django; django.setup()
from django.test import Client
cookies = Client().get("/admin/login/", secure=True, HTTP_HOST="tracker.example").cookies
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
print(cookies.output())
"""


def test_in_production_cookies_are_bound_to_the_host_and_to_tls():
    environment = clean_environment(
        SECRET_KEY="x" * 50, ALLOWED_HOSTS="tracker.example", DJANGO_SETTINGS_MODULE="tracker.settings"
    )
    command = [sys.executable, "-c", COOKIES]
    result = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    first, cookie = result.stdout.strip().splitlines()
    assert first == "__Host-sessionid True True", result.stderr
    assert cookie.startswith("Set-Cookie: __Host-csrftoken=")
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
