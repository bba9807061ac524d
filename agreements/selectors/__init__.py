"""The read model: reports as of a day, each in a number of queries that does not grow with the record."""

from agreements.selectors.agreement_page import agreement_page
from agreements.selectors.changes import change_log
from agreements.selectors.citation import clause_citation
from agreements.selectors.claims import claim_list
from agreements.selectors.clause_reports import ClausePlace
from agreements.selectors.clauses import clause_page
from agreements.selectors.comparison import comparison
from agreements.selectors.deadlines import deadline_list, deadline_page
from agreements.selectors.documents import document_list, publisher_page
from agreements.selectors.evidence import (
    counted_evidence,
    evidence_report,
    evidence_reports,
    newest_first,
)
from agreements.selectors.evidence_list import Place, evidence_list
from agreements.selectors.evidence_page import evidence_page
from agreements.selectors.inventory import inventory, method_page
from agreements.selectors.lanes import TimelineReport, timeline_report
from agreements.selectors.lists import Narrowing
from agreements.selectors.names import name_list
from agreements.selectors.overview import overview
from agreements.selectors.pages import coverage, revision
from agreements.selectors.reports import DeadlineReport
from agreements.selectors.review import review_page, warnings_before_proposing
from agreements.selectors.review_queue import ClauseReview, clause_reviews, proposals_waiting, review_queue
from agreements.selectors.revision import current_revision
from agreements.selectors.series import clause_series
from agreements.selectors.snapshot import agreement_report, agreement_reports, leaf_reports, made_pages, snapshot
from agreements.selectors.source_page import source_page
from agreements.selectors.sources import publisher_list
from agreements.selectors.unknown import (
    UnknownAgreementError,
    UnknownClauseError,
    UnknownError,
    UnknownEvidenceError,
    UnknownPublisherError,
    UnknownSourceError,
)

__all__ = [
    "ClausePlace",
    "ClauseReview",
    "DeadlineReport",
    "Narrowing",
    "Place",
    "TimelineReport",
    "UnknownAgreementError",
    "UnknownClauseError",
    "UnknownError",
    "UnknownEvidenceError",
    "UnknownPublisherError",
    "UnknownSourceError",
    "agreement_page",
    "agreement_report",
    "agreement_reports",
    "change_log",
    "claim_list",
    "clause_citation",
    "clause_page",
    "clause_reviews",
    "clause_series",
    "comparison",
    "counted_evidence",
    "coverage",
    "current_revision",
    "deadline_list",
    "deadline_page",
    "document_list",
    "evidence_list",
    "evidence_page",
    "evidence_report",
    "evidence_reports",
    "inventory",
    "leaf_reports",
    "made_pages",
    "method_page",
    "name_list",
    "newest_first",
    "overview",
    "proposals_waiting",
    "publisher_list",
    "publisher_page",
    "review_page",
    "review_queue",
    "revision",
    "snapshot",
    "source_page",
    "timeline_report",
    "warnings_before_proposing",
]
