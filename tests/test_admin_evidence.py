"""Evidence in the admin: entered with its citations, links and figures, and taken through review."""

from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from agreements.models import Clause, Deadline, Evidence, Indicator
from agreements.roles import Role
from tests.forms import filled
from tests.people import client_of, evidence, person, source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

ADD = "/admin/agreements/evidence/add/"
LIST = "/admin/agreements/evidence/"
FORM = "evidence_form"


def change(row: Evidence) -> str:
    return f"{LIST}{row.pk}/change/"


def typed(**more: object) -> dict[str, object]:
    """What a reporter types: the fact and one citation."""
    fact = {"key": "2021-02-new", "occurred": "2021-02", "summary": "A convoy passed."}
    citation = {"citations-TOTAL_FORMS": "1", "citations-0-source": source().pk, "citations-0-relayed_through": "TASS"}
    return fact | citation | more


def link_and_figure() -> dict[str, object]:
    deadline = Deadline.objects.get(clause__number="6.a", key="handover")
    return {
        "links-TOTAL_FORMS": "1",
        "links-0-clause": deadline.clause.pk,
        "links-0-direction": "supports",
        "links-0-meets": deadline.pk,
        "figures-TOTAL_FORMS": "1",
        "figures-0-indicator": Indicator.objects.first().pk,
        "figures-0-value": "1234.5",
        "figures-0-qualifier": "about",
        "figures-0-as_printed": "some 1,234.5",
        "figures-0-source": source().pk,
    }


def take(client: Client, step: str, *rows: Evidence, **more: object) -> str:
    """Return the page after a step was taken on the list."""
    answer = client.post(LIST, {"action": step, "_selected_action": [row.pk for row in rows]} | more, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reporter_enters_a_report_with_citation_link_and_figure():
    client = client_of(Role.REPORTER)
    response = client.post(ADD, filled(client.get(ADD), FORM, **typed(**link_and_figure())))
    assert response.status_code == 302
    row = Evidence.objects.get(key="2021-02-new")
    assert (str(row.occurred), row.occurred.precision) == ("2021-02", "month")
    assert (row.state, row.entered_by) == ("draft", person(Role.REPORTER))
    assert (row.citations.get().source, row.citations.get().relayed_through) == (source(), ["TASS"])
    assert row.links.get().meets.reference == "2020-11-10/6.a#handover"
    assert (str(row.figures.get().value), row.figures.get().as_printed) == ("1234.500000", "some 1,234.5")
    for part in (row, row.citations.get(), row.links.get(), row.figures.get()):
        assert part.history.get().history_user == person(Role.REPORTER)


def test_new_parts_come_last_and_the_others_keep_their_place():
    row, client = evidence(), client_of(Role.REPORTER)
    for pair in (("first", "second"), ("third", "fourth")):
        start = row.citations.count()
        rows = {f"citations-{start + place}-locator": text for place, text in enumerate(pair)}
        sources = {f"citations-{start + place}-source": source().pk for place in range(2)}
        stances = {f"citations-{start + place}-{name}": value for place in range(2) for name, value in STANCE.items()}
        page = filled(client.get(change(row)), FORM, **rows, **sources, **stances)
        assert client.post(change(row), page | {"citations-TOTAL_FORMS": start + 2}).status_code == 302
    places = list(row.citations.order_by("position").values_list("position", "locator"))
    assert places == [(0, ""), (1, "first"), (2, "second"), (3, "third"), (4, "fourth")]


STANCE = {"stance": "asserts", "credibility": "6"}


def test_a_figure_is_shown_without_the_zeros_of_storage_and_lists_one_per_line():
    client = client_of(Role.REPORTER)
    client.post(
        ADD, filled(client.get(ADD), FORM, **typed(**link_and_figure(), **{"citations-0-relayed_through": "A\r\nB"}))
    )
    page = filled(client.get(change(Evidence.objects.get(key="2021-02-new"))), FORM)
    assert page["figures-0-value"] == ["1234.5"]
    assert page["citations-0-relayed_through"] == ["A\r\nB"]
    assert page["occurred"] == ["2021-02"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param("occurred", "", "This field is required.", id="no day"),
        pytest.param("occurred", "yesterday", "&#x27;yesterday&#x27; is not a day: write 2021-02-06", id="a word"),
        pytest.param("occurred", "6.2.2021", "can be two days: write 2021-02-06 for 6", id="day and month not guessed"),
        pytest.param("occurred", "2021-2", "is not a day: write 2021-02-06", id="a month of one digit"),
        pytest.param("occurred", "2021-02-30", "&#x27;2021-02-30&#x27; is not in the calendar", id="30 February"),
        pytest.param("occurred", "2021-02/2021-01", "an interval starts with its earlier day", id="running backwards"),
        pytest.param("occurred", "2021-02/", "is not a day: write 2021-02-06", id="no end"),
        pytest.param("occurred", "9" * 1_000_000, "This is too long to be a day", id="a day of a million digits"),
        pytest.param("occurred", "2021\x00", "Null characters are not allowed.", id="NUL in a day"),
        pytest.param("summary", "", "This field is required.", id="no summary"),
        pytest.param("summary", "a\x00b", "Null characters are not allowed.", id="NUL in a text"),
        pytest.param("summary", "a\u202eb", "Character 2 is invisible (U+202E): take it out.", id="direction override"),
        pytest.param("summary", "a\u2066b", "Character 2 is invisible (U+2066): take it out.", id="isolate"),
        pytest.param("summary", "a\x1bb", "Character 2 is invisible (U+001B): take it out.", id="control character"),
        pytest.param("summary", "x" * 20_001, "Ensure this value has at most 20000 characters", id="one sign too many"),
        pytest.param("summary", "x" * 2_000_000, "Ensure this value has at most 20000 characters", id="two megabytes"),
        pytest.param(
            "place", "\u202eunder", "Character 1 is invisible (U+202E): take it out.", id="override in a line"
        ),
        pytest.param("key", "a b", "cannot be a permanent name", id="a key with a space"),
        pytest.param("key", "<b>", "cannot be a permanent name", id="a key of markup"),
        pytest.param("key", "a\x00", "Null characters are not allowed.", id="NUL in a key"),
        pytest.param("key", "x" * 121, "Ensure this value has at most 120 characters", id="a key too long"),
        pytest.param("key", "2021-01-11-48000-returned", "Evidence with this Key already exists.", id="a key in use"),
        pytest.param("citations-0-relayed_through", "A\x00", "Null characters are not allowed.", id="NUL in a list"),
        pytest.param("citations-0-relayed_through", "A\nB\u202e", "Character 4 is invisible", id="override in a list"),
        pytest.param("citations-0-source", "", "Paste the address of the document", id="a citation without source"),
        pytest.param("citations-0-source", "999999", "Select a valid choice.", id="a source that is not there"),
        pytest.param(
            "citations-0-stance", "shouts", "Select a valid choice. shouts is not one", id="an unknown stance"
        ),
    ],
)
def test_what_cannot_be_kept_gets_one_message_and_nothing_typed_is_lost(name: str, text: str, message: str):
    client = client_of(Role.REPORTER)
    sent = filled(
        client.get(ADD), FORM, **typed(note="Kept as typed.", **{"citations-0-locator": "page 2"}) | {name: text}
    )
    response = client.post(ADD, sent)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count('<ul class="errorlist"') == 1
    assert message in html
    kept = filled(response, FORM)
    assert (kept["note"], kept["citations-0-locator"]) == (["Kept as typed."], ["page 2"])
    assert not Evidence.objects.filter(key="2021-02-new").exists()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2_621_440)
