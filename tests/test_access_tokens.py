"""API tokens: made for oneself, kept as a digest, held to a role, and refused once anything about them ended."""

import hashlib
import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements import access, operations
from agreements.models import ApiToken, ScopedAccount, TokenUse
from agreements.operations import NotAllowedError, OperationError
from agreements.roles import Role, permissions
from agreements.selectors.audit import verify_trail
from agreements.selectors.revision import current_revision
from tests.forms import filled
from tests.people import AT, LATER, client_of, evidence, person, token_of

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/apitoken/"
TEXT = re.compile(r"agt_[0-9a-f]{12}_[\w-]{43}")


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    caches["throttles"].clear()


def status(text: str, address: str = "/api/v1/account/", scheme: str = "Bearer ", **headers: str) -> int:
    return Client().get(address, HTTP_AUTHORIZATION=f"{scheme}{text}", **headers).status_code


def account_of(text: str) -> ScopedAccount:
    found = access.token_account(text, on=timezone.localdate())
    assert found is not None
    return found[0]


def make(client: Client, **typed: object) -> str:
    """Return the page that answers the form of a new token."""
    page = client.get(f"{LIST}add/")
    return client.post(f"{LIST}add/", filled(page, "apitoken_form", name="Nightly", **typed)).content.decode()


class TestMaking:
    def test_a_token_is_shown_when_it_is_made_and_nowhere_again(self):
        client = client_of(Role.REPORTER)
        text = TEXT.search(make(client, role="reporter"))[0]
        assert status(text) == 200
        token = ApiToken.objects.get()
        secret = text.rpartition("_")[2]
        for page in ("", f"{token.pk}/change/", f"{token.pk}/history/", "add/"):
            html = client.get(f"{LIST}{page}").content.decode()
            assert secret not in html
            assert not TEXT.search(html)

    def test_only_a_digest_is_kept_and_it_is_of_the_whole_token(self):
        text = token_of(Role.REPORTER)
        assert ApiToken.objects.get().digest == hashlib.sha256(text.encode()).hexdigest()
        secret = text.rpartition("_")[2]
        for model in (ApiToken, ApiToken.history.model):
            assert not [value for row in model.objects.values_list() for value in row if secret in str(value)]

    def test_the_page_that_shows_it_is_not_stored(self):
        client = client_of(Role.VIEWER)
        sent = filled(client.get(f"{LIST}add/"), "apitoken_form", name="Nightly")
        response = client.post(f"{LIST}add/", sent)
        assert "no-store" in response.headers["Cache-Control"]

    def test_two_tokens_are_never_the_same(self):
        assert len({token_of(Role.VIEWER) for _ in range(20)}) == 20

    @pytest.mark.parametrize(
        ("role", "offered"),
        [
            (Role.VIEWER, {"viewer"}),
            (Role.REPORTER, {"viewer", "reporter"}),
            (Role.REVIEWER, {"viewer", "reviewer"}),
            (Role.EDITOR, {"viewer", "editor"}),
            (Role.ADMINISTRATOR, set(Role.values)),
        ],
    )
    def test_one_makes_tokens_that_may_do_no_more_than_oneself(self, role: Role, offered: set[str]):
        form = client_of(role).get(f"{LIST}add/").context["adminform"].form
        assert {value for value, _ in form.fields["role"].choices} == offered
        for other in set(Role.values) - offered:
            assert "Select a valid choice" in make(client_of(role), role=other)
            with pytest.raises(NotAllowedError, match="may do less than a token"):
                token_of(role, scope=Role(other))
        assert not ApiToken.objects.exists()

    @pytest.mark.parametrize("days", [-1, 367, 36_500])
    def test_a_token_ends_within_a_year(self, days: int):
        with pytest.raises(OperationError, match="within the next year"):
            token_of(Role.VIEWER, days=days)
        page = make(client_of(Role.VIEWER), expires_on=str(timezone.localdate() + timedelta(days=days)))
        assert "Choose a day from" in page
        assert "Nightly" in page

    def test_who_lost_every_role_makes_none(self):
        somebody = person(Role.VIEWER, "somebody")
        somebody.groups.clear()
        with pytest.raises(NotAllowedError, match="needs a role"):
            access.make_token(ApiToken(name="x", role="viewer", expires_on=AT.date()), by=somebody, at=AT)

    def test_whoever_the_form_names_the_token_is_ones_own(self):
        make(client_of(Role.REPORTER), account=person(Role.ADMINISTRATOR).pk, created_by=1, digest="x", prefix="x")
        token = ApiToken.objects.get()
        assert (token.account, token.created_by) == (person(Role.REPORTER), person(Role.REPORTER))
        assert len(token.digest) == 64


