"""The short way in which tests load the record gives what the seed files give."""

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from agreements.models import Actor, Evidence, SeedRecord
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


def test_new_rows_get_keys_of_their_own_even_where_counting_began_anew():
    loaded()
    with connection.cursor() as cursor, transaction.atomic():
        sequences = connection.introspection.sequence_list()
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(statement)
        load_record()
        before = set(Actor.objects.values_list("pk", flat=True))
        assert Actor.objects.create(slug="newcomer", name="Newcomer", kind="state").pk not in before
        transaction.set_rollback(True)
