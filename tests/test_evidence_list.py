"""The list of evidence: what each filter leaves, what the counts beside it promise, and reading it page by page."""

from collections.abc import Callable
from datetime import date

import pytest
from django.http import QueryDict

from agreements import selectors
from agreements.choices import Stance
from agreements.dates import AsOf
from agreements.filters import EvidenceFilter
from agreements.models import Evidence
from agreements.selectors.evidence import EvidenceReport
from agreements.selectors.evidence_asked import EvidenceAsked, fitting
from agreements.selectors.evidence_list import PER_PAGE, EvidenceList, Place, evidence_counts, evidence_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record", "remembered")]

LATE = AsOf(date(2026, 6, 1))
EARLY = AsOf(date(2022, 3, 31), date(2021, 12, 31))
Fits = Callable[[EvidenceReport], bool]


def asked(query: str, as_of: AsOf = LATE) -> EvidenceAsked:
    narrowed = EvidenceFilter(QueryDict(query), as_of=as_of)
    assert narrowed.unread == ()
    return narrowed.asked


def keys(query: str, as_of: AsOf = LATE) -> list[str]:
    """Return what fits in the order of the list; both ways to find it must agree."""
    ways = (
        selectors.newest_first(fitting(asked(query, as_of), as_of=as_of, along_days=along_days))
        for along_days in (False, True)
    )
    gathered, along = (list(way.values_list("key", flat=True)) for way in ways)
    assert gathered == along
    return gathered


def reports(as_of: AsOf) -> tuple[EvidenceReport, ...]:
    evidence = selectors.newest_first(selectors.counted_evidence(as_of=as_of))
    return selectors.evidence_reports(evidence, as_of=as_of)


def is_below(number: str, point: str) -> bool:
    return number == point or number.startswith(f"{point}.")


def cited(**wanted: object) -> Fits:
    """Return whether one citation has all the attributes wanted."""
    return lambda piece: any(
        all(getattr(one.source if name == "publisher" else one, name) == value for name, value in wanted.items())
        for one in piece.citations
    )


FILTERS: dict[str, Fits] = {
    "": lambda piece: True,
    "agreement=2021-01-11": lambda piece: any(link.agreement == "2021-01-11" for link in piece.links),
    "clause=2020-11-10/6": lambda piece: any(
        link.agreement == "2020-11-10" and is_below(link.number, "6") for link in piece.links
    ),
    "clause=4": lambda piece: any(is_below(link.number, "4") for link in piece.links),
    "clause=2020-11-10/6.g&direction=contradicts&party=armenia": lambda piece: any(
        (link.reference, link.direction, link.party) == ("2020-11-10/6.g", "contradicts", "Armenia")
        for link in piece.links
    ),
    "claimant=armenia": cited(claimant="Armenia"),
    "claimant=armenia&stance=denies": cited(claimant="Armenia", stance=Stance.DENIES),
    "publisher=tass&claimant=russia": cited(publisher="TASS", claimant="Russia"),
    "dispute=disputed": lambda piece: piece.is_denied,
    "dispute=asserted": lambda piece: {one.stance for one in piece.citations} == {Stance.ASSERTS},
    "dispute=denied": lambda piece: {one.stance for one in piece.citations} == {Stance.DENIES},
    "sources=one": lambda piece: len({one.source.key for one in piece.citations}) == 1,
    "sources=several": lambda piece: len({one.source.key for one in piece.citations}) > 1,
    "occurred_from=2021-02-10&occurred_to=2021-02-20": lambda piece: (
        piece.occurred.latest >= date(2021, 2, 10) and piece.occurred.earliest <= date(2021, 2, 20)
    ),
    "published_from=2021-06-01&published_to=2021-06-30": lambda piece: any(
        one.source.published.latest >= date(2021, 6, 1) and one.source.published.earliest <= date(2021, 6, 30)
        for one in piece.citations
    ),
    "entered_from=2020-01-01": lambda piece: True,
    "entered_to=2020-01-01": lambda piece: False,
    "indicator=vehicles-through-corridor": lambda piece: any(
        figure.slug == "vehicles-through-corridor" for figure in piece.figures
    ),
    "source=rferl-2023-03-28": lambda piece: any(one.source.key == "rferl-2023-03-28" for one in piece.citations),
    "sources=one&dispute=disputed&direction=contradicts": lambda piece: (
        piece.is_denied
        and len({one.source.key for one in piece.citations}) == 1
        and any(link.direction == "contradicts" for link in piece.links)
    ),
}
NEVER = {"dispute=denied", "entered_to=2020-01-01"}


