"""Everything a reviewer needs to see about one clause before judging it again, and what to mind about a proposal."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Min, Q

from agreements.choices import AssessmentState, Correspondence, Direction, EvidenceState, Performance
from agreements.dates import AsOf, Span
from agreements.disputes import claims_of, in_order
from agreements.facts import CitedFact, ClauseFacts, EvidenceFact
from agreements.models import Assessment, Clause, Evidence
from agreements.proposals import Proposal, ProposalWarning, proposal_warnings
from agreements.review_terms import ProposalConcern, ReviewReason
from agreements.reviews import entered_since, last_decided_at
from agreements.rules import Verdict, verdict
from agreements.selectors.clause_evidence import PUBLIC, evidence_item
from agreements.selectors.clause_reports import ClauseEvidenceReport, ClausePage, ClausePlace, ReasonReport
from agreements.selectors.clauses import ANYWHERE, clause_page
from agreements.selectors.evidence import EvidenceReport, evidence_reports
from agreements.selectors.record import Record
from agreements.selectors.review_marks import MarkReport, open_marks
from agreements.selectors.review_queue import ProposalReport, proposal_reports
from agreements.selectors.snapshot import snapshot
from agreements.selectors.unknown import UnknownClauseError

WORDS = {
    Direction.SUPPORTS: "for",
    Direction.CONTRADICTS: "against",
    Direction.MIXED: "mixed",
    Direction.CONTEXT: "context",
}
"""How the count of what came in names each direction."""


@dataclass(frozen=True, slots=True)
class SinceReport:
    """What came in since the latest decision, counted by what it says; a hint, and no verdict."""

    decided_at: datetime | None
    counts: tuple[tuple[str, int], ...]
    total: int
    sources: int


@dataclass(frozen=True, slots=True)
class CitableReport:
    """A piece of evidence that a judgement could cite, and the first day on which it could be known."""

    evidence: ClauseEvidenceReport
    known_on: date | None

    @property
    def key(self) -> str:
        """Return the permanent name."""
        return self.evidence.report.key

    @property
    def can_be_cited(self) -> bool:
        """Return whether it still stands."""
        return not self.evidence.report.retraction


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """The latest claim of a party, about whose performance, and the fact that it asserts."""

    claimant: str
    about: str
    direction: Direction
    key: str
    occurred: Span
    summary: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One clause on the reviewer's desk; `page` is what its public page shows.

    Evidence stands in three lists by day, newest first: what came in since the latest decision, what is older and cited
    by the judgement that a new one would follow, and the rest. `preselected` are the keys that it cites and that stand;
    `seen` is the same for as long as nothing is decided and no evidence comes or goes.
    """

    pk: int
    page: ClausePage
    parties: tuple[tuple[str, str], ...]
    since: SinceReport
    needs: tuple[tuple[ReviewReason, ReasonReport], ...]
    marks: tuple[MarkReport, ...]
    new: tuple[CitableReport, ...]
    cited: tuple[CitableReport, ...]
    others: tuple[CitableReport, ...]
    claims: tuple[ClaimReport, ...]
    proposals: tuple[ProposalReport, ...]
    preselected: frozenset[str]
    method_version: str
    seen: str


def review_page(
    pk: int, *, as_of: AsOf, place: ClausePlace = ANYWHERE, party: str = "", citing: Collection[str] = ()
) -> ReviewPage:
    """Return one clause on the reviewer's desk; raise UnknownClauseError where there is none that can be assessed.

    `party` is whose performance is to be judged, if not the clause as a whole; `citing` is cited already.
    """
    now = snapshot()
    row = _row(now.record, pk)
    page = clause_page(row.agreement.slug, row.number, as_of=as_of, asked=place)
    if (found := page.clause.verdict) is None:
        raise UnknownClauseError(f"{row.reference} has sub-clauses: review those.")
    held = next((fact for fact in found.latest if (fact.party or "") == party), None)
    held_cites = {fact.key for fact in held.cited} if held else set()
    new = {fact.key for fact in entered_since(found.latest, found.evidence)}
    keys = {fact.key for fact in found.evidence} | held_cites | set(citing)
    items = _citable(row.reference, keys, held_cites, as_of)
    facts = now.record.facts[pk]
    return ReviewPage(
        pk=pk,
        page=page,
        parties=tuple((slug, facts.names[slug]) for slug in facts.parties),
        since=_since(now.record, found, as_of),
        needs=tuple(zip((need.kind for need in found.review), page.review_reasons, strict=True)),
        marks=open_marks().get(pk, ()),
        new=tuple(item for item in items if item.key in new),
        cited=tuple(item for item in items if item.key not in new and item.key in held_cites | set(citing)),
        others=tuple(item for item in items if item.key not in new | held_cites | set(citing)),
        claims=tuple(_claims(facts, found, {item.key: item.evidence.report for item in items}, as_of)),
        proposals=_undecided(pk, last_decided_at(found.latest)),
        preselected=frozenset(item.key for item in items if item.key in held_cites and item.can_be_cited),
        method_version=newest_method_version(),
        seen=_seen(found),
    )


def newest_method_version() -> str:
    """Return the version of the method that was used last."""
    latest = Assessment.objects.order_by("-pk").values_list("method_version", flat=True).first()
    return latest or ""


