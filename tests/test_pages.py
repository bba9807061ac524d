"""The pages answer, show what they should, and refuse what they cannot read."""

import pytest
from django.test import Client
from django.utils.html import escape

from agreements.models import Agreement, Clause, Evidence, Reading
from agreements.views.about import VOCABULARIES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

PAGES = [
    "/",
    "/agreements/2020-11-10/",
    "/agreements/2021-01-11/",
    "/agreements/2020-11-10/6/",
    "/agreements/2020-11-10/6.g/",
    "/deadlines/",
    "/evidence/",
    "/evidence/2021-01-11-48000-returned/",
    "/changes/",
    "/data/",
    "/method/",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("query", ["", "?on=2021-03-01", "?on=2021-03-01&known=2021-03-01"])
def test_every_page_answers_for_today_and_for_a_past_day(client: Client, address: str, query: str):
    response = client.get(address + query)
    assert response.status_code == 200
    html = response.content.decode()
    assert "How status is decided" in html
    assert ("Back to today" in html) is bool(query)


def test_the_overview_shows_both_statements_with_coverage(client: Client):
    html = client.get("/").content.decode()
    for agreement in Agreement.objects.all():
        assert agreement.title in html
    assert " of 31 clauses reviewed." in html
    assert " of 10 clauses reviewed." in html


def test_the_agreement_page_lists_every_clause_in_the_order_of_the_text(client: Client):
    html = client.get("/agreements/2020-11-10/").content.decode()
    numbers = Clause.objects.filter(agreement__slug="2020-11-10").order_by("position").values_list("number", flat=True)
    places = [html.index(f'/agreements/2020-11-10/{number}/"') for number in numbers]
    assert len(places) == 40
    assert places == sorted(places)


@pytest.mark.parametrize("number", ["1.a", "4.c", "6.a", "6.g", "8.a", "9.a"])
def test_the_clause_page_shows_duty_verdict_evidence_and_readings(client: Client, number: str):
    clause = Clause.objects.get(agreement__slug="2020-11-10", number=number)
    response = client.get(f"/agreements/2020-11-10/{number}/")
    html = response.content.decode()
    assert clause.heading in html
    assert "Correspondence" in html
    assert "Status over time" in html
    assert ("How it is read" in html) is Reading.objects.filter(clause__in=[clause, clause.parent]).exists()
    evidence = response.context["page"].evidence
    assert evidence.total == Evidence.objects.filter(links__clause=clause).distinct().count()
    assert [key for key in evidence.page.keys if f'id="{key}"' not in html] == []


def test_readings_of_the_whole_stand_with_the_agreement_and_those_of_a_clause_with_the_clause(client: Client):
    whole = client.get("/agreements/2020-11-10/")
    clause = client.get("/agreements/2020-11-10/6.g/").context["page"]
    assert {reading.about for reading in whole.context["readings"]} == {"the whole agreement"}
    about = [reading.about for reading in clause.readings]
    assert about == sorted(about, key=["clause 6.g", "the whole agreement"].index)
    assert [reading.actor for reading in clause.readings][:4] == ["Azerbaijan"] * 3 + ["Armenia"]


def test_those_who_agreed_to_move_a_deadline_stand_in_the_order_of_the_text(client: Client):
    page = client.get("/agreements/2020-11-10/6.a/").context["page"]
    assert [change.agreed_by for change in page.changes] == [("Azerbaijan", "Armenia")]


def test_a_moved_deadline_is_shown_against_both_days(client: Client):
    html = client.get("/agreements/2020-11-10/6.a/").content.decode()
    assert "2020-11-25" in html
    assert "first set: 2020-11-15" in html
    assert "moved to" in html


def test_every_accepted_piece_of_evidence_has_a_page(client: Client):
    keys = list(Evidence.objects.values_list("key", flat=True))
    assert len(keys) > 80
    assert {client.get(f"/evidence/{key}/").status_code for key in keys} == {200}


@pytest.mark.parametrize(
    ("query", "kept", "message"),
    [
        pytest.param("?on=yesterday", "yesterday", "is not a day", id="a word is not a day"),
        pytest.param("?on=2021-02-30", "2021-02-30", "is not a day", id="30 February does not exist"),
        pytest.param("?on=01/03/2021", "01/03/2021", "is not a day", id="day and month are never guessed"),
        pytest.param("?known=20210301", "20210301", "is not a day", id="the basic format is not read"),
        pytest.param("?on=9999-12-31", "9999-12-31", "is out of reach", id="a day out of reach"),
        pytest.param("?on=%3Cscript%3E", "&lt;script&gt;", "is not a day", id="markup comes back as text"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/agreements/2020-11-10/6.g/", "/agreements/2020-11-10/summary.csv"])
def test_a_bad_day_gets_a_page_that_says_so_and_keeps_what_was_typed(
    client: Client, address: str, query: str, kept: str, message: str
):
    response = client.get(address + query)
    assert response.status_code == 400
    html = response.content.decode()
    assert message in html
    assert f'value="{kept}"' in html


def test_a_bad_day_keeps_the_other_parameters(client: Client):
    html = client.get("/evidence/?on=bad&clause=6.g&page=2").content.decode()
    assert '<input type="hidden" name="clause" value="6.g">' in html


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/agreements/none/", "There is no agreement"),
        ("/agreements/2020-11-10/99/", "There is no clause 2020-11-10/99"),
        ("/agreements/none/1.a/", "There is no clause none/1.a"),
        ("/evidence/none/", "No evidence"),
        ("/agreements/2020-11-10/summary.xyz", "There is no format"),
        ("/nowhere/", "There is no page at this address"),
        ("/agreements/%00/", "There is no page at this address"),
        ("/evidence/%00/", "There is no page at this address"),
    ],
)
def test_what_is_not_there_gets_a_page_that_says_what_is_missing(client: Client, address: str, message: str):
    response = client.get(address)
    assert response.status_code == 404
    assert message in response.content.decode()


def test_evidence_is_not_shown_before_it_occurred_or_was_known(client: Client):
    address = "/evidence/2023-03-28-return-demand-not-met/"
    assert client.get(f"{address}?on=2023-03-28").status_code == 200
    assert client.get(f"{address}?on=2023-03-27").status_code == 404
    assert client.get(f"{address}?on=2023-03-28&known=2023-03-27").status_code == 404
    assert client.get(f"{address}?on=2023-03-28&known=2023-03-28").status_code == 200


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "retracted"])
def test_only_accepted_evidence_is_listed_and_counted(client: Client, state: str):
    key = "2021-01-11-48000-returned"

    def counted() -> set[str]:
        clauses = client.get("/agreements/2020-11-10/summary.json").json()["clauses"]
        return {key for clause in clauses for key in clause["evidence"]}

    assert key in counted()
    Evidence.objects.filter(key=key).update(state=state, state_reason="a reason")
    assert key not in counted()
    for address in ("/evidence/", "/agreements/2020-11-10/7.a/"):
        assert f'id="{key}"' not in client.get(address).content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
