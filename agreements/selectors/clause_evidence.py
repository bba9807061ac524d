"""The evidence of one clause, narrowed as asked and one page at a time; only the rows of that page are loaded."""

from collections.abc import Callable, Iterable, Mapping

from agreements.choices import Direction, EvidenceState
from agreements.dates import AsOf
from agreements.disputes import is_denied
from agreements.facts import EvidenceFact
from agreements.models import Evidence
from agreements.rules import Verdict
from agreements.selectors.clause_reports import (
    ChoiceReport,
    ClauseEvidenceReport,
    ClausePlace,
    EvidenceListReport,
)
from agreements.selectors.evidence import EvidenceReport, evidence_reports, newest_first
from agreements.selectors.key_pages import page_of
from agreements.selectors.unknown import UnknownChoiceError

PAGE = 20
CITATIONS = 5
PUBLIC = [EvidenceState.ACCEPTED, EvidenceState.RETRACTED]
DISPUTED, NEWER = "disputed", "newer"
LABELS = {direction.value: (str(direction.label), direction.glyph) for direction in Direction} | {
    DISPUTED: ("Disputed fact", "±"),
    NEWER: ("Entered since the latest judgement", ""),
}


def clause_evidence(
    reference: str, found: Verdict, asked: ClausePlace, cites: Mapping[str, tuple[str, ...]], *, as_of: AsOf
) -> EvidenceListReport:
    """Return the page asked for of the evidence on a clause; `cites` is what each judgement that counts rests on.

    Raise UnknownChoiceError where it is to be narrowed in a way there is none of.
    """
    if asked.show and asked.show not in LABELS:
        raise UnknownChoiceError(f"Evidence cannot be narrowed to {asked.show!r}, but to: {', '.join(LABELS)}.")
    groups = _groups(found, as_of)
    chosen = None if asked.cited else asked.show or ""
    keys = _cited(cites.get(asked.cited, ())) if asked.cited else groups[asked.show]
    page = page_of(keys, asked.evidence, size=PAGE)
    rows = Evidence.objects.filter(key__in=page.keys, state__in=PUBLIC)
    reports = {report.key: report for report in evidence_reports(rows, as_of=as_of)}
    holding = set(found.assessment.cited) if found.assessment else set()
    cited = {fact.key for fact in holding}
    return EvidenceListReport(
        total=len(groups[""]),
        choices=tuple(
            ChoiceReport(value or None, *LABELS.get(value, ("All", "")), len(group), value == chosen)
            for value, group in groups.items()
            if group or value == chosen
        ),
        cited_by=asked.cited,
        page=page,
        items=tuple(evidence_item(reports[key], reference, key in cited) for key in page.keys if key in reports),
    )


def _groups(found: Verdict, as_of: AsOf) -> dict[str, tuple[str, ...]]:
    """Return the keys of the evidence that counts, newest first, in all (under an empty name) and as it is narrowed."""
    newest = sorted(found.evidence, key=lambda fact: (fact.occurred.latest, fact.occurred.earliest, fact.key))[::-1]
    judged = [fact.decided_at for fact in (found.assessment, *found.by_party) if fact]

    def keys(fits: Callable[[EvidenceFact], bool]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.key for fact in newest if fits(fact)))

    groups = {"": keys(lambda _: True)}
    for direction in Direction:
        groups[direction.value] = keys(lambda fact, direction=direction: fact.direction is direction)
    groups[DISPUTED] = keys(lambda fact: is_denied(fact, as_of=as_of))
    groups[NEWER] = keys(lambda fact: bool(judged) and fact.entered_at > max(judged))
    return groups


def _cited(keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys of evidence by day, newest first; some may bear on other clauses or be retracted."""
    rows = newest_first(Evidence.objects.filter(key__in=keys, state__in=PUBLIC))
    return tuple(rows.values_list("key", flat=True))


def evidence_item(report: EvidenceReport, reference: str, is_cited: bool) -> ClauseEvidenceReport:
    """Return a piece of evidence as it bears on a clause."""
    shown = report.leading(CITATIONS)
    return ClauseEvidenceReport(
        report=report,
        links=tuple(link for link in report.links if link.reference == reference),
        citations=shown,
        more=len(report.citations) - len(shown),
        is_cited=is_cited,
    )
