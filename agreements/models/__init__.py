"""The record: one module per concept; constraints live in the database and have names."""

from agreements.models.access import ApiToken, ScopedAccount, TokenUse
from agreements.models.actor import Actor, Name, NameUsage
from agreements.models.agreement import Agreement, Party
from agreements.models.assessment import Assessment
from agreements.models.audit import AuditEntry
from agreements.models.capture import Capture, LinkCheck
from agreements.models.clause import Clause, ClauseLink, ClauseRole, ClauseText, Reading
from agreements.models.deadline import Deadline, DeadlineChange
from agreements.models.evidence import Citation, Evidence, EvidenceLink
from agreements.models.indicator import Figure, Indicator
from agreements.models.review import ReviewMark
from agreements.models.seeding import SeedRecord
from agreements.models.source import Publisher, Source
from agreements.models.spreadsheet import SpreadsheetImport, SpreadsheetRow

__all__ = [
    "Actor",
    "Agreement",
    "ApiToken",
    "Assessment",
    "AuditEntry",
    "Capture",
    "Citation",
    "Clause",
    "ClauseLink",
    "ClauseRole",
    "ClauseText",
    "Deadline",
    "DeadlineChange",
    "Evidence",
    "EvidenceLink",
    "Figure",
    "Indicator",
    "LinkCheck",
    "Name",
    "NameUsage",
    "Party",
    "Publisher",
    "Reading",
    "ReviewMark",
    "ScopedAccount",
    "SeedRecord",
    "Source",
    "SpreadsheetImport",
    "SpreadsheetRow",
    "TokenUse",
]