def test_evidence_that_was_never_accepted_has_no_page(client: Client, state: str):
    Evidence.objects.filter(key="2021-01-11-48000-returned").update(state=state, state_reason="a reason")
    assert client.get("/evidence/2021-01-11-48000-returned/").status_code == 404


def test_retracted_evidence_keeps_its_page_with_the_public_reason(client: Client):
    Evidence.objects.filter(key="2021-01-11-48000-returned").update(state="retracted", state_reason="Counted twice.")
    html = client.get("/evidence/2021-01-11-48000-returned/").content.decode()
    assert "Retracted" in html
    assert "Counted twice." in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("clause=8.c&agreement=2020-11-10", {"8.c"}, id="by clause"),
        pytest.param("clause=2020-11-10/8", {"8.a", "8.b", "8.c"}, id="a point takes in its limbs"),
    ],
)
def test_evidence_can_be_narrowed_by_clause(client: Client, query: str, expected: set[str]):
    response = client.get(f"/evidence/?{query}")
    rows = response.context["found"].rows
    assert rows
    for row in rows:
        assert expected & {link.number for link in row.report.links}


def test_evidence_filters_ask_one_link_for_all_that_is_asked_of_links(client: Client):
    response = client.get("/evidence/?clause=2020-11-10/6.g&direction=contradicts&party=armenia")
    keys = [row.report.key for row in response.context["found"].rows]
    assert "2023-03-28-arms-transfer-allegation" in keys
    assert "2023-03-28-corridor-closed-over-three-months" not in keys


