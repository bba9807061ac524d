"""Compliance with agreements, clause by clause: the record, its rules and its faces."""
