"""Reading for a long time beside writers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_state() -> Iterator[None]:
    """See the database in one state throughout and keep no writer out; inside a transaction, see what that sees."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
            return
        cursor.execute("BEGIN")  # a transaction of Django's may write, and so would keep everybody else from writing
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
