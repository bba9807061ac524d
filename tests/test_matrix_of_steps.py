"""Every role, and who has none, with every operation and every verb of the API: what is found is placed here."""

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client

from agreements import access, operations
from agreements.api import urls
from agreements.models import ApiToken, Assessment, Evidence
from agreements.operations import NotAllowedError
from agreements.roles import Role
from tests.people import LATER, assessment, clause, evidence, person, token_of
from tests.role_table import ADMINISTRATOR, EVERYBODY, NOBODY, REPORTER, REVIEWER, VIEWER, Roles, only

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "inactive", "no role", *Role.values)
Take = Callable[[User], object]


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    caches["throttles"].clear()


def of_others(state: str) -> Evidence:
    return evidence(state, by="author")


def a_draft() -> Evidence:
    row = Evidence(key="2021-02-new", summary="A convoy passed.")
    row.occurred = of_others("draft").occurred
    return row


def a_proposal() -> Assessment:
    said = {"performance": "fulfilled", "confidence": "low", "rationale": "It passed.", "method_version": "1.0"}
    return Assessment(clause=clause(), effective_on=LATER.date(), **said)


def a_token(user: User) -> ApiToken:
    return ApiToken(account=user, name="x", role="viewer", expires_on=LATER.date() + timedelta(days=9))


def token_of_another() -> ApiToken:
    token_of(VIEWER, "author")
    return ApiToken.objects.get()


OPERATIONS: dict[str, tuple[Roles, Take]] = {
    "draft_evidence": (only(REPORTER), lambda by: operations.draft_evidence(a_draft(), by=by, at=LATER)),
    "change_evidence": (NOBODY, lambda by: operations.change_evidence(of_others("draft"), by=by)),
    "submit_evidence": (only(REPORTER), lambda by: operations.submit_evidence(of_others("draft"), by=by)),
    "accept_evidence": (
        only(REVIEWER),
        lambda by: operations.accept_evidence(of_others("submitted"), by=by, at=LATER),
    ),
    "reject_evidence": (
        only(REVIEWER),
        lambda by: operations.reject_evidence(of_others("submitted"), by=by, at=LATER, reason="No."),
    ),
    "retract_evidence": (
        only(REVIEWER),
        lambda by: operations.retract_evidence(of_others("accepted"), by=by, reason="No."),
    ),
    "propose_assessment": (
        only(REVIEWER),
        lambda by: operations.propose_assessment(a_proposal(), cited=[], by=by, at=LATER),
    ),
    "approve_assessment": (
        only(REVIEWER),
        lambda by: operations.approve_assessment(assessment(by="author"), by=by, at=LATER),
    ),
    "send_assessment_back": (
        only(REVIEWER),
        lambda by: operations.send_assessment_back(assessment(by="author"), by=by, reason="No."),
    ),
    "withdraw_assessment": (
        only(REVIEWER),
        lambda by: operations.withdraw_assessment(assessment("approved", by="author"), by=by, reason="No."),
    ),
    "make_token": (EVERYBODY, lambda by: access.make_token(a_token(by), by=by, at=LATER)),
    "revoke_token": (only(), lambda by: access.revoke_token(token_of_another(), by=by, at=LATER)),
}
"""Who may do each operation with what somebody else entered; one's own evidence is in tests/test_operations.py."""


def test_every_operation_has_its_place():
    found = {
        name
        for module in (operations, access)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if "by" in inspect.signature(function).parameters
    }
    assert found == set(OPERATIONS), "place these operations in this table"


def somebody(name: str) -> User:
    """Return an account, whether or not it may do anything."""
    match name:
        case "anonymous" | "no role":
            return User.objects.create(username="no-role", is_staff=True)
        case "inactive":
            user = person(ADMINISTRATOR, "closed")
            user.is_active = False
            user.save()
            return user
        case _:
            return person(Role(name))


@pytest.mark.parametrize("name", VISITORS[1:])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_is_for_those_of_the_table_alone(operation: str, name: str):
    allowed, take = OPERATIONS[operation]
    if name in allowed:
        take(somebody(name))
        return
    with pytest.raises(operations.OperationError) as refused:
        take(somebody(name))
    if operation != "change_evidence":
        assert refused.type is NotAllowedError


