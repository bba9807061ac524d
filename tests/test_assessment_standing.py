"""Where an assessment stands, superseded ones included, and what readers are told of a team of one."""

import pytest
from django.test import Client

from agreements.admin.assessment import with_standing
from agreements.dates import AsOf
from agreements.models import Assessment, Clause, Evidence
from agreements.operations import accept_evidence, approve_assessment, retract_evidence
from agreements.review_terms import Standing
from agreements.roles import Role
from agreements.rules import corrected
from agreements.selectors import snapshot
from tests.people import LATER, assessment, clause, client_of, evidence, person
from tests.review_rows import day, decided, party, reported

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/assessment/"
LATE = AsOf(day("2022-01-01"), day("2022-01-01"))


def standings() -> dict[str, tuple[str, str | None]]:
    rows = with_standing(Assessment.objects.all())
    return {row.key: (row.standing_value, row.superseded_by) for row in rows}


def test_an_approved_assessment_is_superseded_by_the_next_for_the_same_clause_party_and_day():
    north, south = party("north", clause()), party("south", clause())
    first, second, third = (decided(at=at) for at in ("2021-03-10", "2021-03-12", "2021-03-11"))
    alone = [
        decided(at="2021-04-01", effective="2021-03-06"),
        decided(at="2021-04-01", of=north),
        decided(at="2021-04-02", of=south),
        decided(at="2021-04-03", on=clause("2")),
    ]
    assessment("proposed")
    assessment("withdrawn")
    found = standings()
    assert found[first.key] == (Standing.SUPERSEDED, third.key)
    assert found[third.key] == (Standing.SUPERSEDED, second.key)
    assert found[second.key] == (Standing.APPROVED, None)
    assert {found[row.key] for row in alone} == {(Standing.APPROVED, None)}
    assert {value for value, _ in found.values()} == {"approved", "superseded", "proposed", "withdrawn"}
    facts = snapshot().record.facts[clause().pk]
    superseded = {key for key, (value, _) in found.items() if value == "superseded"}
    assert superseded == corrected(facts, as_of=LATE)


def test_of_two_decided_at_one_instant_the_later_key_counts():
    first, second = decided(), decided()
    assert standings() == {first.key: (Standing.SUPERSEDED, second.key), second.key: (Standing.APPROVED, None)}


def test_what_was_proposed_or_withdrawn_supersedes_nothing():
    first = decided(effective="2021-03-01")
    assessment("proposed")
    assessment("withdrawn")
    assert standings()[first.key] == (Standing.APPROVED, None)


@pytest.mark.parametrize("standing", Standing)
def test_the_list_is_narrowed_to_a_standing(standing: Standing):
    decided(), decided()
    for state in ("proposed", "sent_back", "withdrawn"):
        assessment(state, by="author")
    client = client_of(Role.VIEWER)
    found = client.get(f"{LIST}?standing={standing}").context["cl"].result_list
    assert [row.standing_value for row in found] == [standing]
    assert client.get(f"{LIST}?state__exact=proposed").context["cl"].result_count == 1
    assert client.get(f"{LIST}?standing=good", follow=True).context["cl"].result_count == 5


def test_the_list_and_the_page_say_what_supersedes_it():
    first, second = decided(), decided(at="2021-03-11")
    client, words = client_of(Role.VIEWER), f"Approved, superseded by {second.key}"
    assert words in client.get(LIST).content.decode()
    assert words in client.get(f"{LIST}{first.pk}/change/").content.decode()
    assert words not in client.get(f"{LIST}{second.pk}/change/").content.decode()


def test_the_method_page_says_what_the_words_of_review_mean(client: Client):
    html = client.get("/method/").content.decode()
    for term in (Standing.SUPERSEDED, Standing.APPROVED):
        assert term.definition in html
    for anchor in ("reasons-to-review", "warnings-before-proposing", "standing-of-assessments"):
        assert f'id="{anchor}"' in html


ALONE = "Proposed and approved by the same person."
ACCEPTED_ALONE = "Entered and accepted by the same person."


@pytest.mark.parametrize("is_alone", [True, False])
def test_readers_are_told_where_one_person_proposed_and_approved(client: Client, settings, is_alone: bool):
    settings.TEAM_OF_ONE = True
    row = assessment("proposed", by="reviewer", on=clause())
    approve_assessment(row, by=person(Role.REVIEWER, "reviewer" if is_alone else "another"), at=LATER)
    html = client.get("/agreements/pact/1/").content.decode()
    assert "The convoy passed." in html
    assert (ALONE in html) is is_alone


@pytest.mark.parametrize("is_alone", [True, False])
def test_readers_are_told_where_one_person_entered_and_accepted(client: Client, settings, is_alone: bool):
    settings.TEAM_OF_ONE = True
    row = evidence("submitted", by="administrator" if is_alone else "reporter")
    accept_evidence(row, by=person(Role.ADMINISTRATOR), at=LATER)
    html = client.get(f"/evidence/{row.key}/").content.decode()
    assert (ACCEPTED_ALONE in html) is is_alone
    assert 'by administrator on <time datetime="2021-03-02T' in html
    retract_evidence(row, by=person(Role.REVIEWER), reason="A mistake.")
    assert "by administrator on" in client.get(f"/evidence/{row.key}/").content.decode()


def test_where_nobody_is_known_to_have_accepted_nothing_is_said(client: Client):
    row = evidence("accepted")
    html = client.get(f"/evidence/{row.key}/").content.decode()
    assert "<dt>Accepted</dt>" not in html


def test_evidence_entered_before_a_decision_and_accepted_after_it_is_new():
    row = reported("draft-lay-long", accepted="2021-03-11")
    decided(at="2021-03-10")
    found = client_of(Role.VIEWER).get(f"/admin/agreements/clause/{clause().pk}/review/").context["review"]
    assert [item.key for item in found.new] == [row.key]
    Evidence.objects.filter(pk=row.pk).update(decided_at=None)
    found = client_of(Role.VIEWER).get(f"/admin/agreements/clause/{clause().pk}/review/").context["review"]
    assert found.new == ()


def test_the_ways_to_the_page_of_review():
    row, judged = reported("a-fact"), decided()
    client, address = client_of(Role.VIEWER), f"/admin/agreements/clause/{clause().pk}/review/"
    point = clause("2")
    Clause.objects.create(agreement=point.agreement, number="2.a", heading="Limb", parent=point)
    for page in ("clause/", f"clause/{clause().pk}/change/", f"evidence/{row.pk}/change/"):
        assert f'href="{address}"' in client.get(f"/admin/agreements/{page}").content.decode()
    assert f'href="{address}' in client_of(Role.REVIEWER).get(f"{LIST}{judged.pk}/change/").content.decode()
    assert "/review/" not in client.get(f"/admin/agreements/clause/{point.pk}/change/").content.decode()
