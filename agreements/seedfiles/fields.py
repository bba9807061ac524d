"""What every entry of a seed file is made of: kinds of value, each checked and brought into one normal form."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    PlainSerializer,
    field_validator,
)

from agreements.dates import Offset, Span
from agreements.digits import digits_problem
from agreements.keys import KEY_PATTERN, NUMBER_PATTERN
from agreements.texts import FILE_NAME, LANGUAGE, LONGEST_TEXT, invisible_problem

LONGEST_OFFSET = 20


class Entry(BaseModel):
    """Anything in a seed file: unknown keys are errors, surrounding blanks are dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_visible(cls, value: object) -> object:
        """Return a value whose texts hold nothing that readers cannot see."""
        for text in value if isinstance(value, list) else (value,):
            problem = invisible_problem(text) if isinstance(text, str) else ""
            if problem:
                raise ValueError(f"{text[:40]!r}: {problem}")
        return value


def _known_time_zone(name: str) -> str:
    """Return `name` if the time zone database knows it."""
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone: write one such as Europe/Vienna or UTC")
    return name


def _edtf(text: object) -> str:
    """Return the span written as `text` in its normal form."""
    return Span.parse(str(text)).edtf


def _offset(text: object) -> str:
    """Return `text` if it is a calendar offset."""
    Offset.parse(str(text))
    if len(str(text)) > LONGEST_OFFSET:
        raise ValueError(f"{text!r} is longer than {LONGEST_OFFSET} characters")
    return str(text)


def _composed(text: object) -> object:
    """Return a name in composed form, so that names that look the same are the same."""
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else text


def _address(url: str) -> str:
    """Return `url` as written, if it is a web address or empty."""
    if url and (any(letter.isspace() for letter in url) or not HttpUrl(url)):
        raise ValueError(f"{url!r} is no web address: write blanks as %20")
    return url


def _utc(instant: datetime) -> datetime:
    """Return the instant in universal time, so that equal instants are equal text."""
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("in universal time this lies outside the calendar") from error


def _written_as(pattern: str, example: str) -> BeforeValidator:
    """Return a check that text follows a pattern; numbers are never taken for days."""

    def check(value: object) -> object:
        if isinstance(value, str) and not re.match(pattern, value, re.ASCII):
            raise ValueError(f"{value!r} cannot be read: write it as {example}")
        return value

    return BeforeValidator(check)


def _plain(value: Decimal) -> Decimal:
    """Return the number without trailing zeros, so that equal numbers are equal text."""
    return Decimal(f"{value.normalize():f}")


def _kept(value: Decimal) -> Decimal:
    """Refuse a number that cannot be kept digit for digit."""
    if problem := digits_problem(value):
        raise ValueError(problem)
    return value


Composed = BeforeValidator(_composed)
Slug = Annotated[str, Composed, Field(pattern=f"^{KEY_PATTERN}$", max_length=80, description="Permanent short name.")]
Key = Annotated[
    str, Composed, Field(pattern=f"^{KEY_PATTERN}$", max_length=120, description="Permanent key; never changes.")
]
Reference = Annotated[
    str,
    Composed,
    Field(
        pattern=f"^{KEY_PATTERN}/{NUMBER_PATTERN}$",
        max_length=120,
        description="Clause, as agreement/number, such as a/6.g.",
    ),
]
DeadlineReference = Annotated[
    str,
    Composed,
    Field(
        pattern=f"^{KEY_PATTERN}/{NUMBER_PATTERN}#{KEY_PATTERN}$",
        max_length=200,
        description="Deadline, as agreement/number#key.",
    ),
]
ClauseOrAgreement = Annotated[
    str,
    Composed,
    Field(
        pattern=f"^{KEY_PATTERN}(/{NUMBER_PATTERN})?$",
        max_length=120,
        description="Clause reference, or the slug of an agreement for the whole of it.",
    ),
]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Note = Annotated[str, Field(max_length=LONGEST_TEXT)]
EdtfSpan = Annotated[
    str,
    BeforeValidator(_edtf),
    Field(
        description="Day, month, year or interval in EDTF level 0: 2021-02-06, 2021-02, 2021, 2021-02-01/2021-03-15."
    ),
]
IsoOffset = Annotated[str, AfterValidator(_offset), Field(description="ISO 8601 duration: P5Y, P1M, P30D, -P6M, P0D.")]
WebAddress = Annotated[str, AfterValidator(_address), Field(max_length=2000)]
Day = Annotated[date, _written_as(r"\d{4}-\d{2}-\d{2}$", "2021-02-06")]
Instant = Annotated[
    AwareDatetime,
    _written_as(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", "2021-02-06T09:00:00Z"),
    AfterValidator(_utc),
    Field(description="Instant with its time zone."),
]
Value = Annotated[
    Decimal,
    _written_as(r"-?\d+(\.\d+)?$", "48000 or 2.5"),
    AfterValidator(_kept),
    AfterValidator(_plain),
    PlainSerializer(str, return_type=str),
    Field(max_digits=24, decimal_places=6),
]
TimeZone = Annotated[str, AfterValidator(_known_time_zone)]
Language = Annotated[str, Field(pattern=LANGUAGE.pattern, max_length=20, description="BCP 47 tag, such as en.")]
FileName = Annotated[
    str, Field(pattern=FILE_NAME.pattern, max_length=200, description="File name of a held copy, or empty.")
]
UserName = Annotated[str, Field(pattern=r"^[\w.@+\-]+$", max_length=150)]
