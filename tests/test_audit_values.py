"""A value has one digest, in memory and read back from either database; a record older than its trail gets one."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import models as columns
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements import models
from agreements.models import AuditEntry
from agreements.models.audit import content_digest
from agreements.selectors.audit import recorded_models
from tests.killing import running, until
from tests.people import clause, evidence, source
from tests.scratch import Scratch

START = datetime(2021, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2900, 1, 1), timezones=ZONES)  # noqa: DTZ001
DAYS = st.dates(date(1000, 1, 1), date(9000, 1, 1))
FIGURES = st.decimals("-999999999", "999999999", places=6) | st.integers(-(10**9), 10**9) | st.just(Decimal("-0"))
VALUES = st.recursive(
    TEXTS | st.booleans() | st.none() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)

repeatable = settings(max_examples=25, deadline=None, derandomize=True)


def assert_one_digest(row: columns.Model) -> None:
    """Save a row; its digest is the same before, after, read back, and in the trail."""
    model = type(row)
    before = content_digest_without_key(row)
    row.save()
    found = model._default_manager.get(pk=row.pk)
    sealed = AuditEntry.objects.filter(model=model._meta.model_name, row=row.pk).order_by("-sequence").first()
    assert content_digest(row, model, {}) == content_digest(found, model, {}) == sealed.content
    assert content_digest_without_key(found) == before


def content_digest_without_key(row: columns.Model) -> str:
    """Return the digest of a row as if it had no number yet."""
    number, row.pk = row.pk, None
    try:
        return content_digest(row, type(row), {})
    finally:
        row.pk = number


def taken_back(write: object, *values: object) -> None:
    with transaction.atomic():
        write(*values)
        transaction.set_rollback(True)


@pytest.mark.django_db
@repeatable
@given(TEXTS, VALUES, INSTANTS, DAYS, st.none() | st.integers(0, 2**31 - 1))
def test_texts_lists_instants_days_and_numbers_have_one_digest(
    text: str, value: object, at: datetime, day: date, number: int | None
):
    row = models.Agreement(slug="pact", title=text, aliases=value, signed_on=day, in_force_at=at, time_zone="UTC")
    row.summary, row.pax_id = text, number
    taken_back(assert_one_digest, row)


@pytest.mark.django_db
@repeatable
@given(FIGURES, st.none() | FIGURES)
def test_figures_have_one_digest_however_they_are_written(value: Decimal | int, proposed: Decimal | int | None):
    def write() -> None:
        indicator = models.Indicator.objects.create(slug="dead", name="Dead", unit="people", kind="cumulative")
        row = models.Figure(evidence=evidence(), indicator=indicator, value=value, as_printed="x", source=source())
        row.proposed_value, row.flag = proposed, models.Figure._meta.get_field("flag").choices[0][0]
        assert_one_digest(row)

    taken_back(write)


@pytest.mark.django_db
@repeatable
@given(st.booleans(), DAYS)
def test_booleans_have_one_digest(is_inclusive: bool, day: date):
    def write() -> None:
        row = models.Deadline(clause=clause(), key="first", label="First", kind="fixed", due_on=day)
        row.inclusive = is_inclusive
        assert_one_digest(row)

    taken_back(write)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        pytest.param("title", "Pact", "pact", id="letters"),
        pytest.param("title", "é", "e\u0301", id="the same letter in two ways"),
        pytest.param("title", "Pact", "Pact ", id="a space"),
        pytest.param("aliases", ["1"], [1], id="text and number"),
        pytest.param("aliases", [True], [1], id="truth and number"),
        pytest.param("aliases", ["a", "b"], ["b", "a"], id="order"),
        pytest.param("aliases", ["a, b"], ["a", "b"], id="one text and two"),
        pytest.param("signed_on", date(2021, 1, 1), date(2021, 1, 2), id="days"),
        pytest.param("in_force_at", START, START + timedelta(microseconds=1), id="instants"),
        pytest.param("pax_id", None, 0, id="nothing and nought"),
        pytest.param("place", "Title", "", id="a text and none"),
    ],
)
def test_different_values_have_different_digests(column: str, one: object, other: object):
    whole = {"slug": "pact", "title": "x", "signed_on": START.date(), "in_force_at": START}
    rows = [models.Agreement(**whole | {column: value}) for value in (one, other)]
    first, second = (content_digest(row, models.Agreement, {}) for row in rows)
    assert first != second


def test_a_text_that_moves_to_another_column_has_another_digest():
    first, second = models.Agreement(place="x"), models.Agreement(summary="x")
    assert content_digest(first, models.Agreement, {}) != content_digest(second, models.Agreement, {})


def test_related_rows_count_in_whatever_order():
    row = models.Assessment()
    digests = [content_digest(row, models.Assessment, {"cited": found}) for found in ([1, 2], [2, 1], [1], [])]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
    assert digests[3] == content_digest(row, models.Assessment, {})


def test_no_column_that_may_be_empty_has_a_default_that_is_not():
    """Both would count as nothing, and one could become the other unnoticed."""
    found = [field for model in recorded_models() for field in model._meta.concrete_fields]
    assert [str(field) for field in found if field.null and field.get_default() is not None] == []


WRITERS = 4
WRITES = """
import sys
from django.db import transaction
from agreements.models import Actor
from agreements.models.audit import batched_trail, hold_trail
from agreements.models.history import add_rows
from agreements.selectors.audit import verify_trail
from tests.people import AT, Role, evidence, person
name = sys.argv[1]
by = person(Role.EDITOR, "shared")
for number in range(12):
    with transaction.atomic():
        hold_trail()
        evidence(key=f"{name}-{number}", by="shared", cited=False)
    with transaction.atomic():
        hold_trail()
        shared = Actor.objects.select_for_update().get(slug="shared")
        shared.note += "."
        shared.save()
    rows = [Actor(slug=f"{name}-{number}-{place}", name="North", kind="state") for place in range(5)]
    with transaction.atomic(), batched_trail():
        add_rows(Actor, rows, by=by, at=AT, reason="Many.")
    if number % 6 == 0:
        assert verify_trail().problems == (), verify_trail().problems
