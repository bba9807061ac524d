"""Columns and constraints that several models share."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from agreements.choices import DefinedChoices, Precision
from agreements.dates import Span
from agreements.digits import digits_problem
from agreements.keys import KEY_RULE, is_key
from agreements.texts import Written, text_problem


class RecordRow(models.Model):
    """A row of the record: its texts, and the texts of its lists, hold nothing that cannot be kept."""

    written: ClassVar[Mapping[str, Written]] = {}
    """How some of its columns are written."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check every column, and every text beyond what its column asks."""
        problems: dict[str, list[object]] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            error.update_error_dict(problems)
        for field in self._meta.concrete_fields:
            if field.name in problems or field.name in (exclude or ()):
                continue
            value = getattr(self, field.attname)
            problem = column_problem(field, value)
            if not problem and field.name in self.written:
                problem = self.written[field.name].problem(value)
            if problem:
                problems[field.name] = [problem]
        if problems:
            raise ValidationError(problems)


def column_problem(field: models.Field, value: object) -> str:
    """Return why a column cannot keep a value, or nothing where it can."""
    if isinstance(field, models.JSONField):
        if not (isinstance(value, list) and all(isinstance(text, str) for text in value)):
            return "This is a list of texts."
        value = "\n".join(value)
    if isinstance(value, Decimal):
        return digits_problem(value)
    return text_problem(value) if isinstance(value, str) else ""


def validate_key(text: str) -> None:
    """Refuse a text that cannot be a permanent name."""
    if not is_key(text):
        raise ValidationError(f"{text!r} cannot be a permanent name: {KEY_RULE}.")


def key_field(**options: object) -> models.CharField:
    """Return the column of a permanent public name, unique within its model; letters of any script."""
    return models.CharField(**{"max_length": 120, "unique": True, "validators": [validate_key]} | options)


class SpanColumns:
    """Reads and writes the three columns of a span as one value: `row.occurred = Span.parse("2021-02")`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __get__(self, row: models.Model | None, owner: type | None = None) -> "Span | SpanColumns":
        """Return the span of `row`."""
        if row is None:
            return self
        return Span(
            getattr(row, f"{self.prefix}_earliest_on"),
            getattr(row, f"{self.prefix}_latest_on"),
            Precision(getattr(row, f"{self.prefix}_precision")),
        )

    def __set__(self, row: models.Model, span: Span) -> None:
        """Write `span` into the columns of `row`."""
        setattr(row, f"{self.prefix}_earliest_on", span.earliest)
        setattr(row, f"{self.prefix}_latest_on", span.latest)
        setattr(row, f"{self.prefix}_precision", span.precision)


def span_constraint(model: str, prefix: str) -> models.CheckConstraint:
    """Return the constraint that a span runs forwards and that a day is one day."""
    earliest, latest, precision = f"{prefix}_earliest_on", f"{prefix}_latest_on", f"{prefix}_precision"
    is_one_day = Q(**{earliest: F(latest)})
    runs_forwards = Q(**{f"{earliest}__lte": F(latest)})
    return models.CheckConstraint(
        name=f"{model}_{prefix}_runs_forwards",
        condition=runs_forwards & (~Q(**{precision: Precision.DAY}) | is_one_day),
        violation_error_message="An interval starts with its earlier day, and a day is one day.",
    )


def one_of(
    model: str, field: str, vocabulary: type[DefinedChoices] | type[StrEnum], *, blank: bool = False
) -> models.CheckConstraint:
    """Return the constraint that a column holds a value of a closed vocabulary (or nothing, where `blank`)."""
    values = [str(member.value) for member in vocabulary]
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known", condition=Q(**{f"{field}__in": ["", *values] if blank else values})
    )
