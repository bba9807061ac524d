"""A chart as values: what it shows, where its marks lead, and the same in tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.charts.specification import Json


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, leading somewhere where it has an address."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows, in rows; the first cell of each row heads it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `file` is the specification that `values` fill, `route` and `names` make its address."""

    name: str
    title: str
    description: str
    file: str
    route: str
    names: tuple[str, ...]
    values: Mapping[str, Json]
    tables: tuple[Table, ...]
    is_wide: bool
