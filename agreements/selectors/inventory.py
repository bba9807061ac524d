"""What the record holds as of a day, counted so that every number leads to its rows."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from agreements.dates import AsOf
from agreements.models import EvidenceLink, Reading
from agreements.selectors.evidence import counted_evidence
from agreements.selectors.page_reports import ClauseName
from agreements.selectors.record import Record
from agreements.selectors.snapshot import Snapshot, snapshot
from agreements.selectors.sources import summary


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """How many rows are on a clause."""

    clause: ClauseName
    count: int


@dataclass(frozen=True, slots=True)
class AgreementCounts:
    """How many rows are on an agreement as a whole and on each of its clauses; clauses without any are left out."""

    slug: str
    title: str
    whole: int
    clauses: tuple[ClauseCount, ...]

    @property
    def total(self) -> int:
        """Return how many rows there are."""
        return self.whole + sum(clause.count for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class MethodVersion:
    """How many of the verdicts that count were decided under one version of the method, by clause."""

    version: str
    agreements: tuple[AgreementCounts, ...]

    @property
    def total(self) -> int:
        """Return how many verdicts there are."""
        return sum(agreement.total for agreement in self.agreements)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Where what has a permanent name is shown: on the page of a clause, or of one judgement on it."""

    agreement: str
    number: str
    judgement: str = ""


@dataclass(frozen=True, slots=True)
class MethodPage:
    """The versions of the method in use, oldest first, and where the permanent names of the record lead."""

    versions: tuple[MethodVersion, ...]
    names: Mapping[str, NamedPlace]


@dataclass(frozen=True, slots=True)
class AgreementInventory:
    """What the record holds on one agreement."""

    slug: str
    title: str
    clauses: int
    assessed: int
    evidence: int
    verdicts: int
    readings: AgreementCounts
    deadlines: int
    has_timeline: bool
    covered_until: date | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the record holds as of a day."""

    agreements: tuple[AgreementInventory, ...]
    evidence: int
    sources: int
    publishers: int

    @property
    def deadlines(self) -> int:
        """Return how many deadlines there are."""
        return sum(agreement.deadlines for agreement in self.agreements)

    @property
    def has_charts(self) -> bool:
        """Return whether there is a chart that is not a clause's."""
        return bool(self.deadlines) or any(agreement.has_timeline for agreement in self.agreements)

    @property
    def verdicts(self) -> int:
        """Return how many verdicts count."""
        return sum(agreement.verdicts for agreement in self.agreements)

    @property
    def readings(self) -> int:
        """Return how many readings were known."""
        return sum(agreement.readings.total for agreement in self.agreements)


def method_page(*, as_of: AsOf) -> MethodPage:
    """Return which versions of the method the verdicts that count were decided under, and where names lead."""
    now = snapshot()
    return MethodPage(
        versions=now.recall(("method versions", as_of), lambda: _method_versions(now.record, as_of)),
        names=now.recall("permanent names", lambda: _permanent_names(now.record)),
    )


def inventory(*, as_of: AsOf) -> Inventory:
    """Return what the record holds as of a day."""
    now = snapshot()
    return now.recall(("inventory", as_of), lambda: _inventory(now, as_of))


def _permanent_names(record: Record) -> dict[str, NamedPlace]:
    """Return where every clause and every approved assessment is shown."""
    clauses = [clause for rows in record.clauses.values() for clause in rows]
    names = {clause.reference: NamedPlace(clause.agreement.slug, clause.number) for clause in clauses}
    judged = {
        key: NamedPlace(row.clause.agreement.slug, row.clause.number, judgement=key)
        for key, row in record.assessments.items()
    }
    return names | judged


def _method_versions(record: Record, as_of: AsOf) -> tuple[MethodVersion, ...]:
    """Return the verdicts that count by the version of the method, in the order the versions were first used."""
    counted = [
        (record.assessments[fact.key].method_version, pk, fact.decided_at)
        for pk, facts in record.facts.items()
        for fact in facts.assessments
        if fact.counts(as_of=as_of)
    ]
    versions = dict.fromkeys(version for version, _, _ in sorted(counted, key=lambda found: found[2]))
    return tuple(
        MethodVersion(version, tuple(_by_clause(record, Counter(pk for used, pk, _ in counted if used == version))))
        for version in versions
    )


def _by_clause(record: Record, counts: Counter[int], whole: Counter[int] | None = None) -> Iterator[AgreementCounts]:
    """Yield counts, given by the primary keys of clauses and of whole agreements, in the order of the texts."""
    for agreement in record.agreements:
        yield AgreementCounts(
            slug=agreement.slug,
            title=agreement.title,
            whole=whole[agreement.pk] if whole else 0,
            clauses=tuple(
                ClauseCount(ClauseName(agreement.slug, clause.number, clause.heading), counts[clause.pk])
                for clause in record.clauses[agreement.pk]
                if counts[clause.pk]
            ),
        )


def _inventory(now: Snapshot, as_of: AsOf) -> Inventory:
    """Return what the record holds as of a day."""
    sources = summary(now, as_of=as_of)
    return Inventory(
        agreements=tuple(_agreements(now, as_of)),
        evidence=counted_evidence(as_of=as_of).count(),
        sources=sources.documents,
        publishers=sources.publishers,
    )


def _agreements(now: Snapshot, as_of: AsOf) -> Iterator[AgreementInventory]:
    """Yield what the record holds on each agreement; evidence on several is counted with each."""
    record = now.record
    links = EvidenceLink.objects.filter(evidence__in=counted_evidence(as_of=as_of)).order_by("clause__agreement")
    evidence = dict(links.values_list("clause__agreement").annotate(count=Count("evidence", distinct=True)))
    known = Reading.objects.filter(source__published_latest_on__lte=as_of.known_on)
    readings = list(known.values_list("agreement", "clause"))
    read = _by_clause(
        record,
        Counter(clause for _, clause in readings if clause),
        Counter(agreement for agreement, clause in readings if not clause),
    )
    for row, report, on_clauses in zip(record.agreements, now.reports(as_of=as_of), read, strict=True):
        judged = [fact for clause in record.clauses[row.pk] for fact in record.facts[clause.pk].assessments]
        yield AgreementInventory(
            slug=row.slug,
            title=row.title,
            clauses=len(report.clauses),
            assessed=len(report.leaves),
            evidence=evidence.get(row.pk, 0),
            verdicts=sum(fact.counts(as_of=as_of) for fact in judged),
            readings=on_clauses,
            deadlines=len(report.deadlines),
            has_timeline=bool(report.leaves) and report.in_force_on <= as_of.on,
            covered_until=row.covered_until,
        )
