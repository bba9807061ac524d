"""Who may open which page of the admin, written down by hand; nothing here is read from what it describes.

To add a page: place it in `pages_of` (every model has it), `MODEL_PAGES` (one model has it) or `SITE_PAGES` (none has).
To add a model: a line in `MODELS` and a row in `a_row`.
"""

from dataclasses import dataclass
from datetime import date

from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.models import Group
from django.db.models import Model
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements import models
from agreements.roles import Role
from tests.people import AT, assessment, clause, evidence, person, source, token_of

VIEWER, REPORTER, REVIEWER, EDITOR, ADMINISTRATOR = Role
Roles = frozenset[Role]

EVERYBODY = frozenset(Role)
NOBODY: Roles = frozenset()
BOSS = frozenset({ADMINISTRATOR})


def only(*roles: Role) -> Roles:
    """Return the roles, with the administrator's."""
    return frozenset(roles) | BOSS


SHOWN, ELSEWHERE, REFUSED, ABSENT, NOT_SO, LOG_IN = "shown", "elsewhere", "refused", "absent", "not so", "log in"
"""What a page answers: 200, on to another page, 403, 404, 405, or on to the log-in."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may do what with the rows of a model that somebody else entered."""

    reads: Roles = EVERYBODY
    adds: Roles = NOBODY
    changes: Roles = NOBODY
    deletes: Roles = NOBODY


KEPT = Rights(adds=only(EDITOR), changes=only(EDITOR))

