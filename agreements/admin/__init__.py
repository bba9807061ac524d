"""Data entry and review in the stock Django admin; the rules live elsewhere."""

from agreements.admin import assessment, clause, evidence, record

__all__ = ["assessment", "clause", "evidence", "record"]
