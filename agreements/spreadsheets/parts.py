"""The parts of evidence brought to what rows of a spreadsheet say: added, changed in place, taken out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db.models import Model

from agreements import models
from agreements.models.history import add_rows, change_rows, remove_rows
from agreements.spreadsheets.columns import PartKind, model_column
from agreements.spreadsheets.entries import Part, attribute_of, model_values

Columns = Mapping[str, object]
"""Values by the attributes of a row."""


def filled(row: Model, values: Columns) -> Model:
    """Return a row with these values set."""
    for name, value in values.items():
        setattr(row, name, value)
    return row


@dataclass(slots=True)
class PartWrites:
    """What is to be written for parts of one kind, of many pieces of evidence."""

    kind: PartKind
    added: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    removed: list[Model] = field(default_factory=list)

    def take(self, piece: models.Evidence, stored: Sequence[Model], wanted: Sequence[Part]) -> None:
        """Note what gives evidence the wanted parts in their order; parts that are there stay the rows they are."""
        values = [model_values(self.kind.fields, part.values) for part in wanted]
        kept = dict(self._kept(list(stored), values))
        self.removed += [row for row in stored if row not in kept.values()]
        for place, columns in enumerate(values):
            row = kept.get(place)
            if row is None:
                self.added.append(filled(self.kind.model(evidence=piece, position=place), columns))
            elif row.position != place or not _agree(row, columns, columns):
                self.changed.append(filled(row, {**columns, "position": place}))

    def save(self, *, by: AbstractUser, at: datetime, reason: str) -> None:
        """Write it: first what goes, so that nothing is there twice meanwhile."""
        columns = [*(model_column(column) for column in self.kind.fields), "position"]
        remove_rows(self.kind.model, self.removed, by=by, at=at, reason=reason)
        change_rows(self.kind.model, self.changed, columns, by=by, at=at, reason=reason)
        add_rows(self.kind.model, self.added, by=by, at=at, reason=reason)

    def _kept(self, rows: list[Model], values: Sequence[Columns]) -> Iterator[tuple[int, Model]]:
        """Yield which row each wanted part stays: one that is all the same, or else one with the same identity."""
        identity = [attribute_of(column) for column in self.kind.fields if column.column_name in self.kind.identity]
        open_places = dict(enumerate(values))
        for names in (None, identity):
            for place, columns in list(open_places.items()):
                row = next((row for row in rows if _agree(row, columns, names or columns)), None)
                if row is not None:
                    rows.remove(row)
                    del open_places[place]
                    yield place, row


def _agree(row: Model, values: Columns, names: Sequence[str] | Columns) -> bool:
    """Return whether a row has these values in the attributes named."""
    return all(getattr(row, name) == values[name] for name in names)
