"""The history of every row of the record; each version is sealed in the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.contrib.auth.models import AbstractUser
from django.db import connection, models, transaction
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from agreements.models.audit import AuditEntry, append_entries, content_digest, hold_trail


class SharedHistoryManager(HistoryManager):
    """The stock manager; its class is made once for a kind of query and not at every look at a history."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet], class_name: str = "") -> type[models.Manager]:
        """Return the manager class with the methods of a kind of query."""
        return super().from_queryset(queryset_class, class_name or None)


class RecordHistory(HistoricalRecords):
    """Keeps a version of a row for every write, and appends every version to the audit trail.

    The row is written first and its version after it: who writes to the record does so inside a transaction.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(history_manager=SharedHistoryManager, **options)

    def create_historical_record_m2ms(self, history_instance: models.Model, instance: models.Model) -> None:
        """Keep what the row is related to, then seal the version, which is whole now."""
        super().create_historical_record_m2ms(history_instance, instance)
        sets = {
            name: [getattr(row, f"{attribute}_id") for row in getattr(history_instance, name).all()]
            for name, attribute in set_columns(type(instance)).items()
        }
        append_entries([entry_of(history_instance, type(instance), sets)])


def set_columns(model: type[models.Model]) -> dict[str, str]:
    """Return the many-to-many columns whose history is kept, each with the attribute that names the other row."""
    return {field.name: field.m2m_reverse_field_name() for field in model._meta.many_to_many}


def entry_of(version: models.Model, model: type[models.Model], sets: dict[str, list[int]]) -> AuditEntry:
    """Return the entry of the audit trail, not yet chained, for a version of a row of `model`."""
    return AuditEntry(
        at=version.history_date,
        by=version.history_user.get_username() if version.history_user else "",
        account=version.history_user_id,
        model=model._meta.model_name,
        row=getattr(version, model._meta.pk.attname),
        version=version.history_id,
        kind=version.history_type,
        reason=version.history_change_reason or "",
        content=content_digest(version, model, sets),
    )


@transaction.atomic
def add_rows(
    model: type[models.Model], rows: Sequence[models.Model], *, by: AbstractUser, at: datetime, reason: str
) -> list[models.Model]:
    """Add many new rows with their history and their entries in the audit trail; much faster than one by one."""
    if not rows:
        return []
    hold_trail()
    added = model._default_manager.bulk_create(rows, batch_size=500)
    _keep_versions(model, added, "+", by=by, at=at, reason=reason)
    return added


@transaction.atomic
def change_rows(
    model: type[models.Model],
    rows: Sequence[models.Model],
    columns: Sequence[str],
    *,
    by: AbstractUser,
    at: datetime,
    reason: str,
) -> None:
    """Save some columns of many rows, held since they were read, with their history and their entries in the trail."""
    if rows:
        hold_trail()
        save_columns(model, rows, columns)
        _keep_versions(model, rows, "~", by=by, at=at, reason=reason)


@transaction.atomic
def remove_rows(
    model: type[models.Model], rows: Sequence[models.Model], *, by: AbstractUser, at: datetime, reason: str
) -> None:
    """Take out many rows that nothing else rests on, with their history and their entries in the audit trail."""
    if rows:
        hold_trail()
        _keep_versions(model, rows, "-", by=by, at=at, reason=reason)
        removed = model._default_manager.filter(pk__in=[row.pk for row in rows])
        removed._raw_delete(removed.db)  # their versions are written


def save_columns(model: type[models.Model], rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Save some columns of many rows that are there, by inserting over them: Django's bulk update is far slower."""
    model._default_manager.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=columns
    )


def _keep_versions(
    model: type[models.Model],
    rows: Sequence[models.Model],
    kind: str,
    *,
    by: AbstractUser,
    at: datetime,
    reason: str,
) -> None:
    """Copy rows into their history within the database, and append the versions to the audit trail."""
    version_of: dict[int, int] = {}
    noted = (connection.ops.adapt_datetimefield_value(at), by.pk, reason, kind)
    for place in range(0, len(rows), 500):
        version_of.update(_copied(model, [row.pk for row in rows[place : place + 500]], noted))
    named = {
        "at": at,
        "by": by.get_username(),
        "account": by.pk,
        "model": model._meta.model_name,
        "kind": kind,
        "reason": reason,
    }
    append_entries(
        [
            AuditEntry(row=row.pk, version=version_of[row.pk], content=content_digest(row, model, {}), **named)
            for row in rows
        ]
    )


def _copied(model: type[models.Model], pks: Sequence[int], noted: tuple[object, ...]) -> list[tuple[int, int]]:
    """Copy some rows into their history as they are in the database; return the key and the version of each."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in model.history.model.tracked_fields)
    places = ", ".join(["%s"] * len(pks))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model.history.model._meta.db_table)} "  # noqa: S608
            f"({columns}, history_date, history_user_id, history_change_reason, history_type) "
            f"SELECT {columns}, %s, %s, %s, %s FROM {quote(model._meta.db_table)} "
            f"WHERE {quote(model._meta.pk.column)} IN ({places}) ORDER BY {quote(model._meta.pk.column)} "
            f"RETURNING {quote(model._meta.pk.column)}, history_id",
            [*noted, *pks],
        )
        return cursor.fetchall()