class TestEnding:
    def test_a_revoked_token_is_refused_at_once(self):
        text = token_of(Role.REPORTER)
        client_of(Role.REPORTER).post(LIST, {"action": "revoke", "_selected_action": [ApiToken.objects.get().pk]})
        assert status(text) == 401

    def test_revoking_twice_is_refused_and_keeps_who_was_first(self):
        token_of(Role.REPORTER)
        token = access.revoke_token(ApiToken.objects.get(), by=person(Role.REPORTER), at=AT)
        with pytest.raises(OperationError, match="revoked already"):
            access.revoke_token(token, by=person(Role.ADMINISTRATOR), at=LATER)
        assert ApiToken.objects.get().revoked_by == person(Role.REPORTER)

    def test_others_revoke_nothing_and_see_nothing_but_administrators_do(self):
        text = token_of(Role.REPORTER)
        token = ApiToken.objects.get()
        reviewer, boss = client_of(Role.REVIEWER), client_of(Role.ADMINISTRATOR)
        reviewer.post(LIST, {"action": "revoke", "_selected_action": [token.pk]})
        assert status(text) == 200
        assert token.prefix not in reviewer.get(LIST).content.decode()
        assert reviewer.get(f"{LIST}{token.pk}/change/").status_code == 302
        version = token.history.get().pk
        for page in (f"{token.pk}/history/", f"{token.pk}/history/{version}/"):
            assert reviewer.get(f"{LIST}{page}").status_code == 403
        with pytest.raises(NotAllowedError, match="may not revoke"):
            access.revoke_token(token, by=person(Role.REVIEWER), at=AT)
        assert token.prefix in boss.get(LIST).content.decode()
        boss.post(LIST, {"action": "revoke", "_selected_action": [token.pk]})
        assert status(text) == 401

    def test_it_works_on_its_last_day_and_not_on_the_next(self):
        text = token_of(Role.VIEWER, at=AT, days=10)
        assert access.token_account(text, on=date(2021, 3, 11)) is not None
        assert access.token_account(text, on=date(2021, 3, 12)) is None

    def test_the_token_of_a_closed_account_is_refused(self):
        text = token_of(Role.REPORTER)
        User.objects.filter(username="reporter").update(is_active=False)
        assert status(text) == 401
        assert status(text, "/api/v1/") == 401

    def test_making_and_revoking_are_in_the_audit_trail_and_use_is_not(self):
        text = token_of(Role.REPORTER)
        for _ in range(3):
            assert status(text) == 200
        access.revoke_token(ApiToken.objects.get(), by=person(Role.ADMINISTRATOR), at=AT)
        token = ApiToken.objects.get()
        names = token.history.order_by("history_id").values_list("history_type", "history_user__username")
        assert list(names) == [("+", "reporter"), ("~", "administrator")]
        assert TokenUse.objects.get().token == token
        assert verify_trail().problems == ()

    def test_no_page_becomes_stale_by_a_token(self):
        before = current_revision()
        token_of(Role.REPORTER)
        assert current_revision() == before


class TestScope:
    def test_a_token_of_a_narrower_role_holds_its_account_to_that_role(self):
        account = account_of(token_of(Role.ADMINISTRATOR, scope=Role.REPORTER))
        assert {name.partition(".")[2] for name in account.get_all_permissions()} == permissions(Role.REPORTER)
        assert account.get_group_permissions() == account.get_all_permissions()
        assert account.get_user_permissions() == set()
        assert not account.has_perms(["agreements.add_evidence", "agreements.review_evidence"])
        assert (account.has_module_perms("agreements"), account.has_module_perms("auth")) == (True, False)

    def test_who_stands_above_all_roles_is_held_to_the_role_too(self):
        boss = User.objects.create_superuser("boss")
        token = ApiToken(name="x", role="viewer", expires_on=AT.date())
        account, _ = access.token_account(access.make_token(token, by=boss, at=AT).text, on=AT.date())
        assert account.has_perm("agreements.view_evidence")
        assert not account.has_perm("agreements.review_evidence")
        assert not account.has_perm("auth.delete_user")
        assert {name.partition("_")[0] for name in account.get_user_permissions()} <= {
            "agreements.view",
            "agreements.add",
        }
        with pytest.raises(NotAllowedError):
            operations.accept_evidence(evidence("submitted"), by=account, at=AT)

    def test_a_role_taken_from_the_account_is_taken_from_its_tokens(self):
        text = token_of(Role.REVIEWER)
        person(Role.REVIEWER).groups.clear()
        assert account_of(text).get_all_permissions() == set()

    def test_the_scoped_account_is_the_account_where_its_own_work_is_asked_about(self):
        account = account_of(token_of(Role.ADMINISTRATOR))
        assert account == person(Role.ADMINISTRATOR)
        with pytest.raises(NotAllowedError, match="nobody decides on their own work"):
            operations.accept_evidence(evidence("submitted", by="administrator"), by=account, at=AT)