def warnings_before_proposing(
    assessment: Assessment, cited: Iterable[Evidence], *, seen: str, on: date
) -> tuple[ProposalWarning, ...]:
    """Return what a reviewer should see before proposing a judgement that is not saved yet.

    `seen` is what the page of the clause said when the reviewer began to write.
    """
    now = snapshot()
    clause = _row(now.record, assessment.clause_id)
    facts = now.record.facts[clause.pk]
    changed = "Since you opened the page, evidence came in or a judgement was decided: it is shown above now."
    meanwhile = [ProposalWarning(ProposalConcern.RECORD_CHANGED, changed)]
    proposal = Proposal(
        effective_on=assessment.effective_on,
        performance=Performance(assessment.performance),
        correspondence=Correspondence(assessment.correspondence),
        party=assessment.party.slug if assessment.party else None,
        cited=tuple(_cited_facts(cited)),
    )
    is_as_seen = seen == _seen(verdict(facts, as_of=AsOf(on, on)))
    return (
        *([] if is_as_seen else meanwhile),
        *proposal_warnings(
            proposal,
            facts,
            labels={deadline.reference: deadline.label for deadline in now.record.deadlines[clause.pk]},
            covered_until=clause.agreement.covered_until,
            on=on,
        ),
    )


def _seen(found: Verdict) -> str:
    """Return a text that changes with what is judged and with what there is to judge."""
    named = sorted({fact.key for fact in (*found.latest, *found.evidence)})
    return sha256("\n".join(named).encode()).hexdigest()[:16]


def _row(record: Record, pk: int) -> Clause:
    """Return the row of a clause; raise UnknownClauseError where there is none."""
    for clauses in record.clauses.values():
        for clause in clauses:
            if clause.pk == pk:
                return clause
    raise UnknownClauseError(f"There is no clause {pk}.")


def _cited_facts(cited: Iterable[Evidence]) -> Iterator[CitedFact]:
    """Yield what is cited, with the day its first source was surely published."""
    rows = Evidence.objects.filter(pk__in=[row.pk for row in cited]).order_by("key")
    for row in rows.annotate(published_on=Min("citations__source__published_latest_on")):
        published = Span.day(row.published_on) if row.published_on else None
        yield CitedFact(row.key, published, accepted=row.state == EvidenceState.ACCEPTED)


def _citable(reference: str, keys: Collection[str], cited: Collection[str], as_of: AsOf) -> Sequence[CitableReport]:
    """Return pieces of evidence by day, newest first."""
    reports = evidence_reports(Evidence.objects.filter(key__in=keys, state__in=PUBLIC), as_of=as_of)
    newest = sorted(reports, key=lambda report: (report.occurred.latest, report.occurred.earliest, report.key))[::-1]
    return [
        CitableReport(evidence_item(report, reference, report.key in cited), _known_on(report)) for report in newest
    ]


def _known_on(report: EvidenceReport) -> date | None:
    """Return the first day by which a fact had surely happened and been published; None without a known source."""
    published = [citation.source.published.latest for citation in report.citations]
    return max(report.occurred.latest, min(published)) if published else None


def _since(record: Record, found: Verdict, as_of: AsOf) -> SinceReport:
    """Return how much came in since the latest decision, by what it says."""
    new = entered_since(found.latest, found.evidence)
    keys = {fact.key for fact in new}
    sources = {source for key in keys for source, day in record.sources[key] if day <= as_of.known_on}
    counts = ((word, len({fact.key for fact in new if fact.direction is way})) for way, word in WORDS.items())
    return SinceReport(last_decided_at(found.latest), tuple(counts), len(keys), len(sources))


def _claims(
    facts: ClauseFacts, found: Verdict, reports: dict[str, EvidenceReport], as_of: AsOf
) -> Iterator[ClaimReport]:
    """Yield the latest claim of each party about each performance, in the order of the parties."""
    latest: dict[tuple[str, str | None], tuple[Direction, EvidenceFact]] = {}
    for fact in in_order(found.evidence):
        for claim, direction in claims_of(fact, facts.parties, as_of=as_of).items():
            latest[claim] = direction, fact
    order = {slug: place for place, slug in enumerate(facts.parties)}
    for claimant, about in sorted(latest, key=lambda claim: (order[claim[0]], claim[1] or "")):
        direction, fact = latest[claimant, about]
        yield ClaimReport(
            claimant=facts.names[claimant],
            about=facts.names.get(about, about) if about else "",
            direction=direction,
            key=fact.key,
            occurred=fact.occurred,
            summary=reports[fact.key].summary,
        )


def _undecided(pk: int, decided_at: datetime | None) -> tuple[ProposalReport, ...]:
    """Return the judgements on a clause that wait for a second person, or were sent back and not followed up."""
    returned = Assessment.history.filter(state=AssessmentState.SENT_BACK)
    if decided_at is not None:
        returned = returned.filter(history_date__gt=decided_at)
    undecided = Q(state=AssessmentState.PROPOSED) | Q(state=AssessmentState.SENT_BACK, pk__in=returned.values("id"))
    return proposal_reports(Assessment.objects.filter(undecided, clause=pk))
