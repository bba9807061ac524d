"""The public log of corrections: what was taken back, or corrected, after it had been public."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, groupby

from django.core.paginator import Page
from django.db.models import Min, Prefetch

from agreements.choices import AssessmentState, DefinedChoices, EvidenceState, Performance
from agreements.dates import AsOf, Span
from agreements.models import Assessment, Clause, Evidence, EvidenceLink
from agreements.rules import Change, correction, corrections
from agreements.selectors.agreements import assessment_report
from agreements.selectors.lists import Choice, page_of
from agreements.selectors.page_reports import ClauseName
from agreements.selectors.reports import AssessmentReport
from agreements.selectors.snapshot import Snapshot, snapshot
from agreements.selectors.unknown import UnknownAgreementError, UnknownError


class UnknownCorrectionKindError(UnknownError):
    """There is no kind of correction under that name."""


class CorrectionKind(DefinedChoices):
    """What kind of correction an entry of the log is."""

    CORRECTED_VERDICT = (
        "corrected_verdict",
        "An assessment was followed by another for the same clause, party and day of effect; the later one counts.",
        "Corrected verdict",
    )
    WITHDRAWN_ASSESSMENT = (
        "withdrawn_assessment",
        "An approved assessment was taken back, with a reason, and counts no more.",
        "Withdrawn assessment",
    )
    RETRACTED_EVIDENCE = (
        "retracted_evidence",
        "Accepted evidence was taken back, with a reason, and counts no more.",
        "Retracted evidence",
    )


@dataclass(frozen=True, slots=True)
class CorrectedVerdict:
    """An assessment that corrects an earlier one, the axes on which they differ, and who decided."""

    at: datetime
    clauses: tuple[ClauseName]
    before: AssessmentReport
    after: AssessmentReport
    changes: tuple[Change, ...]
    is_shown: bool
    kind: CorrectionKind = CorrectionKind.CORRECTED_VERDICT


@dataclass(frozen=True, slots=True)
class WithdrawnAssessment:
    """A judgement that was taken back: what it said, and why it no longer stands."""

    at: datetime
    clauses: tuple[ClauseName]
    key: str
    party: str
    effective_on: date
    performance: Performance
    reason: str
    is_shown: bool
    kind: CorrectionKind = CorrectionKind.WITHDRAWN_ASSESSMENT


@dataclass(frozen=True, slots=True)
class RetractedEvidence:
    """A reported fact that was taken back, and why."""

    at: datetime
    clauses: tuple[ClauseName, ...]
    key: str
    occurred: Span
    summary: str
    reason: str
    is_shown: bool
    kind: CorrectionKind = CorrectionKind.RETRACTED_EVIDENCE


Correction = CorrectedVerdict | WithdrawnAssessment | RetractedEvidence
"""An entry of the log; `is_shown` tells whether the pages it leads to show it as of the day asked about."""


@dataclass(frozen=True, slots=True)
class CorrectionLog:
    """One page of the log, newest first, by day, and the ways to narrow it; `total` counts the whole log."""

    page: Page
    days: tuple[tuple[date, tuple[Correction, ...]], ...]
    kinds: tuple[Choice, ...]
    agreements: tuple[Choice, ...]
    total: int


def correction_log(*, kind: str = "", agreement: str = "", page: str = "1", as_of: AsOf) -> CorrectionLog:
    """Return a page of the log, narrowed to a kind and to an agreement; raise UnknownError where there is none.

    The log does not depend on the day asked about; only where its links lead does.
    """
    now = snapshot()
    titles = {row.slug: row.title for row in now.record.agreements}
    if kind and kind not in CorrectionKind.values:
        raise UnknownCorrectionKindError(
            f"There is no kind of correction {kind!r}; there are: {', '.join(CorrectionKind.values)}."
        )
    if agreement and agreement not in titles:
        raise UnknownAgreementError(f"There is no agreement {agreement!r}.")
    entries = now.recall(("corrections", as_of), lambda: _newest_first(now, as_of))
    of_kind = [entry for entry in entries if kind in {"", entry.kind.value}]
    on_agreement = [entry for entry in entries if _is_on(entry, agreement)]
    found = page_of([entry for entry in of_kind if _is_on(entry, agreement)], page)
    return CorrectionLog(
        page=found,
        days=tuple((day, tuple(group)) for day, group in groupby(found, _day)),
        kinds=_choices(CorrectionKind.choices, kind, on_agreement, lambda entry, value: entry.kind.value == value),
        agreements=_choices(titles.items(), agreement, of_kind, _is_on),
        total=len(entries),
    )


def _choices(
    labels: Iterable[tuple[str, str]],
    chosen: str,
    entries: list[Correction],
    fits: Callable[[Correction, str], bool],
) -> tuple[Choice, ...]:
    """Return all, then each value with how many entries fit it; an entry can fit several."""
    counts = [(value, label, sum(fits(entry, value) for entry in entries)) for value, label in labels]
    return tuple(
        Choice(value, str(label), count, value == chosen)
        for value, label, count in [("", "All", len(entries)), *counts]
    )


def _is_on(entry: Correction, agreement: str) -> bool:
    """Return whether an entry is on a clause of an agreement, or no agreement is asked for."""
    return not agreement or any(clause.agreement == agreement for clause in entry.clauses)


def _day(entry: Correction) -> date:
    """Return the day an entry stands under, in UTC."""
    return entry.at.astimezone(UTC).date()


def _newest_first(now: Snapshot, as_of: AsOf) -> tuple[Correction, ...]:
    """Return the whole log; within a day in the order of the clauses."""
    entries = chain(_corrected(now, as_of), _withdrawn(as_of), _retracted(as_of))
    order = {
        (agreement.slug, clause.number): place
        for place, (agreement, clause) in enumerate(
            (agreement, clause) for agreement in now.record.agreements for clause in now.record.clauses[agreement.pk]
        )
    }

    def place(entry: Correction) -> tuple[int, int]:
        places = (order[clause.agreement, clause.number] for clause in entry.clauses)
        return -_day(entry).toordinal(), min(places, default=len(order))

    return tuple(sorted(entries, key=place))


def _corrected(now: Snapshot, as_of: AsOf) -> Iterator[CorrectedVerdict]:
    """Yield every assessment that corrects an earlier one for the same clause, party and day of effect."""
    record = now.record
    for agreement in record.agreements:
        for clause in record.clauses[agreement.pk]:
            for before, after in corrections(record.facts[clause.pk].assessments):
                yield CorrectedVerdict(
                    at=after.decided_at,
                    clauses=(_name(clause),),
                    before=assessment_report(record, record.assessments[before.key]),
                    after=assessment_report(record, record.assessments[after.key]),
                    changes=correction(before, after),
                    is_shown=before.counts(as_of=as_of) and after.counts(as_of=as_of),
                )


def _withdrawn(as_of: AsOf) -> Iterator[WithdrawnAssessment]:
    """Yield every assessment that was taken back, under the day it was."""
    since = _since(Assessment, AssessmentState.WITHDRAWN)
    rows = Assessment.objects.filter(pk__in=since).select_related("clause__agreement", "party")
    for row in rows.order_by("effective_on", "pk"):
        yield WithdrawnAssessment(
            at=since[row.pk],
            clauses=(_name(row.clause),),
            key=row.key,
            party=row.party.name if row.party else "",
            effective_on=row.effective_on,
            performance=Performance(row.performance),
            reason=row.state_reason,
            is_shown=row.effective_on <= as_of.on,
        )


def _retracted(as_of: AsOf) -> Iterator[RetractedEvidence]:
    """Yield every piece of evidence that was taken back, under the day it was."""
    since = _since(Evidence, EvidenceState.RETRACTED)
    links = EvidenceLink.objects.select_related("clause__agreement").order_by("position", "pk")
    rows = Evidence.objects.filter(pk__in=since).annotate(known_on=Min("citations__source__published_latest_on"))
    for row in rows.prefetch_related(Prefetch("links", links)).order_by("occurred_latest_on", "pk"):
        is_known = row.known_on is not None and row.known_on <= as_of.known_on
        yield RetractedEvidence(
            at=since[row.pk],
            clauses=tuple(dict.fromkeys(_name(link.clause) for link in row.links.all())),
            key=row.key,
            occurred=row.occurred,
            summary=row.summary,
            reason=row.state_reason,
            is_shown=is_known and row.occurred_latest_on <= as_of.on,
        )


def _since(model: type[Evidence | Assessment], state: EvidenceState | AssessmentState) -> dict[int, datetime]:
    """Return when the rows that are in a state now last came into it, by primary key, from their history."""
    now_in_it = model.objects.filter(state=state).values("pk")
    versions = model.history.filter(id__in=now_in_it).order_by("history_id")
    since: dict[int, datetime] = {}
    for pk, was, at in versions.values_list("id", "state", "history_date"):
        if was == state:
            since.setdefault(pk, at)
        else:
            since.pop(pk, None)
    return since


def _name(clause: Clause) -> ClauseName:
    """Return how a link names a clause."""
    return ClauseName(clause.agreement.slug, clause.number, clause.heading)
