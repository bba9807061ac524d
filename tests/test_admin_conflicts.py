"""Two people at one record: the second is told what changed, and loses nothing typed; and why a record was changed."""

import pytest
from django.test import Client

from agreements.dates import Span
from agreements.models import Actor, AuditEntry, Citation, DeadlineChange, Evidence, Source
from agreements.operations import accept_evidence
from agreements.roles import Role
from tests.forms import filled
from tests.people import LATER, clause, client_of, evidence, person, source

pytestmark = pytest.mark.django_db

SPAN = {"published_earliest_on": "2021-01-01", "published_latest_on": "2021-01-01", "published_precision": "day"}
CONFLICT = "The record changed while you were editing."
UNKNOWN = "This form does not say which version of the record it was made from."


def page_of(row: object, page: str = "change") -> str:
    return f"/admin/agreements/{row._meta.model_name}/{row.pk}/{page}/"


def open_form(client: Client, row: object, **typed: object) -> dict[str, object]:
    return filled(client.get(page_of(row)), f"{row._meta.model_name}_form", **typed)


def send(client: Client, row: object, form: dict[str, object]) -> str:
    """Return the page that answers a form; nothing where it was saved."""
    answer = client.post(page_of(row), form)
    assert answer.status_code in {200, 302}
    return answer.content.decode()


def form_in(html: str, row: object) -> dict[str, object]:
    answer = type("Answer", (), {"content": html.encode()})
    return filled(answer, f"{row._meta.model_name}_form")


def other_changes(row: object, **columns: object) -> None:
    """Let somebody else change a row."""
    for name, value in columns.items():
        setattr(row, name, value)
    row._history_user = person(Role.EDITOR, "the-other")
    row.save()


def test_the_second_is_told_who_changed_what_and_saves_knowingly():
    row, client = source(), client_of(Role.EDITOR)
    form = open_form(client, row, title="My title")
    other_changes(Source.objects.get(), title="Their title")
    html = send(client, row, form)
    assert CONFLICT in html
    assert "<td>the-other</td>\n<td>Source changed</td>" in html
    assert "<strong>Title</strong>: First issue → Their title" in html
    assert "<li>Title</li>" in html
    assert Source.objects.get().title == "Their title"
    again = form_in(html, row)
    assert again["title"] == ["My title"]
    assert send(client, row, again) == ""
    assert Source.objects.get().title == "My title"


def test_what_only_the_other_changed_stays_as_the_other_wrote_it():
    row, client = source(), client_of(Role.EDITOR)
    form = open_form(client, row, title="My title")
    other = Source.objects.get()
    other.published = Span.parse("2021-03")
    other_changes(other, note="Their note", language="hy")
    html = send(client, row, form)
    assert "Changed by both" not in html
    assert send(client, row, form_in(html, row)) == ""
    kept = Source.objects.get()
    assert (kept.title, kept.note, kept.language, str(kept.published)) == ("My title", "Their note", "hy", "2021-03")


def test_a_third_change_between_is_told_as_well():
    row, client = source(), client_of(Role.EDITOR)
    form = open_form(client, row, title="My title")
    other_changes(Source.objects.get(), note="One")
    form = form_in(send(client, row, form), row)
    other_changes(Source.objects.get(), note="Two")
    html = send(client, row, form)
    assert "One → Two" in html
    assert "– → One" not in html


def test_the_same_person_in_two_tabs_is_told_as_well():
    row, client = source(), client_of(Role.EDITOR)
    first, second = open_form(client, row, title="First tab"), open_form(client, row, title="Second tab")
    assert send(client, row, first) == ""
    html = send(client, row, second)
    assert CONFLICT in html
    assert "First issue → First tab" in html


def test_changes_elsewhere_in_the_record_are_no_conflict():
    row, client = source(), client_of(Role.EDITOR)
    form = open_form(client, row, title="My title")
    Actor.objects.create(slug="a", name="A", kind="other")
    Source.objects.create(key="other", publisher=row.publisher, title="O", language="en", **SPAN)
    assert send(client, row, form) == ""


def test_a_part_that_the_other_took_out_stands_below_as_new_where_it_was_typed_into():
    row, client = evidence(), client_of(Role.REPORTER)
    untouched = Citation.objects.create(evidence=row, source=source(), speaker="Left alone", position=1)
    form = open_form(client, row, **{"citations-0-locator": "page 2", "note": "Mine"})
    for citation in (row.citations.get(position=0), untouched):
        citation._history_user = person(Role.EDITOR, "the-other")
        citation.delete()
    html = send(client, row, form)
    assert "Citation deleted: First issue" in html
    assert "<li>A citation taken out, below as a new one</li>" in html
    again = form_in(html, row)
    assert (again["citations-INITIAL_FORMS"], again["citations-TOTAL_FORMS"]) == (["0"], ["2"])
    assert again["citations-0-locator"] == ["page 2"]
    assert send(client, row, again) == ""
    assert [citation.locator for citation in row.citations.all()] == ["page 2"]


def test_a_part_that_the_other_added_stays_and_new_ones_typed_meanwhile_come_after_it():
    row, client = evidence(), client_of(Role.REPORTER)
    new = {"source": source().pk, "stance": "denies", "credibility": "6", "locator": "Mine, new"}
    typed = {f"citations-1-{name}": value for name, value in new.items()}
    form = open_form(client, row, **typed, **{"citations-TOTAL_FORMS": "2", "citations-0-note": "Mine"})
    Citation.objects.create(evidence=row, source=source(), locator="Theirs", position=1)
    html = send(client, row, form)
    assert "Citation created: First issue" in html
    assert send(client, row, form_in(html, row)) == ""
    kept = [(citation.locator, citation.note) for citation in row.citations.order_by("position")]
    assert kept == [("", "Mine"), ("Theirs", ""), ("Mine, new", "")]


