"""Whether the record is what its audit trail says: the chain whole, every version and every row as sealed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction

from agreements.models import AuditEntry
from agreements.models.audit import GENESIS, content_digest, seal
from agreements.models.history import set_columns

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
        if not (number.isascii() and number.isdecimal()) or len(digest) != len(GENESIS):
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


@transaction.atomic
def verify_trail(*, published: Head | None = None, progress: Progress = lambda done, total: None) -> TrailReport:
    """Return where the record differs from its trail; `published` is a head noted earlier that must still be in it."""
    known = recorded_models()
    total = AuditEntry.objects.count() + sum(model._default_manager.count() for model in known)
    chain = _Chain(total, progress)
    problems = [*chain.problems(published)]
    rows = 0
    for model in known:
        sealed = chain.sealed.pop(model._meta.model_name, {})
        problems += _version_problems(model, sealed)
        for count in _row_problems(model, sealed, problems):
            rows += count
            progress(min(chain.done + rows, total), total)
    problems += [f"entries of the trail speak of {name}, which is no table of the record" for name in chain.sealed]
    return TrailReport(chain.done, rows, chain.head, tuple(problems))


class _Chain:
    """One walk along the chain; `sealed` is what it says of each model, by version: row, kind and content."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.total = total
        self.progress = progress
        self.done = 0
        self.head = Head(0, GENESIS)
        self.sealed: dict[str, dict[int, tuple[int, str, str]]] = {}

    def problems(self, published: Head | None) -> Iterator[str]:
        """Yield every place where the chain is broken."""
        seen = published is None or published.sequence == 0
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
            found = self.sealed.setdefault(entry.model, {})
            found[entry.version] = (entry.row, entry.kind, entry.content)
            self.done += 1
            self.progress(self.done, self.total)
        if not seen:
            yield f"the trail ends at entry {self.head.sequence}, before the head that was noted ({published})"


def _version_problems(model: type[models.Model], sealed: dict[int, tuple[int, str, str]]) -> Iterator[str]:
    """Yield every version in the history of a model that is not as it was sealed."""
    name = model._meta.model_name
    sets = {
        column: _set_rows(model.history.model, column, attribute) for column, attribute in set_columns(model).items()
    }
    missing = set(sealed)
    for version in model.history.order_by("history_id").iterator(AT_A_TIME):
        missing.discard(version.history_id)
        row, kind, content = sealed.get(version.history_id, (0, "", ""))
        place = f"version {version.history_id} of {name} {version.id}"
        if not kind:
            yield f"{place} was put in behind the application's back"
        elif (row, kind) != (version.id, version.history_type) or content != content_digest(
            version, model, {column: found.get(version.history_id, []) for column, found in sets.items()}
        ):
            yield f"{place} was changed behind the application's back"
    yield from (f"version {version} of {name} {sealed[version][0]} was removed" for version in sorted(missing))


def _set_rows(history: type[models.Model], column: str, attribute: str) -> dict[int, list[int]]:
    """Return what each version was related to in a many-to-many column."""
    found: dict[int, list[int]] = {}
    rows = getattr(history, f"{history._meta.model_name}_{column}_set").rel.related_model.objects
    for version, other in rows.values_list("history_id", f"{attribute}_id"):
        found.setdefault(version, []).append(other)
    return found


def _row_problems(
    model: type[models.Model], sealed: dict[int, tuple[int, str, str]], problems: list[str]
) -> Iterator[int]:
    """Add every row of a model that is not what its latest version says; yield how many rows were compared."""
    name = model._meta.model_name
    latest: dict[int, tuple[str, str]] = {}
    for version in sorted(sealed):
        row, kind, content = sealed[version]
        latest[row] = (kind, content)
    sets = {column: _live_rows(model, column) for column in set_columns(model)}
    for row in model._default_manager.order_by("pk").iterator(AT_A_TIME):
        kind, content = latest.pop(row.pk, ("", ""))
        if kind in {"", "-"}:
            problems.append(f"{name} {row.pk} ({row}) was put in behind the application's back")
        elif content != content_digest(row, model, {column: found.get(row.pk, []) for column, found in sets.items()}):
            problems.append(f"{name} {row.pk} ({row}) was changed behind the application's back")
        yield 1
    problems += [
        f"{name} {pk} was removed behind the application's back" for pk, (kind, _) in latest.items() if kind != "-"
    ]


def _live_rows(model: type[models.Model], column: str) -> dict[int, list[int]]:
    """Return what each row is related to in a many-to-many column now."""
    field = model._meta.get_field(column)
    found: dict[int, list[int]] = {}
    names = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
    for row, other in getattr(model, column).through._default_manager.values_list(*names):
        found.setdefault(row, []).append(other)
    return found
