"""Filters of lists, shared by pages and API: one declaration each."""

from agreements.filters.clauses import NarrowedClauses, narrowed_clauses
from agreements.filters.evidence import EvidenceFilter

__all__ = ["EvidenceFilter", "NarrowedClauses", "narrowed_clauses"]
