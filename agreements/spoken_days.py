"""Days as people write them: reads unambiguous English beside EDTF, and says in words what was read; never guesses."""

import re
from calendar import monthrange
from datetime import date

from agreements.choices import Precision
from agreements.dates import Span, SpanError

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BY_NAME = {name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])} | {"sept": 9}

RULE = "write 2021-02-06, 6 February 2021, 6–8 February 2021, February 2021, 2021 or 2021-02-01/2021-03-15"

_DASHES = re.compile(r"\s*[‐‑‒–—−]\s*")
_ORDINAL = re.compile(r"\b(\d{1,2})(st|nd|rd|th)\b")
_WEEKDAY = re.compile(rf"^({'|'.join(f'{name}|{name[:3]}' for name in WEEKDAYS)})\.? (?=\d|[a-z])")
_NUMERIC = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", re.ASCII)
_LOOSE = re.compile(
    r"\b(early|mid|late|about|around|circa|ca|before|after|since|by|or|spring|summer|autumn|winter)\b|~"
)
_BETWEEN = re.compile(r"between (.+) and (.+)|(?:from )?(.+?) (?:to|until|till|through) (.+)|(.+?)-(.+)")
_PART = re.compile(
    r"(?:(?P<day>\d{1,2}) )?(?:of )?(?P<month>[a-z]+)(?: (?P<after>\d{1,2}))?(?: (?P<year>\d{4}))?"
    r"|(?P<alone>\d{1,2})|(?P<after_month>\d{1,2}) (?P<its_year>\d{4})|(?P<only_year>\d{4})",
    re.ASCII,
)

_EDTF_ENDS = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)(?:-| to )(\d{4}-\d{2}(?:-\d{2})?)", re.ASCII)

Parts = tuple[int | None, int | None, int | None]
"""Year, month and day, as far as they are written."""


def read_span(text: str) -> Span:
    """Return the span that a text names, in EDTF or in plain English; raise SpanError saying what to write instead."""
    try:
        return Span.parse(text)
    except SpanError as error:
        if _is_edtf(text):
            raise
        plain = _plain(text)
        if _is_edtf(plain):
            return Span.parse(plain)
        if ends := _EDTF_ENDS.fullmatch(plain):
            return Span.parse("/".join(ends.groups()))
        _refuse_numbers(text, plain)
        _refuse_loose(text, plain)
        found = _spoken(text, plain)
        if found is None:
            raise SpanError(f"{text.strip()!r} is not a day: {RULE}") from error
        return found


def reading(span: Span) -> str:
    """Return in words what a span says, so that whoever typed it sees how it was read."""
    match span.precision:
        case Precision.DAY:
            said = f"{WEEKDAYS[span.earliest.weekday()].title()} {_day(span.earliest)}"
        case Precision.MONTH:
            said = f"some day or days of {MONTHS[span.earliest.month - 1].title()} {span.earliest.year}"
        case Precision.YEAR:
            said = f"some day or days of {span.earliest.year}"
        case _:
            count = (span.latest - span.earliest).days + 1
            said = f"some day or days of these {count}"
    return f"{span}: {said}"