"""


def test_the_chain_is_whole_whoever_writes_and_compares_at_the_same_time(scratch: Scratch):
    scratch.python(
        "from agreements.models import Actor\nfrom tests.people import Role, person\n"
        "person(Role.EDITOR, 'shared'); Actor.objects.create(slug='shared', name='Shared', kind='state')"
    )
    code = f"import django; django.setup()\n{WRITES}"
    names = [f"writer{number}" for number in range(WRITERS)]
    with ExitStack() as stack:
        writers = [stack.enter_context(running(scratch, "-c", code, name)) for name in names]
        for writer in writers:
            until(lambda writer=writer: writer.process.poll() is not None, writer)
            assert writer.process.returncode == 0, writer.printed
    assert scratch.execute("SELECT note FROM agreements_actor WHERE slug = 'shared'") == [("." * 12 * WRITERS,)]
    assert scratch.execute("SELECT COUNT(*) FROM agreements_evidence") == [(12 * WRITERS,)]
    verified = scratch.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr
    expected = 1 + WRITERS * 12 * (1 + 1 + 5)
    assert scratch.execute("SELECT COUNT(*), MIN(sequence), MAX(sequence) FROM agreements_auditentry") == [
        (expected, 1, expected)
    ]


def test_a_record_kept_before_there_was_a_trail_is_sealed_by_the_migration(scratch: Scratch):
    scratch.python(
        "from tests.people import Role, assessment, evidence, person\n"
        "row = evidence('accepted'); row._history_user = person(Role.REVIEWER); row._change_reason = 'Better.'\n"
        "row.save(); assessment('approved').cited.add(row); evidence(key='gone', cited=False).delete()"
    )
    versions = "SELECT COUNT(*) FROM agreements_historicalevidence"
    before = scratch.execute(versions)
    for target in ("0004", "0005"):
        migrated = scratch.manage("migrate", "agreements", target, "-v0")
        assert migrated.returncode == 0, migrated.stderr
    sealed = scratch.execute(
        "SELECT kind, by, reason, account IS NULL FROM agreements_auditentry WHERE model = 'evidence' ORDER BY sequence"
    )
    assert sealed == [
        ("+", "", "", True),
        ("~", "reviewer", "Better.", False),
        ("+", "", "", True),
        ("-", "", "", True),
    ]
    assert scratch.execute(versions) == before == [(4,)]
    assert scratch.manage("migrate", "-v0").returncode == 0
    verified = scratch.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr
