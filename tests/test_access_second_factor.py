"""The second factor: set up with password and code, asked for after the password, and no page without it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from agreements import access
from agreements.roles import Role
from tests.people import person

pytestmark = pytest.mark.django_db

OWN, CODE = "/admin/second-factor/", "/admin/second-factor/code/"
RECOVERY = re.compile(r'class="secret">([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<')
PASSWORD = "a good long password"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


def account(role: Role = Role.REVIEWER, name: str = "") -> User:
    user = person(role, name)
    user.set_password(PASSWORD)
    user.save()
    return user


def logged_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/admin/login/", {"username": user.get_username(), "password": password})
    return client


def code_of(user: User, clock: Clock) -> str:
    """Return the code that the authenticator shows next."""
    clock.shift(timedelta(seconds=90))
    device = TOTPDevice.objects.get(user=user)
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    generator.time = datetime.now(tz=UTC).timestamp()
    return f"{generator.token():06d}"


def set_up(user: User, clock: Clock) -> list[str]:
    """Set a second factor up as a person does; return the recovery codes."""
    client = logged_in(user)
    client.post(OWN, {"step": "begin"})
    sent = {"step": "confirm", "code": code_of(user, clock), "password": PASSWORD}
    response = client.post(OWN, sent)
    codes = RECOVERY.findall(response.content.decode())
    assert len(codes) == access.RECOVERY_CODES
    assert client.get("/admin/").status_code == 200
    return codes


def give(client: Client, code: str, **more: str) -> HttpResponse:
    return client.post(CODE, {"code": code} | more)


class TestSettingUp:
    def test_the_page_shows_the_secret_as_picture_link_and_letters_until_it_is_confirmed(self, clock: Clock):
        user = account()
        client = logged_in(user)
        assert "data:image" not in client.get(OWN).content.decode()
        assert not TOTPDevice.objects.exists()
        client.post(OWN, {"step": "begin"})
        response = client.get(OWN)
        html = response.content.decode()
        assert 'src="data:image/svg+xml' in html
        assert 'href="otpauth://totp/Agreement%20tracker%3Areviewer?secret=' in html
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', html)[1].replace(" ", "")
        assert secret in html.replace(" ", "")
        assert "no-store" in response.headers["Cache-Control"]
        sent = {"step": "confirm", "code": code_of(user, clock), "password": PASSWORD}
        client.post(OWN, sent)
        assert secret not in client.get(OWN).content.decode().replace(" ", "")

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            pytest.param({"password": "wrong"}, "This is not your password.", id="a session left open is not enough"),
            pytest.param({"code": "000000"}, "This code is not right", id="a code of another secret"),
            pytest.param({"code": ""}, "This field is required.", id="no code"),
            pytest.param({"code": "x" * 41}, "at most 40 characters", id="too long a code"),
            pytest.param({"code": "\0"}, "Null characters are not allowed.", id="NUL"),
        ],
    )
    def test_what_does_not_fit_sets_nothing_up(self, sent: dict[str, str], message: str, clock: Clock):
        user = account()
        client = logged_in(user)
        client.post(OWN, {"step": "begin"})
        right = {"step": "confirm", "code": code_of(user, clock), "password": PASSWORD}
        assert message in client.post(OWN, right | sent).content.decode()
        assert access.second_factor(user) is None

    def test_recovery_codes_are_shown_once_and_kept_as_digests(self, clock: Clock):
        user = account()
        codes = set_up(user, clock)
        kept = set(StaticToken.objects.values_list("token", flat=True))
        assert len(kept) == access.RECOVERY_CODES
        assert not kept & ({code.replace("-", "") for code in codes} | set(codes))

    def test_beginning_again_makes_another_secret_but_not_once_one_is_confirmed(self, clock: Clock):
        user = account()
        first = access.begin_second_factor(user).key
        assert access.begin_second_factor(user).key != first
        set_up(user, clock)
        client = logged_in(user)
        give(client, code_of(user, clock))
        before = TOTPDevice.objects.get().key
        assert "remove it first" in client.post(OWN, {"step": "begin"}, follow=True).content.decode()
        assert TOTPDevice.objects.get().key == before


class TestLoggingIn:
    PAGES = [f"/admin/{name}" for name in ("", "agreements/evidence/", "autocomplete/", "password_change/", "none/")]

    @pytest.mark.parametrize("page", PAGES)
    def test_the_password_alone_opens_no_page(self, page: str, clock: Clock):
        user = account()
        set_up(user, clock)
        client = logged_in(user)
        for method in (client.get, client.post):
            response = method(page)
            assert response.status_code == 302
            assert response.headers["Location"].startswith(f"{CODE}?next=%2Fadmin%2F")
        assert client.get(OWN).headers["Location"] == CODE
        assert client.post(OWN, {"step": "remove", "code": "x"}).headers["Location"] == CODE

    def test_the_code_opens_what_was_asked_for_under_a_new_session_key(self, clock: Clock):
        user = account()
        set_up(user, clock)
        client = logged_in(user)
        before = client.cookies["sessionid"].value
        assert "one-time-code" in client.get(f"{CODE}?next=/admin/agreements/evidence/").content.decode()
        response = give(client, code_of(user, clock), next="/admin/agreements/evidence/")
        assert response.headers["Location"] == "/admin/agreements/evidence/"
        assert client.cookies["sessionid"].value != before
        assert client.get("/admin/agreements/evidence/").status_code == 200
        assert client.get(CODE).headers["Location"] == "/admin/"

    @pytest.mark.parametrize(
        "next_page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\x"]
    )
    def test_the_code_leads_to_no_other_site(self, next_page: str, clock: Clock):
        user = account()
        set_up(user, clock)
        assert give(logged_in(user), code_of(user, clock), next=next_page).headers["Location"] == "/admin/"

    def test_a_code_works_once(self, clock: Clock):
        user = account()
        set_up(user, clock)
        code = code_of(user, clock)
        assert give(logged_in(user), code).status_code == 302
        assert "This code is not right, was used already" in give(logged_in(user), code).content.decode()

    def test_a_recovery_code_works_once_however_it_is_typed(self, clock: Clock):
        user = account()
        codes = set_up(user, clock)
        assert give(logged_in(user), codes[0].upper().replace("-", " ")).status_code == 302
        assert give(logged_in(user), codes[0]).status_code == 200
        clock.shift(timedelta(minutes=1))
        client = logged_in(user)
        assert give(client, codes[1]).status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_the_code_of_another_account_is_none(self, clock: Clock):
        user, other = account(), account(Role.EDITOR)
        set_up(user, clock)
        codes = set_up(other, clock)
        assert give(logged_in(user), code_of(other, clock)).status_code == 200
        assert give(logged_in(user), codes[0]).status_code == 200

    def test_an_unconfirmed_device_neither_opens_nor_closes_anything(self, clock: Clock):
        user = account()
        client = logged_in(user)
        client.post(OWN, {"step": "begin"})
        assert client.get("/admin/").status_code == 200
        assert give(Client(), code_of(user, clock)).headers["Location"].startswith("/admin/login/")
        assert access.SecondFactorBackend().authenticate(None, user.get_username(), code_of(user, clock)) is None

    def test_guesses_lock_as_wrong_passwords_do_and_a_new_session_does_not_start_anew(self, clock: Clock):
        user = account()
        set_up(user, clock)
        answers = [give(logged_in(user), f"{number:06d}").status_code for number in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        assert give(logged_in(user), code_of(user, clock)).headers["Location"].startswith("/admin/login/")

    def test_nobody_gives_a_code_without_the_password(self):
        assert Client().get(CODE).headers["Location"].startswith("/admin/login/")
        assert Client().post(CODE, {"code": "123456"}).headers["Location"].startswith("/admin/login/")

    def test_sessions_from_before_are_asked_too(self, clock: Clock):
        user = account()
        before = logged_in(user)
        assert before.get("/admin/").status_code == 200
        set_up(user, clock)
        assert before.get("/admin/").headers["Location"].startswith(CODE)


class TestTakingAway:
    def test_ones_own_needs_a_code(self, clock: Clock):
        user = account()
        set_up(user, clock)
        client = logged_in(user)
        give(client, code_of(user, clock))
        assert "This code is not right" in client.post(OWN, {"step": "remove", "code": "000000"}).content.decode()
        clock.shift(timedelta(minutes=1))
        client.post(OWN, {"step": "remove", "code": code_of(user, clock)})
        assert not TOTPDevice.objects.exists()
        assert not StaticToken.objects.exists()
        assert logged_in(user).get("/admin/").status_code == 200
        assert "Took the second factor away." in LogEntry.objects.latest("pk").get_change_message()

    def test_new_recovery_codes_need_a_code_and_end_the_old_ones(self, clock: Clock):
        user = account()
        old = set_up(user, clock)
        client = logged_in(user)
        give(client, code_of(user, clock))
        page = client.post(OWN, {"step": "renew", "code": code_of(user, clock)}).content.decode()
        new = RECOVERY.findall(page)
        assert len(new) == access.RECOVERY_CODES
        assert give(logged_in(user), old[0]).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert give(logged_in(user), new[0]).status_code == 302

    def test_an_administrator_takes_that_of_another_away_and_the_account_says_so(self, clock: Clock):
        user, boss = account(), account(Role.ADMINISTRATOR)
        set_up(user, clock)
        device = TOTPDevice.objects.get()
        client = logged_in(boss)
        for page in ("", f"{device.pk}/change/", f"{device.pk}/delete/"):
            html = client.get(f"/admin/otp_totp/totpdevice/{page}").content.decode()
            assert "reviewer" in html
            assert device.key not in html
        assert client.post(f"/admin/otp_totp/totpdevice/{device.pk}/delete/", {"post": "yes"}).status_code == 302
        assert access.second_factor(user) is None
        assert "Took the second factor away." in client.get(f"/admin/auth/user/{user.pk}/history/").content.decode()

    def test_an_administrator_takes_neither_their_own_nor_that_of_who_stands_above_away(self, clock: Clock):
        boss, above = account(Role.ADMINISTRATOR), User.objects.create_superuser("above", password=PASSWORD)
        set_up(boss, clock)
        set_up(above, clock)
        client = logged_in(boss)
        give(client, code_of(boss, clock))
        for device in TOTPDevice.objects.all():
            page = f"/admin/otp_totp/totpdevice/{device.pk}/delete/"
            assert client.post(page, {"post": "yes"}).status_code == 403
        sent = {"action": "delete_selected", "_selected_action": [device.pk], "post": "yes"}
        client.post("/admin/otp_totp/totpdevice/", sent)
        assert TOTPDevice.objects.count() == 2


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings: Settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = True

    @pytest.mark.parametrize("role", Role)
    def test_reviewers_and_administrators_set_one_up_before_anything_else(self, role: Role, clock: Clock):
        user = account(role)
        response = logged_in(user).get("/admin/agreements/evidence/")
        if role not in {Role.REVIEWER, Role.ADMINISTRATOR}:
            assert response.status_code == 200
            return
        assert response.headers["Location"].startswith(f"{OWN}?next=")
        assert "it needs a second factor before anything else" in logged_in(user).get(OWN).content.decode()
        set_up(user, clock)

    def test_who_stands_above_all_roles_sets_one_up_too(self):
        above = User.objects.create_superuser("above", password=PASSWORD)
        assert logged_in(above).post("/admin/agreements/evidence/").headers["Location"].startswith(OWN)

    def test_logging_out_stays_possible(self):
        assert "Log in again" in logged_in(account()).post("/admin/logout/").content.decode()


def test_a_page_of_the_admin_costs_one_query_for_it(django_assert_max_num_queries):
    client = logged_in(account(Role.VIEWER))
    client.get("/admin/password_change/")
    with django_assert_max_num_queries(5) as captured:
        client.get("/admin/password_change/")
    assert sum("otp_totp" in query["sql"] for query in captured.captured_queries) == 1
