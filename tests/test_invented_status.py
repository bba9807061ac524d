"""The verdicts of the invented agreement on several days: performance, timeliness, disputes, deadlines, reviews."""

from datetime import date

import pytest

from agreements.choices import Performance, Timeliness
from agreements.dates import AsOf
from agreements.selectors import agreement_report, clause_page
from agreements.selectors.reports import ClauseReport
from tests.invented_agreement import LATE, SLUG, InventedAlone

P, T = Performance, Timeliness


def as_of(on: str, known: str = "") -> AsOf:
    return AsOf(date.fromisoformat(on), date.fromisoformat(known) if known else date.max)


def leaf(number: str, on: str, known: str = "") -> ClauseReport:
    report = agreement_report(SLUG, as_of=as_of(on, known))
    return next(clause for clause in report.leaves if clause.number == number)


class TestStatus(InventedAlone):
    @pytest.mark.parametrize(
        ("number", "on", "known", "performance", "timeliness", "disputed"),
        [
            ("1", "2014-04-09", "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("1", "2014-04-10", "", P.FULFILLED, T.NO_DEADLINE, True),
            ("1", "2014-04-10", "2014-04-11", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("1", "2014-04-10", "2014-04-19", P.FULFILLED, T.NO_DEADLINE, False),
            ("2.a", "2014-04-06", "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("2.a", "2014-04-07", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("2.a", "2014-04-30", "2014-05-01", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("2.a", "2014-05-01", "2014-05-01", P.NOT_REVIEWED, T.CANNOT_BE_TOLD, False),
            ("2.a", "2014-04-29", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("2.a", "2014-04-30", "", P.FULFILLED, T.DONE_ON_TIME, False),
            ("2.b.i", "2014-04-14", "", P.NOT_REVIEWED, T.NOT_YET_DUE, False),
            ("2.b.i", "2014-05-15", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("2.b.i", "2014-05-20", "", P.NOT_REVIEWED, T.CANNOT_BE_TOLD, False),
            ("2.b.ii", "2014-05-31", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("2.b.ii", "2014-06-04", "", P.NOT_REVIEWED, T.CANNOT_BE_TOLD, False),
            ("2.b.ii", "2014-06-05", "", P.NOT_STARTED, T.OVERDUE, False),
            ("2.b.iii.1", "2014-07-01", "", P.NOT_REVIEWED, T.CANNOT_BE_TOLD, False),
            ("2.b.iii.1", "2014-07-02", "", P.PARTLY_FULFILLED, T.DONE_LATE, False),
            ("2.b.iii.2", "2014-06-30", "", P.NO_EVIDENCE_FOUND, T.DUE_SOON, False),
            ("2.b.iii.10", "2014-06-05", "", P.BREACHED, T.DUE_SOON, False),
            ("3", "2014-05-31", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("3", "2014-06-01", "", P.FULFILLED, T.DONE_LATE, False),
            ("3", "2014-06-01", "2014-06-02", P.NOT_REVIEWED, T.CANNOT_BE_TOLD, False),
            ("Art-4(1)", "2014-06-08", "", P.MINIMALLY_FULFILLED, T.NO_DEADLINE, False),
            ("Art-4(1)", "2014-06-09", "", P.MINIMALLY_FULFILLED, T.NO_DEADLINE, True),
            ("Art-4(2).a", LATE, "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("5.a", "2014-06-20", "2014-06-24", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("5.a", "2014-06-20", "", P.NOT_REVIEWED, T.NOT_YET_DUE, False),
            ("5.a", "2014-09-12", "", P.FULFILLED, T.DONE_ON_TIME, False),
            ("5.b", "2014-10-14", "", P.NOT_REVIEWED, T.NOT_YET_DUE, False),
            ("5.b", "2014-10-15", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("5.b", "2014-11-14", "", P.NOT_REVIEWED, T.DONE_ON_TIME, False),
            ("6", "2017-03-07", "", P.NOT_REVIEWED, T.NOT_YET_DUE, False),
            ("6", "2017-04-07", "", P.NOT_REVIEWED, T.DUE_SOON, False),
            ("6", "2017-04-08", "", P.NOT_REVIEWED, T.NOT_YET_DUE, False),
            ("7", "2014-07-29", "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("7", "2014-07-30", "", P.PARTLY_FULFILLED, T.NO_DEADLINE, True),
            ("7", "2014-07-30", "2014-09-04", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("9", LATE, "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("10", "2014-05-30", "2014-07-14", P.FULFILLED, T.NO_DEADLINE, False),
            ("10", "2014-05-30", "", P.BREACHED, T.NO_DEADLINE, False),
            ("11", LATE, "", P.NOT_REVIEWED, T.NO_DEADLINE, False),
            ("12", "2014-12-31", "", P.MINIMALLY_FULFILLED, T.NOT_YET_DUE, False),
            ("12", "2015-01-01", "", P.NO_LONGER_APPLIES, T.NO_DEADLINE, False),
            ("12", "2015-01-01", "2015-01-02", P.MINIMALLY_FULFILLED, T.NOT_YET_DUE, False),
        ],
    )
    def test_status(
        self, number: str, on: str, known: str, performance: Performance, timeliness: Timeliness, disputed: bool
    ) -> None:
        status = leaf(number, on, known).verdict.status
        assert (status.performance, status.timeliness, status.disputed) == (performance, timeliness, disputed)

    @pytest.mark.parametrize(
        ("number", "on", "known", "due", "original", "against_original"),
        [
            pytest.param("5.a", "2014-06-19", "", "07-07", "07-07", T.DUE_SOON, id="three months after force"),
            pytest.param("5.a", "2014-07-08", "", "09-30", "07-07", T.CANNOT_BE_TOLD, id="moved, both days told"),
            pytest.param("5.a", "2014-09-12", "", "09-30", "07-07", T.DONE_LATE, id="late against the first day"),
            pytest.param("5.a", "2014-07-08", "2014-06-24", "07-07", "07-07", T.CANNOT_BE_TOLD, id="not known"),
            pytest.param("5.b", "2014-06-19", "", "08-21", "08-21", T.NOT_YET_DUE, id="counted from the survey"),
            pytest.param("5.b", "2014-11-14", "", "11-14", "08-21", T.DONE_LATE, id="moves with its anchor"),
        ],
    )
    def test_chained_deadlines(
        self, number: str, on: str, known: str, due: str, original: str, against_original: Timeliness
    ) -> None:
        (deadline,) = leaf(number, on, known).deadlines
        assert [f"{day:%m-%d}" for day in (deadline.due_on, deadline.original_on)] == [due, original]
        assert deadline.original_timeliness is against_original

    @pytest.mark.parametrize(
        ("on", "due", "notice"),
        [
            pytest.param("2014-04-07", "2017-04-07", "2016-10-07", id="the first term counts from the local day"),
            pytest.param("2017-04-07", "2017-04-07", "2016-10-07", id="the last day belongs to the old term"),
            pytest.param("2017-04-08", "2020-04-07", "2019-10-07", id="a new term begins on the day after"),
        ],
    )
    def test_renewal(self, on: str, due: str, notice: str) -> None:
        (deadline,) = leaf("6", on).deadlines
        assert (str(deadline.due_on), str(deadline.notice_on)) == (due, notice)

    @pytest.mark.parametrize(
        ("number", "on", "needs_review"),
        [
            pytest.param("1", LATE, False, id="nothing new since the verdict"),
            pytest.param("Art-4(1)", "2014-06-08", False, id="the newer report is of a later day"),
            pytest.param("Art-4(1)", "2014-06-09", True, id="evidence was entered after the verdict"),
            pytest.param("11", LATE, True, id="a proposal is no assessment"),
            pytest.param("12", "2014-05-05", True, id="cited evidence was retracted"),
            pytest.param("Art-4(10)", "2014-06-02", False, id="decided after the last day where its days are counted"),
        ],
    )
    def test_needs_review(self, number: str, on: str, needs_review: bool) -> None:
        assert leaf(number, on).verdict.needs_review is needs_review

    def test_each_party_has_a_verdict_of_its_own(self) -> None:
        found = clause_page(SLUG, "7", as_of=as_of(LATE)).by_party
        assert {verdict.assessment.party: verdict.assessment.performance for verdict in found} == {
            "ოლყარი": P.FULFILLED,
            "ثلمورا": P.NOT_STARTED,
        }

    def test_deadlines_of_one_day_stand_in_the_order_of_the_text(self) -> None:
        deadlines = agreement_report(SLUG, as_of=as_of(LATE)).deadlines
        same_day = [deadline.number for deadline in deadlines if deadline.due_on == date(2014, 6, 30)]
        assert same_day == ["2.b.iii.1", "2.b.iii.2", "2.b.iii.10"]