Step = tuple[Roles, Callable[[], Evidence | Assessment]]
STEPS: dict[str, Step] = {
    "evidence/submit": (only(REPORTER), lambda: of_others("draft")),
    "evidence/accept": (only(REVIEWER), lambda: of_others("submitted")),
    "evidence/reject": (only(REVIEWER), lambda: of_others("submitted")),
    "evidence/retract": (only(REVIEWER), lambda: of_others("accepted")),
    "assessments/approve": (only(REVIEWER), lambda: assessment(by="author")),
    "assessments/send-back": (only(REVIEWER), lambda: assessment(by="author")),
    "assessments/withdraw": (only(REVIEWER), lambda: assessment("approved", by="author")),
}
"""Who may take each step of the API."""

READS: dict[str, tuple[str, Roles, int, int]] = {
    # address: who reads it, what the others get who have no role, and what those get who show no token
    "": ("index", EVERYBODY, 200, 200),
    "account/": ("account", EVERYBODY, 200, 401),
    "evidence/2021-02-convoy/": ("evidence", EVERYBODY, 404, 404),
    "assessments/pact-0/": ("assessment", EVERYBODY, 404, 404),
    "nothing/": ("nothing", NOBODY, 404, 404),
}
"""What each address answers to GET where the row is not public."""

VERBS = ("get", "head", "post", "put", "patch", "delete", "options")


def test_every_address_of_the_api_has_its_place():
    named = {name for name, *_ in READS.values()} | {"evidence-step", "assessment-step"}
    assert {pattern.name for pattern in urls.urlpatterns} == named, "place these addresses in this file"


def shown(name: str) -> dict[str, str]:
    """Return the headers of a program that acts for somebody, by a token made while they still had a role."""
    if name == "anonymous":
        return {}
    text = token_of(Role(name) if name in Role.values else ADMINISTRATOR, "" if name in Role.values else "former")
    if name == "no role":
        person(ADMINISTRATOR, "former").groups.clear()
    if name == "inactive":
        User.objects.filter(username="former").update(is_active=False)
    return {"HTTP_AUTHORIZATION": f"Bearer {text}"}


@pytest.mark.parametrize("name", VISITORS)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_answers_everybody_as_the_table_says(step: str, name: str):
    allowed, make = STEPS[step]
    row, headers = make(), shown(name)
    is_public = row.state in {"accepted", "approved"}
    others = {"anonymous": 401, "inactive": 401, "no role": 403 if is_public else 404}
    kind, _, action = step.partition("/")
    address = f"/api/v1/{kind}/{row.key}/{action}/"
    answers = {verb: status(verb, address, headers) for verb in VERBS}
    not_so = 401 if name in {"anonymous", "inactive"} else 405
    wanted = 200 if name in allowed else others.get(name, 403)
    assert answers == {verb: wanted if verb == "post" else not_so for verb in VERBS}


@pytest.mark.parametrize("name", VISITORS)
@pytest.mark.parametrize("address", READS)
def test_each_address_answers_everybody_as_the_table_says(address: str, name: str):
    page, readers, without_role, anonymous = READS[address]
    of_others("draft")
    assessment(by="author")
    headers = shown(name)
    wanted = {"anonymous": anonymous, "inactive": 401, "no role": without_role}.get(name)
    read = wanted or (200 if name in readers else 404)
    not_so = 404 if page == "nothing" else 405
    refused = 401 if name == "inactive" or (name == "anonymous" and page == "account") else not_so
    answers = {verb: status(verb, f"/api/v1/{address}", headers) for verb in VERBS}
    assert answers == {verb: read if verb in {"get", "head"} else refused for verb in VERBS}


def status(verb: str, address: str, headers: dict[str, str]) -> int:
    """Return what a verb is answered with."""
    sent = {"data": {"reason": "No."}, "content_type": "application/json"} if verb in {"post", "put", "patch"} else {}
    return getattr(Client(), verb)(address, **sent, **headers).status_code
