"""The held documents behind the seeds: where they are, what their lines say, how they spell figures and days."""

import calendar
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from math import prod
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import BaseModel

from agreements.seedfiles import SeedSet, read_seeds
from agreements.seedfiles.references import identifier
from agreements.seedfiles.schema import ClauseTextSeed

SEEDS = Path(__file__).parents[1] / "seeds"
VARIABLE = "SEED_DOCUMENTS"
BESIDE = SEEDS.parents[1] / "shared" / "seed-documents"
ABSENT = f"no held document in ../shared/seed-documents ({BESIDE}), nor in the folder that {VARIABLE} names"

OWN = {"summary", "note", "duty", "heading", "rationale", "limits", "state_reason", "label", "place", "text"}

MONTHS, WEEKDAYS = list(calendar.month_name), list(calendar.day_name)
UNIT = "one|two|three|four|five|six|seven|eight|nine"
TEEN = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
WORDS = dict(zip(f"{UNIT}|{TEEN}|{TENS}".split("|"), [*range(1, 20), *range(20, 100, 10)], strict=True))

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NAME = rf"(?P<name>{_DIGITS}|(?:{TENS})[- ](?:{UNIT})|{UNIT}|{TEEN}|{TENS})"
_TIMES = rf"(?P<times>(?:[ -](?:{'|'.join(TIMES)}))*)"
_NUMBER = re.compile(rf"(?<![\w.,])(?<!no ){_NAME}(?:(?<=\d)s)?{_TIMES}\b(?! another)", re.IGNORECASE)
_REFERENCE = re.compile(rf"\b(?:point|paragraph|clause|article) {_NAME}\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({ORDINAL}))\b", re.IGNORECASE)
_MONTH = rf"(?P<month>{'|'.join(MONTHS[1:])})\b"
_DAY = r"\b(?P<day>[12]?\d|3[01])(?!\d)(?:st|nd|rd|th)?(?:\s?[-–/]\s?(?P<last>\d{1,2}))?"
_YEAR = r"(?:,? (?P<year>\d{4})\b)?"
_DAYS = (re.compile(rf"{_DAY}(?: of)? {_MONTH}{_YEAR}"), re.compile(rf"\b{_MONTH} {_DAY}\b{_YEAR}"))
_LOCATOR = re.compile(r"lines? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)", re.ASCII)


@cache
def project_seeds() -> SeedSet:
    """Return the project's own seeds, read once for all modules of a test process."""
    return read_seeds(SEEDS)


class Day(NamedTuple):
    """A calendar day as a text prints it: the year may be missing."""

    month: int
    day: int
    year: int | None = None


def held_documents() -> dict[str, Path]:
    """Return the held documents by file name; skip where there are none, and fail where CI_STRICT is 1."""
    found = {path.name: path for path in Path(os.environ.get(VARIABLE) or BESIDE).glob("*.txt")}
    if not found and os.environ.get("CI_STRICT") == "1":
        pytest.fail(ABSENT)
    return found or pytest.skip(ABSENT)


def lines_of(path: Path) -> list[str]:
    """Return the lines of a document as `sed -n` counts them."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def cited(lines: list[str], locator: str) -> str:
    """Return the text at `lines 12, 33-37`; raise ValueError where that is unreadable, outside or blank at an end."""
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        raise ValueError(f"{locator!r} is not written like `lines 12, 33-37`")
    parts = []
    for part in match[1].split(", "):
        first, last = int(part.partition("-")[0]), int(part.rpartition("-")[2])
        if not 1 <= first <= last <= len(lines):
            raise ValueError(f"{locator!r} runs backwards or leads out of the {len(lines)} lines")
        if not (lines[first - 1].strip() and lines[last - 1].strip()):
            raise ValueError(f"{locator!r} begins or ends with a blank line")
        parts.append(" ".join(" ".join(lines[first - 1 : last]).split()))
    return " … ".join(parts)


def days(text: str) -> set[Day]:
    """Return the calendar days printed in `text`, in whatever spelling; a range gives both of its ends."""
    return {
        Day(MONTHS.index(match["month"]), int(match[end]), int(match["year"]) if match["year"] else None)
        for pattern in _DAYS
        for match in pattern.finditer(text)
        for end in ("day", "last")
        if match[end]
    }


def without_days(text: str) -> str:
    """Return `text` with its calendar days taken out; their years stay, because a year is a number too."""
    for pattern in _DAYS:
        text = pattern.sub(lambda match: f" … {match['year'] or ''} … ", text)
    return text


def months(text: str) -> set[int]:
    """Return the months named in `text` otherwise than as part of a calendar day."""
    return {MONTHS.index(name) for name in re.findall(_MONTH, without_days(text))}


def weekdays(text: str) -> set[int]:
    """Return the weekdays named in `text`, Monday being 0."""
    return {WEEKDAYS.index(name) for name in re.findall("|".join(WEEKDAYS), text)}


def numbers(text: str) -> set[Decimal]:
    """Return the numbers printed in `text` as digits or words, times their thousand or million; not those of days."""
    return {_worth(match["name"], match["times"]) for match in _NUMBER.finditer(without_days(text))}


def ordinals(text: str) -> set[Decimal]:
    """Return the ordinals printed in `text`, such as `8th` or `eighth`."""
    found = _ORDINAL.findall(without_days(text))
    return {Decimal(digits or ORDINAL.split("|").index(word.lower()) + 1) for digits, word in found}


def references(text: str) -> set[Decimal]:
    """Return the numbers that `text` gives to points, paragraphs, clauses and articles."""
    return {_worth(match["name"]) for match in _REFERENCE.finditer(text)}


def _worth(name: str, times: str = "") -> Decimal:
    """Return the value of `1,960`, `twenty-one`, or of `50` and ` thousand`."""
    words = re.findall(r"[a-z]+", name.lower())
    value = Decimal(sum(WORDS[word] for word in words) if words else name.replace(",", ""))
    return value * prod(TIMES[word] for word in re.findall(r"[a-z]+", times.lower()))


def own_texts(seeds: SeedSet) -> Iterator[tuple[str, str, str]]:
    """Yield place, key and text of our own words in the seeds: not titles, unless in brackets, nor aliases."""
    for document, section, index, entry in seeds.found:
        for key_path, text in _own(entry):
            line = document.line_of((section, index, *key_path))
            yield f"{document.path.relative_to(SEEDS)}:{line}", identifier(section, entry), text


def _own(entry: BaseModel) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield key path and text of our own words in an entry; an attached wording of a clause is not ours."""
    for name, value in () if isinstance(entry, ClauseTextSeed) else entry:
        if value and (name in OWN or (name == "title" and value[0] == "[")):
            yield (name,), value
        for index, item in enumerate(value) if isinstance(value, tuple) else ():
            if isinstance(item, BaseModel):
                yield from (((name, index, *key_path), text) for key_path, text in _own(item))
