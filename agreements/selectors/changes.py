"""The public log: every change of what is public, newest first, one page at a time, at a cost that does not grow."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.db.models.options import Options

from agreements.dates import AsOf
from agreements.models import Agreement, AuditEntry, Clause
from agreements.selectors.changes_about import About, asked_about
from agreements.selectors.changes_public import (
    SHOWN,
    ChangeKind,
    about,
    name_of,
    of_kind,
    on_agreement,
    public_trail,
    seeded,
)
from agreements.selectors.changes_rows import RecordedChange, recorded, recorded_change
from agreements.selectors.corrections import (
    CorrectedVerdict,
    RetractedEvidence,
    WithdrawnAssessment,
    corrected_verdicts,
    retracted_evidence,
    withdrawn_assessment,
)
from agreements.selectors.snapshot import snapshot
from agreements.selectors.unknown import UnknownAgreementError, UnknownChoiceError

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """How many rows of each kind were added from the seed files on one day."""

    at: datetime
    counts: tuple[tuple[int, str], ...]
    kind: ChangeKind = ChangeKind.LOADED


LogEntry = RecordedChange | CorrectedVerdict | WithdrawnAssessment | RetractedEvidence | LoadedRows
Place = tuple[datetime, int]
"""Where an entry stands in the log: when, and of what happened at one time the higher number is the newer."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry, and the place from which the log begins with it: an address that keeps leading to it."""

    begins: str
    entry: LogEntry


