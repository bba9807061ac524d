"""The API: what it says, to whom, and how it refuses; every step goes through the operations of the admin."""

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from agreements.models import Evidence
from agreements.roles import Role
from agreements.selectors.audit import verify_trail
from tests.people import assessment, evidence, person, token_of

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/"
CONVOY = f"{ROOT}evidence/2021-02-convoy/"


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    """Let every test begin with nothing asked."""
    caches["throttles"].clear()


def ask(address: str, token: str = "", *, method: str = "get", body: object = None, **headers: str) -> HttpResponse:
    """Return what the API answers to a program."""
    shown = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    sent = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(Client(), method)(address, **sent, **shown, **headers)


def take(address: str, token: str, reason: str | None = None) -> HttpResponse:
    return ask(address, token, method="post", body={} if reason is None else {"reason": reason})


def assert_problem(response: HttpResponse, status: int, detail: str) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == status
    assert set(said) - {"errors"} == {"type", "title", "status", "detail"}
    assert detail in said["detail"]


def test_the_index_names_what_there_is():
    said = ask(ROOT).json()
    assert said["account"] == "http://testserver/api/v1/account/"
    assert said["assessment_steps"][1] == "http://testserver/api/v1/assessments/{key}/send-back/"


def test_the_account_says_who_the_token_acts_for_and_what_it_may():
    said = ask(f"{ROOT}account/", token_of(Role.REVIEWER, scope=Role.VIEWER)).json()
    assert (said["account"], said["role"]) == ("reviewer", "viewer")
    assert "agreements.view_evidence" in said["permissions"]
    assert "agreements.review_evidence" not in said["permissions"]


def test_who_shows_no_token_is_asked_for_one():
    response = ask(f"{ROOT}account/")
    assert_problem(response, 401, "credentials were not provided")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("state", "is_public"),
    [("draft", False), ("submitted", False), ("rejected", False), ("accepted", True), ("retracted", True)],
)
def test_evidence_is_for_all_once_it_is_public_and_before_for_those_with_a_role(state: str, is_public: bool):
    evidence(state)
    if is_public:
        assert ask(CONVOY).json()["state"] == state
    else:
        assert_problem(ask(CONVOY), 404, "or it is not public")
        assert ask(CONVOY).json() == ask(CONVOY, token_of_nobody()).json()
    assert ask(CONVOY, token_of(Role.VIEWER)).json()["citations"][0]["source"] == "gazette-1"


def token_of_nobody() -> str:
    """Return the token of an account that has lost its role since."""
    text = token_of(Role.VIEWER, "nobody")
    person(Role.VIEWER, "nobody").groups.clear()
    return text


@pytest.mark.parametrize(
    ("state", "is_public"), [("proposed", False), ("sent_back", False), ("approved", True), ("withdrawn", True)]
)
def test_assessments_are_for_all_once_they_are_public(state: str, is_public: bool):
    address = f"{ROOT}assessments/{assessment(state).key}/"
    assert ask(address).status_code == (200 if is_public else 404)
    assert ask(address, token_of(Role.VIEWER)).json()["clause"] == "pact/1"


def test_evidence_goes_the_whole_way_by_two_programs_and_the_history_names_their_accounts():
    evidence("draft")
    reporter, reviewer = token_of(Role.REPORTER), token_of(Role.REVIEWER)
    assert take(f"{CONVOY}submit/", reporter).json()["state"] == "submitted"
    assert take(f"{CONVOY}accept/", reviewer).json()["state"] == "accepted"
    retracted = take(f"{CONVOY}retract/", reviewer, "It was another convoy.").json()
    assert (retracted["state"], retracted["state_reason"]) == ("retracted", "It was another convoy.")
    row = Evidence.objects.get()
    assert row.decided_by == person(Role.REVIEWER)
    names = row.history.order_by("history_id").values_list("state", "history_user__username")
    assert list(names)[1:] == [("submitted", "reporter"), ("accepted", "reviewer"), ("retracted", "reviewer")]
    assert verify_trail().problems == ()


