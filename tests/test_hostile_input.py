"""Whatever is typed into a form: it is kept as typed, or refused with one message at its field, and never lost."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from agreements.models import Actor, Evidence
from agreements.models.columns import RecordRow
from agreements.operations import OperationError, reject_evidence
from agreements.roles import Role
from agreements.selectors.audit import recorded_models
from agreements.texts import invisible_problem
from tests.forms import filled
from tests.hostile_forms import ALL, form_id, problems, send, shown_forms, text_fields, whole_forms
from tests.people import LATER, client_of, evidence, person

pytestmark = pytest.mark.django_db

REFUSED = {
    "an override of direction": "a\u202eb",
    "a mark from right to left": "a\u200fb",
    "a mark from left to right": "a\u200eb",
    "an Arabic letter mark": "a\u061cb",
    "an isolate": "a\u2066b\u2069",
    "an escape": "a\x1bb",
    "a line separator": "a\u2028b",
    "a hidden copy of a letter": "a\U000e0041b",
    "a zero character": "a\0b",
    "no character": "a\uffffb",
}
KEPT = {
    "a script": "<script>document.title = 'stolen'</script>",
    "an attribute": "\" onmouseover=\"document.title = 'stolen'\" x='",
    "a template": "{{ 7000*7001 }}{% now 'Y' %}",
    "a formula": '=HYPERLINK("https://a.example","x")+cmd|\' /C calc\'!A0',
    "a path": "../../etc/passwd",
    "a statement": "'; DROP TABLE agreements_actor; --",
    "a placeholder": "%s %(name)s %n {0} {}",
    "joiners": "می\u200cخواهم क्\u200dष",
    "Thai with blanks of no width": "ภาษา\u200bไทย",
    "letters beyond the basic plane": "𐔰𐔱 👩🏽\u200d🚒",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("name", ALL)
def test_what_cannot_be_seen_is_refused_at_every_field_and_stays_in_the_form(name: str, text: str):
    client = client_of(Role.ADMINISTRATOR)
    fields = text_fields(name)
    assert fields
    answer = send(client, name, **dict.fromkeys(fields, text))
    assert answer.status_code == 200
    found = problems(answer)
    assert {field: len(found.get(field, ())) for field in fields} == dict.fromkeys(fields, 1)
    assert set(found) == set(fields)
    typed = filled(answer, form_id(name))
    assert {field: typed[field] for field in fields} == {field: [text] for field in fields}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize("name", ALL)
def test_any_other_text_is_kept_as_typed_and_shown_as_text(name: str, text: str):
    client = client_of(Role.ADMINISTRATOR)
    fields = [field for field in text_fields(name) if field.rpartition("-")[2] not in {"unit", "method_version"}]
    answer = send(client, name, **dict.fromkeys(fields, text))
    assert answer.status_code == 302, problems(answer)
    row = apps.get_model("agreements", name).objects.latest("pk")
    for location in ("change/", "history/"):
        html = client.get(f"/admin/agreements/{name}/{row.pk}/{location}").content.decode()
        assert "<script>document" not in html
        assert '" onmouseover="' not in html
        assert "49007000" not in html
    own = {field: getattr(row, field) for field in fields if "-" not in field}
    assert own == {field: [text] if isinstance(value, list) else text for field, value in own.items()}


@pytest.mark.parametrize("name", ALL)
def test_a_text_too_long_is_refused_at_every_field_and_no_browser_cuts_it(name: str):
    client = client_of(Role.ADMINISTRATOR)
    fields = text_fields(name)
    answer = send(client, name, **dict.fromkeys(fields, "x" * 20_001))
    found = problems(answer)
    assert {field: len(found.get(field, ())) for field in fields} == dict.fromkeys(fields, 1)
    assert "maxlength" not in answer.content.decode()
    typed = filled(answer, form_id(name))
    assert {len(typed[field][0]) for field in fields} == {20_001}


@pytest.mark.parametrize(
    ("name", "field", "text", "message"),
    [
        pytest.param("actor", "slug", "../../etc/passwd", "cannot be a permanent name", id="a path for a name"),
        pytest.param("source", "key", "..", "cannot be a permanent name", id="a folder for a key"),
        pytest.param("clause", "number", "6/../7", "cannot be a clause number", id="a path for a number"),
        pytest.param("source", "document", "../../etc/passwd", "without its folder", id="a path for a held copy"),
        pytest.param("source", "document", "a\\b.txt", "without its folder", id="a path of another system"),
        pytest.param("source", "document", "..", "without its folder", id="the folder above"),
        pytest.param("source", "sha256", "zz", "small letters of a SHA-256", id="no SHA-256"),
        pytest.param("source", "language", 'en" onclick="', "Write a BCP 47 tag", id="no language"),
        pytest.param("publisher", "country", "a1", "two capital letters", id="no country"),
        pytest.param("source", "url", "javascript:alert(1)", "Enter a valid URL", id="an address that is code"),
        pytest.param("source", "url", "https://a.example/" + "x" * 2000, "at most 2000", id="an address too long"),
        pytest.param("source", "accessed_on", "9999999-01-01", "Enter a valid date", id="a day beyond the calendar"),
        pytest.param("source", "published", "0000", "calendar", id="a year that never was"),
        pytest.param("agreement", "pax_id", "1e999", "Enter a whole number", id="a number without end"),
        pytest.param("agreement", "pax_id", "9" * 30, "less than or equal to", id="a number of thirty digits"),
        pytest.param("agreement", "pax_id", "9" * 5000, "", id="a number of five thousand digits"),
        pytest.param("agreement", "pax_id", "-1", "greater than or equal to 0", id="a number below nothing"),
        pytest.param("agreement", "time_zone", "../../etc/passwd", "is not a time zone", id="a path for a time zone"),
        pytest.param("agreement", "time_zone", "%s%n", "is not a time zone", id="signs for a time zone"),
        pytest.param("deadline", "offset", "P" + "9" * 300, "", id="an offset of ages"),
        pytest.param("evidence", "figures-0-value", "1e999", "no more than 24 digits", id="a value without end"),
        pytest.param("evidence", "figures-0-value", "NaN", "Enter a number", id="no number"),
        pytest.param("evidence", "figures-0-value", "Infinity", "Enter a number", id="infinity"),
        pytest.param("evidence", "figures-0-value", "1" * 5000, "no more than 24 digits", id="a value of many digits"),
        pytest.param("evidence", "citations-0-source", "\0", "Null characters", id="a zero for a choice"),
        pytest.param("evidence", "citations-0-source", "9" * 5000, "Select a valid choice", id="a choice of ages"),
        pytest.param("assessment", "cited", ["\0"], "is no accepted evidence", id="a zero among choices"),
        pytest.param("assessment", "cited", ["x"], "x is no accepted evidence", id="no key among choices"),
        pytest.param("assessment", "effective_on", "2021-02-30", "Write the day as", id="30 February"),
    ],
)
def test_what_a_field_cannot_hold_gets_one_message_and_the_rest_stays(name: str, field: str, text: str, message: str):
    answer = send(client_of(Role.ADMINISTRATOR), name, **{field: text})
    assert answer.status_code == 200
    found = problems(answer)
    assert set(found) == {field}
    assert len(found[field]) == 1
    assert message in found[field][0]
    typed = filled(answer, form_id(name))
    prefix, _, last = field.rpartition("-")
    form = shown_forms(answer)[f"{prefix}-" if prefix else ""]
    whole = {key: value for key, value in whole_forms()[name].items() if key != field and not isinstance(value, list)}
    assert {key: typed[key] for key in whole} == {key: [str(value)] for key, value in whole.items()}
    assert isinstance(text, list) or form[last].data == text


def test_ten_megabytes_of_notes_get_one_message_and_stay_in_the_form():
    answer = send(client_of(Role.ADMINISTRATOR), "actor", note="x" * 10_000_000)
    assert problems(answer) == {"note": ["Ensure this value has at most 20000 characters (it has 10000000)."]}
    assert len(filled(answer, "actor_form")["note"][0]) == 10_000_000


@pytest.mark.parametrize("text", [*REFUSED.values(), "x" * 20_001, "\ud800"])
def test_models_and_steps_of_review_refuse_what_forms_refuse(text: str):
    with pytest.raises(ValidationError) as refused:
        Actor(slug="a", name="A", kind="other", note=text, other_names=["B", text]).full_clean()
    assert set(refused.value.message_dict) == {"note", "other_names"}
    with pytest.raises(OperationError, match="Reason: "):
        reject_evidence(evidence("submitted"), by=person(Role.REVIEWER), at=LATER, reason=text)
    assert Evidence.objects.get().state == "submitted"


@pytest.mark.parametrize("lists", ['"a"', {"a": "b"}, ["a", 1], [["a"]], None])
def test_a_list_of_texts_is_nothing_else(lists: object):
    with pytest.raises(ValidationError) as refused:
        Actor(slug="a", name="A", kind="other", other_names=lists).full_clean()
    assert set(refused.value.message_dict) == {"other_names"}


def test_every_row_with_a_history_has_its_texts_checked():
    recorded = recorded_models()
    assert len(recorded) > 15
    assert [model for model in recorded if not issubclass(model, RecordRow)] == []


def test_every_invisible_character_is_named_with_its_place():
    assert invisible_problem("ab\u202e") == "Character 3 is invisible (U+202E): take it out."
    assert [text for text in KEPT.values() if invisible_problem(text)] == []
    assert [text for text in REFUSED.values() if not invisible_problem(text)] == []