def test_a_filter_that_cannot_be_read_says_so_and_keeps_what_was_typed(client: Client):
    response = client.get("/evidence/?occurred_from=soon&words=hill")
    assert response.status_code == 400
    html = response.content.decode()
    assert 'value="soon"' in html
    assert "Enter a valid date." in html


@pytest.mark.parametrize(
    "query", ["words=%00", "clause=%00", "claimant=%00", "after=%00", "before=none", "last=%00", "agreement=none"]
)
def test_odd_filters_are_refused_or_ignored_but_never_fatal(client: Client, query: str):
    assert client.get(f"/evidence/?{query}").status_code in {200, 400}


def test_pages_answer_get_only(client: Client):
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_pages_carry_a_strict_content_policy(client: Client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_healthz_says_ok(client: Client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_method_page_prints_every_definition(client: Client):
    html = client.get("/method/").content.decode()
    for vocabulary in VOCABULARIES.values():
        for member in vocabulary:
            assert escape(member.definition) in html


@pytest.mark.parametrize(("day", "status"), [("2021-03-01", 200), ("01/03/2021", 400), ("1 March 2021", 400)])
def test_a_day_in_a_filter_is_read_in_iso_form_only(client: Client, day: str, status: int):
    assert client.get("/evidence/", {"occurred_from": day}).status_code == status


def test_who_may_not_is_told_on_a_page_of_the_site(client: Client, django_user_model: type):
    client.force_login(django_user_model.objects.create_user("nobody-in-particular", is_staff=True))
    response = client.get("/admin/agreements/actor/")
    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()


def test_a_judgement_that_was_taken_back_stays_on_the_page_with_the_reason(client: Client):
    html = client.get("/agreements/2020-11-10/6.a/?on=2021-01-18").content.decode()
    assert "Withdrawn assessments" in html
    assert 'id="2020-11-10-6a-2021-01-18"' in html
    assert "Took effect before 19 January 2021" in html
    assert "Withdrawn assessments" not in client.get("/agreements/2020-11-10/6.a/?on=2021-01-17").content.decode()


def test_a_judgement_that_was_corrected_for_the_same_day_is_marked(client: Client):
    page = client.get("/agreements/2020-11-10/6.g/?on=2023-03-28")
    assert "2020-11-10-6g-2023-03-28" in page.context["page"].corrected
    assert "corrected: for the same day another was decided later" in page.content.decode()


def test_every_spell_leads_to_the_judgement_behind_it(client: Client):
    page = client.get("/agreements/2020-11-10/6.g/")
    html = page.content.decode()
    keys = {spell.assessment for spell in page.context["page"].timeline}
    assert len(keys) > 5
    assert [key for key in keys if f'href="#{key}"' not in html or f'id="{key}"' not in html] == []


def test_the_readings_of_both_sides_stand_beside_every_contested_verdict(client: Client):
    for agreement in Agreement.objects.all():
        report = client.get(f"/agreements/{agreement.slug}/").context["agreement"]
        disputed = [clause.number for clause in report.leaves if clause.verdict.status.disputed]
        assert disputed
        for number in disputed:
            page = client.get(f"/agreements/{agreement.slug}/{number}/").context["page"]
            assert {"Azerbaijan", "Armenia"} <= {reading.actor for reading in page.readings}, number


def test_readings_of_the_whole_agreement_stay_with_it_where_nothing_is_contested(client: Client):
    page = client.get("/agreements/2020-11-10/6.a/").context["page"]
    assert not page.clause.verdict.status.disputed
    assert "the whole agreement" not in {reading.about for reading in page.readings}
