"""The record at one revision, with what has been worked out from it; pages share it until something is recorded."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from django.db import connection

from agreements.dates import AsOf
from agreements.models import Agreement
from agreements.selectors.agreements import report_from
from agreements.selectors.record import Record, load_record
from agreements.selectors.reports import AgreementReport, ClauseReport
from agreements.selectors.revision import Revision, current_revision
from agreements.selectors.unknown import UnknownAgreementError
from agreements.timelines import Spell, timeline

ROOM = 64
"""How many answers, and how many pages, a snapshot keeps; the oldest make room."""

Answer = TypeVar("Answer")


class Memory:
    """Answers by question; the oldest of too many are forgotten."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, object] = {}

    def __getitem__(self, question: Hashable) -> object | None:
        """Return what was remembered, or None."""
        return self._answers.get(question)

    def __setitem__(self, question: Hashable, answer: object) -> None:
        """Remember an answer."""
        while len(self._answers) >= ROOM:
            self._answers.pop(next(iter(self._answers)), None)
        self._answers[question] = answer


class Snapshot:
    """The record at one revision; rows are loaded when they are first asked for, and each answer is found once."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        self._record: Record | None = None
        self._answers = Memory()
        self._loading = Lock()
        self.pages = Memory()

    @property
    def record(self) -> Record:
        """Return the rows and facts of all agreements."""
        with self._loading:
            if self._record is None:
                self._record = load_record()
        return self._record

    def recall(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """Return the answer to a question about this revision, worked out by `answer` the first time it is asked."""
        if (known := self._answers[question]) is not None:
            return known
        found = self._answers[question] = answer()
        return found

    def reports(self, *, as_of: AsOf) -> tuple[AgreementReport, ...]:
        """Return all agreements as of a day, in the order of their entry into force."""
        return tuple(self._report(agreement, as_of) for agreement in self.record.agreements)

    def report(self, slug: str, *, as_of: AsOf) -> AgreementReport:
        """Return one agreement as of a day; raise UnknownAgreementError where there is none."""
        return self._report(self._agreement(slug), as_of)

    def timelines(self, slug: str, *, as_of: AsOf) -> dict[str, tuple[Spell, ...]]:
        """Return the spells of every assessed clause of an agreement up to a day, by number, in order."""
        agreement = self._agreement(slug)

        def found() -> dict[str, tuple[Spell, ...]]:
            leaves = {clause.number for clause in self._report(agreement, as_of).leaves}
            clauses = self.record.clauses[agreement.pk]
            return {
                clause.number: timeline(self.record.facts[clause.pk], as_of=as_of)
                for clause in clauses
                if clause.number in leaves
            }

        return self.recall(("timelines", slug, as_of), found)

    def _report(self, agreement: Agreement, as_of: AsOf) -> AgreementReport:
        return self.recall(("report", agreement.slug, as_of), lambda: report_from(self.record, agreement, as_of=as_of))

    def _agreement(self, slug: str) -> Agreement:
        for agreement in self.record.agreements:
            if agreement.slug == slug:
                return agreement
        known = ", ".join(agreement.slug for agreement in self.record.agreements) or "none"
        raise UnknownAgreementError(f"There is no agreement {slug!r}; known are: {known}.")


_latest: list[Snapshot] = []


def may_be_undone() -> bool:
    """Return whether what is now in the database may still be taken back."""
    return connection.in_atomic_block


def snapshot() -> Snapshot:
    """Return the record as it is now, shared with every other page until something is recorded.

    Inside a transaction it is the caller's own: what is not yet committed may be undone, and its ids used again.
    """
    revision = current_revision()
    if may_be_undone():
        return Snapshot(revision)
    if not _latest or _latest[0].revision != revision:
        _latest[:] = [Snapshot(revision)]
    return _latest[0]


def made_pages() -> Memory:
    """Return the pages made from the record as it is now; inside a transaction a memory of the caller's own."""
    return Memory() if may_be_undone() else snapshot().pages


def agreement_report(slug: str, *, as_of: AsOf) -> AgreementReport:
    """Return one agreement as of a day; raise UnknownAgreementError where there is none."""
    return snapshot().report(slug, as_of=as_of)


def agreement_reports(*, as_of: AsOf) -> tuple[AgreementReport, ...]:
    """Return all agreements as of a day, in the order of their entry into force."""
    return snapshot().reports(as_of=as_of)


def leaf_reports(*, as_of: AsOf) -> dict[int, ClauseReport]:
    """Return every assessed clause as of a day, by primary key."""
    now = snapshot()
    rows = [clause for agreement in now.record.agreements for clause in now.record.clauses[agreement.pk]]
    reports = [clause for report in now.reports(as_of=as_of) for clause in report.clauses]
    return {row.pk: report for row, report in zip(rows, reports, strict=True) if report.verdict}
