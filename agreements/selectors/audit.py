"""Whether the record is what its audit trail says: the chain whole, every version and every row as sealed."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from agreements.models import AuditEntry
from agreements.models.audit import GENESIS, content_digest, seal
from agreements.models.history import set_columns
from agreements.selectors.one_state import one_state

AT_A_TIME = 2000
Progress = Callable[[int, int], None]


class UnknownHeadError(Exception):
    """A head was given that is not written as a head is printed."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the trail: who has noted it can later tell whether anything before it was changed."""

    sequence: int
    digest: str

    def __str__(self) -> str:
        """Return the head as it is printed and read."""
        return f"{self.sequence}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Return the head written as `sequence:digest`; raise UnknownHeadError where it is none."""
        number, _, digest = text.strip().partition(":")
        if not re.fullmatch(r"[0-9]{1,18}", number) or not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise UnknownHeadError(f"{text!r} is not a head: write it as it was printed, such as 120:{'0' * 8}….")
        return cls(int(number), digest)


@dataclass(frozen=True, slots=True)
class TrailReport:
    """How many entries and rows were compared, the head, and every place where trail and record differ."""

    entries: int
    rows: int
    head: Head
    problems: tuple[str, ...]


def audit_head() -> Head:
    """Return the head of the trail."""
    last = AuditEntry.objects.last_entry()
    return Head(last.sequence, last.digest) if last else Head(0, GENESIS)


def recorded_models() -> list[type[models.Model]]:
    """Return the models whose every write is sealed in the trail."""
    found = apps.get_app_config("agreements").get_models()
    return [model for model in found if hasattr(model._meta, "simple_history_manager_attribute")]


def verify_trail(*, published: Head | None = None, progress: Progress = lambda done, total: None) -> TrailReport:
    """Return where the record differs from its trail; `published` is a head noted earlier that must still be in it.

    Writers go on meanwhile; what is compared is the record in one state. One table is in memory at a time.
    """
    with one_state():
        known = recorded_models()
        total = AuditEntry.objects.count() + sum(model._default_manager.count() for model in known)
        chain = _Chain(total, progress)
        problems = [*chain.problems(published)]
        accounts = frozenset(get_user_model()._default_manager.values_list("pk", flat=True))
        rows = 0
        for model in known:
            sealed = _sealed(model)
            problems += _version_problems(model, sealed, accounts)
            for count in _row_problems(model, sealed, problems):
                rows += count
                progress(min(chain.done + rows, total), total)
        names = {model._meta.model_name for model in known}
        spoken_of = set(AuditEntry.objects.order_by().values_list("model", flat=True).distinct())
        unknown = sorted(spoken_of - names)
        problems += [f"entries of the trail speak of {name}, which is no table of the record" for name in unknown]
    return TrailReport(chain.done, rows, chain.head, tuple(problems))


class _Chain:
    """One walk along the chain."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.total = total
        self.progress = progress
        self.done = 0
        self.head = Head(0, GENESIS)

    def problems(self, published: Head | None) -> Iterator[str]:
        """Yield every place where the chain is broken."""
        seen = published is None or published == Head(0, GENESIS)
        for entry in AuditEntry.objects.order_by("sequence").iterator(AT_A_TIME):
            if entry.sequence != self.head.sequence + 1:
                yield f"entry {entry.sequence} follows entry {self.head.sequence}: entries between them are gone"
            if entry.digest != seal(entry, self.head.digest):
                yield f"entry {entry.sequence} ({entry.model} {entry.row}), or what comes before it, is not as sealed"
            if published and entry.sequence == published.sequence:
                seen = True
                if entry.digest != published.digest:
                    yield f"entry {entry.sequence} is not the head that was noted: the trail was written anew"
            self.head = Head(entry.sequence, entry.digest)
            self.done += 1
            self.progress(self.done, self.total)
        if not seen:
            yield f"the trail ends at entry {self.head.sequence}, before the head that was noted ({published})"


class _Sealed(NamedTuple):
    """What the trail says of one version."""

    row: int
    kind: str
    content: str
    at: datetime
    account: int | None
    reason: str


def _sealed(model: type[models.Model]) -> dict[int, _Sealed]:
    """Return what the trail says of a model, by version, in the order of the versions."""
    entries = AuditEntry.objects.filter(model=model._meta.model_name).order_by("version")
    columns = ("version", "row", "kind", "content", "at", "account", "reason")
    return {version: _Sealed(*said) for version, *said in entries.values_list(*columns).iterator(AT_A_TIME)}


def _version_problems(
    model: type[models.Model], sealed: Mapping[int, _Sealed], accounts: frozenset[int]
) -> Iterator[str]:
    """Yield every version in the history of a model that is not as it was sealed, or not by whom and why."""
    name = model._meta.model_name
    sets = {
        column: _set_rows(model.history.model, column, attribute) for column, attribute in set_columns(model).items()
    }
    missing = set(sealed)
    for version in model.history.order_by("history_id").iterator(AT_A_TIME):
        missing.discard(version.history_id)
        said = sealed.get(version.history_id)
        place = f"version {version.history_id} of {name} {version.id}"
        if said is None:
            yield f"{place} was put in behind the application's back"
            continue
        related = {column: found.get(version.history_id, []) for column, found in sets.items()}
        content = content_digest(version, model, related)
        if (said.row, said.kind, said.content) != (version.id, version.history_type, content):
            yield f"{place} was changed behind the application's back"
        by = version.history_user_id
        is_deleted = by is None and said.account not in accounts  # an account that is deleted leaves its versions
        if (said.at, said.reason) != (version.history_date, version.history_change_reason or "") or not (
            said.account == by or is_deleted
        ):
            yield f"{place}: who wrote it, when or why was changed behind the application's back"
    yield from (f"version {version} of {name} {sealed[version].row} was removed" for version in sorted(missing))


def _set_rows(history: type[models.Model], column: str, attribute: str) -> dict[int, list[int]]:
    """Return what each version was related to in a many-to-many column."""
    found: dict[int, list[int]] = {}
    rows = getattr(history, f"{history._meta.model_name}_{column}_set").rel.related_model.objects
    for version, other in rows.values_list("history_id", f"{attribute}_id"):
        found.setdefault(version, []).append(other)
    return found


def _row_problems(model: type[models.Model], sealed: Mapping[int, _Sealed], problems: list[str]) -> Iterator[int]:
    """Add every row of a model that is not what its latest version says; yield how many rows were compared."""
    name = model._meta.model_name
    latest = {said.row: said for said in sealed.values()}
    sets = {column: _live_rows(model, column) for column in set_columns(model)}
    for row in model._default_manager.order_by("pk").iterator(AT_A_TIME):
        said = latest.pop(row.pk, None)
        related = {column: found.get(row.pk, []) for column, found in sets.items()}
        if said is None or said.kind == "-":
            problems.append(f"{name} {row.pk} ({row}) was put in behind the application's back")
        elif said.content != content_digest(row, model, related):
            problems.append(f"{name} {row.pk} ({row}) was changed behind the application's back")
        yield 1
    problems += [
        f"{name} {pk} was removed behind the application's back" for pk, said in latest.items() if said.kind != "-"
    ]


def _live_rows(model: type[models.Model], column: str) -> dict[int, list[int]]:
    """Return what each row is related to in a many-to-many column now."""
    field = model._meta.get_field(column)
    found: dict[int, list[int]] = {}
    names = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
    for row, other in getattr(model, column).through._default_manager.values_list(*names):
        found.setdefault(row, []).append(other)
    return found
