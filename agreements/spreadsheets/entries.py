"""A row as values: what its cells say about a fact and its parts, checked, and the texts that say the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from import_export.fields import Field

from agreements.spreadsheets.columns import FACT, PARTS, REQUIRED, Cells, PartKind, model_column, numbered
from agreements.spreadsheets.lookup import Lookup, Named
from agreements.spreadsheets.widgets import ReferenceWidget

Values = Mapping[str, object]
"""Values by the name of the column, without its number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A citation, a link or a figure, and the number of its group in the file."""

    kind: PartKind
    number: int
    values: Values

    @property
    def identity(self) -> tuple[object, ...]:
        """Return what tells it from other parts of its kind."""
        return tuple(self.values.get(name) for name in self.kind.identity)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its parts, in their order; `problems` says what is wrong with it, a sentence each."""

    fact: Values
    parts: Sequence[Part]
    problems: Sequence[str]

    def parts_of(self, kind: PartKind) -> list[Part]:
        """Return the parts of a kind."""
        return [part for part in self.parts if part.kind is kind]

    def cells(self) -> dict[str, str]:
        """Return the texts that hold something, as an export of the same evidence would have them."""
        return {name: text for name, text in self._texts() if text}

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Yield column and text, the parts numbered without gaps."""
        for field in FACT:
            yield field.column_name, field.widget.render(self.fact.get(field.column_name))
        for kind in PARTS:
            for number, part in enumerate(self.parts_of(kind), start=1):
                for field in kind.fields:
                    yield numbered(field, number), field.widget.render(part.values.get(field.column_name))


def attribute_of(field: Field) -> str:
    """Return the attribute of a row of the model that a column of the spreadsheet goes to."""
    name = model_column(field)
    return f"{name}_id" if isinstance(field.widget, ReferenceWidget) else name


def model_values(fields: Sequence[Field], values: Values) -> dict[str, object]:
    """Return values by the attributes of a row of the model; a row that is named goes by its primary key."""
    found = {attribute_of(field): values[field.column_name] for field in fields}
    return {name: value.pk if isinstance(value, Named) else value for name, value in found.items()}


def sources_named(cells: Cells) -> Iterator[str]:
    """Yield the names of sources in the cells of a row."""
    return (text for name, text in cells.items() if name.startswith(("source ", "figure source ")))


def read_entry(cells: Cells, lookup: Lookup, *, day_order: str) -> Entry:
    """Return what the cells of a row say."""
    problems: list[str] = []
    reading = _Reading(cells, lookup, day_order, problems)
    fact = {field.column_name: reading.value(field, field.column_name) for field in FACT}
    problems += [f"{name!r} is empty." for name in REQUIRED if not cells.get(name)]
    parts = [part for kind in PARTS for part in reading.parts(kind)]
    problems += _repeated(parts)
    return Entry(fact, parts, problems)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The reading of one row."""

    cells: Cells
    lookup: Lookup
    day_order: str
    problems: list[str]

    def value(self, field: Field, name: str, prefix: str = "") -> object:
        """Return the value of a cell; where there is none, note why."""
        text = self.cells.get(name, "")
        if text and prefix and "#" not in text:
            text = f"{prefix}#{text}"
        try:
            value = field.clean({field.column_name: text}, day_order=self.day_order)
            if value and isinstance(field.widget, ReferenceWidget):
                return self.lookup.find(field.widget.section, value)
        except ValueError as error:
            self.problems.append(f"{name!r}: {error}.")
            return None
        return value

    def parts(self, kind: PartKind) -> Iterator[Part]:
        """Yield the parts of a kind whose groups hold something."""
        names = {field.column_name for field in kind.fields}
        used = (name.rpartition(" ") for name in self.cells)
        for number in sorted({int(number) for bare, _, number in used if bare in names}):
            yield Part(kind, number, self._part_values(kind, number))

    def _part_values(self, kind: PartKind, number: int) -> dict[str, object]:
        """Return the values of one group; note what it lacks, and a deadline of another clause."""
        clause = self.cells.get(f"clause {number}", "")
        values: dict[str, object] = {}
        for field in kind.fields:
            prefix = clause if field.column_name == "deadline" else ""
            values[field.column_name] = self.value(field, numbered(field, number), prefix)
        for name in kind.required:
            if not self.cells.get(f"{name} {number}"):
                self.problems.append(f"'{name} {number}' is empty, and other columns of number {number} are not.")
        deadline = values.get("deadline")
        if deadline and values["clause"] and deadline.name.partition("#")[0] != values["clause"].name:
            self.problems.append(f"'deadline {number}': {deadline} is no deadline of {values['clause']}.")
        if values.get("proposed value") is not None and not values["flag"]:
            self.problems.append(f"'proposed value {number}' needs a 'flag {number}' that says why.")
        return values


def _repeated(parts: Sequence[Part]) -> Iterator[str]:
    """Yield where two links of a row are for the same clause and party."""
    seen: dict[tuple[object, ...], int] = {}
    for part in parts:
        if part.kind.name != "clause" or part.values["clause"] is None:
            continue
        first = seen.setdefault(part.identity, part.number)
        if first != part.number:
            yield f"'clause {part.number}' repeats 'clause {first}': a clause is given once for each party."
