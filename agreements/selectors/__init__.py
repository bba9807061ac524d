"""The read model: reports as of a day, each in a number of queries that does not grow with the record."""

from agreements.selectors.clauses import clause_page
from agreements.selectors.evidence import (
    counted_evidence,
    evidence_report,
    evidence_reports,
    newest_first,
)
from agreements.selectors.pages import agreement_page, coverage, deadline_list, overview, revision
from agreements.selectors.snapshot import agreement_report, agreement_reports, leaf_reports, snapshot
from agreements.selectors.unknown import UnknownAgreementError, UnknownClauseError, UnknownError, UnknownEvidenceError

__all__ = [
    "UnknownAgreementError",
    "UnknownClauseError",
    "UnknownError",
    "UnknownEvidenceError",
    "agreement_page",
    "agreement_report",
    "agreement_reports",
    "clause_page",
    "counted_evidence",
    "coverage",
    "deadline_list",
    "evidence_report",
    "evidence_reports",
    "leaf_reports",
    "newest_first",
    "overview",
    "revision",
    "snapshot",
]
