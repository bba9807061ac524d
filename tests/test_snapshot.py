"""Pages share one snapshot of the record until something is recorded; what may be undone is shared with nobody."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.dates import AsOf
from agreements.models import Agreement
from agreements.selectors.revision import Revision, current_revision
from agreements.selectors.snapshot import ROOM, Snapshot, snapshot
from agreements.selectors.unknown import UnknownAgreementError

TODAY = AsOf(date(2021, 1, 1))
committed = pytest.mark.usefixtures("committed")


def agreement(slug: str = "accord") -> Agreement:
    instant = datetime(2020, 1, 1, tzinfo=UTC)
    return Agreement.objects.create(
        slug=slug, title=f"The {slug}", signed_on=instant.date(), in_force_at=instant, time_zone="UTC"
    )


def titles() -> list[str]:
    return [report.title for report in snapshot().reports(as_of=TODAY)]


@committed
def test_a_second_page_asks_the_database_only_for_the_revision():
    agreement()
    assert titles() == ["The accord"]
    with CaptureQueriesContext(connection) as captured:
        assert titles() == ["The accord"]
    assert len(captured) == 1


@committed
def test_what_is_recorded_shows_on_the_next_page():
    row = agreement()
    assert titles() == ["The accord"]
    row.title = "The accord, as amended"
    row.save()
    assert titles() == ["The accord, as amended"]
    agreement("protocol")
    assert len(titles()) == 2


@committed
def test_what_is_undone_was_never_shown_to_others():
    agreement()
    assert titles() == ["The accord"]
    with transaction.atomic():
        agreement("protocol")
        assert len(titles()) == 2
        transaction.set_rollback(True)
    assert titles() == ["The accord"]
    agreement("appendix")
    assert titles() == ["The accord", "The appendix"]


@committed
def test_a_change_that_is_committed_late_under_a_lower_number_is_noticed():
    agreement()
    agreement("protocol")
    history = Agreement.history.model
    late = history.objects.order_by("history_id").first()
    history.objects.filter(pk=late.pk).delete()
    before = current_revision()
    late.save(force_insert=True)
    after = current_revision()
    assert after.number == before.number
    assert after.mark != before.mark


@pytest.mark.django_db
def test_the_revision_of_an_empty_record_is_nought():
    assert current_revision() == (0, 0)


@pytest.mark.django_db
def test_an_agreement_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UnknownAgreementError, match="known are: none"):
        snapshot().report("accord", as_of=TODAY)
    agreement("protocol")
    with pytest.raises(UnknownAgreementError, match="known are: protocol"):
        snapshot().timelines("accord", as_of=TODAY)


def test_an_answer_is_worked_out_once_and_the_oldest_make_room():
    shared, asked = Snapshot(Revision(1, 1)), []

    def answer(question: int) -> int:
        return shared.recall(question, lambda: asked.append(question) or question)

    for question in (*range(ROOM), ROOM - 1, ROOM, 0):
        assert answer(question) == question
    assert asked == [*range(ROOM), ROOM, 0]


@committed
class TestPages:
    def test_a_page_is_made_once_for_a_state_of_the_record(self, client: Client):
        row = agreement()
        first = client.get("/")
        with CaptureQueriesContext(connection) as captured:
            again = client.get("/")
        assert (again.content, again.headers.items()) == (first.content, first.headers.items())
        assert len(captured) == 1
        row.title = "The accord, as amended"
        row.save()
        assert "The accord, as amended" in client.get("/").content.decode()

    def test_another_day_and_a_fragment_are_other_pages(self, client: Client):
        agreement()
        pages = [
            client.get(address, headers=headers).content
            for address in ("/agreements/accord/", "/agreements/accord/?on=2021-01-01")
            for headers in ({}, {"HX-Request": "true"}, {})
        ]
        assert len(set(pages)) == 4

    def test_a_page_that_could_not_be_read_or_found_is_not_kept(self, client: Client):
        assert client.get("/agreements/accord/").status_code == 404
        agreement()
        assert client.get("/agreements/accord/").status_code == 200
        assert [client.get("/evidence/?occurred_from=soon").status_code for _ in range(2)] == [400, 400]
