"""Whatever is changed, removed or put in past the application, verify_audit finds it and names it."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.models import AuditEntry, Evidence
from agreements.models.audit import GENESIS, content_digest, seal
from agreements.roles import Role
from agreements.selectors.audit import audit_head, recorded_models, verify_trail
from tests.people import assessment, clause, evidence, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> None:
    """Keep a small record with every kind of version: added, changed, taken out, and related."""
    row = evidence("accepted")
    row._history_user, row._change_reason = person(Role.REPORTER), "Worded better."
    row.save()
    row.links.create(clause=clause(), direction="supports")
    evidence(key="taken-out", cited=False).delete()
    assessment("approved").cited.add(row)
    assert verify_trail().problems == ()


def executed(*statements: str) -> None:
    """Write past the application."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


EVIDENCE, VERSIONS, TRAIL = "agreements_evidence", "agreements_historicalevidence", "agreements_auditentry"
COLUMNS = "history_date, history_type, id, key, occurred_earliest_on, occurred_latest_on, occurred_precision, place, "
COLUMNS += "summary, note, state, state_reason, entered_by_id, entered_at"
COPIED = f"INSERT INTO {VERSIONS} (history_id, {COLUMNS}) SELECT 9999, {COLUMNS} FROM {VERSIONS} WHERE history_id = "
FIRST = f"(SELECT MIN(history_id) FROM {VERSIONS})"
SEALED = "account, at, by, content, digest, kind, model, reason, row, version"

TAMPERING = {
    "a row is changed": (
        [f"UPDATE {EVIDENCE} SET summary = 'Another convoy passed.'"],
        ["evidence 1 (2021-02-convoy) was changed behind"],
    ),
    "the state of a row is changed": ([f"UPDATE {EVIDENCE} SET state = 'draft'"], ["evidence 1 (2021-02-convoy) was"]),
    "who entered it is changed": (
        [f"UPDATE {EVIDENCE} SET entered_by_id = (SELECT MAX(id) FROM auth_user)"],
        ["evidence 1 (2021-02-convoy) was changed behind"],
    ),
    "a row is removed": (["DELETE FROM agreements_evidencelink"], ["evidencelink 1 was removed behind"]),
    "a row is put in": (
        ["INSERT INTO agreements_name (id, slug, label, kind, note) VALUES (7, 'x', 'X', 'place', '')"],
        ["name 7 (X) was put in behind"],
    ),
    "a relation is removed": (["DELETE FROM agreements_assessment_cited"], ["assessment 1 (", "was changed behind"]),
    "a version is changed": (
        [f"UPDATE {VERSIONS} SET summary = 'x' WHERE history_id = {FIRST}"],
        ["version 1 of evidence 1 was changed behind"],
    ),
    "the related rows of a version are changed": (
        ["DELETE FROM agreements_historicalassessment_cited"],
        ["version 2 of assessment 1 was changed behind"],
    ),
    "the author of a version is changed": (
        [f"UPDATE {VERSIONS} SET history_user_id = (SELECT MAX(id) FROM auth_user) WHERE history_id = {FIRST} + 1"],
        ["version 2 of evidence 1: who wrote it, when or why was changed"],
    ),
    "the author of a version is taken away": (
        [f"UPDATE {VERSIONS} SET history_user_id = NULL"],
        ["version 2 of evidence 1: who wrote it, when or why was changed"],
    ),
    "the day of a version is changed": (
        [f"UPDATE {VERSIONS} SET history_date = '2020-01-01 00:00:00' WHERE history_id = {FIRST}"],
        ["version 1 of evidence 1: who wrote it, when or why was changed"],
    ),
    "the reason of a version is changed": (
        [f"UPDATE {VERSIONS} SET history_change_reason = 'Routine.' WHERE history_id = {FIRST} + 1"],
        ["version 2 of evidence 1: who wrote it, when or why was changed"],
    ),
    "a version is removed": (
        [f"DELETE FROM {VERSIONS} WHERE history_id = {FIRST}"],
        ["version 1 of evidence 1 was removed"],
    ),
    "a version is put in": ([f"{COPIED}{FIRST}"], ["version 9999 of evidence 1 was put in behind"]),
    "an entry is changed": (
        [f"UPDATE {TRAIL} SET by = 'somebody' WHERE sequence = 2"],
        ["entry 2 (", "is not as sealed"],
    ),
    "an entry is moved to another day": (
        [f"UPDATE {TRAIL} SET at = '2020-01-01 00:00:00' WHERE sequence = 2"],
        ["entry 2 (", "is not as sealed"],
    ),
    "the content of an entry is changed": (
        [f"UPDATE {TRAIL} SET content = '{GENESIS}' WHERE sequence = 2"],
        ["entry 2 (", "is not as sealed"],
    ),
    "an entry is removed": (
        [f"DELETE FROM {TRAIL} WHERE sequence = 2"],
        ["entry 3 follows entry 1: entries between them are gone"],
    ),
    "an entry is put in": (
        [f"INSERT INTO {TRAIL} (sequence, {SEALED}) SELECT 100, {SEALED.replace('version', '9999')} FROM {TRAIL} "
         "WHERE sequence = 2"],
        ["entry 100 follows entry", "is not as sealed", "version 9999 of"],
    ),
    "an entry of no table is put in": (
        [f"INSERT INTO {TRAIL} (sequence, {SEALED}) SELECT 100, {SEALED.replace('model', chr(39) + 'moon' + chr(39))} "
         f"FROM {TRAIL} WHERE sequence = 2"],
        ["entries of the trail speak of moon, which is no table of the record"],
    ),
    "two entries change places": (
        [f"UPDATE {TRAIL} SET sequence = 1000 WHERE sequence = 2",
         f"UPDATE {TRAIL} SET sequence = 2 WHERE sequence = 3",
         f"UPDATE {TRAIL} SET sequence = 3 WHERE sequence = 1000"],
        ["entry 2 (", "entry 3 (", "is not as sealed"],
    ),
    "the trail is emptied": ([f"DELETE FROM {TRAIL}"], ["evidence 1 (2021-02-convoy) was put in behind"]),
}  # fmt: skip


