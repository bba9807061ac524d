"""What lists that are small enough to read whole share: finding words, and values to choose from with counts."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Narrowing:
    """How a list is asked for: words, a kind, a language, an order and a page; empty means all, or the usual one."""

    words: str = ""
    kind: str = ""
    language: str = ""
    sort: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a list can be narrowed to, and how many rows it leaves; an empty value leaves all."""

    value: str
    label: str
    count: int
    is_chosen: bool


def choices(values: Iterable[str], labels: Mapping[str, str], chosen: str) -> tuple[Choice, ...]:
    """Return all, then each value that occurs or is chosen, in the order of its label in `labels`."""
    counts = Counter(values)
    occurring = {value: label for value, label in labels.items() if value in counts}
    if chosen:
        occurring.setdefault(chosen, labels.get(chosen, chosen))
    every = Choice("", "All", counts.total(), not chosen)
    return every, *(Choice(value, label, counts[value], value == chosen) for value, label in occurring.items())


def folded(text: str) -> str:
    """Return a text without case and diacritics, so that it is found however it is typed."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def has_words(typed: str, *texts: str) -> bool:
    """Return whether each word typed occurs somewhere in the texts."""
    here = folded(" ".join(texts))
    return all(word in here for word in folded(typed).split())


def page_of(rows: list, number: str) -> Page:
    """Return one page of rows: the first where the number cannot be read, the last where it is too high."""
    return Paginator(rows, PER_PAGE).get_page(number)
