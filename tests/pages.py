"""Every page of the site, for the tests that hold of each: what is public with its status, and what the admin shows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from agreements.models import Assessment, Capture, Clause, Evidence, Source
from agreements.roles import Role
from tests.people import AT, assessment
from tests.people import evidence as own_evidence

AGREEMENT = "/agreements/2020-11-10/"
CLAUSES = {
    f"{AGREEMENT}6/": 200,
    f"{AGREEMENT}6.g/": 200,
    f"{AGREEMENT}6.g/?on=2021-03-01&known=2021-03-01": 200,
    f"{AGREEMENT}1.a/?on=2020-11-01": 200,
    f"{AGREEMENT}3.b/": 200,
    f"{AGREEMENT}6.e/": 200,
    "/agreements/2021-01-11/2.b/": 200,
}
EVIDENCE = {
    "/evidence/": 200,
    "/evidence/?clause=6.g&direction=contradicts": 200,
    "/evidence/?words=corridor&on=2021-03-01&known=2021-03-01": 200,
    "/evidence/?words=nothing+like+it": 200,
    "/evidence/?occurred_from=soon": 400,
    "/evidence/2021-01-11-48000-returned/": 200,
    "/evidence/2023-03-28-arms-transfer-allegation/": 200,
}
PUBLIC = {
    "/": 200,
    "/?on=2021-03-01": 200,
    "/?on=bad": 400,
    AGREEMENT: 200,
    f"{AGREEMENT}?on=2021-03-01": 200,
    f"{AGREEMENT}?on=2020-11-01": 200,
    f"{AGREEMENT}?disputed=yes&performance=breached": 200,
    f"{AGREEMENT}?words=nothing+like+it": 200,
    "/agreements/2021-01-11/": 200,
    **CLAUSES,
    f"{AGREEMENT}compare/": 200,
    f"{AGREEMENT}compare/?from=2021-03-01&to=2022-03-01": 200,
    f"{AGREEMENT}compare/?from=2019-01-01&to=2019-02-01": 200,
    "/deadlines/": 200,
    "/deadlines/?on=2020-11-15": 200,
    **EVIDENCE,
    "/sources/": 200,
    "/sources/?on=2020-11-01&known=2020-11-01": 200,
    "/sources/publishers/1lurer/": 200,
    "/sources/168-am-2021-02-10-muradov/": 200,
    "/names/": 200,
    "/changes/": 200,
    "/data/": 200,
    "/method/": 200,
    "/nowhere/": 404,
}
"""Address to status, for whoever reads."""


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page of the admin: who looks at it, where it is once rows are there, and the step whose reason it asks for."""

    role: Role | None
    address: Callable[[], str]
    step: str = ""
    status: int = 200


def _address(model: str, page: str, *arguments: object) -> str:
    return reverse(f"admin:agreements_{model}_{page}", args=arguments)


def _clause() -> int:
    return Clause.objects.get(agreement__slug="2020-11-10", number="6.g").pk


def _evidence() -> int:
    return Evidence.objects.get(key="2021-01-11-48000-returned").pk


def _assessment() -> int:
    return Assessment.objects.filter(state="approved").order_by("pk").first().pk


def _captured_source() -> int:
    source = Source.objects.get(key="rferl-2023-03-28")
    columns = {"sha256": "0" * 64, "kind": "html", "size": 12_345, "origin": "uploaded", "added_at": AT}
    Capture.objects.get_or_create(source=source, defaults=columns)
    return source.pk


def _proposal() -> int:
    found = Assessment.objects.filter(state="proposed").first() or assessment(on=Clause.objects.get(pk=_clause()))
    return found.pk


def _cited() -> str:
    return f"source={Evidence.objects.get(pk=_evidence()).citations.first().source_id}&clause={_clause()}"


def _own(state: str) -> int:
    found = Evidence.objects.filter(key=state).first() or own_evidence(state, key=state)
    return found.pk


ADMIN = {
    "log-in": AdminPage(None, lambda: reverse("admin:login")),
    "index": AdminPage(Role.ADMINISTRATOR, lambda: reverse("admin:index")),
    "clauses": AdminPage(Role.REVIEWER, lambda: _address("clause", "changelist")),
    "clauses, filtered": AdminPage(Role.VIEWER, lambda: _address("clause", "changelist") + "?performance=breached"),
    "a clause, edited": AdminPage(Role.EDITOR, lambda: _address("clause", "change", _clause())),
    "a clause, read": AdminPage(Role.VIEWER, lambda: _address("clause", "change", _clause())),
    "a clause, reviewed": AdminPage(Role.REVIEWER, lambda: _address("clause", "review", _clause())),
    "a clause, reviewed and read": AdminPage(Role.VIEWER, lambda: _address("clause", "review", _clause())),
    "evidence": AdminPage(Role.ADMINISTRATOR, lambda: _address("evidence", "changelist")),
    "evidence, none": AdminPage(Role.REPORTER, lambda: _address("evidence", "changelist") + "?q=nothing+like+it"),
    "evidence, new": AdminPage(Role.REPORTER, lambda: _address("evidence", "add")),
    "evidence, new from a source": AdminPage(Role.REPORTER, lambda: _address("evidence", "add") + f"?{_cited()}"),
    "evidence, one's own draft": AdminPage(Role.REPORTER, lambda: _address("evidence", "change", _own("draft"))),
    "evidence, one's own rejected": AdminPage(Role.REPORTER, lambda: _address("evidence", "change", _own("rejected"))),
    "evidence, one's own": AdminPage(Role.REPORTER, lambda: _address("evidence", "changelist") + "?mine=yes"),
    "evidence, read": AdminPage(Role.REVIEWER, lambda: _address("evidence", "change", _evidence())),
    "history of evidence": AdminPage(Role.REVIEWER, lambda: _address("evidence", "history", _evidence())),
    "evidence, why retract": AdminPage(Role.REVIEWER, lambda: _address("evidence", "change", _evidence()), "retract"),
    "assessments": AdminPage(Role.REVIEWER, lambda: _address("assessment", "changelist")),
    "an assessment, decided": AdminPage(Role.REVIEWER, lambda: _address("assessment", "change", _assessment())),
    "an assessment, proposed": AdminPage(Role.ADMINISTRATOR, lambda: _address("assessment", "change", _proposal())),
    "an assessment, why sent back": AdminPage(
        Role.ADMINISTRATOR, lambda: _address("assessment", "change", _proposal()), "send_back"
    ),
    "sources": AdminPage(Role.VIEWER, lambda: _address("source", "changelist")),
    "a source, with a captured copy": AdminPage(
        Role.REPORTER, lambda: _address("source", "change", _captured_source())
    ),
    "a captured copy, new": AdminPage(Role.REPORTER, lambda: _address("source", "capture", _captured_source())),
    "captured copies": AdminPage(Role.VIEWER, lambda: _address("capture", "changelist")),
    "checks of addresses": AdminPage(Role.VIEWER, lambda: _address("linkcheck", "changelist")),
    "what a viewer may not do": AdminPage(Role.VIEWER, lambda: _address("evidence", "add"), status=403),
}
