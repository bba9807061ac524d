"""Assessments in the admin: proposed, approved by somebody else, withdrawn with a reason, never edited."""

import pytest
from django.test import Client

from agreements.models import Assessment, Clause, Evidence
from agreements.roles import Role
from tests.forms import filled
from tests.people import assessment, client_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

LIST = "/admin/agreements/assessment/"
ADD = f"{LIST}add/"
CLAUSES = "/admin/agreements/clause/"
FORM = "proposal_form"
PUBLIC = "/agreements/2020-11-10/9.c/"


def clause_judged() -> Clause:
    return Clause.objects.get(agreement__slug="2020-11-10", number="9.c")


def review() -> str:
    return f"{CLAUSES}{clause_judged().pk}/review/"


def typed(**more: object) -> dict[str, object]:
    judgement = {"effective_on": "2021-03-01", "performance": "breached", "cited": []}
    return judgement | {"confidence": "low", "rationale": "Said <b>twice</b>."} | more


def propose(client: Client, **more: object) -> Assessment:
    """Return a judgement proposed on the page of review, in spite of whatever there is to mind."""
    response = client.post(review(), filled(client.get(review()), FORM, **typed(**more)))
    if response.status_code == 200:
        response = client.post(review(), filled(response, FORM, all_the_same="1"))
    assert response.status_code == 302
    return Assessment.objects.order_by("-pk").first()


