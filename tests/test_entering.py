"""The writes of the reporter's desk: names for evidence, sources entered with it, drafts begun anew."""

from datetime import date

import pytest

from agreements.choices import EvidenceState
from agreements.dates import Span
from agreements.entering import begin_again, enter_evidence, enter_source
from agreements.models import AuditEntry, Evidence, Figure, Indicator, Publisher, Source
from agreements.operations import OperationError
from agreements.roles import Role
from agreements.selectors.audit import verify_trail
from tests.people import AT, clause, evidence, person, source

pytestmark = pytest.mark.django_db


def new_evidence(summary: str = "A convoy passed.", *, key: str = "") -> Evidence:
    row = Evidence(key=key, summary=summary)
    row.occurred = Span.parse("2021-02-06/2021-02-08")
    return enter_evidence(row, by=person(Role.REPORTER), at=AT)


def new_source(**columns: object) -> Source:
    row = Source(**{"title": "A convoy passed", "language": "en", "url": "https://gazette.example/1"} | columns)
    row.published = Span.day(date(2021, 2, 7))
    return row


def test_evidence_without_a_name_gets_one_from_its_days_and_words():
    assert new_evidence().key == "2021-02-06-2021-02-08-a-convoy-passed"
    assert new_evidence().key == "2021-02-06-2021-02-08-a-convoy-passed-2"
    assert new_evidence().key == "2021-02-06-2021-02-08-a-convoy-passed-3"
    assert new_evidence(key="2021-02-mine").key == "2021-02-mine"


def test_a_source_is_entered_under_a_name_of_its_own_and_says_who_and_when():
    publisher = source().publisher
    row = enter_source(new_source(publisher=publisher), by=person(Role.REPORTER), at=AT)
    assert (row.key, row.accessed_on) == ("gazette-2021-02-07-a-convoy-passed", AT.date())
    assert (row.history.get().history_user, row.history.get().history_date) == (person(Role.REPORTER), AT)


def test_a_source_that_somebody_else_entered_meanwhile_is_not_entered_twice():
    publisher = source().publisher
    first = enter_source(new_source(publisher=publisher), by=person(Role.REPORTER), at=AT)
    again = new_source(publisher=publisher, url="http://www.gazette.example/1/?utm_source=x")
    assert enter_source(again, by=person(Role.REPORTER, "second"), at=AT) == first


def test_a_publisher_that_is_not_in_the_record_is_named_in_the_note_and_not_made():
    by = person(Role.REPORTER)
    first = enter_source(new_source(), publisher_name="The Daily <b>", by=by, at=AT)
    second = enter_source(new_source(url=""), publisher_name="The Nightly", by=by, at=AT)
    assert first.note == "Publisher, as named by reporter, who entered it: The Daily <b>. It was not in the record."
    assert first.publisher == second.publisher
    made = Publisher.objects.get()
    assert (made.slug, made.name, made.kind, made.reliability) == ("not-established", "Not established", "unknown", "F")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_add_sources_is_refused(role: Role):
    with pytest.raises(OperationError, match=r"needs the permission agreements\.add_source"):
        enter_source(new_source(publisher=source().publisher), by=person(role), at=AT)
    assert Source.objects.count() == 1


def rejected() -> Evidence:
    row = evidence("rejected")
    row.links.create(clause=clause(), direction="supports")
    indicator = Indicator.objects.create(slug="lorries", name="Lorries", unit="lorries", kind="flow")
    Figure.objects.create(evidence=row, indicator=indicator, value=12, as_printed="twelve", source=source())
    return row


def test_a_rejected_report_is_begun_anew_with_all_its_parts_and_stays_as_it_is():
    old, second = rejected(), person(Role.REPORTER, "second")
    draft = begin_again(old, by=second, at=AT)
    old.refresh_from_db()
    assert (old.state, old.key, old.citations.count()) == (EvidenceState.REJECTED, "2021-02-convoy", 1)
    assert (draft.state, draft.entered_by, draft.state_reason) == (EvidenceState.DRAFT, second, "")
    assert (draft.key, draft.summary, draft.occurred) == ("2021-02-a-convoy-passed", old.summary, old.occurred)
    assert draft.note == "Begun from 2021-02-convoy, which was rejected."
    assert (draft.citations.get().source, draft.links.get().clause) == (source(), clause())
    assert (draft.figures.get().as_printed, draft.figures.get().value) == ("twelve", 12)
    assert {part.history.get().history_user for part in (draft.citations.get(), draft.figures.get())} == {second}


def test_what_is_entered_is_sealed_in_the_audit_trail():
    before = AuditEntry.objects.count()
    enter_source(new_source(), publisher_name="The Daily", by=person(Role.REPORTER), at=AT)
    begin_again(rejected(), by=person(Role.REPORTER), at=AT)
    assert AuditEntry.objects.count() > before
    assert not verify_trail().problems


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted", "retracted"])
def test_only_what_is_rejected_is_begun_anew(state: str):
    with pytest.raises(OperationError, match="only what is rejected is begun anew"):
        begin_again(evidence(state), by=person(Role.REPORTER), at=AT)
    assert Evidence.objects.count() == 1


def test_who_may_not_add_evidence_begins_nothing_anew():
    with pytest.raises(OperationError, match=r"needs the permission agreements\.add_evidence"):
        begin_again(rejected(), by=person(Role.REVIEWER), at=AT)