def test_assessments_go_the_whole_way():
    token = token_of(Role.REVIEWER, "second-reviewer")
    one, other = assessment(), assessment()
    assert take(f"{ROOT}assessments/{one.key}/approve/", token).json()["state"] == "approved"
    assert take(f"{ROOT}assessments/{one.key}/withdraw/", token, "A mistake.").json()["state"] == "withdrawn"
    assert take(f"{ROOT}assessments/{other.key}/send-back/", token, "Too short.").json()["state"] == "sent_back"


def test_nobody_decides_on_their_own_work_by_a_program_either():
    evidence("submitted", by="administrator")
    row = assessment(by="administrator")
    token = token_of(Role.ADMINISTRATOR)
    assert_problem(take(f"{CONVOY}accept/", token), 403, "nobody decides on their own work")
    assert_problem(take(f"{ROOT}assessments/{row.key}/approve/", token), 403, "nobody decides on their own work")


class TestRefusals:
    def test_a_step_from_another_state_conflicts(self):
        evidence("draft")
        assert_problem(take(f"{CONVOY}accept/", token_of(Role.REVIEWER)), 409, "is draft: only what is submitted")
        assert Evidence.objects.get().state == "draft"

    def test_evidence_without_a_citation_conflicts(self):
        evidence("draft", cited=False)
        assert_problem(take(f"{CONVOY}submit/", token_of(Role.REPORTER)), 409, "give at least one citation")

    def test_a_step_beyond_the_role_is_refused(self):
        evidence("submitted")
        assert_problem(take(f"{CONVOY}accept/", token_of(Role.REPORTER)), 403, "agreements.review_evidence")

    @pytest.mark.parametrize("reason", [None, "", " \n"])
    def test_a_reason_that_is_missing_is_asked_for(self, reason: str | None):
        evidence("submitted")
        response = take(f"{CONVOY}reject/", token_of(Role.REVIEWER), reason)
        assert_problem(response, 400, "not as it should be")
        assert response.json()["errors"] == {"reason": ["Give a reason."]}
        assert Evidence.objects.get().state == "submitted"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            pytest.param({"reason": "a\u202eb"}, "reason", id="a text that turns the reading round"),
            pytest.param({"reason": "a\0b"}, "reason", id="NUL"),
            pytest.param({"reason": "x" * 20_001}, "reason", id="too long"),
            pytest.param({"reason": ["x"]}, "reason", id="not a text"),
            pytest.param({"reason": "\ud800"}, "reason", id="half a character"),
            pytest.param({"reasn": "x"}, "non_field_errors", id="a slip in the name"),
            pytest.param({"\ud800": "x"}, "non_field_errors", id="half a character for a name"),
            pytest.param(["reason"], "non_field_errors", id="not an object"),
        ],
    )
    def test_a_body_that_cannot_be_kept_is_refused_by_field(self, body: object, field: str):
        evidence("submitted")
        response = ask(f"{CONVOY}reject/", token_of(Role.REVIEWER), method="post", body=body)
        assert_problem(response, 400, "not as it should be")
        assert list(response.json()["errors"]) == [field]

    @pytest.mark.parametrize("text", ["{", "", "[" * 100_000, '{"reason": NaN}', "\ud800"])
    def test_what_is_no_json_is_refused(self, text: str):
        evidence("submitted")
        sent = text.encode("utf-8", "surrogatepass")
        response = Client().generic(
            "POST",
            f"{CONVOY}reject/",
            sent,
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token_of(Role.REVIEWER)}",
        )
        assert response.status_code == 400
        assert Evidence.objects.get().state == "submitted"

    def test_a_body_that_is_far_too_long_is_not_read(self):
        evidence("submitted")
        response = ask(f"{CONVOY}reject/", token_of(Role.REVIEWER), method="post", body={"reason": "x" * 1_000_001})
        assert_problem(response, 413, "A body has at most 1,000,000 bytes.")

    def test_a_form_is_no_json(self):
        evidence("submitted")
        token = token_of(Role.REVIEWER)
        response = Client().post(f"{CONVOY}accept/", {"reason": "x"}, HTTP_AUTHORIZATION=f"Bearer {token}")
        assert_problem(response, 415, "Unsupported media type")

    @pytest.mark.parametrize("step", ["delete", "send_back", "state", "accept%00", "Accept"])
    def test_there_are_no_other_steps(self, step: str):
        row = assessment()
        assert_problem(take(f"{ROOT}assessments/{row.key}/{step}/", token_of(Role.ADMINISTRATOR)), 404, "no step")

    @pytest.mark.parametrize("address", ["evidence/%00/", "evidence/none/", "nothing", "nothing/at/all/", "evidence/"])
    def test_an_address_of_nothing_says_so(self, address: str):
        for method in ("get", "post"):
            response = ask(f"{ROOT}{address}", token_of(Role.ADMINISTRATOR), method=method)
            assert response.status_code in {404, 405}
            assert response.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
    @pytest.mark.parametrize("address", [ROOT, f"{ROOT}account/", CONVOY, f"{CONVOY}accept/"])
    def test_other_verbs_are_refused(self, method: str, address: str):
        evidence("submitted")
        response = ask(address, token_of(Role.ADMINISTRATOR), method=method)
        assert_problem(response, 405, "not allowed")
        assert response.headers["Allow"] == ("POST" if address.endswith("accept/") else "GET, HEAD")
        assert Evidence.objects.get().state == "submitted"


