"""The history of every row of the record; each version is sealed in the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
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
    versions = model.history.bulk_history_create(
        added, batch_size=500, default_user=by, default_date=at, default_change_reason=reason
    )
    append_entries([entry_of(version, model, {}) for version in versions])
    return added