class TestGuessing:
    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"), id="another last letter"),
            pytest.param(lambda text: text[:-1], id="too short"),
            pytest.param(lambda text: text + "a", id="too long"),
            pytest.param(lambda text: text.upper(), id="upper case"),
            pytest.param(lambda text: text[4:], id="without the first part"),
            pytest.param(lambda text: text.rpartition("_")[0] + "_", id="no secret"),
            pytest.param(lambda text: "agt_" + "0" * 12 + text[16:], id="another prefix"),
            pytest.param(lambda text: hashlib.sha256(text.encode()).hexdigest(), id="the digest"),
            pytest.param(lambda text: f"{text} {text}", id="twice"),
            pytest.param(lambda text: f'"{text}"', id="in quotes"),
            pytest.param(lambda text: "é" * 60, id="letters that no token has"),
            pytest.param(lambda text: "x" * 7000, id="far too long"),
            pytest.param(lambda text: "", id="nothing"),
        ],
    )
    def test_nothing_like_a_token_is_one(self, change):
        assert status(change(token_of(Role.VIEWER))) == 401

    @pytest.mark.parametrize("scheme", ["", "Token ", "Basic ", "bearer:", "Bearer\t", "Bearer,"])
    def test_a_token_shown_in_another_way_is_none(self, scheme: str):
        assert status(token_of(Role.VIEWER), scheme=scheme) == 401

    def test_neither_address_nor_cookie_nor_session_nor_other_headers_carry_a_token(self):
        text, client = token_of(Role.ADMINISTRATOR), client_of(Role.ADMINISTRATOR)
        client.cookies["Authorization"] = client.cookies["token"] = f"Bearer {text}"
        headers = {
            "HTTP_X_API_KEY": text,
            "HTTP_X_AUTHORIZATION": f"Bearer {text}",
            "HTTP_REMOTE_USER": "administrator",
        }
        query = {"token": text, "access_token": text, "format": "json"}
        assert client.get("/api/v1/account/", query, **headers).status_code == 401

    def test_a_token_opens_no_page_of_the_admin(self):
        text = token_of(Role.ADMINISTRATOR)
        assert status(text, "/admin/") == 302
        assert status(text, LIST) == 302

    def test_an_unknown_prefix_costs_what_a_wrong_secret_costs(self, monkeypatch: pytest.MonkeyPatch):
        compared: list[tuple[str, str]] = []
        compare = access.hmac.compare_digest
        monkeypatch.setattr(access.hmac, "compare_digest", lambda *two: compared.append(two) or compare(*two))
        known = token_of(Role.VIEWER)
        costs = []
        for text in (known[:-1] + ("a" if known[-1] != "a" else "b"), f"agt_{'0' * 12}_{known[17:]}"):
            with CaptureQueriesContext(connection) as captured:
                assert access.token_account(text, on=timezone.localdate()) is None
            costs.append(len(captured))
        assert costs == [1, 1]
        assert [len(one) for one, _ in compared] == [64, 64]


def test_use_is_noted_at_most_once_a_minute():
    token_of(Role.VIEWER)
    token = ApiToken.objects.get()
    for seconds in (0, 30, 59):
        access.note_use(ApiToken.objects.get(pk=token.pk), at=AT + timedelta(seconds=seconds))
        assert TokenUse.objects.get().last_used_at == AT
    access.note_use(ApiToken.objects.get(pk=token.pk), at=AT + timedelta(seconds=60))
    assert TokenUse.objects.get().last_used_at == AT + timedelta(seconds=60)


def test_a_request_by_token_costs_few_queries_and_the_second_writes_nothing():
    text = token_of(Role.VIEWER)
    status(text)
    with CaptureQueriesContext(connection) as captured:
        assert status(text) == 200
    assert len(captured) <= 4
    assert not [entry for entry in captured if not entry["sql"].startswith("SELECT")]
