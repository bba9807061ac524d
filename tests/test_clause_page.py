"""The clause page: whole at any size, every number with the rows behind it, and everything on it within reach."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Assessment, Citation, Clause, Evidence, EvidenceLink
from agreements.roles import Role
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

HEAVIEST = 150_000
BUSY = "/agreements/2020-11-10/6.g/"
DAYS = ["", "?on=2023-06-01&known=2023-06-01", "?on=2021-03-01"]
CHARTS = re.compile(rb"<(svg|figure)\b.*?</\1>", re.DOTALL)


def weight(content: bytes) -> int:
    """Return how heavy a page is apart from its charts."""
    return len(CHARTS.sub(b"", content))


def walked(client: Client, address: str, name: str) -> list[str]:
    """Return the keys of a list of a clause, from its first page to its last."""
    keys: list[str] = []
    asked = ""
    while True:
        response = client.get(address, {name: asked})
        found = response.context["page"]
        part = found.evidence.page if name == "evidence" else found.judgements.page
        html = response.content.decode()
        assert [key for key in part.keys if f'<li id="{key}"' not in html] == []
        keys += part.keys
        if not part.after:
            return keys
        assert f"{name}={part.after}#" in unescape(html)
        asked = part.after


def overfill() -> None:
    """Give a clause thousands of pieces of evidence and hundreds of long judgements that cite many of them."""
    clause = Clause.objects.get(agreement__slug="2020-11-10", number="6.g")
    model = Evidence.objects.filter(links__clause=clause).first()
    said = model.citations.first()
    rows = Evidence.objects.bulk_create(
        Evidence(
            key=f"2021-overfull-{number}",
            summary="What somebody saw by the road, at some length. " * 8,
            occurred_earliest_on=date(2021, 1, 1) + timedelta(days=number % 700),
            occurred_latest_on=date(2021, 1, 1) + timedelta(days=number % 700),
            occurred_precision="day",
            state="accepted",
            entered_by=model.entered_by,
            entered_at=model.entered_at,
        )
        for number in range(2000)
    )
    stances = ["asserts"] * 7 + ["denies"]
    Citation.objects.bulk_create(
        Citation(
            evidence=row, source=said.source, stance=stance, credibility="6", position=place, claimant=said.claimant
        )
        for row in rows
        for place, stance in enumerate(stances)
    )
    EvidenceLink.objects.bulk_create(EvidenceLink(evidence=row, clause=clause, direction="mixed") for row in rows)
    judgements = Assessment.objects.bulk_create(
        Assessment(
            key=f"overfull-{number}",
            clause=clause,
            effective_on=date(2021, 1, 1) + timedelta(days=3 * number),
            performance=("fulfilled", "breached")[number % 2],
            correspondence="not_judged",
            confidence="low",
            rationale="One may see it one way and another may see it otherwise. " * 17,
            limits="Nobody was there to see it. " * 15,
            method_version="1.0",
            state="approved",
            proposed_by=person(Role.REVIEWER),
            approved_by=person(Role.ADMINISTRATOR),
            decided_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for number in range(300)
    )
    through = Assessment.cited.through
    through.objects.bulk_create(
        through(assessment_id=judgement.pk, evidence_id=row.pk) for judgement in judgements for row in rows[:40]
    )


class TestWeight:
    @pytest.mark.parametrize("query", DAYS)
    def test_every_clause_page_is_light(self, client: Client, query: str):
        names = Clause.objects.assessable().values_list("agreement__slug", "number")
        weights = {name: weight(client.get(f"/agreements/{'/'.join(name)}/{query}").content) for name in names}
        assert len(weights) > 40
        assert {name: found for name, found in weights.items() if found >= HEAVIEST} == {}

    def test_an_overfull_clause_is_as_light_and_costs_as_many_queries(self, client: Client):
        def cost(query: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                response = client.get(BUSY + query)
            assert weight(response.content) < HEAVIEST
            return len(captured)

        Clause.objects.filter(number="6.g").update(note="")  # from here on each page is worked out anew
        before = cost("")
        overfill()
        assert cost("") == before
        assert cost("?evidence=2021-overfull-3&judgement=overfull-3&spell=2021-02-01") == before


class TestEvidence:
    def test_paging_shows_every_piece_once_newest_first(self, client: Client):
        keys = walked(client, BUSY, "evidence")
        rows = Evidence.objects.filter(links__clause__number="6.g", links__clause__agreement__slug="2020-11-10")
        assert sorted(keys) == sorted(rows.values_list("key", flat=True).distinct())
        assert len(keys) > 100
        days = dict(rows.values_list("key", "occurred_latest_on"))
        assert [days[key] for key in keys] == sorted(days.values(), reverse=True)

    def test_every_count_is_a_link_to_as_many_pieces(self, client: Client):
        shown = client.get(BUSY).context["page"].evidence
        assert {"supports", "contradicts", "mixed", "context", "disputed"} <= {choice.value for choice in shown.choices}
        for choice in shown.choices:
            narrowed = client.get(BUSY, {"show": choice.value} if choice.value else {})
            found = narrowed.context["page"].evidence
            assert found.page.total == choice.count > 0
            assert [other.value for other in found.choices if other.is_chosen] == [choice.value]
            for item in found.items if choice.value in {"supports", "contradicts", "mixed", "context"} else ():
                assert choice.value in {link.direction.value for link in item.links}
        assert shown.choices[0].count == shown.total

    def test_what_a_judgement_cites_is_listed_in_full(self, client: Client):
        judged = Assessment.objects.filter(clause__number="8.b", state="approved", cited__isnull=False).distinct()
        for judgement in judged[:4]:
            found = client.get("/agreements/2020-11-10/8.b/", {"cited": judgement.key}).context["page"].evidence
            assert found.page.total == judgement.cited.count() > 0
            assert {item.report.key for item in found.items} <= set(judgement.cited.values_list("key", flat=True))

    def test_what_a_judgement_cites_and_was_retracted_since_stays_in_its_list_and_is_marked(self, client: Client):
        judgement = Assessment.objects.filter(clause__number="7.a", cited__isnull=False, state="approved").first()
        key = judgement.cited.first().key
        Evidence.objects.filter(key=key).update(state="retracted", state_reason="Counted twice.")
        response = client.get("/agreements/2020-11-10/7.a/", {"cited": judgement.key, "evidence": key})
        item = next(item for item in response.context["page"].evidence.items if item.report.key == key)
        assert item.report.retraction == "Counted twice."
        assert "Retracted" in response.content.decode()
        assert key not in walked(client, "/agreements/2020-11-10/7.a/", "evidence")

    @pytest.mark.parametrize("query", ["cited=none", "cited=2020-11-10-6g-2023-03-28&on=2021-01-01", "show=newer"])
    def test_an_empty_choice_says_so_and_offers_all(self, client: Client, query: str):
        response = client.get(f"{BUSY}?{query}")
        assert response.context["page"].evidence.items == ()
        html = response.content.decode()
        assert "nothing, or it does not count" in html or "none." in html
        assert "All (" in html

    def test_a_choice_that_there_is_none_of_is_named_with_those_there_are(self, client: Client):
        response = client.get(f"{BUSY}?show=%00")
        assert response.status_code == 404
        assert "contradicts" in response.content.decode()

    @pytest.mark.parametrize("value", ["none", "%00", "9" * 500])
    def test_a_key_that_is_not_there_brings_up_the_first_page(self, client: Client, value: str):
        query = "&".join(f"{name}={value}" for name in ("evidence", "judgement", "spell", "reading"))
        page = client.get(f"{BUSY}?{query}").context["page"]
        firsts = [part.page.first for part in (page.evidence, page.judgements, page.spells, page.sides)]
        assert firsts == [1, 1, 1, 1]

    def test_one_who_denies_is_shown_among_however_many_who_assert(self, client: Client):
        key = "2022-12-12-closure-begins"
        items = client.get(BUSY, {"evidence": key}).context["page"].evidence.items
        item = next(item for item in items if item.report.key == key)
        assert {citation.stance.value for citation in item.citations} == {"asserts", "denies"}
        assert len(item.citations) + item.more == len(item.report.citations) > 10
        assert item.more > 0


class TestJudgements:
    @pytest.mark.parametrize("number", ["1.a", "6.g", "9.a"])
    def test_every_judgement_that_counts_is_within_reach_once(self, client: Client, number: str):
        address = f"/agreements/2020-11-10/{number}/"
        found = client.get(address).context["page"]
        holding = [found.clause.assessment.key, *(verdict.assessment.key for verdict in found.by_party)]
        approved = Assessment.objects.filter(clause__agreement__slug="2020-11-10", clause__number=number)
        keys = approved.filter(state="approved").values_list("key", flat=True)
        assert sorted([*holding, *walked(client, address, "judgement")]) == sorted(keys)

    def test_one_asked_for_is_brought_up_unfolded(self, client: Client):
        oldest = client.get("/agreements/2020-11-10/1.a/").context["page"].judgements.page.after
        html = client.get("/agreements/2020-11-10/1.a/", {"judgement": oldest}).content.decode()
        assert re.search(rf'<li id="{oldest}">\s*<details open>', html)
        assert html.count("<details open>") == 1

    @pytest.mark.parametrize("number", ["1.a", "6.g", "9.a"])
    def test_every_spell_leads_to_the_judgement_behind_it(self, client: Client, number: str):
        address = f"/agreements/2020-11-10/{number}/"
        html = unescape(client.get(address).content.decode())
        links = re.findall(r'<a href="([^"]*)#([^"]+)" aria-label="Why', html)
        assert len(links) > 10
        for where, key in links:
            assert f'id="{key}"' in (client.get(where).content.decode() if where else html)

    def test_each_party_stands_with_the_day_since_which_its_level_holds(self, client: Client):
        response = client.get("/agreements/2020-11-10/9.a/")
        verdicts = response.context["page"].by_party
        assert len(verdicts) == 2
        assert any(verdict.since < verdict.assessment.effective_on for verdict in verdicts)
        for verdict in verdicts:
            assert f'since <time datetime="{verdict.since}">' in response.content.decode()

    def test_the_evidence_that_makes_it_disputed_is_linked(self, client: Client):
        response = client.get("/agreements/2020-11-10/9.d/")
        (reason,) = response.context["page"].dispute_reasons
        assert len(reason.keys) > 1
        for key in reason.keys:
            assert f'<a href="/evidence/{key}/">' in response.content.decode()


class TestAround:
    def test_the_points_above_and_the_clauses_beside_it_are_links(self, client: Client):
        html = client.get("/agreements/2020-11-10/7.a/?on=2023-03-28").content.decode()
        for number in ("7", "6.g", "7.b"):
            assert f'href="/agreements/2020-11-10/{number}/?on=2023-03-28"' in html

    def test_a_point_has_its_clauses_with_their_tally_and_the_points_beside_it(self, client: Client):
        page = client.get("/agreements/2020-11-10/6/").context["page"]
        assert [child.number for child in page.children] == [f"6.{letter}" for letter in "abcdefg"]
        assert page.tally.total == 7
        assert (page.previous.number, page.next.number) == ("5", "7")

    def test_the_first_and_the_last_clause_have_one_neighbour(self, client: Client):
        first, last = (client.get(f"/agreements/2020-11-10/{number}/").context["page"] for number in ("1.a", "9.e"))
        assert (first.previous, first.next.number) == (None, "1.b")
        assert (last.previous.number, last.next) == ("9.d", None)

    def test_readings_stand_actor_by_actor_with_the_parties_first_in_the_order_of_the_text(self, client: Client):
        sides = client.get(BUSY).context["page"].sides
        actors = [side.actor for side in sides.sides]
        assert actors[:2] == ["Azerbaijan", "Armenia"]
        assert len(actors) == len(set(actors))
        assert sum(len(side.open) + len(side.folded) for side in sides.sides) == sides.page.total

    def test_the_citation_names_verdict_days_and_revision_and_its_address_gives_the_same_answer(self, client: Client):
        response = client.get(f"{BUSY}?on=2023-03-28&known=2023-04-01")
        citation = response.context["citation"]
        assert "clause 6.g (Safe travel along the corridor): breached, since 2022-12-12, disputed." in citation
        assert "Status as of 2023-03-28, with what was published by 2023-04-01." in citation
        assert f"revision {response.context['revision']} of the record" in citation
        again = client.get(citation.split()[-1].removeprefix("http://testserver"))
        assert again.context["citation"] == citation
        assert client.get(f"{BUSY}?on=2023-03-28").context["citation"] != citation