def _day(day: date) -> str:
    """Return a day in words."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _is_edtf(text: str) -> bool:
    """Return whether a text has the shape of EDTF, so that what is wrong with it is the calendar or the order."""
    single = r"\s*\d{4}(-\d{2}(-\d{2})?)?\s*"
    return re.fullmatch(f"{single}(/{single})?", text, re.ASCII) is not None


def _plain(text: str) -> str:
    """Return a text in small letters with single blanks, plain hyphens and neither commas nor ordinals."""
    plain = _DASHES.sub("-", text.casefold()).replace(",", " ").replace(".", ". ")
    plain = " ".join(_ORDINAL.sub(r"\1", plain).split()).removeprefix("on ").removeprefix("the ")
    return re.sub(r"(?<=[a-z])\.|\. (?=\d)", lambda dot: "" if dot[0] == "." else ".", plain).replace(" - ", "-")


def _refuse_numbers(text: str, plain: str) -> None:
    """Refuse a day in numbers alone and offer what it can mean: day and month are never guessed."""
    match = _NUMERIC.fullmatch(plain)
    if match is None:
        return
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        orders = [(first, second, third)]
    else:
        year = third if len(match[3]) == 4 else 2000 + third
        orders = [(year, second, first), (year, first, second)]
    days = list(dict.fromkeys(day for order in orders if (day := _calendar_day(*order))))
    if not days:
        raise SpanError(f"{text.strip()!r} is not in the calendar")
    offered = ", or ".join(f"{day} for {_day(day)}" for day in days)
    raise SpanError(f"{text.strip()!r} {'can be two days' if len(days) > 1 else 'is not a day'}: write {offered}")


def _refuse_loose(text: str, plain: str) -> None:
    """Refuse words that leave open which days are meant, and offer days where the month is named."""
    loose = _LOOSE.search(plain)
    if loose is None:
        return
    parts = _parts(_LOOSE.sub(" ", plain).replace("-", " ").strip())
    offered = "the first and the last day it can have been, such as 2021-02-01/2021-02-10"
    if parts and parts[0] and parts[1] and not parts[2]:
        month = f"{parts[0]:04}-{parts[1]:02}"
        last = monthrange(parts[0], parts[1])[1]
        thirds = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}
        if loose[0] in thirds:
            start, end = thirds[loose[0]]
            offered = f"the days that are meant, such as {month}-{start:02}/{month}-{end:02}, or {month}"
    raise SpanError(f"{text.strip()!r} leaves open which days are meant: write {offered}")


def _spoken(text: str, plain: str) -> Span | None:
    """Return the span of plain English, or None where it is none."""
    weekday = _WEEKDAY.match(plain)
    plain = plain[weekday.end() :] if weekday else plain
    span = _one(text, plain) or _several(text, plain)
    if weekday and span is not None:
        named = span.precision is Precision.DAY and WEEKDAYS[span.earliest.weekday()]
        if not named or not named.startswith(weekday[1]):
            raise SpanError(f"{text.strip()!r}: {span} is no {weekday[1].title()}; leave the weekday out or mend it")
    return span


def _one(text: str, plain: str) -> Span | None:
    """Return the span of one day, month or year."""
    parts = _parts(plain)
    if parts is None:
        return None
    year, month, day = parts
    if year is None:
        if month is None:
            return None
        raise SpanError(f"{text.strip()!r} has no year: write the year too")
    return _span(text, year, month, day)


def _several(text: str, plain: str) -> Span | None:
    """Return the span from one day, month or year to another; what only one end writes holds of both."""
    match = _BETWEEN.fullmatch(_days_first(plain))
    ends = [parts for end in match.groups() if end and (parts := _parts(end))] if match else []
    if len(ends) != 2:
        return None
    (first_year, first_month, first_day), (last_year, last_month, last_day) = ends
    if last_month is None and last_day is not None:
        last_month = first_month
    if first_month is None and first_day is not None:
        first_month = last_month
    last_year = last_year or first_year
    if last_year is None:
        raise SpanError(f"{text.strip()!r} has no year: write the year too")
    if (first_day is None) != (last_day is None) or (first_month is None) != (last_month is None):
        return None
    start = _span(text, first_year or last_year, first_month, first_day)
    end = _span(text, last_year, last_month, last_day)
    if first_year is None and start.earliest > end.latest:
        raise SpanError(
            f"{text.strip()!r} runs backwards within {last_year}: start with the earlier day, or write both years"
        )
    return Span.parse(f"{start.earliest}/{end.latest}")


def _days_first(plain: str) -> str:
    """Return `february 6-8 2021` as `6-8 february 2021`."""
    return re.sub(r"^([a-z]+) (\d{1,2})-(\d{1,2})( \d{4})?$", r"\2-\3 \1\4", plain, flags=re.ASCII)


def _parts(plain: str) -> Parts | None:
    """Return what a text names of year, month and day, or None where it names something else."""
    match = _PART.fullmatch(plain.strip())
    if match is None:
        return None
    if match["only_year"]:
        return int(match["only_year"]), None, None
    if match["alone"] or match["after_month"]:
        return int(match["its_year"]) if match["its_year"] else None, None, int(match["alone"] or match["after_month"])
    month = BY_NAME.get(match["month"])
    if month is None or (match["day"] and match["after"]):
        return None
    day = match["day"] or match["after"]
    return int(match["year"]) if match["year"] else None, month, int(day) if day else None


def _span(text: str, year: int, month: int | None, day: int | None) -> Span:
    """Return the span of what is written of a day."""
    written = f"{year:04}" + "".join(f"-{part:02}" for part in (month, day) if part is not None)
    try:
        return Span.parse(written)
    except SpanError as error:
        raise SpanError(f"{text.strip()!r} is not in the calendar") from error


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