@pytest.mark.parametrize("as_of", [LATE, EARLY], ids=["late", "early, with what was known earlier still"])
def test_filters_leave_what_fits_and_nothing_else(as_of: AsOf):
    counted = reports(as_of)
    found = {query: keys(query, as_of) for query in FILTERS}
    assert found == {query: [piece.key for piece in counted if fits(piece)] for query, fits in FILTERS.items()}
    assert as_of is EARLY or {query for query, fitting in found.items() if not fitting} <= NEVER


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        pytest.param("", 0, id="nothing asked"),
        pytest.param("agreement=2020-11-10&direction=contradicts", 2, id="links"),
        pytest.param("clause=2020-11-10/6&claimant=armenia&stance=asserts", 2, id="a point, and citations"),
        pytest.param("words=corridor&dispute=disputed&publisher=tass", 2, id="words, dispute and a publisher"),
        pytest.param("sources=one&occurred_from=2021-01-01&occurred_to=2021-12-31", 2, id="support and a year"),
        pytest.param("words=nothinglikeit", 0, id="nothing fits"),
    ],
)
@pytest.mark.parametrize("as_of", [LATE, EARLY], ids=["late", "early"])
def test_every_count_is_what_its_link_lists(query: str, chosen: int, as_of: AsOf):
    counts = evidence_counts(asked(query, as_of), as_of=as_of)
    values = [(facet.name, value) for facet in counts.facets for value in facet.values]
    assert [value.count for _, value in values if value.is_chosen] == [counts.total] * chosen
    wrong = {
        (name, value.label): (value.count, listed)
        for name, value in values
        if not value.is_chosen and value.count != (listed := fitting(asked(value.query, as_of), as_of=as_of).count())
    }
    assert wrong == {}
    assert query == "words=nothinglikeit" or len(values) > 5


def test_what_is_chosen_can_be_taken_back():
    narrowed = asked("direction=mixed&clause=6.g&occurred_from=2021-01-01&occurred_to=2021-12-31")
    facets = evidence_counts(narrowed, as_of=LATE).facets
    without = {facet.name: value.query for facet in facets for value in facet.values if value.is_chosen}
    assert without == {
        "direction": "clause=6.g&occurred_from=2021-01-01&occurred_to=2021-12-31",
        "year": "clause=6.g&direction=mixed",
    } | {"clause": "direction=mixed&occurred_from=2021-01-01&occurred_to=2021-12-31"}


def read(place: Place, query: str = "") -> EvidenceList:
    return evidence_list(asked(query), place, as_of=LATE)


def shown(found: EvidenceList) -> list[str]:
    return [row.report.key for row in found.rows]


@pytest.mark.parametrize(
    "query", [pytest.param("", id="many, along the days"), pytest.param("direction=supports", id="few, gathered")]
)
class TestPages:
    def test_older_leads_through_all_of_it_once_and_newer_back_again(self, query: str):
        whole, there = keys(query), [read(Place(), query)]
        while there[-1].older:
            there.append(read(Place(after=there[-1].older), query))
        assert [key for found in there for key in shown(found)] == whole
        assert {len(found.rows) for found in there[:-1]} == {PER_PAGE}
        assert [found.newer for found in there] == ["", *(shown(found)[0] for found in there[1:])]
        back = [there[-1]]
        while back[-1].newer:
            back.append(read(Place(before=back[-1].newer), query))
        assert [shown(found) for found in back] == [shown(found) for found in reversed(there)]

    def test_the_last_page_is_full_and_the_end(self, query: str):
        last = read(Place(is_last=True), query)
        assert shown(last) == keys(query)[-PER_PAGE:]
        assert (last.older, last.newer) == ("", shown(last)[0])

    def test_near_the_beginning_the_first_page_is_filled(self, query: str):
        whole = keys(query)
        assert read(Place(before=whole[3]), query) == read(Place(), query)

    def test_after_the_last_piece_comes_the_last_page(self, query: str):
        assert shown(read(Place(after=keys(query)[-1]), query)) == keys(query)[-PER_PAGE:]


def test_a_page_can_be_read_on_from_a_piece_that_does_not_fit():
    whole, some = keys(""), keys("direction=supports")
    place = next(place for place, key in enumerate(whole) if key not in some and place > 100)
    assert shown(read(Place(after=whole[place]), "direction=supports"))[0] == next(
        key for key in whole[place:] if key in some
    )


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
def test_what_is_not_public_is_no_place_to_read_on_from(state: str):
    key = keys("")[70]
    Evidence.objects.filter(key=key).update(state=state, state_reason="A reason.")
    found = read(Place(after=key))
    assert (found.unknown, shown(found)) == (key, keys("")[:PER_PAGE])


def test_a_page_can_be_read_on_from_what_was_retracted_since():
    whole = keys("")
    Evidence.objects.filter(key=whole[70]).update(state="retracted", state_reason="Twice.")
    assert shown(read(Place(after=whole[70]))) == whole[71 : 71 + PER_PAGE]


def test_a_list_of_one_page_leads_nowhere():
    for place in (Place(), Place(is_last=True)):
        found = read(place, "clause=2020-11-10/9.a&sources=one&dispute=disputed")
        assert len(found.rows) <= PER_PAGE
        assert (found.newer, found.older) == ("", "")


def test_a_row_shows_some_citations_both_sides_among_them_and_says_how_many_more():
    rows = read(Place(), "dispute=disputed").rows
    assert any(row.more for row in rows)
    for row in rows:
        assert {one.stance for one in row.citations} == set(Stance)
        assert len(row.citations) + row.more == len(row.report.citations)
