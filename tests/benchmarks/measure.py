"""Measures pages beside a stock change list and bare views, all in turn in one run, and keeps the medians."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from http import HTTPStatus
from itertools import count
from statistics import median
from time import perf_counter

from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from agreements.models import Agreement, Evidence
from tests.benchmarks.rivals import QUERIES, noted_as

STOCK = "/stock/agreements/evidence/"
WORD = "corridor"
NUMBERS = count()


class State(StrEnum):
    """What the site remembers when a page is asked for."""

    CHANGED = "after a change"
    NEW = "not asked before"
    AGAIN = "asked before"


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to measure in a state, and the stock list that it stands beside."""

    name: str
    address: str
    beside: str
    state: State

    @property
    def label(self) -> str:
        """Return the name with the state."""
        return f"{self.name}, {self.state}"

    def prepared(self, client: Client) -> str:
        """Bring the state about, and return the address to ask for."""
        if self.state is State.CHANGED:
            change_the_record()
        else:
            client.get(self.address)
        is_new = self.state is State.NEW
        return f"{self.address}{'&' if '?' in self.address else '?'}new={next(NUMBERS)}" if is_new else self.address


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page took, in milliseconds, with its queries, its weight and what its rivals took."""

    label: str
    page: float
    stock: float | None
    bare: float
    queries: int
    kilobytes: float


def subjects(client: Client) -> list[Subject]:
    """Return what is measured, in every state; the address of the last page is the one that the first page links to."""
    agreement = Agreement.objects.order_by("in_force_at", "pk").first()
    limb = agreement.clauses.assessable().order_by("position").last()
    first, filters = "/evidence/", f"clause={agreement.slug}/{limb.number}&direction=contradicts"
    last = link(client.get(first).content.decode(), "Last", first)
    pages = -(-Evidence.objects.count() // 50)
    narrowed = f"{STOCK}?links__clause__agreement__id__exact={agreement.pk}&links__direction__exact=contradicts"
    chosen = [
        ("Evidence, first page", first, STOCK),
        ("Evidence, last page", last, f"{STOCK}?p={pages}"),
        ("Evidence with a word", f"{first}?words={WORD}", f"{STOCK}?q={WORD}"),
        ("Evidence, filtered", f"{first}?{filters}", narrowed),
        ("Agreement", f"/agreements/{agreement.slug}/", ""),
        ("Clause", f"/agreements/{agreement.slug}/{limb.number}/", ""),
    ]
    return [Subject(*subject, state) for subject in chosen for state in State]


def link(page: str, text: str, otherwise: str) -> str:
    """Return where the first link with a text leads, from the evidence page; without one, the address given."""
    found = re.search(rf'<a\b[^>]*href="([^"]*)"[^>]*>\s*{text}\b', page)
    if found is None:
        return otherwise
    address = unescape(found[1])
    return f"/evidence/{address}" if address.startswith("?") else address


def change_the_record() -> None:
    """Record a change, so that nothing remembered holds any more."""
    Agreement.objects.order_by("pk").first().save()
    cache.clear()


def taken(client: Client, address: str) -> float:
    """Return how many milliseconds an answer took; raise where the page does not answer well."""
    begun = perf_counter()
    response = client.get(address)
    ended = perf_counter()
    if response.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} answers {response.status_code}")
    return (ended - begun) * 1000


def measured(*, rounds: int) -> dict[str, Measured]:
    """Return what every page and its rivals took: medians of rounds in which all take turns."""
    client, staff = Client(), Client()
    staff.force_login(User.objects.get_or_create(username="boss", is_superuser=True, is_staff=True)[0])
    chosen = subjects(client)
    weights = {subject.label: weight(client, subject) for subject in chosen}
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for subject in chosen:
            times[subject.label].append(taken(client, subject.prepared(client)))
            times[f"bare {subject.label}"].append(taken(client, f"/bare/{subject.label}/"))
        for address in {subject.beside for subject in chosen if subject.beside}:
            times[address].append(taken(staff, address))
    return {subject.label: summed_up(subject, times, weights[subject.label]) for subject in chosen}


def weight(client: Client, subject: Subject) -> float:
    """Return the kilobytes of a page, and note its queries for the bare view."""
    address = subject.prepared(client)
    with noted_as(subject.label):
        response = client.get(address)
    return len(response.content) / 1000


def summed_up(subject: Subject, times: Mapping[str, list[float]], kilobytes: float) -> Measured:
    """Return the medians of a page and of what it is measured beside."""
    return Measured(
        label=subject.label,
        page=median(times[subject.label]),
        stock=median(times[subject.beside]) if subject.beside else None,
        bare=median(times[f"bare {subject.label}"]),
        queries=len(QUERIES[subject.label]),
        kilobytes=kilobytes,
    )


def table(runs: Mapping[int, Mapping[str, Measured]]) -> str:
    """Return a Markdown table of the largest run, with the growth since the smallest."""
    small, large = min(runs), max(runs)
    lines = [
        f"| With {large:,} pieces of evidence | beside the stock list | beside its queries, bare "
        f"| grown since {small:,} | queries | kB |",
        "|---|---|---|---|---|---|",
    ]
    for label, found in runs[large].items():
        stock = f"{found.page / found.stock:.2f} × ({found.stock:.0f} ms)" if found.stock else "–"
        bare = f"{found.page / found.bare:.1f} × ({found.bare:.0f} ms)"
        growth = f"{found.page / runs[small][label].page:.1f} ×"
        lines.append(
            f"| {label} ({found.page:.0f} ms) | {stock} | {bare} | {growth} | {found.queries} | {found.kilobytes:.0f} |"
        )
    return "\n".join(lines)
