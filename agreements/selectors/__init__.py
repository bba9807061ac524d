"""The read model: reports as of a day, each in a number of queries that does not grow with the record."""

from agreements.selectors.agreements import UnknownAgreementError, agreement_report, agreement_reports
from agreements.selectors.evidence import (
    UnknownEvidenceError,
    counted_evidence,
    evidence_report,
    evidence_reports,
    newest_first,
)
from agreements.selectors.pages import UnknownClauseError, clause_page, deadline_list, overview, revision

__all__ = [
    "UnknownAgreementError",
    "UnknownClauseError",
    "UnknownEvidenceError",
    "agreement_report",
    "agreement_reports",
    "clause_page",
    "counted_evidence",
    "deadline_list",
    "evidence_report",
    "evidence_reports",
    "newest_first",
    "overview",
    "revision",
]