def take(client: Client, step: str, row: Assessment, **more: object) -> str:
    answer = client.post(LIST, {"action": step, "_selected_action": [row.pk]} | more, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_proposal_to_the_public_page_and_back():
    reviewer, boss, public = client_of(Role.REVIEWER), client_of(Role.ADMINISTRATOR), Client()
    cited = Evidence.objects.accepted().first()
    row = propose(reviewer, cited=[cited.key])
    assert (row.state, row.proposed_by, list(row.cited.all())) == ("proposed", person(Role.REVIEWER), [cited])
    assert "Said &lt;b&gt;twice" not in public.get(PUBLIC).content.decode()
    assert "nobody decides on their own work; ask a second person." in take(reviewer, "approve", row)
    assert "is now approved." in take(boss, "approve", row)
    assert "Said &lt;b&gt;twice" in public.get(PUBLIC).content.decode()
    assert "<h1>Withdraw</h1>" in take(reviewer, "withdraw", row)
    assert "Give a reason." in take(reviewer, "withdraw", row, reason=" ")
    assert "is now withdrawn." in take(reviewer, "withdraw", row, reason="Rests on a mistake.")
    withdrawn = public.get(PUBLIC).content.decode()
    assert "Said &lt;b&gt;twice" not in withdrawn
    assert "Withdrawn, and counts no more: Rests on a mistake." in withdrawn
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("withdrawn", "Rests on a mistake.")


def test_the_history_shows_who_proposed_approved_and_withdrew_and_why():
    row = propose(client_of(Role.REVIEWER))
    boss = client_of(Role.ADMINISTRATOR)
    take(boss, "approve", row)
    take(boss, "withdraw", row, reason="Rests on a mistake.")
    html = boss.get(f"{LIST}{row.pk}/history/").content.decode()
    for text in (
        "<td>reviewer</td>",
        "<strong>State</strong>: Proposed → Approved",
        "<strong>Approved by</strong>: – → administrator",
        "<strong>State</strong>: Approved → Withdrawn",
        "<td>Rests on a mistake.</td>",
    ):
        assert text in html


@pytest.mark.parametrize("state", ["proposed", "approved", "sent_back", "withdrawn"])
@pytest.mark.parametrize("role", Role)
def test_nobody_edits_an_assessment(role: Role, state: str):
    row, client = assessment(state, by=role.value), client_of(role)
    page = f"{LIST}{row.pk}/change/"
    assert 'name="_save"' not in client.get(page).content.decode()
    assert client.post(page, typed(rationale="Another.")).status_code == 403
    row.refresh_from_db()
    assert (row.state, row.rationale) == (state, "The convoy passed.")


def test_nobody_edits_an_assessment_not_even_who_stands_above_the_roles(admin_client: Client):
    assert admin_client.post(f"{LIST}{assessment().pk}/change/", typed()).status_code == 403


OFFERS = {"proposed": ["approve", "send_back"], "approved": ["withdraw"]}


@pytest.mark.parametrize("state", ["proposed", "approved", "sent_back", "withdrawn"])
@pytest.mark.parametrize("role", Role)
def test_a_page_offers_the_steps_that_fit_its_state_to_those_who_may_take_them(role: Role, state: str):
    context = client_of(role).get(f"{LIST}{assessment(state, by='author').pk}/change/").context
    may_review = role in {Role.REVIEWER, Role.ADMINISTRATOR}
    assert [name for name, _ in context["steps"]] == (OFFERS.get(state, []) if may_review else [])
    assert context["can_follow"] is may_review


def test_a_new_judgement_starts_from_an_earlier_one():
    client, cited = client_of(Role.REVIEWER), Evidence.objects.accepted().first()
    row = propose(client, cited=[cited.key], method_version="2.0")
    like = f"{review()}?like={row.pk}"
    assert f"{like}#propose" in client.get(f"{LIST}{row.pk}/change/").content.decode()
    begun = filled(client.get(like), FORM)
    assert (begun["rationale"], begun["cited"]) == (["Said <b>twice</b>."], [cited.key])
    assert begun["method_version"] == ["2.0"]


@pytest.mark.parametrize("query", ["", "?like=1", "?clause=1&_popup=1"])
def test_to_add_an_assessment_is_to_choose_its_clause_first(query: str):
    client, before = client_of(Role.REVIEWER), Assessment.objects.count()
    for answer in (client.get(f"{ADD}{query}", follow=True), client.post(f"{ADD}{query}", typed(), follow=True)):
        assert answer.redirect_chain == [(CLAUSES, 302)]
        html = answer.content.decode()
        assert "Choose the clause to judge" in html
        assert f'href="{review()}"' in html
    assert Assessment.objects.count() == before


@pytest.mark.parametrize(("is_one", "expected"), [(False, ["send_back"]), (True, ["approve", "send_back"])])
def test_nobody_is_offered_to_approve_what_they_proposed_but_a_team_of_one(settings, is_one: bool, expected: list[str]):
    settings.TEAM_OF_ONE = is_one
    row = assessment(by=Role.REVIEWER.value)
    context = client_of(Role.REVIEWER).get(f"{LIST}{row.pk}/change/").context
    assert [name for name, _ in context["steps"]] == expected


def test_a_version_is_read_and_never_brought_back():
    row = propose(client_of(Role.REVIEWER))
    take(client_of(Role.ADMINISTRATOR), "approve", row)
    first = row.history.order_by("history_id").first()
    page = f"{LIST}{row.pk}/history/{first.history_id}/"
    for role in Role:
        client = client_of(role)
        html = client.get(page).content.decode()
        assert "Proposed" in html
        assert "Revert" not in html
        assert 'id="assessment_form"' not in html
        assert client.post(page, {}).status_code == 405
    row.refresh_from_db()
    assert row.state == "approved"


def test_a_version_whose_rows_are_gone_can_still_be_read(admin_client: Client):
    row = assessment(by="author")
    row.history.update(party_id=999_999)
    html = admin_client.get(f"{LIST}{row.pk}/history/{row.history.first().history_id}/").content.decode()
    assert "no longer there (999999)" in html


@pytest.mark.parametrize(
    "query", ["state__exact=proposed", "performance__exact=fulfilled&q=convoy", "party__isnull=True&q=convoy+passed"]
)
def test_the_list_is_narrowed(query: str):
    row = assessment(by="author")
    found = client_of(Role.VIEWER).get(f"{LIST}?{query}").context["cl"].result_list
    assert row in found
