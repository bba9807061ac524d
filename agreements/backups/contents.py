"""What a database holds, as far as two states of it can be told apart quickly: rows per table and the audit trail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agreements.models import AuditEntry, Capture
from agreements.models.audit import GENESIS
from agreements.selectors.audit import recorded_models

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is to do."""


class Cursor(Protocol):
    """What both databases ask and answer with."""

    def execute(self, statement: str) -> object:
        """Ask."""

    def fetchall(self) -> Sequence[tuple]:
        """Return the rows of the answer."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of every table, the head of the audit trail, the revision, the migrations, and the captured copies."""

    rows: dict[str, int]
    head: str
    revision: int
    migrations: tuple[str, ...]
    captures: frozenset[str]


def contents_of(cursor: Cursor, tables: Sequence[str]) -> Contents:
    """Return what the tables of a database hold, asked past Django so that any database can be asked."""

    def asked(table: str, columns: str, more: str = "") -> list[tuple]:
        """Return columns of a table; nothing where there is no such table."""
        if table not in tables:
            return []
        cursor.execute(f'SELECT {columns} FROM "{table}" {more}')  # noqa: S608  # names of tables, not input
        return list(cursor.fetchall())

    last = asked(AuditEntry._meta.db_table, "sequence, digest", "ORDER BY sequence DESC LIMIT 1")
    sequence, digest = last[0] if last else (0, GENESIS)
    histories = [model.history.model._meta.db_table for model in recorded_models()]
    return Contents(
        rows={table: asked(table, "COUNT(*)")[0][0] for table in sorted(tables)},
        head=f"{sequence}:{digest}",
        revision=sum(latest or 0 for table in histories for (latest,) in asked(table, "MAX(history_id)")),
        migrations=tuple(sorted(f"{app}.{name}" for app, name in asked("django_migrations", "app, name"))),
        captures=frozenset(digest for (digest,) in asked(Capture._meta.db_table, "sha256")),
    )