def test_ten_megabytes_are_refused_before_they_are_read():
    body = urlencode(typed(summary="x" * 10_000_000))
    answer = client_of(Role.REPORTER).post(ADD, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert not Evidence.objects.filter(key="2021-02-new").exists()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=20_000_000)
def test_where_they_are_read_they_get_a_message_and_are_not_lost():
    client, text = client_of(Role.REPORTER), "x" * 10_000_000
    response = client.post(ADD, filled(client.get(ADD), FORM, **typed(summary=text)))
    assert "Ensure this value has at most 20000 characters (it has 10000000)." in response.content.decode()
    assert filled(response, FORM)["summary"] == [text]


def test_markup_is_kept_and_shown_as_text():
    client = client_of(Role.REPORTER)
    client.post(ADD, filled(client.get(ADD), FORM, **typed(summary="<script>alert(1)</script> & <b>")))
    row = Evidence.objects.get(key="2021-02-new")
    assert row.summary == "<script>alert(1)</script> & <b>"
    for page in (LIST, change(row), change(row).replace("change", "history")):
        assert "<script>alert" not in client.get(page).content.decode()


def test_line_ends_of_browsers_are_stored_as_seed_files_have_them():
    client = client_of(Role.REPORTER)
    client.post(ADD, filled(client.get(ADD), FORM, **typed(summary="One.\r\n\r\nTwo.")))
    assert Evidence.objects.get(key="2021-02-new").summary == "One.\n\nTwo."


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted", "rejected", "retracted"])
@pytest.mark.parametrize("by", ["reporter", "somebody-else"])
def test_evidence_is_edited_by_who_entered_it_until_it_is_reviewed(state: str, by: str):
    row, client = evidence(state, by=by), client_of(Role.REPORTER)
    is_open = by == "reporter" and state in {"draft", "submitted"}
    page = client.get(change(row))
    assert page.status_code == 200
    assert ('name="_save"' in page.content.decode()) is is_open
    shown = client_of(Role.REPORTER, by).get(change(row)) if is_open else client.get(ADD)
    sent = filled(shown, FORM, summary="Changed.")
    assert client.post(change(row), sent).status_code == (302 if is_open else 403)
    row.refresh_from_db()
    assert (row.state, row.summary) == (state, "Changed." if is_open else "A convoy passed.")


