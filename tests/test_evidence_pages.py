"""The pages of evidence: addresses, words for what is asked, what htmx swaps, how light they are, and one piece."""

import re
from datetime import date

import pytest
from django.test import Client

from agreements.models import Evidence, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

HTMX = {"HX-Request": "true"}
DETAIL = "/evidence/2023-03-28-arms-transfer-allegation/"


def text(client: Client, address: str, status: int = 200, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return response.content.decode()


def flat(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestList:
    def test_what_is_asked_is_said_in_words_and_can_be_removed(self, client: Client):
        html = text(client, "/evidence/?clause=6.g&direction=contradicts&claimant=armenia&on=2023-06-01")
        assert "Clause: 6.g remove" in flat(html)
        assert "Direction: Contradicts remove" in flat(html)
        assert "On whose word: Armenia remove" in flat(html)
        assert 'href="/evidence/?on=2023-06-01&amp;direction=contradicts&amp;claimant=armenia"' in html

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("words=nothinglikeit", "Nothing fits all that is asked."),
            ("on=1980-01-01", "No evidence had occurred and been published by the days asked about."),
            ("after=nowhere", "There is no piece of evidence “nowhere” to read on from"),
            ("after=%00", "to read on from"),
            ("page=3", "717 pieces of evidence"),
        ],
    )
    def test_what_is_empty_or_unknown_is_said(self, client: Client, query: str, words: str):
        assert words in flat(text(client, f"/evidence/?{query}"))

    def test_what_cannot_be_read_is_left_out_and_named(self, client: Client):
        html = flat(text(client, "/evidence/?occurred_from=soon&source=none&direction=mixed", 400))
        assert "What could not be read was left out: Occurred from (Enter a valid date.)" in html
        assert "Document (There is no document with this key.)" in html
        assert "Direction: Mixed remove" in html

    @pytest.mark.parametrize(
        "query", ["entered_to=9999-12-31", "entered_from=0001-01-01", "last=1&after=x&before=y", "words=%F0%28%8C%28"]
    )
    def test_odd_questions_are_answered(self, client: Client, query: str):
        assert text(client, f"/evidence/?{query}")

    def test_the_days_asked_about_stay_on_every_link_of_the_list(self, client: Client):
        html = text(client, "/evidence/?on=2023-06-01&known=2023-06-02")
        links = re.findall(r'href="(/evidence/[^"]*)"', html[html.index('id="results"') :])
        assert len(links) > 100
        assert [link for link in links if "?on=2023-06-01&amp;known=2023-06-02" not in link] == []

    def test_htmx_gets_what_the_page_includes_and_a_plain_address(self, client: Client):
        query = "words=&clause=6.g&direction=contradicts&claimant=&on=2023-06-01"
        whole = client.get(f"/evidence/?{query}")
        part = client.get(f"/evidence/?{query}", headers=HTMX)
        results, _, days = part.content.decode().partition('<form class="as-of"')
        assert results.strip() in whole.content.decode()
        assert days.count(' data-hx-swap-oob="true"') == 2
        form = days.replace(' data-hx-swap-oob="true"', "").partition("</form>")[0]
        assert form in whole.content.decode()
        assert part["HX-Push-Url"] == "/evidence/?on=2023-06-01&clause=6.g&direction=contradicts"
        assert "HX-Request" in whole["Vary"]
        assert "HX-Request" in part["Vary"]
        back = client.get(f"/evidence/?{query}", headers=HTMX | {"HX-History-Restore-Request": "true"})
        assert "<!doctype html>" in back.content.decode()

    def test_htmx_gets_an_answer_it_shows_even_if_not_all_could_be_read(self, client: Client):
        html = text(client, "/evidence/?occurred_from=soon", **HTMX)
        assert "What could not be read was left out" in html

    def test_the_form_of_the_days_sends_on_what_is_asked_and_nothing_else(self, client: Client):
        html = text(client, "/evidence/?words=&clause=6.g&party=")
        form = html[html.index('<form class="as-of"') : html.index("</form>")]
        assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form) == [("clause", "6.g")]

    @pytest.mark.parametrize("query", ["", "clause=2020-11-10/6.g", "direction=contradicts&dispute=disputed", "last=1"])
    def test_a_page_is_light(self, client: Client, query: str):
        assert len(text(client, f"/evidence/?{query}").encode()) < 175_000


class TestPiece:
    def test_it_shows_who_asserts_and_who_denies_with_the_place_and_the_grades(self, client: Client):
        html = flat(text(client, DETAIL))
        assert html.index("Asserts (1)") < html.index("Denies (2)")
        assert "On the word of Military of Azerbaijan (Azerbaijan)" in html
        assert "lines 101-104" in html
        assert "Publisher: F – not judged . Report: 6 – not judged ." in html.replace("judged.", "judged .")

    def test_it_lists_the_judgements_that_cite_it_as_of_the_day(self, client: Client):
        def judgements(query: str) -> set[str]:
            return {judgement.key for judgement in client.get(DETAIL + query).context["page"].resting}

        assert judgements("?on=2023-03-28") < judgements("")
        assert "2020-11-10-6g-2023-03-28" in judgements("?on=2023-03-28")
        assert "#2020-11-10-6g-2023-03-28" in text(client, DETAIL)

    def test_a_judgement_that_also_rests_on_what_was_not_known_is_not_listed(self, client: Client):
        own = Source.objects.filter(citations__evidence__key=DETAIL.split("/")[2])
        resting = client.get(DETAIL).context["page"].resting
        cited = Evidence.objects.filter(cited_by__key__in=[judgement.key for judgement in resting])
        other = cited.exclude(citations__source__in=own).order_by("pk").first()
        unsure = set(other.cited_by.values_list("key", flat=True)) & {judgement.key for judgement in resting}
        assert unsure
        later = date(2025, 1, 1)
        Source.objects.filter(citations__evidence=other).update(published_earliest_on=later, published_latest_on=later)
        known = client.get(f"{DETAIL}?on=2024-01-01&known=2024-01-01").context["page"].resting
        assert known
        assert unsure & {judgement.key for judgement in known} == set()

    def test_it_says_how_to_cite_it_with_both_days(self, client: Client):
        html = flat(text(client, f"{DETAIL}?on=2023-04-01"))
        known = client.get(f"{DETAIL}?on=2023-04-01").context["asked"].as_of.known_on
        assert f"http://testserver{DETAIL}?on=2023-04-01&amp;known={known}" in html

    def test_its_figures_lead_to_all_values_of_the_quantity(self, client: Client):
        figure = Evidence.objects.filter(figures__isnull=False).order_by("pk").first()
        html = text(client, f"/evidence/{figure.key}/")
        slug = figure.figures.order_by("pk").first().indicator.slug
        assert f'href="/evidence/?indicator={slug}"' in html
