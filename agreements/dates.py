"""Days as the record knows them: the as-of pair, spans of uncertain days in EDTF, and calendar offsets."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from dateutil.relativedelta import relativedelta

from agreements.choices import Precision

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day asked about and the day whose knowledge is used.

    `known_on` left out means everything the record holds; pages and commands fill in their own today.
    """

    on: date
    known_on: date = date.max


class SpanError(ValueError):
    """The text is not a day, month, year or interval; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Span:
    """The earliest and latest day something can have happened, and how closely that is known.

    Written and read as EDTF level 0: `2021-02-06`, `2021-02`, `2021`, `2021-02-01/2021-03-15`.
    """

    earliest: date
    latest: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        """Refuse spans that run backwards or that are wider than their precision."""
        if self.earliest > self.latest:
            raise SpanError(f"{self.earliest} is after {self.latest}: an interval starts with its earlier day")
        if self.precision is not Precision.INTERVAL and _single(self.edtf)[:2] != (self.earliest, self.latest):
            raise SpanError(f"{self.earliest} to {self.latest} is no {self.precision}: give it as an interval")

    @classmethod
    def day(cls, day: date) -> Self:
        """Return the span of one known day."""
        return cls(day, day, Precision.DAY)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the span written as `text` in EDTF level 0; raise SpanError saying what is wrong."""
        start, slash, end = text.strip().partition("/")
        if not slash:
            return cls(*_single(start))
        earliest, latest = _single(start)[0], _single(end)[1]
        return cls(earliest, latest, Precision.DAY if earliest == latest else Precision.INTERVAL)

    @property
    def edtf(self) -> str:
        """Return the span in EDTF level 0."""
        match self.precision:
            case Precision.DAY:
                return self.earliest.isoformat()
            case Precision.MONTH:
                return self.earliest.isoformat()[:7]
            case Precision.YEAR:
                return self.earliest.isoformat()[:4]
            case _:
                return f"{self.earliest.isoformat()}/{self.latest.isoformat()}"

    def __str__(self) -> str:
        """Return the span for readers, with `to` between the ends of an interval."""
        return self.edtf.replace("/", " to ")

    def is_over_by(self, day: date) -> bool:
        """Return whether it has certainly happened by the end of `day`: its latest possible day is not after it."""
        return self.latest <= day


_SINGLE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _single(text: str) -> tuple[date, date, Precision]:
    """Return earliest day, latest day and precision of one EDTF date without a slash."""
    match = _SINGLE.fullmatch(text.strip())
    if match is None:
        raise SpanError(f"{text!r} is not a day: write 2021-02-06, 2021-02, 2021 or 2021-02-01/2021-03-15")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH
        return date(year, month, day), date(year, month, day), Precision.DAY
    except ValueError as error:
        raise SpanError(f"{text!r} is not in the calendar") from error


class OffsetError(ValueError):
    """The text is not a calendar offset; the message says what to write instead."""


_OFFSET = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Offset:
    """A stretch of calendar time, forwards or backwards, written as an ISO 8601 duration: `P5Y`, `P1M`, `-P6M`."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the offset written as `text`; raise OffsetError saying what to write."""
        match = _OFFSET.fullmatch(text.strip())
        if match is None or not any(match[name] for name in ("years", "months", "weeks", "days")):
            raise OffsetError(f"{text!r} is not a stretch of time: write P5Y, P1M, P30D or, backwards, -P6M")
        years, months, weeks, days = (int(match[name] or 0) for name in ("years", "months", "weeks", "days"))
        if 12 * years + months > 1200 or 7 * weeks + days > 36_525:
            raise OffsetError(f"{text!r} is longer than a hundred years")
        sign = -1 if match["sign"] else 1
        return cls(months=sign * (12 * years + months), days=sign * (7 * weeks + days))

    def times(self, count: int) -> "Offset":
        """Return the offset taken `count` times."""
        return Offset(self.months * count, self.days * count)

    def after(self, day: date) -> date:
        """Return the day that lies the offset after `day`.

        Months are counted on the calendar and a day that the month lacks becomes its last day,
        so one month after 30 January is the last day of February.
        """
        return day + relativedelta(months=self.months, days=self.days)

    def before(self, day: date) -> date:
        """Return the day that lies the offset before `day`."""
        return self.times(-1).after(day)

    @property
    def is_forwards(self) -> bool:
        """Return whether it leads to a later day."""
        return self.months >= 0 and self.days >= 0 and bool(self.months or self.days)
