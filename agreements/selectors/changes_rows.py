"""From entries of the audit trail to what the log says: what the row is called, where it is shown, what differs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from agreements import models
from agreements.models import AuditEntry
from agreements.models.history import set_columns
from agreements.selectors.changes_columns import FieldChange, changes_between, held, reason_of
from agreements.selectors.changes_public import ENTERED, PARENTS, PUBLIC_STATES, SHOWN, ChangeKind, name_of

DEEPER: Mapping[type[Model], str] = {models.Clause: "__agreement", models.Deadline: "__clause__agreement"}
"""What has to be fetched with a row that a version leads to, so that it can be named."""

NAMES: Mapping[type[Model], Callable[[Model], str]] = {
    models.Assessment: lambda version: f"{version.get_performance_display()} from {version.effective_on}",
    models.Clause: lambda version: f"{version.number} {version.heading}",
    models.Deadline: lambda version: version.label,
    models.Source: lambda version: version.title,
}
"""How a version is called where the model has no name for it that only needs what the version holds."""

OWN_PAGES = (models.Agreement, models.Clause, models.Evidence, models.Source, models.Publisher, models.Name)
SAID: Mapping[ChangeKind, str] = {ChangeKind.ACCEPTED: "summary", ChangeKind.APPROVED: "rationale"}
AUTHORS: Mapping[type[Model], str] = {models.Evidence: "entered_by_id", models.Assessment: "proposed_by_id"}
NOBODYS_BUSINESS = frozenset({"entered_by", "added_by"})
"""Columns that no public page shows."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The page that shows a row: the name of its address, what the address holds, and what readers call the page."""

    view: str
    names: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry of the trail with its version, and with the version before it if that was public too."""

    entry: AuditEntry
    model: type[Model]
    version: Model
    previous: Model | None
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change of a public row or part: who, when, what, from what to what, and why."""

    at: datetime
    kind: ChangeKind
    by: str
    is_own: bool
    what: str
    name: str
    page: PublicPage | None
    said: str
    changes: tuple[FieldChange, ...]
    held: tuple[tuple[str, str], ...]
    reason: str
    has_own_page: bool


def recorded(entries: Sequence[AuditEntry]) -> list[Recorded]:
    """Return entries with their versions, in one query for each kind of row among them, and two where it has a set."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.model] |= {entry.version, *([entry.previous] if entry.previous else [])}
    shown = {name_of(model): model for model in SHOWN}
    found = {name: _versions(shown[name], ids) for name, ids in wanted.items()}
    return [
        _recorded(entry, shown[entry.model], found[entry.model])
        for entry in entries
        if entry.version in found[entry.model]
    ]


def _versions(model: type[Model], ids: Iterable[int]) -> Mapping[int, Model]:
    """Return versions of a model with all that is needed to show them."""
    paths = [
        f"{column.name}{DEEPER.get(column.related_model, '')}"
        for column in model._meta.concrete_fields
        if column.is_relation
    ]
    kept = model.history.model
    sets = [f"{kept._meta.model_name}_{name}_set__{other}" for name, other in set_columns(model).items()]
    return kept.objects.order_by().select_related(*paths).prefetch_related(*sets).in_bulk(ids)


def _recorded(entry: AuditEntry, model: type[Model], found: Mapping[int, Model]) -> Recorded:
    """Return an entry with its version and the one before, and what kind of change it is."""
    version, previous = found[entry.version], found.get(entry.previous or 0)
    if model not in PUBLIC_STATES:
        kind = {"+": ChangeKind.ADDED, "~": ChangeKind.EDITED, "-": ChangeKind.TAKEN_OUT}[entry.kind]
        return Recorded(entry, model, version, previous, kind)
    was = previous.state if previous is not None else ""
    kind = ChangeKind.EDITED if was == version.state else ENTERED[model, version.state]
    return Recorded(entry, model, version, previous if was in PUBLIC_STATES[model] else None, kind)


def recorded_change(one: Recorded) -> RecordedChange:
    """Return what the log says of an entry."""
    version, previous, model = one.version, one.previous, one.model
    is_part = model in PARENTS
    is_told = one.kind is ChangeKind.TAKEN_OUT or (one.kind is ChangeKind.ADDED and is_part)
    but = NOBODYS_BUSINESS | {"position", PARENTS[model][1]} if is_part else NOBODYS_BUSINESS
    is_edited = one.entry.kind == "~" and previous is not None
    return RecordedChange(
        at=one.entry.at,
        kind=one.kind,
        by=one.entry.by,
        is_own=is_own(one),
        what=str(model._meta.verbose_name),
        name=NAMES.get(model, model.__str__)(version),
        page=page_of(model, version),
        said=getattr(version, SAID.get(one.kind, ""), ""),
        changes=tuple(changes_between(previous, version, model, but=NOBODYS_BUSINESS)) if is_edited else (),
        held=tuple(held(version, model, but=but)) if is_told else (),
        reason=reason_of(version),
        has_own_page=model in OWN_PAGES,
    )


def is_own(one: Recorded) -> bool:
    """Return whether somebody decided on their own work."""
    is_decision = one.kind in {ChangeKind.ACCEPTED, ChangeKind.APPROVED}
    by = one.version.history_user_id
    return is_decision and by is not None and by == getattr(one.version, AUTHORS[one.model])


def page_of(model: type[Model], version: Model) -> PublicPage | None:
    """Return the page that shows what a version is of; None where there is none, or none any more."""
    match model:
        case models.Clause:
            return _clause_page(version)
        case models.DeadlineChange:
            return _clause_page(version.deadline.clause) if version.deadline else None
        case models.Reading if version.clause is None:
            return PublicPage("agreement", (version.agreement.slug,), version.agreement.title)
        case models.Reading | models.Assessment:
            return _clause_page(version.clause)
        case models.Actor | models.Indicator:
            return None
        case _:
            pass
    parent, column = PARENTS.get(model, (model, ""))
    return _own_page(parent, getattr(version, column) if column else version)


def _own_page(model: type[Model], row: Model | None) -> PublicPage | None:
    """Return the page of a row that has one of its own."""
    if row is None:
        return None
    match model:
        case models.Agreement:
            return PublicPage("agreement", (row.slug,), row.title)
        case models.Clause:
            return _clause_page(row)
        case models.Evidence:
            return PublicPage("evidence", (row.key,), row.key)
        case models.Source:
            return PublicPage("source", (row.key,), row.title)
        case models.Publisher:
            return PublicPage("publisher", (row.slug,), row.name)
        case _:
            return PublicPage("names", (), row.label)


def _clause_page(row: Model | None) -> PublicPage | None:
    """Return the page of a clause, or of a version of it."""
    if row is None:
        return None
    title = f"{row.agreement.slug}/{row.number} {row.heading}"
    return PublicPage("clause", (row.agreement.slug, row.number), title)
