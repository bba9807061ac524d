"""How the text of a cell becomes a value and a value the text of a cell, each way undoing the other."""

import re
import unicodedata
from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from import_export.widgets import Widget

from agreements.choices import DefinedChoices
from agreements.dates import Span
from agreements.digits import digits_problem
from agreements.imports import DayOrder
from agreements.models.columns import validate_key
from agreements.texts import LONGEST_TEXT, invisible_problem

LONGEST_SPAN = 40
WRITE_A_DAY = "write 2021-02-06, 2021-02, 2021 or 2021-02-01/2021-03-15"


def plain(text: str) -> str:
    """Return a text as it is kept: plain line ends, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class TextWidget(Widget):
    """A text of at most `longest` characters, on one line unless it may have more."""

    def __init__(self, longest: int = LONGEST_TEXT, *, has_lines: bool = False) -> None:
        super().__init__()
        self.longest = longest
        self.has_lines = has_lines

    def clean(self, value: str, row: object = None, **options: object) -> str:
        """Return the text; refuse one that is too long or holds what cannot be seen."""
        if len(value) > self.longest:
            raise ValueError(f"it has {len(value):,} characters, and at most {self.longest:,} are kept")
        if not self.has_lines and "\n" in value:
            raise ValueError("it has a line break, and one line is kept")
        if problem := invisible_problem(value):
            raise ValueError(_in_sentence(problem))
        return value

    def render(self, value: object, obj: object = None, **options: object) -> str:
        """Return the text of a cell."""
        return plain(str(value or ""))


class KeyWidget(TextWidget):
    """The permanent name of the evidence."""

    def clean(self, value: str, row: object = None, **options: object) -> str:
        """Return the key in composed form; refuse what cannot be one."""
        key = unicodedata.normalize("NFC", super().clean(value))
        if key:
            try:
                validate_key(key)
            except ValidationError as error:
                raise ValueError(_said(error)) from error
        return key


class LinesWidget(TextWidget):
    """A list of texts, one per line of the cell."""

    def __init__(self) -> None:
        super().__init__(has_lines=True)

    def clean(self, value: str, row: object = None, **options: object) -> list[str]:
        """Return the lines that hold something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def render(self, value: object, obj: object = None, **options: object) -> str:
        """Return the lines."""
        return plain("\n".join(value or ()))


class SpanWidget(Widget):
    """A day, month, year or interval; an order of day and month is never guessed."""

    WITH_ORDER = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)

    def clean(self, value: str, row: object = None, day_order: str = DayOrder.ISO, **options: object) -> Span | None:
        """Return the span; refuse what is none, saying what to write."""
        if len(value) > LONGEST_SPAN:
            raise ValueError(f"it is too long to be a day: {WRITE_A_DAY}")
        found = self.WITH_ORDER.fullmatch(value)
        if found is None:
            return Span.parse(value) if value else None
        if len(found[4]) == 2:
            raise ValueError(f"{value!r} has a year of two digits: {WRITE_A_DAY}")
        if day_order == DayOrder.ISO:
            raise ValueError(
                f"{value!r} may have its day or its month first: {WRITE_A_DAY}, "
                "or say which comes first when you upload the file"
            )
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day, month = (first, second) if day_order == DayOrder.DAY_FIRST else (second, first)
        try:
            return Span.day(date(year, month, day))
        except ValueError as error:
            label = DayOrder(day_order).label.partition(":")[0].lower()
            raise ValueError(f"{value!r}, read with its {label}, is not in the calendar") from error

    def readings(self, value: str, day_order: str) -> list[str]:
        """Return how a day is read whose order had to be told; nothing where none had to be or can be."""
        if not self.WITH_ORDER.fullmatch(value):
            return []
        with suppress(ValueError):
            return [f"The day {value} is read as {self.render(self.clean(value, day_order=day_order))}."]
        return []

    def render(self, value: Span | None, obj: object = None, **options: object) -> str:
        """Return the span in ISO form."""
        return value.edtf if value else ""


class ChoiceWidget(Widget):
    """A member of a closed vocabulary, by its value or its label."""

    def __init__(self, vocabulary: type[DefinedChoices]) -> None:
        super().__init__()
        self.values = list(vocabulary.values)
        self.known = {
            name.casefold(): member.value for member in vocabulary for name in (str(member.label), member.value)
        }

    def clean(self, value: str, row: object = None, **options: object) -> str:
        """Return the value of the member; refuse a word that is none, naming all."""
        if value and value.casefold() not in self.known:
            raise ValueError(f"{shortened(value)} is none of {', '.join(self.values)}")
        return self.known[value.casefold()] if value else ""

    def render(self, value: object, obj: object = None, **options: object) -> str:
        """Return the value of the member."""
        return str(value or "")


class NumberWidget(Widget):
    """A number with a point and no separators of thousands: both are written both ways, and never guessed."""

    NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
    fits = DecimalValidator(24, 6)

    def clean(self, value: str, row: object = None, **options: object) -> Decimal | None:
        """Return the number; refuse what is none."""
        if not value:
            return None
        if not self.NUMBER.fullmatch(value):
            raise ValueError(f"{shortened(value)} is not a number: write 48000 or 2.5")
        number = Decimal(value)
        try:
            self.fits(number)
        except ValidationError as error:
            raise ValueError(_said(error)) from error
        if problem := digits_problem(number):
            raise ValueError(_in_sentence(problem))
        return number

    def render(self, value: Decimal | None, obj: object = None, **options: object) -> str:
        """Return the number without the zeros that storage adds."""
        return "" if value is None else f"{value.normalize():f}"


class ReferenceWidget(TextWidget):
    """The public name of another row of the record; which row that is is looked up for many rows at once."""

    def __init__(self, section: str) -> None:
        super().__init__(2000)
        self.section = section

    def clean(self, value: str, row: object = None, **options: object) -> str:
        """Return the name in composed form."""
        return unicodedata.normalize("NFC", super().clean(value))


def shortened(text: str) -> str:
    """Return a text in quotation marks, cut where it would fill the page."""
    return repr(f"{text[:60]}…" if len(text) > 60 else text)


def _said(error: ValidationError) -> str:
    """Return what a check of the model says, as part of a sentence."""
    return _in_sentence("; ".join(error.messages))


def _in_sentence(text: str) -> str:
    """Return a sentence as part of another."""
    return text[0].lower() + text[1:].removesuffix(".")
