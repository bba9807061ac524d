"""Data entry and review in the stock Django admin; the rules live elsewhere."""

from agreements.admin import access, access_log, account, assessment, captures, clause, evidence, record

__all__ = ["access", "access_log", "account", "assessment", "captures", "clause", "evidence", "record"]