OFFERS = {
    (Role.REPORTER, "draft"): ["submit"],
    (Role.REVIEWER, "submitted"): ["accept", "reject"],
    (Role.REVIEWER, "accepted"): ["retract"],
    (Role.REPORTER, "rejected"): ["begin_again"],
    (Role.ADMINISTRATOR, "rejected"): ["begin_again"],
    (Role.ADMINISTRATOR, "draft"): ["submit"],
    (Role.ADMINISTRATOR, "submitted"): ["accept", "reject"],
    (Role.ADMINISTRATOR, "accepted"): ["retract"],
}


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted", "rejected", "retracted"])
@pytest.mark.parametrize("role", Role)
def test_a_page_offers_the_steps_that_fit_its_state_to_those_who_may_take_them(role: Role, state: str):
    steps = client_of(role).get(change(evidence(state))).context["steps"]
    assert [name for name, _ in steps] == OFFERS.get((role, state), [])


def test_nobody_is_offered_to_accept_their_own():
    own = evidence("submitted", by=Role.ADMINISTRATOR.value)
    steps = client_of(Role.ADMINISTRATOR).get(change(own)).context["steps"]
    assert [name for name, _ in steps] == ["reject"]


def test_from_draft_to_the_public_page_and_back():
    row, public = evidence(), Client()
    reporter, reviewer = client_of(Role.REPORTER), client_of(Role.REVIEWER)
    address = f"/evidence/{row.key}/"
    assert "2021-02-convoy is now submitted." in take(reporter, "submit", row)
    assert public.get(address).status_code == 404
    assert "2021-02-convoy is now accepted." in take(reviewer, "accept", row)
    assert public.get(address).status_code == 200
    assert address in reviewer.get(change(row)).content.decode()
    assert "<h1>Retract evidence</h1>" in take(reviewer, "retract", row)
    assert "Give a reason." in take(reviewer, "retract", row, reason="  ")
    assert "2021-02-convoy is now retracted." in take(reviewer, "retract", row, reason="Counted twice.")
    assert "Counted twice." in public.get(address).content.decode()
    history = reviewer.get(change(row).replace("change", "history")).content.decode()
    assert "<strong>State</strong>: Accepted → Retracted" in history
    assert "Counted twice." in history


@pytest.mark.parametrize(
    ("role", "step", "state", "by", "message"),
    [
        (Role.ADMINISTRATOR, "accept", "submitted", "administrator", "nobody decides on their own work; ask a second"),
        (Role.REVIEWER, "accept", "draft", "reporter", "is draft: only what is submitted can become accepted."),
        (Role.REPORTER, "accept", "submitted", "somebody-else", "No action selected."),
        (Role.VIEWER, "submit", "draft", "reporter", "No action selected."),
    ],
)
def test_a_step_that_is_refused_says_why_and_changes_nothing(role: Role, step: str, state: str, by: str, message: str):
    row = evidence(state, by=by)
    html = take(client_of(role), step, row)
    assert message in html or (message == "No action selected." and 'name="action"' not in html)
    row.refresh_from_db()
    assert row.state == state


def test_submitting_without_a_citation_is_refused_with_a_message():
    html = take(client_of(Role.REPORTER), "submit", evidence(cited=False))
    assert "2021-02-convoy: give at least one citation, with its source, first." in html


def test_the_history_shows_which_citation_was_taken_out_and_by_whom():
    row, client = evidence(), client_of(Role.REPORTER)
    citation = row.citations.get()
    client.post(change(row), filled(client.get(change(row)), FORM, **{"citations-0-locator": "page 2"}))
    client.post(change(row), filled(client.get(change(row)), FORM, **{"citations-0-DELETE": "on"}))
    assert not row.citations.exists()
    html = client.get(change(row).replace("change", "history")).content.decode()
    for what in ("created", "changed", "deleted"):
        assert f"<td>reporter</td>\n<td>Citation {what}: {citation}</td>" in html or what == "created"
    assert "<strong>Place in the source</strong>: – → page 2" in html


@pytest.mark.parametrize("reason", ["a\x00b", "a\u202eb", "x" * 20_001])
def test_a_reason_that_cannot_be_kept_is_refused_and_not_lost(reason: str):
    row = evidence("submitted")
    html = take(client_of(Role.REVIEWER), "reject", row, reason=reason)
    assert html.count('<ul class="errorlist"') == 1
    assert reason in html
    row.refresh_from_db()
    assert row.state == "submitted"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("state__exact=submitted", {"submitted"}, id="by state"),
        pytest.param("q=submitted", {"submitted"}, id="by word of the key"),
        pytest.param("q=First+issue+convoy", {"draft", "submitted"}, id="by title of a source"),
    ],
)
def test_the_list_is_narrowed_and_counts_parts_once(query: str, expected: set[str]):
    rows = {state: evidence(state, key=state) for state in ("draft", "submitted")}
    for row in rows.values():
        row.citations.create(source=source())
        row.links.create(clause=Clause.objects.get(number="6.g"), direction="supports")
    found = client_of(Role.VIEWER).get(f"{LIST}?{query}").context["cl"].result_list
    assert {row.key for row in found} == expected
    assert {(row.citation_total, row.link_total) for row in found} == {(2, 1)}
