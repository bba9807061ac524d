"""Which state the record is in: a number for readers, and a mark that tells whether a remembered answer is stale."""

from typing import NamedTuple

from django.apps import apps
from django.db import connection, models

from agreements.models import ApiToken

WINDOW = 1000
"""How many of the latest history rows of a table the mark takes in."""


class Revision(NamedTuple):
    """The revision of the record, which every recorded change raises, and the mark that notices late commits too.

    Ids of history rows are handed out before they are committed, so that a change can appear below the highest id.
    The mark is the sum of the latest ids and so changes with it.
    """

    number: int
    mark: int


def current_revision() -> Revision:
    """Return the revision of the record in one query; what is written past the history is not noticed."""
    quote = connection.ops.quote_name
    latest = (
        f"SELECT MAX(history_id) AS number, SUM(history_id) AS mark FROM (SELECT history_id FROM {quote(table)} "  # noqa: S608
        f"ORDER BY history_id DESC LIMIT {WINDOW}) AS latest"
        for table in (history._meta.db_table for history in _histories())
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT SUM(number), SUM(mark) FROM ({' UNION ALL '.join(latest)}) AS tables")  # noqa: S608
        number, mark = cursor.fetchone()
    return Revision(int(number or 0), int(mark or 0))


def _histories() -> list[type[models.Model]]:
    """Return the models that keep the history of what pages show; they show no token."""
    found = [model for model in apps.get_app_config("agreements").get_models() if model is not ApiToken]
    return [model.history.model for model in found if hasattr(model._meta, "simple_history_manager_attribute")]
