"""The audit trail: every write to the record appends one sealed entry, and entries stay as they are."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agreements import models, operations
from agreements.loader import load_seeds
from agreements.models import AuditEntry
from agreements.models.audit import GENESIS, AppendOnlyError, batched_trail
from agreements.models.history import add_rows
from agreements.roles import Role
from agreements.selectors.audit import Head, UnknownHeadError, audit_head, recorded_models, verify_trail
from tests.forms import filled
from tests.people import AT, LATER, assessment, clause, client_of, evidence, person, source, token_of
from tests.seed_folders import ferry, write_seeds

pytestmark = pytest.mark.django_db


def appended(write: Callable[[], object]) -> list[tuple[str, str, str, str]]:
    """Return what a write appended: model, kind, by whom and why."""
    before = audit_head().sequence
    write()
    assert verify_trail().problems == ()
    entries = AuditEntry.objects.filter(sequence__gt=before).order_by("sequence")
    return list(entries.values_list("model", "kind", "by", "reason"))


def actor(slug: str) -> models.Actor:
    return models.Actor(slug=slug, name=slug.title(), kind="state")


@pytest.fixture
def every_model(tmp_path: Path) -> None:
    """Keep at least one row of every model of the record."""
    load_seeds(write_seeds(tmp_path, ferry()))
    columns = {"sha256": "0" * 64, "kind": "pdf", "size": 1, "origin": "uploaded", "added_at": AT}
    models.Capture.objects.create(source=source(), **columns)
    models.ReviewMark.objects.create(clause=clause(), reason="Old.", marked_by=person(Role.REVIEWER), marked_at=AT)
    token_of(Role.VIEWER)


def test_every_model_of_the_record_appends_one_entry_per_write(every_model: None):
    assert verify_trail().problems == ()
    assert len(recorded_models()) >= 20
    for model in recorded_models():
        row = model._default_manager.order_by("pk").first()
        assert row is not None, model
        row._change_reason = "Looked at."
        assert appended(row.save) == [(model._meta.model_name, "~", "", "Looked at.")]


def test_there_are_as_many_entries_as_versions(every_model: None):
    for model in recorded_models():
        versions = set(model.history.values_list("history_id", flat=True))
        sealed = AuditEntry.objects.filter(model=model._meta.model_name).values_list("version", flat=True)
        assert (set(sealed), len(sealed)) == (versions, len(versions))


def test_a_load_seals_what_it_creates_changes_and_nothing_else(tmp_path: Path):
    folder = write_seeds(tmp_path, ferry())
    created = appended(lambda: load_seeds(folder))
    assert {kind for _, kind, _, _ in created} <= {"+", "~"}
    assert appended(lambda: load_seeds(folder)) == []


def test_what_is_related_to_a_row_is_sealed_with_it():
    row, cited = assessment(), evidence("accepted")
    assert appended(lambda: row.cited.add(cited)) == [("assessment", "~", "", "")]
    assert appended(lambda: row.cited.set([])) == [("assessment", "~", "", "")]
    row.cited.add(cited)
    assert appended(row.cited.clear) == [("assessment", "~", "", "")]


def test_parts_that_are_taken_out_are_sealed():
    citation = evidence().citations.get()
    citation._history_user = person(Role.REPORTER)
    assert appended(citation.delete) == [("citation", "-", "reporter", "")]


def test_a_row_that_is_taken_out_takes_its_parts_along_in_the_trail():
    row = evidence()
    assert sorted(appended(row.delete)) == [("citation", "-", "", ""), ("evidence", "-", "", "")]


def test_a_step_of_review_says_who_and_why():
    row, reviewer = evidence("submitted"), person(Role.REVIEWER)
    step = operations.reject_evidence
    assert appended(lambda: step(row, by=reviewer, at=LATER, reason="Not a report.")) == [
        ("evidence", "~", "reviewer", "Not a report.")
    ]
    assert AuditEntry.objects.last_entry().account == reviewer.pk


def test_many_new_rows_are_sealed_in_their_order():
    by = person(Role.EDITOR)
    rows = [actor(f"actor-{number}") for number in range(30)]
    added = appended(lambda: add_rows(models.Actor, rows, by=by, at=AT, reason="From a file."))
    assert added == [("actor", "+", "editor", "From a file.")] * 30
    assert appended(lambda: add_rows(models.Actor, [], by=by, at=AT, reason="Nothing.")) == []


def test_a_batch_is_chained_at_its_end_and_batches_nest():
    def write() -> None:
        with transaction.atomic(), batched_trail():
            actor("first").save()
            with batched_trail():
                actor("second").save()
            actor("third").save()
            assert audit_head() == Head(0, GENESIS)

    assert [entry[:2] for entry in appended(write)] == [("actor", "+")] * 3
    slugs = [models.Actor.objects.get(pk=row).slug for row in AuditEntry.objects.values_list("row", flat=True)]
    assert slugs == ["first", "second", "third"]


def test_a_batch_that_fails_leaves_neither_rows_nor_entries():
    @transaction.atomic
    def write() -> None:
        with batched_trail():
            actor("first").save()
            raise ZeroDivisionError

    def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            write()

    assert appended(fail) == []
    assert not models.Actor.objects.exists()
    assert appended(actor("later").save) == [("actor", "+", "", "")]


def test_a_step_that_is_refused_leaves_no_entry():
    row = evidence("draft")

    def refused() -> None:
        with pytest.raises(operations.OperationError):
            operations.accept_evidence(row, by=person(Role.REVIEWER), at=LATER)

    assert appended(refused) == []


def test_each_entry_is_chained_to_the_one_before():
    evidence()
    entries = list(AuditEntry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert len({entry.digest for entry in entries}) == len(entries)
    assert str(audit_head()) == f"{entries[-1].sequence}:{entries[-1].digest}"
    assert Head.parse(f" {audit_head()}\n") == audit_head()


REFUSED: dict[str, Callable[[], object]] = {
    "changing some": lambda: AuditEntry.objects.filter(sequence=1).update(by="somebody"),
    "removing some": lambda: AuditEntry.objects.all().delete(),
    "saving one again": lambda: AuditEntry.objects.get(sequence=1).save(),
    "removing one": lambda: AuditEntry.objects.get(sequence=1).delete(),
    "changing many": lambda: AuditEntry.objects.bulk_update(list(AuditEntry.objects.all()), ["by"]),
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_entries_are_added_and_never_changed_or_removed(attempt: Callable[[], object]):
    evidence()
    before = list(AuditEntry.objects.order_by("sequence").values())
    with pytest.raises(AppendOnlyError), transaction.atomic():
        attempt()
    assert list(AuditEntry.objects.order_by("sequence").values()) == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("12", id="a number alone"),
        pytest.param(f":{GENESIS}", id="a digest alone"),
        pytest.param("12:abc", id="a digest too short"),
        pytest.param(f"-1:{GENESIS}", id="a number below nothing"),
        pytest.param(f"१:{GENESIS}", id="digits of another script"),
        pytest.param(f"1:{'g' * 64}", id="no digest"),
    ],
)
def test_what_is_no_head_is_refused(text: str):
    with pytest.raises(UnknownHeadError, match="is not a head: write it as it was printed"):
        Head.parse(text)


def test_a_page_of_the_admin_takes_the_trail_before_it_locks_a_row():
    """Who took the row first and the trail second would wait in a circle with an operation on the same row."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps all others out from the beginning of a transaction")
    row, client = actor("north"), client_of(Role.EDITOR)
    row.save()
    page = f"/admin/agreements/actor/{row.pk}/change/"
    form = filled(client.get(page), "actor_form", note="Looked at.")
    with CaptureQueriesContext(connection) as queries:
        assert client.post(page, form).status_code == 302
    written = [query["sql"] for query in queries if query["sql"].startswith(("LOCK", "UPDATE", "INSERT"))]
    assert written[0].startswith("LOCK TABLE agreements_auditentry")
    assert 'UPDATE "agreements_actor"' in "".join(written)
