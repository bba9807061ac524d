"""Data entry and review in the stock Django admin; the rules live elsewhere."""

from agreements.admin import account, assessment, captures, clause, evidence, record

__all__ = ["account", "assessment", "captures", "clause", "evidence", "record"]
