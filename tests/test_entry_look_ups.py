"""What the page of a report answers while it is filled in: to whom, to what, and how much of it."""

import pytest
from django.core.cache import cache
from django.test import Client

from agreements.admin.look_ups import MOST_A_MINUTE
from agreements.models import AuditEntry, Source
from agreements.roles import Role
from tests.people import clause, client_of, evidence, person, source

pytestmark = pytest.mark.django_db

BASE = "/admin/agreements/evidence/look-up/"
LOOK_UPS = ("span", "address", "document", "similar")


@pytest.fixture(autouse=True)
def _forget_counts():
    cache.clear()


@pytest.fixture
def known() -> Source:
    row = source()
    row.url = "https://gazette.example/1"
    row.save()
    return row


def ask(what: str, role: Role = Role.REPORTER, **asked: object) -> str:
    """Return the text of the fragment, in one line."""
    response = client_of(role).get(f"{BASE}{what}/", asked)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("what", LOOK_UPS)
def test_who_is_not_logged_in_is_asked_to(client: Client, what: str):
    assert client.get(f"{BASE}{what}/").headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("what", LOOK_UPS)
@pytest.mark.parametrize("role", Role)
def test_only_whoever_may_add_evidence_looks_into_the_record(role: Role, what: str):
    may = role in {Role.REPORTER, Role.ADMINISTRATOR} or what == "span"
    assert client_of(role).get(f"{BASE}{what}/").status_code == (200 if may else 403)


@pytest.mark.parametrize("what", LOOK_UPS)
def test_look_ups_only_read(what: str):
    client, before = client_of(Role.REPORTER), AuditEntry.objects.count()
    assert client.post(f"{BASE}{what}/", {"occurred": "2021"}).status_code == 405
    assert client.get(f"{BASE}{what}/", {"address": "https://x.am/1", "title": "x", "published": "2021"}).content
    assert AuditEntry.objects.count() == before


def test_there_is_no_other_look_up():
    assert client_of(Role.REPORTER).get(f"{BASE}passwords/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("6–8 Feb 2021", "Read as 2021-02-06 to 2021-02-08: some day or days of these 3.", id="read"),
        pytest.param("6/2/2021", "can be two days: write 2021-02-06 for 6 February 2021, or", id="refused"),
        pytest.param("<b>", "&#x27;&lt;b&gt;&#x27; is not a day", id="markup is shown as text"),
        pytest.param("9" * 10_000, "This is too long to be a day", id="too long"),
        pytest.param("2021\0", "Null characters are not allowed.", id="NUL"),
    ],
)
def test_a_day_is_read_back(typed: str, said: str):
    assert said in ask("span", **{"citations-0-published": typed})


def test_nothing_typed_is_answered_with_nothing():
    assert {ask(what) for what in LOOK_UPS} == {""}


def test_a_known_address_is_answered_with_its_source(known: Source):
    said = ask("address", **{"citations-3-address": "http://www.gazette.example/1/"})
    assert f'href="/admin/agreements/source/{known.pk}/change/"' in said
    assert "is-known" in said
    assert "First issue" in said


def test_an_unknown_address_is_answered_with_who_publishes_at_its_host(known: Source):
    said = ask("address", **{"citations-0-address": "https://gazette.example/2"})
    assert "Not known yet" in said
    assert "Publisher: Gazette, as of 1 document at gazette.example, language en." in said
    elsewhere = ask("address", address="https://en.gazette.example/2")
    assert "Who publishes at gazette.example and below: Gazette (1)." in elsewhere
    assert "Nothing from this host is known" in ask("address", address="https://other.example/2")


@pytest.mark.parametrize("typed", ["localhost", "javascript:alert(1)", "http://[", "<script>"])
def test_what_is_no_address_is_said_to_be_none(typed: str):
    said = ask("address", address=typed)
    assert "is no web address" in said
    assert "<script>" not in said


@pytest.mark.parametrize("typed", ["https://x.am/" + "x" * 2000, "https://x.am/\0", "https://x.am/\u202e"])
def test_what_could_not_be_kept_is_not_looked_up(typed: str):
    assert ask("address", address=typed) == ""


def test_documents_alike_are_shown_before_they_are_entered_twice(known: Source):
    typed = {"citations-0-title": "First issue!", "citations-0-published": "21 Feb 2021"}
    said = ask("document", **typed)
    assert "Alike, and known already" in said
    assert "First issue" in said
    assert ask("document", **typed, **{"citations-0-publisher": str(known.publisher_id)}) == said
    assert ask("document", **typed, **{"citations-0-address": "https://gazette.example/2"}) == said
    assert ask("document", **typed, **{"citations-0-publisher": "999"}) == ""
    assert ask("document", **typed | {"citations-0-published": "soon"}) == ""


def test_what_may_be_reported_already_is_shown(known: Source):
    row = evidence("submitted", key="mine")
    row.links.create(clause=clause(), direction="supports")
    said = ask("similar", occurred="Feb 2021", **{"links-0-clause": clause().pk})
    assert f'href="/admin/agreements/evidence/{row.pk}/change/"' in said
    assert "(2021-02, submitted; same clause, same days): A convoy passed." in said
    assert "same source" in ask("similar", **{"citations-1-address": "gazette.example/1"})
    assert "same source" in ask("similar", **{"citations-1-source": known.pk, "citations-2-source": "x"})
    assert ask("similar", besides=row.pk, **{"citations-1-source": known.pk}) == ""
    assert ask("similar", **{"citations-1-source": 10**30}) == ""


def test_who_asks_too_often_waits_a_minute():
    cache.set(f"look-ups-of-{person(Role.REPORTER).pk}", MOST_A_MINUTE - 1, timeout=60)
    client = client_of(Role.REPORTER)
    assert [client.get(f"{BASE}span/").status_code for _ in range(2)] == [200, 429]
    assert client_of(Role.ADMINISTRATOR).get(f"{BASE}span/").status_code == 200
