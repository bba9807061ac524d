"""One person per role, and what they put on each other's desks."""

from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from agreements.access import make_token
from agreements.dates import Span
from agreements.models import Agreement, ApiToken, Assessment, Citation, Clause, Evidence, Publisher, Source
from agreements.roles import Role

AT = datetime(2021, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2021, 3, 2, 12, tzinfo=UTC)


def person(role: Role, name: str = "") -> User:
    """Return who has a role; another name makes another person, and the name of a role gives that role."""
    user, is_new = User.objects.get_or_create(username=name or role.value, defaults={"is_staff": True})
    if is_new:
        named_after = name if name in Role.values else role.value
        user.groups.add(Group.objects.get(name=named_after))
    return user


def client_of(role: Role, name: str = "") -> Client:
    """Return the browser of who has a role."""
    client = Client()
    client.force_login(person(role, name))
    return client


def session_of(role: Role) -> str:
    """Return the key of a session of who has a role, of which the server has nothing to note for an hour.

    A browser test that reads in a transaction of its own keeps every other connection from writing.
    """
    client = client_of(role)
    session, now = client.session, int(timezone.now().timestamp())
    session["began_at"], session["seen_at"] = now, now + 3600
    session.save()
    return client.cookies["sessionid"].value


def source() -> Source:
    """Return a source."""
    publisher, _ = Publisher.objects.get_or_create(slug="gazette", defaults={"name": "Gazette", "kind": "private"})
    found = Source.objects.filter(key="gazette-1").first()
    row = found or Source(key="gazette-1", publisher=publisher, title="First issue", language="en")
    row.published = Span.day(date(2021, 2, 20))
    row.save()
    return row


def clause(number: str = "1", **columns: object) -> Clause:
    """Return a clause of an invented agreement."""
    agreement, _ = Agreement.objects.get_or_create(
        slug="pact",
        defaults={"title": "Pact", "signed_on": date(2021, 1, 1), "in_force_at": AT, "time_zone": "UTC"},
    )
    return Clause.objects.get_or_create(agreement=agreement, number=number, defaults={"heading": "Peace"} | columns)[0]


def evidence(
    state: str = "draft", *, key: str = "2021-02-convoy", by: str = "reporter", cited: bool = True
) -> Evidence:
    """Return evidence in a state, entered by a person."""
    row = Evidence(key=key, summary="A convoy passed.", state=state, entered_at=AT)
    row.entered_by = person(Role.REPORTER, by)
    row.state_reason = "A reason." if state in {"rejected", "retracted"} else ""
    row.occurred = Span.parse("2021-02")
    row.save()
    if cited:
        Citation.objects.create(evidence=row, source=source())
    return row


def assessment(state: str = "proposed", *, by: str = "reviewer", on: Clause | None = None) -> Assessment:
    """Return an assessment in a state, proposed by a person."""
    is_decided = state in {"approved", "withdrawn"}
    return Assessment.objects.create(
        key=f"pact-{Assessment.objects.count()}",
        clause=on or clause(),
        effective_on=date(2021, 3, 1),
        performance="fulfilled",
        confidence="low",
        rationale="The convoy passed.",
        method_version="1.0",
        state=state,
        state_reason="A reason." if state in {"sent_back", "withdrawn"} else "",
        proposed_by=person(Role.REVIEWER, by),
        approved_by=person(Role.ADMINISTRATOR) if is_decided else None,
        decided_at=AT if is_decided else None,
    )


def token_of(
    role: Role, name: str = "", *, scope: Role | None = None, at: datetime | None = None, days: int = 30
) -> str:
    """Return the text of a new API token of who has a role; a scope makes it narrower."""
    at = at or timezone.now()
    token = ApiToken(name="a test", role=scope or role, expires_on=at.date() + timedelta(days=days))
    return make_token(token, by=person(role, name), at=at).text
