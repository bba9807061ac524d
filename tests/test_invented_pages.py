"""Every page of the invented agreement: lists, clauses, evidence, links, filters; today and as of a day."""

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.invented_agreement import (
    EVIDENCE,
    LATE,
    NUMBERS,
    PARTIES,
    RETRACTED,
    SLUG,
    TITLE,
    InventedAlone,
    page,
    report_on,
    text_of,
)

FILE = re.compile(r"summary\.|\.(svg|png)(\?|$)")
"""Addresses of what is no text of a page."""
ON = pytest.mark.parametrize("on", [pytest.param("", id="today"), pytest.param(LATE, id="as of a day")])
A_FEW = 3
"""How many addresses that ask the same page for the same things, such as another topic each, are followed."""


class TestPages(InventedAlone):
    @ON
    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            pytest.param(("overview",), (TITLE, *PARTIES, f"{SLUG}/Art-4(1)"), id="overview"),
            pytest.param(("agreement", SLUG), (TITLE, *PARTIES, "عهد زفيردول", "Zvirdoli"), id="agreement"),
            pytest.param(
                ("deadlines",),
                (f"{SLUG}/Art-4(10)", "Pacific/Chatham", "first set: 2014-07-07", "Term ends"),
                id="deadlines",
            ),
            pytest.param(("evidence-list",), (*EVIDENCE, "برق ثلمورا", "Ράδιο Πελμίνα"), id="evidence"),
        ],
    )
    def test_list_pages(self, client: Client, names: tuple[str, ...], expected: tuple[str, ...], on: str) -> None:
        text = text_of(client, page(*names, on=on))
        assert not [name for name in expected if escape(name) not in text]
        assert RETRACTED not in text

    @ON
    @pytest.mark.parametrize("number", NUMBERS)
    def test_clause_pages(self, client: Client, number: str, on: str) -> None:
        text = text_of(client, page("clause", SLUG, number, on=on))
        clause = next(clause for clause in report_on(LATE).clauses if clause.number == number)
        names = (TITLE, number, clause.heading, clause.duty, *(role.name for role in clause.roles))
        assert not [name for name in (*names, *clause.evidence_keys) if escape(name) not in text]

    @ON
    @pytest.mark.parametrize("key", EVIDENCE)
    def test_evidence_pages(self, client: Client, key: str, on: str) -> None:
        assert f"<h1>{key}</h1>" in text_of(client, page("evidence", key, on=on))

    def test_retracted_evidence_stays_readable_with_its_reason_and_counts_nowhere(self, client: Client) -> None:
        assert "It was another book." in text_of(client, page("evidence", RETRACTED))
        assert f'id="{RETRACTED}"' not in text_of(client, page("clause", SLUG, "12"))

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            pytest.param(
                ("agreement", SLUG), ("2014-04-07 00:15</time> Pacific/Chatham", "2014-04-06 11:30 UTC"), id="both days"
            ),
            pytest.param(
                ("clause", SLUG, "12"),
                ("Official wording (qaa-Geor)", "სიტყვის", "Circulated draft wording (qab-Arab)", "كتاب الكلمات"),
                id="wordings",
            ),
            pytest.param(("clause", SLUG, "2"), ("Fittings of the lower weir", "Nets"), id="points and leaves below"),
            pytest.param(("clause", SLUG, "12"), ("كتاب واحد",), id="readings of a clause"),
            pytest.param(("agreement", SLUG), ("The accord speaks of water",), id="readings of the whole"),
            pytest.param(("clause", SLUG, "2.b.iii.1"), ("Middle and lower weir open together.",), id="read above"),
            pytest.param(("clause", SLUG, "12"), ("Elaborates <a href=", f"{SLUG}/Art-4(2).a"), id="link out"),
            pytest.param(("clause", SLUG, "1"), ("depends on this clause", f"{SLUG}/2.a"), id="link in"),
            pytest.param(("clause", SLUG, "7"), ("Performance of ثلمورا", "Performance of ოლყარი"), id="per party"),
            pytest.param(("clause", SLUG, "5.a"), ("moved to", "agreed", *PARTIES, "2014-09-30"), id="moved"),
            pytest.param(
                ("evidence", "2014-summer-families"),
                ("about 1,400.5 families", "نحو ١٤٠٠٫٥ أسرة", "Garbled in print", "Proposed reading: 1,400 families"),
                id="figures",
            ),
            pytest.param(
                ("evidence", "2014-04-10-works-halted"),
                ("Keeper Ōmoru (ოლყარი)", "relayed through برق → Weir Notes", "Denies", "Asserts"),
                id="both sides",
            ),
        ],
    )
    def test_what_pages_say(self, client: Client, names: tuple[str, ...], expected: tuple[str, ...]) -> None:
        text = text_of(client, page(*names, on=LATE))
        assert not [words for words in expected if words not in text]

    def test_a_wording_runs_in_the_direction_of_its_script(self, client: Client) -> None:
        assert re.search(
            r'<blockquote(?=[^>]*lang="qab-Arab")[^>]* dir="(auto|rtl)"', text_of(client, page("clause", SLUG, "12"))
        )

    @ON
    def test_every_link_leads_to_a_page(self, client: Client, on: str) -> None:
        waiting, seen, asked = [page("overview", on=on)], set(), Counter()
        while waiting:
            address = waiting.pop()
            seen.add(address)
            kind = resolve(unquote(urlsplit(address).path)).view_name, *sorted(dict(parse_qsl(urlsplit(address).query)))
            asked[kind] += 1
            if asked[kind] > A_FEW and set(kind[1:]) - {"on"}:
                continue
            text = "" if FILE.search(address) else text_of(client, address)
            if urlsplit(address).query in {"", f"on={on}"}:  # narrowed pages lead to ever more narrowed ones
                found = map(unescape, re.findall(r'href="(/[^"#]*)"', text))
                inside = {link for link in found if not link.startswith(("/static/", "/admin/"))}
                same_day = {link for link in inside if dict(parse_qsl(urlsplit(link).query)).get("on", "") == on}
                waiting += sorted(same_day - seen - set(waiting))
        clauses = {page("clause", SLUG, number, on=on) for number in NUMBERS}
        assert clauses | {page("evidence", key, on=on) for key in EVIDENCE} <= seen

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            pytest.param({"agreement": SLUG}, 19, id="agreement"),
            pytest.param({"clause": f"{SLUG}/2.b"}, 3, id="a clause and all below it"),
            pytest.param({"clause": "Art-4(1)"}, 2, id="a number with brackets"),
            pytest.param({"clause": "2.b.iii.1"}, 1, id="1 is not 10"),
            pytest.param({"claimant": "ოლყარი"}, 3, id="claimant"),
            pytest.param({"party": "thalmura", "direction": "contradicts"}, 1, id="one and the same link"),
            pytest.param({"words": "ثلمورا"}, 4, id="words in another script"),
        ],
    )
    def test_filters(self, client: Client, query: dict[str, str], count: int) -> None:
        response = client.get(page("evidence-list"), query)
        assert (response.status_code, response.context["found"].total) == (200, count)
