"""Deadlines as of a day: how each stands, who owes what is due, how far off it is, what renews and what was moved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from agreements.choices import DeadlineKind, Timeliness
from agreements.dates import ONE_DAY, AsOf, Offset
from agreements.deadlines import DeadlineFact, DueDay, due_day
from agreements.facts import ClauseFacts
from agreements.selectors.moves import MovedDeadline, moved_deadlines
from agreements.selectors.record import Record
from agreements.selectors.reports import AgreementReport, ClauseReport, DeadlineReport, RoleReport
from agreements.selectors.snapshot import agreement_reports, snapshot

AHEAD = (Timeliness.DUE_SOON, Timeliness.NOT_YET_DUE)
UNMET = (*AHEAD, Timeliness.OVERDUE, Timeliness.CANNOT_BE_TOLD)
LABELS = {standing: str(standing.label) for standing in Timeliness} | {Timeliness.NO_DEADLINE: "Not running"}
"""How deadlines stand, in words; a deadline of a clause that has ended, or is not in force yet, is not running."""


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline with who owes what is due; days are left where they are above 0, and gone by below.

    `days_left` is None once nothing runs; notice and the term that follows are given while a renewal runs.
    """

    deadline: DeadlineReport
    obliged: tuple[RoleReport, ...]
    days_left: int | None
    notice_left: int | None = None
    term: str = ""
    next_term: DueDay | None = None

    @property
    def standing(self) -> str:
        """Return in words how it stands."""
        return LABELS[self.deadline.timeliness]

    @property
    def first_standing(self) -> str:
        """Return in words how it stands against the day as first set."""
        return LABELS[self.deadline.original_timeliness]

    @property
    def is_ahead(self) -> bool:
        """Return whether its last day has not passed and nothing shows it met."""
        return self.deadline.timeliness in AHEAD

    @property
    def is_before_start(self) -> bool:
        """Return whether the agreement was not in force yet."""
        return self.deadline.timeliness is Timeliness.NO_DEADLINE and self.deadline.ended_on is None

    @property
    def distance(self) -> str:
        """Return in words how far off the last day is; empty where it was met or nothing runs."""
        return "" if self.days_left is None else days_in_words(self.days_left)

    @property
    def notice_distance(self) -> str:
        """Return in words how far off the last day for notice is; empty where none can be given."""
        return "" if self.notice_left is None else days_in_words(self.notice_left)


@dataclass(frozen=True, slots=True)
class DeadlinePage:
    """The deadlines of all agreements or of one, by day, and how last days were moved."""

    agreements: tuple[tuple[str, str], ...]
    rows: tuple[DeadlineRow, ...]
    moved: tuple[MovedDeadline, ...]

    def of(self, slug: str) -> "DeadlinePage":
        """Return what concerns one agreement."""
        rows = tuple(row for row in self.rows if row.deadline.agreement == slug)
        return replace(self, rows=rows, moved=tuple(move for move in self.moved if move.deadline.agreement == slug))

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Return how many stand how: value, label and number, in the published order."""
        found = Counter(row.deadline.timeliness for row in self.rows)
        return tuple((standing.value, LABELS[standing], found[standing]) for standing in Timeliness)

    @property
    def late_against_first(self) -> int:
        """Return how many were met after the day that was first set, moved or not."""
        return sum(row.deadline.original_timeliness is Timeliness.DONE_LATE for row in self.rows)

    @property
    def ahead(self) -> tuple[DeadlineRow, ...]:
        """Return what is still to come, the next first."""
        return tuple(row for row in self.rows if row.is_ahead)

    @property
    def renewals(self) -> tuple[DeadlineRow, ...]:
        """Return the terms that renew themselves."""
        return tuple(row for row in self.rows if row.deadline.kind is DeadlineKind.RENEWAL)


def deadlines_of(reports: tuple[AgreementReport, ...]) -> tuple[DeadlineReport, ...]:
    """Return the deadlines of several agreements, by day."""
    found = chain.from_iterable(report.deadlines for report in reports)
    return tuple(sorted(found, key=lambda deadline: deadline.due_on))


def deadline_list(*, as_of: AsOf) -> tuple[DeadlineReport, ...]:
    """Return every deadline as of a day, by day."""
    return deadlines_of(agreement_reports(as_of=as_of))


def deadline_page(*, as_of: AsOf) -> DeadlinePage:
    """Return every deadline as of a day with who owes it, how far off it is, what renews and what was moved."""
    now = snapshot()
    reports = now.reports(as_of=as_of)
    rows = sorted(_rows(now.record, reports, as_of), key=lambda row: row.deadline.due_on)
    return DeadlinePage(
        agreements=tuple((report.slug, report.title) for report in reports),
        rows=tuple(rows),
        moved=moved_deadlines(reports, as_of=as_of),
    )


def _rows(record: Record, reports: tuple[AgreementReport, ...], as_of: AsOf) -> Iterator[DeadlineRow]:
    """Yield the deadlines of the clauses that are assessed, in the order of the texts."""
    for agreement, report in zip(record.agreements, reports, strict=True):
        for row, clause in zip(record.clauses[agreement.pk], report.clauses, strict=True):
            facts = record.facts[row.pk]
            for deadline, fact in zip(clause.deadlines, facts.deadlines, strict=False):
                yield _row(clause, deadline, fact, facts, as_of)


def _row(
    clause: ClauseReport, deadline: DeadlineReport, fact: DeadlineFact, facts: ClauseFacts, as_of: AsOf
) -> DeadlineRow:
    """Return one deadline with what follows from the day asked about."""
    unmet = deadline.timeliness in UNMET and deadline.done is None
    days_left = (fact.last_day(deadline.due_on) - as_of.on).days if unmet else None
    row = DeadlineRow(deadline, clause.obliged, days_left)
    if fact.kind is not DeadlineKind.RENEWAL or fact.offset is None:
        return row
    row = replace(row, term=in_words(fact.offset))
    if deadline.timeliness is Timeliness.NO_DEADLINE:
        return row
    notice_left = (deadline.notice_on - as_of.on).days if deadline.notice_on else None
    return replace(row, notice_left=notice_left, next_term=_next_term(fact, facts, deadline, as_of))


def _next_term(fact: DeadlineFact, facts: ClauseFacts, deadline: DeadlineReport, as_of: AsOf) -> DueDay:
    """Return when the term after the running one ends, with the moves that count on the day asked about."""
    anchors = {
        key: replace(anchor, moves=tuple(move for move in anchor.moves if move.counts(as_of=as_of)))
        for key, anchor in facts.anchors.items()
    }
    after = AsOf(deadline.due_on + ONE_DAY, as_of.known_on)
    return due_day(fact, deadlines=anchors, in_force_on=facts.in_force_on, as_of=after)


def days_in_words(days: int) -> str:
    """Return in words how many days are left, or have gone by where the number is below 0."""
    if days == 0:
        return "the last day itself"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days:,} {unit} left" if days > 0 else f"{-days:,} {unit} ago"


def in_words(offset: Offset) -> str:
    """Return a stretch of time in words, such as `5 years` or `1 month and 10 days`."""
    years, months = divmod(abs(offset.months), 12)
    parts = ((years, "year"), (months, "month"), (abs(offset.days), "day"))
    return " and ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)
