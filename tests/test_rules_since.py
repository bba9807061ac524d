"""Since when a clause has stood where it stands: the first day of the latest unbroken run of one performance."""

import pytest

from agreements.choices import Performance
from agreements.rules import verdict
from tests.facts import D, as_of, assessment, at, cites, clause

FULFILLED, PARTLY, BREACHED = Performance.FULFILLED, Performance.PARTLY_FULFILLED, Performance.BREACHED

OPEN = assessment("2020-12-01", FULFILLED)
CLOSED = assessment("2022-12-12", BREACHED)
ORDERED = assessment("2023-02-22", BREACHED)
BY_PARTY = assessment("2022-12-20", FULFILLED, party="armenia")
BY_PARTY_AGAIN = assessment("2023-03-01", FULFILLED, party="armenia")
OTHER_PARTY = assessment("2023-01-05", BREACHED, party="azerbaijan")
PARTY_CORRECTED = assessment(
    "2022-12-20", BREACHED, party="armenia", key="corrected-party", decided_at=at("2024-01-01")
)
EARLIER_CORRECTED = assessment("2022-12-12", PARTLY, key="corrected", decided_at=at("2024-01-01"))
CITING_LATER = assessment("2022-12-20", PARTLY, cited=(cites("report", "2024-01-01"),))


@pytest.mark.parametrize(
    ("assessments", "on", "known", "expected"),
    [
        pytest.param((), "2023-03-28", "2026-01-01", None, id="nobody has judged"),
        pytest.param((OPEN,), "2023-03-28", "2026-01-01", D(2020, 12, 1), id="judged once"),
        pytest.param((OPEN, CLOSED), "2022-12-11", "2026-01-01", D(2020, 12, 1), id="before the level changes"),
        pytest.param((OPEN, CLOSED), "2022-12-12", "2026-01-01", D(2022, 12, 12), id="from the day it changes"),
        pytest.param(
            (OPEN, CLOSED, ORDERED), "2023-03-28", "2026-01-01", D(2022, 12, 12), id="a new reason keeps the first day"
        ),
        pytest.param(
            (OPEN, CLOSED, BY_PARTY, ORDERED), "2023-03-28", "2026-01-01", D(2022, 12, 12), id="a party breaks no run"
        ),
        pytest.param(
            (OPEN, CLOSED, EARLIER_CORRECTED, ORDERED), "2023-03-28", "2026-01-01", D(2023, 2, 22), id="corrected since"
        ),
        pytest.param(
            (OPEN, CLOSED, CITING_LATER, ORDERED), "2023-03-28", "2023-03-28", D(2022, 12, 12), id="not yet known"
        ),
        pytest.param(
            (OPEN, CLOSED, CITING_LATER, ORDERED), "2023-03-28", "2024-01-01", D(2023, 2, 22), id="known since"
        ),
    ],
)
def test_since_when_the_performance_is_what_it_is(assessments, on, known, expected):
    assert verdict(clause(assessments=assessments), as_of=as_of(on, known)).since == expected


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        pytest.param((OPEN, CLOSED), {}, id="no party was judged"),
        pytest.param((CLOSED, BY_PARTY), {"armenia": D(2022, 12, 20)}, id="the whole clause begins no run of a party"),
        pytest.param(
            (BY_PARTY, ORDERED, BY_PARTY_AGAIN), {"armenia": D(2022, 12, 20)}, id="a new reason keeps the first day"
        ),
        pytest.param(
            (BY_PARTY, OTHER_PARTY, BY_PARTY_AGAIN),
            {"armenia": D(2022, 12, 20), "azerbaijan": D(2023, 1, 5)},
            id="each party has a run of its own",
        ),
        pytest.param((BY_PARTY, PARTY_CORRECTED, BY_PARTY_AGAIN), {"armenia": D(2023, 3, 1)}, id="corrected since"),
    ],
)
def test_since_when_the_performance_of_each_party_is_what_it_is(assessments, expected):
    found = verdict(clause(assessments=assessments), as_of=as_of("2023-03-28", "2026-01-01"))
    assert found.since_by_party == expected