@pytest.fixture
def numbered_from_one() -> None:
    """Let the rows of the record be numbered from one, as the messages of this module do."""
    if connection.vendor == "postgresql":
        for model in recorded_models():
            for table, column in ((model._meta.db_table, "id"), (model.history.model._meta.db_table, "history_id")):
                executed(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), 1, false)")
    else:
        executed("DELETE FROM sqlite_sequence WHERE name LIKE 'agreements_%'")


@pytest.mark.parametrize(("statements", "found"), TAMPERING.values(), ids=TAMPERING)
def test_what_was_done_past_the_application_is_found(
    numbered_from_one: None, kept: None, statements: list[str], found: list[str]
):
    executed(*statements)
    problems = "\n".join(verify_trail().problems)
    assert problems
    assert [text for text in found if text not in problems] == [], problems


def written_anew() -> None:
    """Chain the whole trail anew, as who has the whole database in hand can."""
    digest = GENESIS
    for entry in AuditEntry.objects.order_by("sequence"):
        entry.digest = digest = seal(entry, digest)
        executed(f"UPDATE {TRAIL} SET digest = '{digest}' WHERE sequence = {entry.sequence}")


def test_a_trail_written_anew_is_found_by_who_noted_a_head(kept: None):
    noted = audit_head()
    executed(f"UPDATE {EVIDENCE} SET summary = 'x'", f"UPDATE {VERSIONS} SET summary = 'x'")
    for entry in AuditEntry.objects.filter(model="evidence"):
        version = Evidence.history.get(history_id=entry.version)
        executed(f"UPDATE {TRAIL} SET content = '{content_digest(version, Evidence, {})}' WHERE sequence = {entry.pk}")
    written_anew()
    assert verify_trail().problems == ()
    assert verify_trail(published=noted).problems == (
        f"entry {noted.sequence} is not the head that was noted: the trail was written anew",
    )


def test_a_tail_cut_off_without_a_trace_is_found_by_who_noted_a_head(kept: None):
    before = audit_head()
    evidence(key="2021-03-later", cited=False)
    noted = audit_head()
    for table in (EVIDENCE, VERSIONS):
        executed(f"DELETE FROM {table} WHERE key = '2021-03-later'")
    executed(f"DELETE FROM {TRAIL} WHERE sequence = {noted.sequence}")
    assert verify_trail(published=before).problems == ()
    assert verify_trail(published=noted).problems == (
        f"the trail ends at entry {before.sequence}, before the head that was noted ({noted})",
    )


def test_an_earlier_head_stays_good_while_the_record_grows(kept: None):
    noted = audit_head()
    evidence(key="2021-03-later")
    assert verify_trail(published=noted).problems == ()


def test_an_account_that_is_renamed_or_deleted_is_no_tampering():
    gone = User.objects.create(username="gone")
    for name, account in (("by-gone", gone), ("by-reporter", person(Role.REPORTER))):
        row = evidence(key=name)
        row._history_user = account
        row.save()
    gone.delete()
    User.objects.filter(username="reporter").update(username="renamed")
    assert verify_trail().problems == ()


def test_the_command_ends_with_an_error_and_names_the_place(kept: None):
    executed(f"UPDATE {EVIDENCE} SET place = 'Elsewhere'")
    with pytest.raises(CommandError) as refused:
        call_command("verify_audit", stdout=StringIO(), stderr=StringIO())
    first, last = str(refused.value).splitlines()
    assert first.endswith("(2021-02-convoy) was changed behind the application's back")
    assert last == f"1 problem(s). Head of the trail: {audit_head()}"


def test_the_command_prints_the_head_to_publish_and_compares_one_that_was_noted(kept: None):
    out = StringIO()
    call_command("verify_audit", head=str(audit_head()), stdout=out, stderr=StringIO())
    lines = out.getvalue().splitlines()
    assert lines[0].endswith(" rows compared, nothing differs.")
    assert lines[1:] == [f"Head of the trail: {audit_head()}"]
    with pytest.raises(CommandError, match="is not a head"):
        call_command("verify_audit", head="7", stdout=out, stderr=StringIO())