@dataclass(frozen=True, slots=True)
class Option:
    """A value that the log can be narrowed to; an empty value leaves all."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """One page of the log, by day; `newer` and `older` are the places to read on from, empty at either end."""

    days: tuple[tuple[date, tuple[LogLine, ...]], ...]
    kinds: tuple[Option, ...]
    agreements: tuple[Option, ...]
    about: About | None
    is_narrowed: bool
    newer: str
    older: str

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """Return the entries of the page in one row."""
        return tuple(line.entry for _, lines in self.days for line in lines)


def change_log(
    *, kind: str = "", agreement: str = "", about: str = "", after: str = "", before: str = "", as_of: AsOf
) -> ChangeLog:
    """Return a page of the log, narrowed to a kind, an agreement or a row; raise UnknownError where there is none.

    The log does not depend on the day asked about; only where the links of corrections lead does.
    """
    if kind and kind not in ChangeKind.values:
        raise UnknownChoiceError(f"There is no kind of change {kind!r}; there are: {', '.join(ChangeKind.values)}.")
    titles = dict(Agreement.objects.order_by("in_force_at", "pk").values_list("slug", "title"))
    if agreement and agreement not in titles:
        raise UnknownAgreementError(f"There is no agreement {agreement!r}.")
    log = _Log(kind, agreement, asked_about(about) if about else None, as_of)
    places, has_newer, has_older = log.page(_place(after), _place(before))
    lines = [
        LogLine(_written((at, number + 1)), entry)
        for ((at, number), _), entry in zip(places, log.entries(places), strict=True)
    ]
    return ChangeLog(
        days=tuple((day, tuple(group)) for day, group in groupby(lines, _day)),
        kinds=_options(ChangeKind.choices, kind),
        agreements=_options(titles.items(), agreement),
        about=log.about,
        is_narrowed=bool(kind or agreement or about),
        newer=_written(places[0][0]) if has_newer and places else "",
        older=_written(places[-1][0]) if has_older and places else "",
    )


def _options(labels: Iterable[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """Return all, then each value."""
    return tuple(Option(value, str(label), value == chosen) for value, label in [("", "All"), *labels])


def _day(line: LogLine) -> date:
    """Return the day an entry stands under, in UTC."""
    return line.entry.at.astimezone(UTC).date()


def _written(place: Place) -> str:
    """Return a place as addresses have it."""
    at, number = place
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}.{number}"


def _place(text: str) -> Place | None:
    """Return a place as it stands in an address; raise UnknownChoiceError where it is none."""
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{8}T[0-9]{6}\.[0-9]{6})\.(-?[0-9]{1,18})", text)
    try:
        at = datetime.strptime(found[1] if found else "", "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError as error:
        raise UnknownChoiceError(f"There is no place {text!r} in the log: begin at its newest entry.") from error
    return at, int(found[2])


Placed = tuple[Place, AuditEntry | CorrectedVerdict | LoadedRows]


class _Log:
    """The log narrowed as asked: the trail, which is read from the database, merged with what is few."""

    def __init__(self, kind: str, agreement: str, about_row: About | None, as_of: AsOf) -> None:
        self.now = snapshot()
        self.kind = ChangeKind(kind) if kind else None
        self.agreement = agreement
        self.about = about_row
        self.as_of = as_of

    def page(self, after: Place | None, before: Place | None) -> tuple[list[Placed], bool, bool]:
        """Return the entries of one page, and whether there are newer and older ones; the first page is filled."""
        few = self._few()
        if before and not after:
            found = self._newer(before, few)
            if len(found) > PER_PAGE:
                return found[:PER_PAGE][::-1], True, True
            after = None
        found = self._older(after, few)
        return found[:PER_PAGE], after is not None, len(found) > PER_PAGE

    def _older(self, after: Place | None, few: Sequence[Placed]) -> list[Placed]:
        """Return what comes after a place, newest first: as many as a page holds, and one more if there is more."""
        trail = self._trail()
        if after:
            at, number = after
            trail = trail.filter(at__lte=at).exclude(at=at, sequence__gte=number)
            few = [placed for placed in few if placed[0] < after]
        rows = trail.order_by("-at", "-sequence")[: PER_PAGE + 1]
        merged = merge(_placed(rows), few, key=itemgetter(0), reverse=True)
        return list(islice(merged, PER_PAGE + 1))

    def _newer(self, before: Place, few: Sequence[Placed]) -> list[Placed]:
        """Return what comes before a place, the nearest first."""
        at, number = before
        trail = self._trail().filter(at__gte=at).exclude(at=at, sequence__lte=number)
        rows = trail.order_by("at", "sequence")[: PER_PAGE + 1]
        near = [placed for placed in reversed(few) if placed[0] > before]
        return list(islice(merge(_placed(rows), near, key=itemgetter(0)), PER_PAGE + 1))

    def _trail(self) -> QuerySet[AuditEntry]:
        """Return the entries of the trail that fit; what the seed files added stands alone only on a row's own page."""
        trail = public_trail()
        if self.kind:
            trail = trail.filter(of_kind(self.kind))
        if not self.about:
            trail = trail.exclude(seeded())
        return trail.filter(self._narrowed())

    def _narrowed(self) -> Q:
        """Return which entries are on the agreement and on the row asked about."""
        found = Q()
        if self.agreement:
            found &= on_agreement(Agreement.objects.get(slug=self.agreement))
        return found & about(self.about.row) if self.about else found

    def _few(self) -> list[Placed]:
        """Return corrected verdicts and loads of seed files, newest first: there are few, and they are remembered."""
        found: list[Placed] = []
        if self.kind in {None, ChangeKind.CORRECTED_VERDICT}:
            found += [
                ((one.at, -one.pk), one) for one in corrected_verdicts(self.now, as_of=self.as_of) if self._fits(one)
            ]
        if self.kind in {None, ChangeKind.LOADED} and not self.about:
            loads = self.now.recall(("loads", self.agreement), lambda: tuple(_loads(self._narrowed())))
            found += [((one.at, 0), one) for one in loads]
        return sorted(found, key=itemgetter(0), reverse=True)

    def _fits(self, verdict: CorrectedVerdict) -> bool:
        """Return whether a corrected verdict is on the agreement and on the clause asked about."""
        (clause,) = verdict.clauses
        row = self.about.row if self.about else None
        is_about = row is None or (isinstance(row, Clause) and row.reference == clause.reference)
        return is_about and self.agreement in {"", clause.agreement}

    def entries(self, places: Sequence[Placed]) -> list[LogEntry]:
        """Return the entries of a page as it shows them."""
        found = {one.entry.pk: one for one in recorded([row for _, row in places if isinstance(row, AuditEntry)])}
        of_kind = [one for one in found.values() if one.kind is ChangeKind.RETRACTED_EVIDENCE]
        retracted = retracted_evidence(of_kind, as_of=self.as_of)
        shown: list[LogEntry] = []
        for _, row in places:
            if not isinstance(row, AuditEntry):
                shown.append(row)
            elif row.pk in retracted:
                shown.append(retracted[row.pk])
            elif found[row.pk].kind is ChangeKind.WITHDRAWN_ASSESSMENT:
                shown.append(withdrawn_assessment(found[row.pk], as_of=self.as_of))
            else:
                shown.append(recorded_change(found[row.pk]))
        return shown


def _placed(rows: Iterable[AuditEntry]) -> Iterable[Placed]:
    """Return entries of the trail with their places."""
    return [((row.at, row.sequence), row) for row in rows]


def _loads(narrowed: Q) -> Iterable[LoadedRows]:
    """Yield what was added from the seed files, by day."""
    rows = public_trail().filter(narrowed, seeded(), kind="+").order_by()
    by_day = rows.annotate(day=TruncDate("at", tzinfo=UTC)).values("day", "model")
    counted = by_day.annotate(number=Count("row", distinct=True), last=Max("at")).order_by("-day", "model")
    shown = {name_of(model): (place, model._meta) for place, model in enumerate(SHOWN)}
    for _, group in groupby(counted, itemgetter("day")):
        found = sorted(group, key=lambda row: shown[row["model"]][0])
        counts = tuple((row["number"], _label(shown[row["model"]][1], row["number"])) for row in found)
        yield LoadedRows(max(row["last"] for row in found), counts)


def _label(meta: Options, number: int) -> str:
    """Return what so many rows of a kind are called."""
    return str(meta.verbose_name if number == 1 else meta.verbose_name_plural)
