"""The long lists of a clause page: a page of keys, sentences with the evidence they name, spells, and sides."""

from datetime import timedelta

import pytest

from agreements.choices import Correspondence, Performance, Timeliness
from agreements.rules import Status
from agreements.selectors.clause_reports import ReasonReport
from agreements.selectors.clause_verdicts import OPEN_SPELLS, SPELLS, reasons, spells
from agreements.selectors.key_pages import page_of
from agreements.timelines import Spell
from tests.facts import D

KEYS = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("keys", "asked", "expected", "beside", "places", "is_part"),
    [
        pytest.param((), "", (), ("", ""), (0, -1), False, id="an empty list has one empty page"),
        pytest.param(KEYS[:2], "", ("a", "b"), ("", ""), (1, 2), False, id="a list that fits is not in parts"),
        pytest.param(KEYS, "", ("a", "b"), ("", "c"), (1, 2), True, id="without a key, the first page"),
        pytest.param(KEYS, "zz", ("a", "b"), ("", "c"), (1, 2), True, id="a key that is not there, the first page"),
        pytest.param(KEYS, "d", ("c", "d"), ("a", "e"), (3, 4), True, id="any key of a page brings it up"),
        pytest.param(KEYS, "e", ("e",), ("c", ""), (5, 5), True, id="the last page may be short"),
    ],
)
def test_the_page_of_a_key(keys, asked, expected, beside, places, is_part):
    page = page_of(keys, asked, size=2)
    assert (page.keys, (page.before, page.after), page.total) == (expected, beside, len(keys))
    assert ((page.first, page.last), page.is_part) == (places, is_part)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_walking_from_page_to_page_shows_every_key_once(size):
    page = page_of(KEYS, "", size=size)
    walked = list(page.keys)
    while page.after:
        before = page
        page = page_of(KEYS, page.after, size=size)
        assert page.before == before.keys[0]
        walked += page.keys
    assert tuple(walked) == KEYS


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "The claims conflict.", ReasonReport("The claims conflict.", (), ""), id="a sentence without keys"
        ),
        pytest.param(
            "Sources both assert and deny 2021-hill.",
            ReasonReport("Sources both assert and deny", ("2021-hill",), "."),
            id="one key before the full stop",
        ),
        pytest.param(
            "Denied are 2021-hill, road.b, ქვა.",
            ReasonReport("Denied are", ("2021-hill", "road.b", "ქვა"), "."),
            id="keys with dots and in any script",
        ),
        pytest.param("Entered later: 3.", ReasonReport("Entered later: 3.", (), ""), id="a number is no key"),
        pytest.param("", ReasonReport("", (), ""), id="nothing"),
    ],
)
def test_a_sentence_is_taken_apart_around_the_evidence_it_names(sentence, expected):
    assert reasons([sentence], {"2021-hill", "road.b", "ქვა"}) == (expected,)


def timeline(count: int) -> tuple[Spell, ...]:
    status = Status(Performance.FULFILLED, Timeliness.NO_DEADLINE, Correspondence.AS_WRITTEN, disputed=False)
    days = [D(2021, 1, 1) + timedelta(days=number) for number in range(count)]
    return tuple(Spell(day, day, status, f"judgement-{day}") for day in days)


class TestSpells:
    def test_the_newest_come_first_and_only_the_last_one_still_holds(self):
        found = spells(timeline(3), "", here=())
        assert [entry.spell.from_on.day for entry in found.open] == [3, 2, 1]
        assert [entry.is_last for entry in found.open] == [True, False, False]
        assert found.folded == ()

    def test_older_ones_are_folded_and_the_oldest_stand_on_further_pages(self):
        whole = timeline(SPELLS + 1)
        first = spells(whole, "", here=())
        assert (len(first.open), len(first.folded)) == (OPEN_SPELLS, SPELLS - OPEN_SPELLS)
        second = spells(whole, first.page.after, here=())
        assert [entry.spell for entry in second.open] == [whole[0]]
        assert not second.open[0].is_last

    def test_each_says_whether_its_judgement_stands_on_the_page(self):
        found = spells(timeline(2), "", here={"judgement-2021-01-02"})
        assert [entry.is_here for entry in found.open] == [True, False]

    def test_before_the_entry_into_force_there_are_none(self):
        assert spells((), "", here=()).open == ()
