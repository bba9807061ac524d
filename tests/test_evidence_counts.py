"""What was counted of a list of evidence is remembered until something is recorded."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements.dates import AsOf, Span
from agreements.models import Citation, Evidence, Publisher, Source
from agreements.selectors.evidence_asked import EvidenceAsked
from agreements.selectors.evidence_list import evidence_counts

AS_OF = AsOf(date(2021, 1, 1), date(2021, 1, 1))


def total(words: str = "") -> int:
    return evidence_counts(EvidenceAsked(words=words), as_of=AS_OF).total


def enter(key: str) -> None:
    user, _ = User.objects.get_or_create(username="clerk")
    publisher, _ = Publisher.objects.get_or_create(slug="gazette", defaults={"name": "Gazette", "kind": "private"})
    source = Source(key=f"gazette-{key}", publisher=publisher, title="An issue", language="en")
    source.published = Span.day(date(2020, 12, 2))
    source.save()
    row = Evidence(key=key, summary="x", state="accepted", entered_by=user)
    row.entered_at, row.occurred = datetime(2021, 1, 1, tzinfo=UTC), Span.day(date(2020, 12, 1))
    row.save()
    Citation.objects.create(evidence=row, source=source)


@pytest.mark.usefixtures("committed")
def test_counts_are_remembered_until_something_is_recorded():
    enter("gate")
    assert total() == 1
    with CaptureQueriesContext(connection) as captured:
        assert total() == 1
    assert len(captured) == 1
    enter("weir")
    assert (total(), total("gate")) == (2, 1)


@pytest.mark.usefixtures("committed")
def test_what_is_undone_was_never_counted_for_others():
    enter("gate")
    assert total() == 1
    with transaction.atomic():
        enter("weir")
        assert total() == 2
        transaction.set_rollback(True)
    assert total() == 1
    enter("lock")
    assert (total(), total("weir")) == (2, 0)
