"""Nobody decides on their own work; one setting lets a team of one do so, and then the record says so."""

import pytest
from pytest_django.fixtures import Settings

from agreements import operations
from agreements.operations import BY_ITS_AUTHOR, OperationError
from agreements.roles import Role
from tests.people import LATER, assessment, evidence, person

pytestmark = pytest.mark.django_db


def test_without_the_setting_a_second_person_is_needed(settings: Settings):
    assert settings.TEAM_OF_ONE is False
    author = person(Role.ADMINISTRATOR)
    with pytest.raises(OperationError, match="nobody decides on their own work"):
        operations.accept_evidence(evidence("submitted", by=author.username), by=author, at=LATER)
    with pytest.raises(OperationError, match="nobody decides on their own work"):
        operations.approve_assessment(assessment(by=author.username), by=author, at=LATER)


class TestWithTheSetting:
    @pytest.fixture(autouse=True)
    def _alone(self, settings: Settings) -> None:
        settings.TEAM_OF_ONE = True

    def test_who_entered_evidence_may_accept_it_and_the_history_says_so(self):
        author = person(Role.ADMINISTRATOR)
        row = operations.accept_evidence(evidence("submitted", by=author.username), by=author, at=LATER)
        assert (row.entered_by, row.decided_by, row.decided_at) == (author, author, LATER)
        assert row.history.first().history_change_reason == BY_ITS_AUTHOR

    def test_who_proposed_an_assessment_may_approve_it_and_the_history_says_so(self):
        author = person(Role.ADMINISTRATOR)
        row = operations.approve_assessment(assessment(by=author.username), by=author, at=LATER)
        assert (row.proposed_by, row.approved_by) == (author, author)
        assert row.history.first().history_change_reason == BY_ITS_AUTHOR

    def test_a_second_person_leaves_no_such_note(self):
        row = operations.accept_evidence(evidence("submitted"), by=person(Role.REVIEWER), at=LATER)
        assert row.history.first().history_change_reason is None

    def test_who_may_not_decide_at_all_still_may_not(self):
        reporter = person(Role.REPORTER)
        with pytest.raises(OperationError, match="may not do this"):
            operations.accept_evidence(evidence("submitted"), by=reporter, at=LATER)


def test_who_decided_on_evidence_and_when_is_kept():
    reviewer = person(Role.REVIEWER)
    rejected = operations.reject_evidence(evidence("submitted"), by=reviewer, at=LATER, reason="Not a report.")
    assert (rejected.decided_by, rejected.decided_at) == (reviewer, LATER)
