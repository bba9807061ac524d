"""Who may do what: one group per role, each with the least it needs."""

from agreements.choices import DefinedChoices

EVIDENCE_PARTS = ("citation", "evidencelink", "figure")
RECORD_PARTS = ("clauselink", "clauserole", "clausetext", "deadlinechange", "nameusage", "party")
RECORD = ("actor", "agreement", "clause", "deadline", "indicator", "name", "publisher", "reading", "source")
DESK = ("apitoken", "auditentry", "capture", "linkcheck", "reviewmark")
ALL = (*EVIDENCE_PARTS, *RECORD_PARTS, *RECORD, *DESK, "assessment", "evidence")


class Role(DefinedChoices):
    """The roles of people who log in."""

    VIEWER = "viewer", "Reads everything, drafts included.", "Viewer"
    REPORTER = "reporter", "Adds sources and evidence, and edits its own evidence until it is reviewed.", "Reporter"
    REVIEWER = "reviewer", "Accepts or rejects evidence; proposes and approves assessments.", "Reviewer"
    EDITOR = "editor", "Keeps agreements, clauses, deadlines, actors, publishers and sources.", "Editor"
    ADMINISTRATOR = "administrator", "May do all of this, and manages accounts.", "Administrator"


REPORTING = (
    {f"{verb}_{model}" for verb in ("add", "change") for model in (*EVIDENCE_PARTS, "evidence")}
    | {f"delete_{model}" for model in EVIDENCE_PARTS}
    | {"add_capture", "add_source"}  # not change: a source that is cited carries what others entered
)
REVIEWING = {"add_assessment", "review_evidence", "approve_assessment", "add_reviewmark", "change_reviewmark"}
EDITING = (
    {f"{verb}_{model}" for verb in ("add", "change") for model in (*RECORD, *RECORD_PARTS)}
    | {f"delete_{model}" for model in RECORD_PARTS}
    | {"add_capture"}
)
ACCOUNTS = (
    {"view_user", "add_user", "change_user", "view_group", "manage_apitoken"}
    | {f"{verb}_{model}" for verb in ("view", "delete") for model in ("accessattempt", "totpdevice")}
    | {"view_accessfailurelog"}
)
OWN_TOKENS = {"add_apitoken"}  # for oneself, and for no more than one may do


def permissions(role: Role) -> set[str]:
    """Return the codenames of the permissions of a role; nobody may delete evidence, sources or assessments."""
    viewing = {f"view_{model}" for model in ALL} | OWN_TOKENS
    match role:
        case Role.VIEWER:
            return viewing
        case Role.REPORTER:
            return viewing | REPORTING
        case Role.REVIEWER:
            return viewing | REVIEWING
        case Role.EDITOR:
            return viewing | EDITING
        case Role.ADMINISTRATOR:
            return viewing | REPORTING | REVIEWING | EDITING | ACCOUNTS