@pytest.mark.parametrize("accepts", ["text/html", "application/problem+json", "*/*", "nonsense", "image/png;q=x"])
def test_it_answers_in_json_whatever_is_accepted(accepts: str):
    response = ask(ROOT, HTTP_ACCEPT=accepts)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


def test_answers_are_not_stored_and_differ_by_token():
    for response in (ask(ROOT), ask(f"{ROOT}account/", token_of(Role.VIEWER)), ask(f"{ROOT}account/")):
        assert response.headers["Cache-Control"] == "no-store"
        assert "Authorization" in response.headers["Vary"]
        assert not response.cookies


class TestThrottles:
    @pytest.fixture(autouse=True)
    def rates(self, settings: Settings) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
            "DEFAULT_THROTTLE_RATES": {"address": "3/minute", "token": "5/minute"}
        }

    def test_who_asks_too_often_is_told_when_to_come_back(self):
        assert [ask(ROOT).status_code for _ in range(4)] == [200, 200, 200, 429]
        response = ask(ROOT)
        assert_problem(response, 429, "Expected available in")
        assert 0 < int(response.headers["Retry-After"]) <= 60

    def test_another_address_and_a_token_have_counts_of_their_own(self):
        one, other = token_of(Role.VIEWER), token_of(Role.EDITOR)
        assert [ask(ROOT).status_code for _ in range(4)][-1] == 429
        assert ask(ROOT, REMOTE_ADDR="192.0.2.7").status_code == 200
        assert [ask(ROOT, one).status_code for _ in range(6)] == [200] * 5 + [429]
        assert ask(ROOT, other).status_code == 200

    def test_guesses_count_by_address_and_new_ones_do_not_start_anew(self):
        guesses = [f"agt_{number:012x}_{'x' * 43}" for number in range(5)]
        assert [ask(ROOT, guess).status_code for guess in guesses] == [401, 401, 401, 429, 429]

    def test_a_header_does_not_make_a_new_address(self):
        answers = [ask(ROOT, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").status_code for number in range(4)]
        assert answers[-1] == 429

    def test_behind_a_proxy_only_what_the_proxy_added_counts(self, settings: Settings):
        settings.BEHIND_TLS_PROXY = True
        spoofed = [ask(ROOT, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.1") for number in range(4)]
        assert spoofed[-1].status_code == 429
        assert ask(ROOT, HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 200
