"""The page of review: what it shows first, what it cites beforehand, and how a judgement is proposed on it."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.choices import Performance
from agreements.codebook import method_version
from agreements.dates import AsOf
from agreements.models import Assessment, Clause
from agreements.roles import Role
from agreements.selectors import review_page
from tests.forms import filled
from tests.people import assessment, clause, client_of, evidence, person
from tests.review_rows import day, decided, party, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_rows")]

FORM = "proposal_form"
TYPED = {"effective_on": "2021-04-02", "performance": "fulfilled", "confidence": "low", "rationale": "All came."}


@pytest.fixture
def _rows() -> None:
    """Let one piece be cited by the judgement that holds, one older not, and two come in since."""
    cited = reported("old-cited", accepted="2021-03-03")
    reported("old", "context", accepted="2021-03-03")
    decided(cites=(cited,))
    reported("new-for", "supports", occurred="2021-04-01")
    reported("new-against", "contradicts", occurred="2021-03-30", claimant=party("north", clause()))


@pytest.fixture
def reviewer() -> Client:
    return client_of(Role.REVIEWER)


def page(on: Clause | None = None) -> str:
    return f"/admin/agreements/clause/{(on or clause()).pk}/review/"


def text(client: Client, address: str = "") -> str:
    response = client.get(address or page())
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def sent(client: Client, address: str = "", **typed: object) -> HttpResponse:
    """Return the answer to the form sent with what was typed."""
    address = address or page()
    return client.post(address, filled(client.get(address), FORM, **TYPED | typed))


def again(client: Client, response: HttpResponse, **typed: object) -> HttpResponse:
    """Return the answer to the form as it came back, sent with the button that proposes all the same."""
    return client.post(page(), filled(response, FORM, all_the_same="1", **typed))


def test_the_hint_counts_what_came_in_and_says_that_it_is_no_verdict(reviewer: Client):
    html = text(reviewer)
    hint = "<strong>1</strong> for, <strong>1</strong> against, <strong>0</strong> mixed, <strong>0</strong> context;"
    assert f"{hint} 2 pieces of evidence from 2 sources." in html
    assert "It is no verdict, and nothing follows from which number is larger." in html
    assert html.index("Where it stands today") < html.index(hint) < html.index('id="evidence"')


def test_evidence_since_the_last_assessment_is_one_list_by_day_and_the_rest_comes_after(reviewer: Client):
    review = reviewer.get(page()).context["review"]
    assert [item.key for item in review.new] == ["new-for", "new-against"]
    assert [item.key for item in review.cited] == ["old-cited"]
    assert [item.key for item in review.others] == ["old"]


def test_the_form_begins_with_what_the_current_judgement_cites_and_with_no_performance(reviewer: Client):
    begun = filled(reviewer.get(page()), FORM)
    assert begun["cited"] == ["old-cited"]
    assert begun["method_version"] == ["1.1"]
    assert begun["correspondence"] == ["not_judged"]
    assert not {"performance", "confidence"} & set(begun)
    assert begun["rationale"] == [""]


def test_a_first_judgement_begins_with_the_version_that_the_codebook_states(reviewer: Client):
    Assessment.objects.all().delete()
    assert filled(reviewer.get(page()), FORM)["method_version"] == [method_version()]


def test_what_the_current_judgement_cites_and_no_longer_stands_is_shown_and_cannot_be_cited(reviewer: Client):
    retracted = reported("gone", state="retracted")
    decided(at="2021-03-11", effective="2021-03-06", cites=(retracted,))
    html = text(reviewer)
    assert "It cannot be cited: A mistake." in html
    assert "Evidence cited by the latest assessment no longer stands:" in html
    assert "cited" not in filled(reviewer.get(page()), FORM)


def test_every_party_has_its_latest_claim_on_the_page(reviewer: Client):
    south = party("south", clause())
    reported("south-said", "contradicts", occurred="2021-03-20", claimant=south)
    reported("south-says", "supports", occurred="2021-03-25", claimant=south)
    claims = reviewer.get(page()).context["review"].claims
    assert [(claim.claimant, claim.direction, claim.key) for claim in claims] == [
        ("North", "contradicts", "new-against"),
        ("South", "supports", "south-says"),
    ]


def test_a_judgement_that_nothing_speaks_against_is_proposed_at_once(reviewer: Client):
    response = sent(reviewer, performance="minimally_fulfilled", cited=["new-for", "new-against"])
    assert (response.status_code, response["Location"]) == (302, page())
    row = Assessment.objects.get(state="proposed")
    assert (row.clause, row.party, row.performance, row.rationale) == (
        clause(),
        None,
        "minimally_fulfilled",
        "All came.",
    )
    assert {cited.key for cited in row.cited.all()} == {"new-for", "new-against"}
    assert row.proposed_by == person(Role.REVIEWER)
    assert row.history.earliest().history_change_reason is None
    assert "Proposed: it counts once a second person has approved it." in text(reviewer)


def test_a_judgement_on_one_party_is_kept_as_such(reviewer: Client):
    sent(reviewer, performance="minimally_fulfilled", party="north", cited=["new-for", "new-against"])
    assert Assessment.objects.get(state="proposed").party.slug == "north"


def test_what_is_to_be_minded_comes_back_with_everything_typed_and_is_proposed_all_the_same(reviewer: Client):
    response = sent(reviewer, cited=["new-for"], limits="Not seen.", confidence="high")
    assert not Assessment.objects.filter(state="proposed")
    html = response.content.decode()
    assert "this evidence to the contrary is not cited: new-against." in html
    kept = filled(response, FORM)
    assert {name: kept[name] for name in ("performance", "confidence", "limits", "cited", "effective_on")} == {
        "performance": ["fulfilled"],
        "confidence": ["high"],
        "limits": ["Not seen."],
        "cited": ["new-for"],
        "effective_on": ["2021-04-02"],
    }
    assert again(reviewer, response).status_code == 302
    row = Assessment.objects.get(state="proposed")
    assert row.history.earliest().history_change_reason == "Minded: skips contrary evidence."


def test_the_first_button_minds_nothing(reviewer: Client):
    response = sent(reviewer, cited=["new-for"])
    assert reviewer.post(page(), filled(response, FORM)).status_code == 200
    assert not Assessment.objects.filter(state="proposed")


def test_what_was_minded_does_not_cover_what_is_typed_since(reviewer: Client):
    response = sent(reviewer, cited=["new-for"])
    answer = again(reviewer, response, cited=[])
    assert answer.status_code == 200
    assert "It cites no evidence." in answer.content.decode()
    assert not Assessment.objects.filter(state="proposed")


def test_who_writes_while_the_record_changes_is_told_and_loses_nothing(reviewer: Client):
    begun = filled(reviewer.get(page()), FORM, **TYPED | {"cited": ["new-for", "new-against"]})
    reported("newest", "context", occurred="2021-04-01")
    response = reviewer.post(page(), begun | {"performance": "partly_fulfilled", "effective_on": "2021-04-03"})
    html = response.content.decode()
    assert "Since you opened the page, evidence came in or a judgement was decided" in html
    assert 'id="newest"' in html
    assert filled(response, FORM)["rationale"] == ["All came."]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param({"performance": ""}, "Choose a performance.", id="no performance"),
        pytest.param(
            {"performance": "good"}, "good is not one of the words to choose from.", id="no known performance"
        ),
        pytest.param({"performance": "not_reviewed"}, "not_reviewed is not one of the words", id="not a judgement"),
        pytest.param({"confidence": ""}, "Choose how sure you are.", id="no confidence"),
        pytest.param({"rationale": " "}, "Give the reasons.", id="no rationale"),
        pytest.param({"rationale": "a\u202eb"}, "Character 2 is invisible (U+202E): take it out.", id="override"),
        pytest.param({"rationale": "x" * 20_001}, "Ensure this value has at most 20000 characters", id="too long"),
        pytest.param({"rationale": "a\0"}, "Null characters are not allowed.", id="NUL"),
        pytest.param({"effective_on": ""}, "Give the day of effect.", id="no day"),
        pytest.param({"effective_on": "2021-02-30"}, "Write the day as 2021-03-01.", id="30 February"),
        pytest.param({"effective_on": "9999-12-31"}, "Give a day up to 2199-12-31.", id="the end of time"),
        pytest.param({"effective_on": "0001-01-01"}, "Give a day from 1900-01-01 on.", id="long ago"),
        pytest.param({"party": "nobody"}, "nobody is no party to the agreement.", id="no such party"),
        pytest.param({"party": "no\0body"}, "is no party to the agreement.", id="a party with a NUL"),
        pytest.param({"cited": ["nothing"]}, "nothing is no accepted evidence: only that can be cited.", id="no such"),
        pytest.param({"cited": ["a\0b"]}, "is no accepted evidence", id="a key with a NUL"),
        pytest.param({"cited": ["2021-02-convoy"]}, "2021-02-convoy is no accepted evidence", id="still a draft"),
        pytest.param({"method_version": "v" * 21}, "Ensure this value has at most 20 characters", id="long version"),
    ],
)
def test_what_cannot_be_kept_gets_one_message_and_nothing_typed_is_lost(reviewer: Client, typed, message: str):
    evidence("draft")
    response = sent(reviewer, **{"limits": "L.", "cited": ["new-for"]} | typed)
    html = response.content.decode()
    assert html.count('<ul class="errorlist') == 1
    assert message in html
    assert filled(response, FORM)["limits"] == ["L."]
    assert not Assessment.objects.filter(state="proposed")


def test_a_proposal_that_was_sent_back_is_begun_anew_and_the_page_says_which(reviewer: Client):
    sent(reviewer, performance="minimally_fulfilled", cited=["new-for", "new-against"], party="north")
    row = Assessment.objects.get(state="proposed")
    client_of(Role.ADMINISTRATOR).post(
        "/admin/agreements/assessment/", {"action": "send_back", "_selected_action": [row.pk], "reason": "Say more."}
    )
    address = f"{page()}?like={row.pk}"
    html = text(reviewer, address)
    assert f'It follows <a href="/admin/agreements/assessment/{row.pk}/change/">{row.key}</a>, sent back' in html
    assert "Say more." in text(reviewer)
    begun = filled(reviewer.get(address), FORM)
    assert (begun["rationale"], begun["party"], begun["effective_on"]) == (["All came."], ["north"], ["2021-04-02"])
    assert set(begun["cited"]) == {"new-for", "new-against"}
    assert "performance" not in begun
    for like in ("999999", "abc", "%00", "-1", "9" * 30):
        assert filled(reviewer.get(f"{page()}?like={like}"), FORM)["rationale"] == [""]


@pytest.mark.parametrize("role", Role)
def test_everybody_who_logs_in_may_read_and_reviewers_propose(role: Role):
    client = client_of(role)
    may_propose = role in {Role.REVIEWER, Role.ADMINISTRATOR}
    html = text(client)
    assert ('id="proposal_form"' in html, 'name="cited"' in html) == (may_propose, may_propose)
    typed = {**TYPED, "cited": ["new-for", "new-against"], "performance": "minimally_fulfilled"}
    assert client.post(page(), typed).status_code == (200 if may_propose else 403)


def test_who_is_not_logged_in_is_asked_to(client: Client):
    assert client.get(page()).headers["Location"].startswith("/admin/login/")


def test_there_is_no_review_of_a_point_or_of_nothing(reviewer: Client):
    point = clause("2")
    Clause.objects.create(agreement=point.agreement, number="2.a", heading="Limb", parent=point)
    for pk in (point.pk, 0, 10**30):
        assert reviewer.get(f"/admin/agreements/clause/{pk}/review/").status_code == 404


@pytest.mark.parametrize("performance", [value for value in Performance.values if value != "not_reviewed"])
def test_every_performance_can_be_proposed(reviewer: Client, performance: str):
    response = sent(reviewer, performance=performance, cited=["new-for", "new-against"])
    if response.status_code == 200:
        response = again(reviewer, response)
    assert response.status_code == 302
    assert Assessment.objects.get(state="proposed").performance == performance


def test_markup_in_what_is_typed_comes_back_as_text(reviewer: Client):
    response = sent(reviewer, cited=["new-for"], rationale="<script>alert(1)</script>")
    assert "<script>alert" not in response.content.decode()
    assert filled(response, FORM)["rationale"] == ["<script>alert(1)</script>"]


def test_more_evidence_and_judgements_cost_the_same_queries():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            review_page(clause().pk, as_of=AsOf(day("2022-01-01"), day("2022-01-01")))
        return len(captured)

    reported("more", occurred="2021-04-01", claimant=party("south", clause()))  # disputed before and after
    before = queries()
    for number in range(5):
        more = reported(f"more-{number}", occurred="2021-04-01", claimant=party(f"side-{number}", clause()))
        decided(cites=(more,), effective=f"2021-04-0{number + 1}")
        assessment("proposed", by="author")
    assert queries() == before
