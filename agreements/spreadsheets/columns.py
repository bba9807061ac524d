"""The columns of a spreadsheet of evidence: those of the fact, then numbered groups for its parts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model, Prefetch, QuerySet
from import_export.fields import Field

from agreements import models
from agreements.choices import Credibility, Direction, FigureFlag, Qualifier, Stance
from agreements.spreadsheets.widgets import (
    ChoiceWidget,
    KeyWidget,
    LinesWidget,
    NumberWidget,
    ReferenceWidget,
    SpanWidget,
    TextWidget,
)

Cells = Mapping[str, str]
"""The texts of a row by the name of the column; a cell that is left out is empty."""

PROBLEM = "problem"
"""The column that says what is wrong in a file of rows to correct; reading takes no notice of it."""


def _field(name: str, attribute: str, widget: object, default: object = "") -> Field:
    """Return a column; `default` is what an empty cell says."""
    return Field(column_name=name, attribute=attribute, widget=widget, default=default)


FACT = (
    _field("key", "key", KeyWidget(120)),
    _field("occurred", "occurred", SpanWidget(), None),
    _field("place", "place", TextWidget(200)),
    _field("summary", "summary", TextWidget(has_lines=True)),
    _field("note", "note", TextWidget(has_lines=True)),
)
REQUIRED = ("key", "occurred", "summary")


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part of evidence: its columns, which of them a part cannot do without, and which tell parts apart."""

    name: str
    accessor: str
    model: type[Model]
    related: tuple[str, ...]
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    identity: tuple[str, ...]


PARTS = (
    PartKind(
        "citation",
        "citations",
        models.Citation,
        ("source", "claimant"),
        (
            _field("source", "source__key", ReferenceWidget("source"), None),
            _field("stance", "stance", ChoiceWidget(Stance), Stance.ASSERTS.value),
            _field("place in source", "locator", TextWidget(200)),
            _field("claimant", "claimant__slug", ReferenceWidget("actor"), None),
            _field("speaker", "speaker", TextWidget(200)),
            _field("relayed through", "relayed_through", LinesWidget()),
            _field("credibility", "credibility", ChoiceWidget(Credibility), Credibility.NOT_JUDGED.value),
            _field("dated as", "dated_as", TextWidget(100)),
            _field("citation note", "note", TextWidget(has_lines=True)),
        ),
        required=("source",),
        identity=("source",),
    ),
    PartKind(
        "clause",
        "links",
        models.EvidenceLink,
        ("clause__agreement", "party", "meets__clause__agreement"),
        (
            _field("clause", "clause__reference", ReferenceWidget("clause"), None),
            _field("direction", "direction", ChoiceWidget(Direction)),
            _field("party", "party__slug", ReferenceWidget("actor"), None),
            _field("deadline", "meets__reference", ReferenceWidget("deadline"), None),
            _field("link note", "note", TextWidget(has_lines=True)),
        ),
        required=("clause", "direction"),
        identity=("clause", "party"),
    ),
    PartKind(
        "figure",
        "figures",
        models.Figure,
        ("indicator", "source"),
        (
            _field("indicator", "indicator__slug", ReferenceWidget("indicator"), None),
            _field("value", "value", NumberWidget(), None),
            _field("qualifier", "qualifier", ChoiceWidget(Qualifier), Qualifier.EXACTLY.value),
            _field("as printed", "as_printed", TextWidget(300)),
            _field("figure source", "source__key", ReferenceWidget("source"), None),
            _field("flag", "flag", ChoiceWidget(FigureFlag)),
            _field("proposed value", "proposed_value", NumberWidget(), None),
            _field("figure note", "note", TextWidget(has_lines=True)),
        ),
        required=("indicator", "value", "as printed", "figure source"),
        identity=("indicator", "figure source"),
    ),
)
MOST_PARTS = 100
"""How many parts of a kind one row may have."""

FACT_NAMES = tuple(field.column_name for field in FACT)
PART_FIELDS = {field.column_name: field for kind in PARTS for field in kind.fields}


PLACES = {field.column_name: (0, place) for place, field in enumerate(FACT)} | {
    field.column_name: (order, place)
    for order, kind in enumerate(PARTS, start=1)
    for place, field in enumerate(kind.fields)
}


def column_place(name: str) -> tuple[int, int, int]:
    """Return what orders columns: those of the fact, then by kind of part, number and column."""
    bare, _, number = name.rpartition(" ")
    order, place = PLACES[name if name in PLACES else bare]
    return (order, 0 if name in PLACES else int(number), place)


def model_column(field: Field) -> str:
    """Return the column of the model that a column of the spreadsheet goes to."""
    return str(field.attribute).partition("__")[0]


def numbered(field: Field, number: int) -> str:
    """Return the name of a column in one of the numbered groups."""
    return f"{field.column_name} {number}"


def column_names(groups: Mapping[str, int]) -> list[str]:
    """Return the names of all columns with as many groups of each kind as told, by the name of the kind; else one."""
    parts = (
        numbered(field, number)
        for kind in PARTS
        for number in range(1, groups.get(kind.name, 1) + 1)
        for field in kind.fields
    )
    return [*FACT_NAMES, *parts]


def with_parts(evidence: QuerySet[models.Evidence]) -> QuerySet[models.Evidence]:
    """Return evidence that brings its parts along, in their order, in a fixed number of queries."""
    return evidence.prefetch_related(
        *(
            Prefetch(
                kind.accessor, kind.model._default_manager.select_related(*kind.related).order_by("position", "pk")
            )
            for kind in PARTS
        )
    )


def parts_of(evidence: models.Evidence, kind: PartKind) -> Iterable[Model]:
    """Return the parts of a kind, as they were brought along."""
    return getattr(evidence, kind.accessor).all()


def cells_of(evidence: models.Evidence) -> dict[str, str]:
    """Return the texts of stored evidence that hold something."""
    return {name: text for name, text in _texts(evidence) if text}


def _texts(evidence: models.Evidence) -> Iterator[tuple[str, str]]:
    """Yield column and text of stored evidence."""
    for field in FACT:
        yield field.column_name, field.export(evidence)
    for kind in PARTS:
        for number, part in enumerate(parts_of(evidence, kind), start=1):
            for field in kind.fields:
                yield numbered(field, number), field.export(part)
