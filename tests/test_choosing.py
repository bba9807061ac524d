"""Another row of the record is chosen or, in a browser without scripts, named in words that leave no doubt."""

import pytest
from django.core.exceptions import ValidationError

from agreements.admin.choosing import NamedRowField, Typed
from agreements.models import Actor, Clause, Deadline, Evidence, Indicator
from agreements.roles import Role
from tests.forms import filled
from tests.people import clause, client_of, source

pytestmark = pytest.mark.django_db

ADD = "/admin/agreements/evidence/add/"


def actors() -> None:
    for slug, name in (("north", "North"), ("north-army", "Army of the North"), ("south", "South"), ("7", "Seven")):
        Actor.objects.create(slug=slug, name=name, kind="state")


def row_called(rows: type, typed: str) -> object:
    return NamedRowField(rows.objects.all()).clean(Typed(typed))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("6.g", "6.g", id="by number"),
        pytest.param("pact/6.G", "6.g", id="by public name"),
        pytest.param("6", "6", id="a number finds what is called so, not what begins so"),
        pytest.param("pact/6", "6", id="and so does a public name"),
        pytest.param("safe corridor", "6.g", id="by words of heading and duty"),
        pytest.param("pact/6.h Corridor, again", "6.h", id="as a message names it"),
    ],
)
def test_a_clause_is_named_by_number_or_words(typed: str, number: str):
    clause("6"), clause("6.g", heading="The corridor", duty="Safe travel."), clause("6.h", heading="Corridor, again")
    assert row_called(Clause, typed).number == number


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        pytest.param("north", "north", id="the short name, though others hold it too"),
        pytest.param("army", "north-army", id="a word that only one name holds"),
        pytest.param("Seven", "7", id="the name"),
        pytest.param("7", "7", id="a number is a name here and no primary key"),
        pytest.param("north (North)", "north", id="as a message names it"),
    ],
)
def test_an_actor_is_named_by_either_name_or_words_of_it(typed: str, slug: str):
    actors()
    assert row_called(Actor, typed).slug == slug


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param("nort", "Several fit; write which: north (North); north-army (Army of the North).", id="several"),
        pytest.param("west", "No actor is called so.", id="none"),
        pytest.param("nort west", "No actor is called so.", id="a first word that is no name"),
        pytest.param("nor\0th", "No actor is called so.", id="a zero character"),
        pytest.param("north " * 1000, "No actor is called so.", id="a name far too long"),
        pytest.param("%", "No actor is called so.", id="a wildcard"),
    ],
)
def test_what_names_no_one_row_is_refused_with_what_to_write(typed: str, message: str):
    actors()
    with pytest.raises(ValidationError) as refused:
        row_called(Actor, typed)
    assert refused.value.messages == [message]


@pytest.mark.parametrize("typed", ["pact/1#handover", "handover 1"])
def test_a_deadline_is_named_by_its_public_name_or_words(typed: str):
    clause("2")
    for number in ("1", "2"):
        day = {"label": "Handover", "kind": "fixed", "due_on": "2021-03-01"}
        Deadline.objects.create(clause=clause(number), key="handover", **day)
    assert row_called(Deadline, typed).reference == "pact/1#handover"


TYPED = {
    "occurred": "6 Feb 2021",
    "summary": "A convoy passed.",
    "citations-0-source-typed": "First issue",
    "citations-0-claimant-typed": "army",
    "links-0-clause-typed": "pact/1",
    "links-0-direction": "supports",
    "links-0-party-typed": "north",
    "figures-0-indicator-typed": "lorries",
    "figures-0-value": "12",
    "figures-0-as_printed": "twelve",
    "figures-0-qualifier": "exactly",
}


def test_a_whole_report_is_typed_without_choosing_anything():
    actors(), clause(), source()
    Indicator.objects.create(slug="lorries", name="Lorries", unit="lorries", kind="flow")
    client = client_of(Role.REPORTER)
    answer = client.post(ADD, filled(client.get(ADD), "evidence_form", _submit="x") | TYPED)
    assert answer.status_code == 302
    row = Evidence.objects.get()
    citation, link, figure = row.citations.get(), row.links.get(), row.figures.get()
    assert (citation.source, citation.claimant.slug) == (source(), "north-army")
    assert (link.clause, link.party.slug) == (clause(), "north")
    assert (figure.indicator.slug, figure.source) == ("lorries", source())


def test_what_was_typed_stays_in_the_form_that_is_refused_and_is_not_executed():
    client, markup = client_of(Role.REPORTER), '"><script>alert(1)</script>'
    answer = client.post(ADD, filled(client.get(ADD), "evidence_form") | {"links-0-party-typed": markup})
    assert filled(answer, "evidence_form")["links-0-party-typed"] == [markup]
    assert markup not in answer.content.decode()
