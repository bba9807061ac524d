"""Rows by their public names, each kind fetched once."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.db.models import Model

from agreements.models import (
    Actor,
    Agreement,
    Assessment,
    Clause,
    Deadline,
    Evidence,
    Indicator,
    Name,
    Publisher,
    Reading,
    Source,
)
from agreements.seedfiles import Known

Row = TypeVar("Row", bound=Model)

FETCHERS: dict[str, Callable[[], dict[str, Model]]] = {
    "actors": lambda: {row.slug: row for row in Actor.objects.all()},
    "names": lambda: {row.slug: row for row in Name.objects.all()},
    "publishers": lambda: {row.slug: row for row in Publisher.objects.all()},
    "sources": lambda: {row.key: row for row in Source.objects.all()},
    "agreements": lambda: {row.slug: row for row in Agreement.objects.all()},
    "clauses": lambda: {row.reference: row for row in Clause.objects.select_related("agreement")},
    "deadlines": lambda: {row.reference: row for row in Deadline.objects.select_related("clause__agreement")},
    "readings": lambda: {row.key: row for row in Reading.objects.all()},
    "indicators": lambda: {row.slug: row for row in Indicator.objects.all()},
    "evidence": lambda: {row.key: row for row in Evidence.objects.all()},
    "assessments": lambda: {row.key: row for row in Assessment.objects.all()},
}


class Lookup:
    """Finds rows by section and public name."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Model]] = {}
        self.users: dict[str, AbstractUser] = {}

    def section(self, name: str) -> dict[str, Model]:
        """Return all rows of a section by public name."""
        if name not in self.rows:
            self.rows[name] = FETCHERS[name]()
        return self.rows[name]

    def find(self, section: str, identifier: str | None) -> Model | None:
        """Return the row with a public name; None stays None. Refuse a name that no row has."""
        if identifier is None:
            return None
        if identifier not in self.section(section):
            raise ValidationError(f"{identifier!r} is not in the record: was it kept out by a conflict?")
        return self.section(section)[identifier]

    def add(self, section: str, identifier: str, row: Row) -> Row:
        """Remember a row that was just created."""
        self.section(section)[identifier] = row
        return row

    def user(self, name: str | None) -> AbstractUser | None:
        """Return the account of a named person, making one that nobody can log in to where there is none."""
        if name is None:
            return None
        if name not in self.users:
            users = get_user_model().objects
            self.users[name] = users.filter(username=name).first() or users.create_user(name, is_active=False)
        return self.users[name]


def known_identifiers() -> Known:
    """Return every public name in the database, for checking references; none where it has no tables or is away."""
    known = Known()
    try:
        tables = connection.introspection.table_names()
    except OperationalError:
        return known
    if Agreement._meta.db_table not in tables:
        return known
    lookup = Lookup()
    for section in FETCHERS:
        known.identifiers[section] = set(lookup.section(section))
    return known