def test_a_part_marked_to_be_taken_out_stays_marked_where_the_other_changed_it():
    row, client = evidence(), client_of(Role.REPORTER)
    form = open_form(client, row, **{"citations-0-DELETE": "on"})
    citation = row.citations.get()
    other_changes(citation, locator="Theirs")
    html = send(client, row, form)
    assert "<strong>Place in the source</strong>: – → Theirs" in html
    assert form_in(html, row)["citations-0-DELETE"] == ["on"]


def test_actors_added_to_a_part_by_the_other_stay():
    deadline = clause().deadlines.create(key="d", label="D", kind="fixed", due_on="2021-05-01")
    first, second = (Actor.objects.create(slug=slug, name=slug, kind="other") for slug in ("a", "b"))
    part = DeadlineChange(deadline=deadline, due_on="2021-06-01")
    part.agreed = Span.parse("2021-04")
    part.save()
    part.agreed_by.set([first])
    client = client_of(Role.EDITOR)
    form = open_form(client, deadline, **{"changes-0-note": "Mine"})
    part.agreed_by.set([first, second])
    html = send(client, deadline, form)
    assert CONFLICT in html
    assert send(client, deadline, form_in(html, deadline)) == ""
    part.refresh_from_db()
    assert (part.note, set(part.agreed_by.all())) == ("Mine", {first, second})


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(None, id="left out"),
        pytest.param("", id="empty"),
        pytest.param("latest", id="a word"),
        pytest.param("999999:" + "0" * 64, id="of the future"),
        pytest.param("1:" + "f" * 64, id="of another record"),
        pytest.param("9" * 5000 + ":" + "0" * 64, id="a number of many digits"),
        pytest.param("9" * 30 + ":" + "0" * 64, id="a number that no database holds"),
        pytest.param("1:\0" + "0" * 63, id="with a zero character"),
    ],
)
def test_a_form_that_does_not_say_what_was_seen_is_compared_before_it_is_saved(seen: str | None):
    row, client = evidence(), client_of(Role.REPORTER)
    form = open_form(client, row, note="Mine", **{"citations-0-locator": "page 2"}) | {"_seen": seen}
    html = send(client, row, {name: value for name, value in form.items() if value is not None})
    assert UNKNOWN in html
    again = form_in(html, row)
    assert (again["note"], again["citations-0-locator"]) == (["Mine"], ["page 2"])
    assert send(client, row, again) == ""


def test_evidence_decided_on_while_its_author_edits_it_shows_what_was_typed():
    row, client = evidence("submitted"), client_of(Role.REPORTER)
    form = open_form(client, row, summary="A <b>longer</b> text.", **{"citations-0-locator": "page 2"})
    accept_evidence(row, by=person(Role.REVIEWER), at=LATER)
    answer = client.post(page_of(row), form)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "<strong>State</strong>: Submitted → Accepted" in html
    assert "A &lt;b&gt;longer&lt;/b&gt; text.</textarea>" in html
    assert "page 2</textarea>" in html
    assert Evidence.objects.get().summary == "A convoy passed."


def test_a_reason_is_kept_with_the_row_and_with_every_part_changed_in_the_same_save():
    row, client = evidence(), client_of(Role.REPORTER)
    second = Citation.objects.create(evidence=row, source=source(), position=1)
    typed = {"change_reason": "Read it again.", "note": "Mine", "citations-0-locator": "2", "citations-1-DELETE": "on"}
    assert send(client, row, open_form(client, row, **typed)) == ""
    first = row.citations.get()
    latest = (row.history.first(), first.history.first(), Citation.history.filter(id=second.pk).first())
    assert [version.history_change_reason for version in latest] == ["Read it again."] * 3
    assert AuditEntry.objects.filter(reason="Read it again.").count() == 3
    assert client.get(page_of(row, "history")).content.decode().count("<td>Read it again.</td>") == 3


def test_a_part_changed_alone_says_why_and_the_row_stays_as_it_is():
    row, client = evidence(), client_of(Role.REPORTER)
    versions = row.history.count()
    form = open_form(client, row, change_reason="Page found.", **{"citations-0-locator": "2"})
    assert send(client, row, form) == ""
    assert row.citations.get().history.first().history_change_reason == "Page found."
    assert row.history.count() == versions


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        pytest.param("x" * 101, "at most 100 characters (it has 101).", id="too long"),
        pytest.param("a\u202eb", "Character 2 is invisible (U+202E): take it out.", id="invisible"),
        pytest.param("a\0b", "Null characters are not allowed.", id="a zero character"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_told_and_stays_in_the_form(reason: str, message: str):
    row, client = source(), client_of(Role.EDITOR)
    html = send(client, row, open_form(client, row, title="Mine", change_reason=reason))
    assert html.count('<ul class="errorlist') == 1
    assert "Reason for this change: " in html
    assert message in html
    again = form_in(html, row)
    assert (again["title"], again["change_reason"]) == (["Mine"], [reason])
    assert Source.objects.get().title == "First issue"


def test_a_reason_for_no_change_is_said_to_be_not_kept():
    row, client = source(), client_of(Role.EDITOR)
    answer = client.post(page_of(row), open_form(client, row, change_reason="Because."), follow=True)
    assert "Nothing was changed, so the reason was not kept: Because." in answer.content.decode()
