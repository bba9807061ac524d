"""The short way in which tests load the record gives what the seed files give."""

import pytest
from django.db import transaction

from agreements.models import Evidence, SeedRecord
from agreements.selectors.audit import verify_trail
from tests.loaded_record import load_record

pytestmark = pytest.mark.django_db


def loaded() -> tuple[int, int, str]:
    """Load the record, look, and take it back."""
    with transaction.atomic():
        load_record()
        report = verify_trail()
        assert report.problems == ()
        found = Evidence.objects.count(), SeedRecord.objects.count(), str(report.head)
        transaction.set_rollback(True)
    return found


def test_the_record_put_in_again_is_the_one_that_was_loaded():
    first, second = loaded(), loaded()
    assert first == second
    assert first[0] > 700
