"""The audit trail: one entry for every write to the record, each sealed with the digest of the one before."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, models, transaction

GENESIS = "0" * 64
"""What the first entry is chained to."""


class AppendOnlyError(Exception):
    """Somebody tried to change or remove an entry of the audit trail."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries in their order; they are added and never changed."""

    def update(self, **columns: object) -> int:
        """Refuse: entries are not changed."""
        raise AppendOnlyError("Entries of the audit trail are not changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: entries are not removed."""
        raise AppendOnlyError("Entries of the audit trail are not removed.")

    def last_entry(self) -> "AuditEntry | None":
        """Return the newest entry, the head of the chain."""
        return self.order_by("-sequence").first()


class AuditEntry(models.Model):
    """That a row was added, changed or taken out: who, when, why, and a digest of what the row then held.

    Its columns are closed to later migrations that would change what is sealed; so is the order in `seal`.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True, help_text="The account, by its name at that time.")
    account = models.BigIntegerField(null=True, help_text="The account, by its number, which stays when it is renamed.")
    model = models.CharField(max_length=50)
    row = models.BigIntegerField()
    version = models.BigIntegerField(help_text="The version in the history of the row.")
    kind = models.CharField(max_length=1, help_text="+ added, ~ changed, - taken out.")
    reason = models.CharField(max_length=100, blank=True)
    content = models.CharField(max_length=64, help_text="SHA-256 of what the row held.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of this entry and of the digest before it.")

    objects = AuditQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        verbose_name_plural = "audit trail"
        indexes = [
            models.Index(fields=["model", "row", "-sequence"], name="audit_by_row"),
            models.Index(fields=["-at", "-sequence"], name="audit_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["model", "version"], name="audit_version_is_sealed_once"),
        ]

    def __str__(self) -> str:
        """Return place and digest."""
        return f"{self.sequence} {self.digest}"

    def save(self, **options: object) -> None:
        """Add the entry; refuse to write over one."""
        if not self._state.adding:
            raise AppendOnlyError("Entries of the audit trail are not changed.")
        super().save(**options | {"force_insert": True})

    def delete(self, **options: object) -> tuple[int, dict[str, int]]:
        """Refuse: entries are not removed."""
        raise AppendOnlyError("Entries of the audit trail are not removed.")


def seal(entry: AuditEntry, previous: str) -> str:
    """Return the digest of an entry behind one whose digest is `previous`."""
    at = entry.at.astimezone(UTC).isoformat()
    said = (
        entry.sequence,
        at,
        entry.by,
        entry.account,
        entry.model,
        entry.row,
        entry.version,
        entry.kind,
        entry.reason,
        entry.content,
    )
    return _sha256([previous, *said])


def content_digest(row: models.Model, model: type[models.Model], sets: Mapping[str, Iterable[int]]) -> str:
    """Return the SHA-256 of what a row, or a version of it, holds in the columns of `model` and in its `sets`.

    A column at its default does not count, so that a column added later changes no digest.
    """
    held = {
        field.attname: value
        for field in model._meta.concrete_fields
        if (value := _plain(field, getattr(row, field.attname))) not in (None, _plain(field, field.get_default()))
    }
    return _sha256([held, {name: sorted(found) for name, found in sets.items() if found}])


def _plain(field: models.Field, value: object) -> object:
    """Return a value as the same text whichever database, or form, it comes from."""
    value = field.target_field.to_python(value) if field.is_relation else field.to_python(value)
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Decimal():
            return f"{value.normalize() + 0:f}"  # no database keeps the sign of nought
        case None | bool() | int() | str() | list() | dict():
            return value
        case _:
            return str(value)


def _sha256(said: object) -> str:
    """Return the SHA-256 of a value as JSON."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_batch: ContextVar[list[AuditEntry] | None] = ContextVar("audit_batch", default=None)


def hold_trail() -> None:
    """Let one transaction at a time write to the record, until it ends; call it before anything else is locked.

    SQLite does so by itself: a transaction that may write keeps every other out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {AuditEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def append_entries(entries: Sequence[AuditEntry]) -> None:
    """Chain entries, in their order, to the trail; inside `batched_trail` they wait for its end."""
    waiting = _batch.get()
    if waiting is not None:
        waiting.extend(entries)
        return
    with transaction.atomic(savepoint=False):
        hold_trail()
        last = AuditEntry.objects.last_entry()
        sequence, digest = (last.sequence, last.digest) if last else (0, GENESIS)
        for sequence, entry in enumerate(entries, start=sequence + 1):  # noqa: B020
            entry.sequence = sequence
            digest = entry.digest = seal(entry, digest)
        AuditEntry.objects.bulk_create(entries, batch_size=1000)


@contextmanager
def batched_trail() -> Iterator[None]:
    """Chain everything that is written inside in one go at the end, inside a transaction kept whole or not at all."""
    entries: list[AuditEntry] = []
    outer = _batch.set(entries)
    try:
        yield
    finally:
        _batch.reset(outer)
    append_entries(entries)
