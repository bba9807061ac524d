"""The project's own record in the database: loaded from its seed files once a process, then put in again as rows."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models, transaction

from agreements.loader import load_seeds

_kept: dict[str, bytes | list[tuple]] = {}
"""What each table held after the first load."""


def load_record() -> None:
    """Load the record; from the second time on a hundred times faster, with the same rows under the same keys."""
    if _kept:
        with transaction.atomic():
            for model in _models():
                _put(model, _kept[model._meta.db_table])
            _count_on()
        return
    load_seeds(settings.BASE_DIR / "seeds")
    _kept.update({model._meta.db_table: _held(model) for model in _models()})


def _models() -> Iterator[type[models.Model]]:
    """Yield the models whose rows a load writes."""
    yield get_user_model()
    found = apps.get_app_config("agreements").get_models(include_auto_created=True)
    yield from (model for model in found if not model._meta.proxy)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)


def _held(model: type[models.Model]) -> bytes | list[tuple]:
    """Return what a table holds, as its database gives it fastest."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {model._meta.db_table} ({_columns(model)}) TO STDOUT") as copy:
                return b"".join(bytes(block) for block in copy)
        return cursor.execute(f"SELECT {_columns(model)} FROM {model._meta.db_table}").fetchall()


def _put(model: type[models.Model], held: bytes | list[tuple]) -> None:
    """Put into a table what it held."""
    if not held:
        return
    into = f"{model._meta.db_table} ({_columns(model)})"
    with connection.cursor() as cursor:
        if isinstance(held, bytes):
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                copy.write(held)
        else:
            places = ", ".join(["%s"] * len(held[0]))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", held)


def _count_on() -> None:
    """Let new rows get keys after those put in, which came with their own; only PostgreSQL has to be told."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_models())):
            cursor.execute(statement)