MODELS = {
    "actor": KEPT,
    "agreement": KEPT,
    "clause": KEPT,
    "deadline": KEPT,
    "indicator": KEPT,
    "name": KEPT,
    "publisher": KEPT,
    "reading": KEPT,
    "source": Rights(adds=only(REPORTER, EDITOR), changes=only(EDITOR)),
    "evidence": Rights(adds=only(REPORTER)),
    "assessment": Rights(adds=only(REVIEWER)),
    "capture": Rights(),
    "linkcheck": Rights(),
    "apitoken": Rights(adds=EVERYBODY),
    "user": Rights(reads=BOSS, adds=BOSS, changes=BOSS),
    "group": Rights(reads=BOSS),
    "accessattempt": Rights(reads=BOSS, deletes=BOSS),
    "accessfailurelog": Rights(reads=BOSS),
    "totpdevice": Rights(reads=BOSS, deletes=BOSS),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Who may open a page and send to it, what they get, and what the others get."""

    opens: Roles
    sends: Roles
    opened: str = SHOWN
    sent: str = SHOWN
    otherwise: tuple[str, str] = (REFUSED, REFUSED)
    anonymous: tuple[str, str] = (LOG_IN, REFUSED)  # what was sent is shown, to be sent again after the log-in
    without_role: tuple[str, str] | None = None
    query: str = ""


READ_ONLY = (REFUSED, NOT_SO)


def pages_of(rights: Rights) -> dict[str, Page]:
    """Return the pages that every model has."""
    return {
        "changelist": Page(rights.reads, rights.reads),
        "add": Page(rights.adds, rights.adds),
        "change": Page(rights.reads, rights.changes),
        "delete": Page(rights.deletes, rights.deletes),
        "history": Page(rights.reads, rights.reads),
        "simple_history": Page(rights.reads, NOBODY, otherwise=READ_ONLY),
        "row": Page(EVERYBODY, EVERYBODY, ELSEWHERE, ELSEWHERE, without_role=(ELSEWHERE, ELSEWHERE)),
    }


MODEL_PAGES = {
    ("user", "password_change"): Page(BOSS, BOSS),
    # The tokens of others are, but for administrators, as if they were not there.
    ("apitoken", "change"): Page(BOSS, NOBODY, otherwise=(ELSEWHERE, REFUSED), without_role=(REFUSED, REFUSED)),
    ("apitoken", "history"): Page(BOSS, BOSS),
    ("apitoken", "simple_history"): Page(BOSS, NOBODY, otherwise=READ_ONLY),
}

OWN_FILE = Page(BOSS, BOSS, otherwise=(ABSENT, ABSENT))
"""A file that somebody else uploaded is, but for administrators, as if it were not there."""

ENTRY = only(REPORTER)
MODEL_PAGES |= {
    ("capture", "file"): Page(EVERYBODY, NOBODY, opened=ABSENT, otherwise=READ_ONLY),  # the row alone, without its file
    ("source", "capture"): Page(only(REPORTER, EDITOR), only(REPORTER, EDITOR), anonymous=(LOG_IN, LOG_IN)),
    ("assessment", "add"): Page(only(REVIEWER), only(REVIEWER), ELSEWHERE, ELSEWHERE),  # on to the clauses
    ("clause", "review"): Page(EVERYBODY, only(REVIEWER)),
    ("clause", "lift_mark"): Page(NOBODY, only(REVIEWER), sent=ELSEWHERE, otherwise=(NOT_SO, REFUSED)),
    ("evidence", "look_up"): Page(ENTRY, NOBODY, otherwise=READ_ONLY),
    ("evidence", "spreadsheets"): Page(ENTRY, ENTRY),
    ("evidence", "spreadsheet_template"): Page(ENTRY, ENTRY),
    ("evidence", "spreadsheet"): OWN_FILE,
    ("evidence", "spreadsheet_check"): Page(NOBODY, BOSS, sent=ELSEWHERE, otherwise=(NOT_SO, ABSENT)),
    ("evidence", "spreadsheet_import"): Page(NOBODY, BOSS, sent=ELSEWHERE, otherwise=(NOT_SO, ABSENT)),
    ("evidence", "spreadsheet_discard"): Page(NOBODY, BOSS, sent=ELSEWHERE, otherwise=(NOT_SO, ABSENT)),
    ("evidence", "spreadsheet_to_correct"): OWN_FILE,
}

ALWAYS = {"without_role": (SHOWN, SHOWN)}
SITE_PAGES = {
    "admin:index": Page(EVERYBODY, EVERYBODY, **ALWAYS),
    "admin:login": Page(
        EVERYBODY, EVERYBODY, opened=ELSEWHERE, anonymous=(SHOWN, SHOWN), without_role=(ELSEWHERE, SHOWN)
    ),
    "admin:logout": Page(
        EVERYBODY, EVERYBODY, opened=NOT_SO, anonymous=(ELSEWHERE, ELSEWHERE), without_role=(NOT_SO, SHOWN)
    ),
    "admin:password_change": Page(EVERYBODY, EVERYBODY, **ALWAYS),
    "admin:password_change_done": Page(EVERYBODY, EVERYBODY, sent=NOT_SO, without_role=(SHOWN, NOT_SO)),
    "admin:jsi18n": Page(EVERYBODY, EVERYBODY, sent=NOT_SO, without_role=(SHOWN, NOT_SO)),
    "admin:autocomplete": Page(
        EVERYBODY,
        EVERYBODY,
        sent=NOT_SO,
        without_role=(REFUSED, NOT_SO),
        query="?app_label=agreements&model_name=citation&field_name=source",
    ),
    "admin:view_on_site": Page(EVERYBODY, EVERYBODY, ABSENT, ABSENT, without_role=(ABSENT, ABSENT)),
    "admin:app_list": Page(EVERYBODY, EVERYBODY, without_role=(ABSENT, ABSENT)),
    "admin:(?P<url>.*)$": Page(EVERYBODY, EVERYBODY, ABSENT, ABSENT, without_role=(ABSENT, ABSENT)),
    "second-factor:manage": Page(EVERYBODY, EVERYBODY, anonymous=(LOG_IN, LOG_IN), **ALWAYS),
    "second-factor:code": Page(
        EVERYBODY, EVERYBODY, opened=ELSEWHERE, anonymous=(LOG_IN, LOG_IN), without_role=(ELSEWHERE, SHOWN)
    ),
}

ARGUMENTS = {
    "admin:app_list": {"app_label": "agreements"},
    "admin:view_on_site": {"content_type_id": 0, "object_id": 0},
}
"""What stands in the addresses of those pages."""


def a_mark() -> models.ReviewMark:
    """Return a mark that somebody else put on a clause."""
    return models.ReviewMark.objects.create(
        clause=clause(), reason="Look.", marked_by=person(REVIEWER, "somebody-else"), marked_at=AT
    )


def a_sheet() -> int:
    """Return the key of a new spreadsheet that somebody else uploaded."""
    owner = person(REPORTER, "another")
    sheet = models.SpreadsheetImport.objects.create(
        owner=owner, uploaded_at=AT, file_name="a.csv", format="csv", columns=["key"]
    )
    return sheet.pk


MODEL_ARGUMENTS = {
    ("clause", "lift_mark"): lambda: [clause().pk, a_mark().pk],
    ("evidence", "look_up"): lambda: ["similar"],
    ("evidence", "spreadsheets"): list,
    ("evidence", "spreadsheet_template"): lambda: ["csv"],
    ("evidence", "spreadsheet"): lambda: [a_sheet()],
    ("evidence", "spreadsheet_check"): lambda: [a_sheet()],
    ("evidence", "spreadsheet_import"): lambda: [a_sheet()],
    ("evidence", "spreadsheet_discard"): lambda: [a_sheet()],
    ("evidence", "spreadsheet_to_correct"): lambda: [a_sheet(), "csv"],
}
"""What stands in the addresses of those pages of a model, where it is not its row, or its row and a version."""


def a_token() -> models.ApiToken:
    """Return the API token of somebody else."""
    token_of(VIEWER, "somebody")
    return models.ApiToken.objects.get()


def a_row(model: str) -> Model:
    """Return a row that somebody else entered."""
    somebody = person(VIEWER, "somebody")
    match model:
        case "user":
            return somebody
        case "group":
            return Group.objects.get(name="viewer")
        case "apitoken":
            return models.ApiToken.objects.first() or a_token()
        case "accessattempt":
            seen = {"username": "somebody", "user_agent": "", "ip_address": "192.0.2.1", "failures_since_start": 1}
            return AccessAttempt.objects.get_or_create(**seen)[0]
        case "accessfailurelog":
            return AccessFailureLog.objects.get_or_create(username="somebody", user_agent="")[0]
        case "totpdevice":
            return TOTPDevice.objects.get_or_create(user=somebody, name="authenticator")[0]
        case "actor":
            return models.Actor.objects.get_or_create(slug="a", name="A", kind="state")[0]
        case "agreement":
            return clause().agreement
        case "clause":
            return clause()
        case "deadline":
            due = {"label": "The last day", "kind": "fixed", "due_on": date(2021, 3, 1), "position": 0}
            return models.Deadline.objects.get_or_create(clause=clause(), key="last", defaults=due)[0]
        case "indicator":
            return models.Indicator.objects.get_or_create(slug="mines", name="Mines", unit="mines", kind="flow")[0]
        case "name":
            return models.Name.objects.get_or_create(slug="place", label="Place", kind="place")[0]
        case "publisher":
            return source().publisher
        case "reading":
            said = {"agreement": clause().agreement, "actor": a_row("actor"), "text": "So.", "source": source()}
            return models.Reading.objects.get_or_create(key="so", defaults=said)[0]
        case "source":
            return source()
        case "evidence":
            return models.Evidence.objects.first() or evidence("submitted", by="somebody")
        case "assessment":
            return models.Assessment.objects.first() or assessment(by="somebody")
        case "capture":
            kept = {"source": source(), "sha256": "0" * 64, "kind": "pdf", "size": 1, "origin": "uploaded"}
            return models.Capture.objects.first() or models.Capture.objects.create(added_at=AT, **kept)
        case "linkcheck":
            asked = {"address": "https://gazette.example/1", "outcome": "dead", "checked_at": AT}
            return models.LinkCheck.objects.get_or_create(source=source(), defaults=asked)[0]
    raise LookupError(f"Make a row of {model} here.")
