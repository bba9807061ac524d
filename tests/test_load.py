"""Twenty writers and fifty readers at once before the real server: nothing fails, and nothing is lost."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest

from tests.forms import filled
from tests.killing import Answer, Visitor, server
from tests.scratch import Scratch

pytestmark = pytest.mark.load

REPORTERS = tuple(f"reporter-{number}" for number in range(16))
REVIEWERS = tuple(f"reviewer-{number}" for number in range(4))
READERS = 50
ROUNDS = 2
PAGES_EACH = 4

EVIDENCE = "/admin/agreements/evidence/"
PAGES = (
    "/",
    "/agreements/pact/",
    "/agreements/pact/1/",
    "/agreements/pact/summary.csv",
    "/agreements/pact/summary.json",
    "/evidence/",
    "/evidence/?words=convoy",
    "/deadlines/",
    "/sources/",
    "/changes/",
)
PREPARED = f"""
from django.db import transaction
from tests.people import assessment, clause, evidence
with transaction.atomic():
    assessment("approved").cited.add(evidence("accepted"))
    for name in {REPORTERS!r}:
        evidence(key=f"own-{{name}}", by=name)
    for number in range({ROUNDS * 2}):
        evidence("submitted", key=f"submitted-{{number}}", by="somebody-else")
"""


@dataclass
class Crowd:
    """What happened: answers that nobody should get, and the writes that were answered as done."""

    start: Barrier = field(default_factory=lambda: Barrier(len(REPORTERS) + len(REVIEWERS) + READERS))
    unwanted: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    accepted: list[tuple[str, str]] = field(default_factory=list)

    def note(self, answer: Answer, done: str) -> bool:
        """Return whether an answer says that something was done; keep one that failed."""
        if answer.status != 200:
            self.unwanted.append(f"{answer.status} {answer.address}: {answer.text[:300]}")
        return done in answer.text


def report(crowd: Crowd, visitor: Visitor, name: str) -> None:
    """Add evidence, and change one's own draft, again and again."""
    crowd.start.wait()
    for number in range(ROUNDS):
        key = f"added-{name}-{number}"
        typed = {"key": key, "occurred": "2021-02", "summary": f"The convoy of {name} passed."}
        form = filled(visitor.get(f"{EVIDENCE}add/"), "evidence_form", **typed, **{"citations-0-source": "1"})
        if crowd.note(visitor.post(f"{EVIDENCE}add/", form), "was added successfully"):
            crowd.added.append(key)
        place, own = f"{name} {number}", change_address(visitor, f"own-{name}")
        form = filled(visitor.get(own), "evidence_form", place=place)
        if crowd.note(visitor.post(own, form), "was changed successfully"):
            crowd.changed.setdefault(name, []).append(place)


def change_address(visitor: Visitor, key: str) -> str:
    """Return the address of the form of a piece of evidence, as found by searching for it."""
    found = re.search(rf'href="({EVIDENCE}\d+/change/)[^"]*">{key}<', visitor.get(f"{EVIDENCE}?q={key}").text)
    assert found, key
    return found.group(1)


def review(crowd: Crowd, visitor: Visitor, name: str) -> None:
    """Accept whatever is submitted, as all the others do at the same time."""
    crowd.start.wait()
    for number in range(ROUNDS * 2):
        row = re.search(r"\d+", change_address(visitor, f"submitted-{number}").removeprefix(EVIDENCE)).group()
        answer = visitor.act(EVIDENCE, "accept", int(row))
        if crowd.note(answer, "is now accepted"):
            crowd.accepted.append((f"submitted-{number}", name))


def read(crowd: Crowd, visitor: Visitor, number: int) -> None:
    """Read public pages and exports, one after the other."""
    crowd.start.wait()
    for page in range(number, number + PAGES_EACH):
        crowd.note(visitor.get(PAGES[page % len(PAGES)]), "")


def logged_in(address: str, name: str) -> Visitor:
    visitor = Visitor(address)
    visitor.log_in(name)
    return visitor


def crowded(database: Scratch) -> tuple[Crowd, str]:
    """Let everybody in at once; return what happened, and what the server printed."""
    crowd = Crowd()
    with server(database, workers=3, threads=8) as served, ThreadPoolExecutor(100) as pool:
        people = (*REPORTERS, *REVIEWERS)
        writers = list(pool.map(lambda name: logged_in(served.address, name), people))
        work: list[tuple[Callable[..., None], Visitor, str | int]] = [
            (report if name in REPORTERS else review, visitor, name)
            for name, visitor in zip(people, writers, strict=True)
        ]
        work += [(read, Visitor(served.address), number) for number in range(READERS)]
        for done in [pool.submit(task, crowd, visitor, who) for task, visitor, who in work]:
            done.result()
    return crowd, served.printed


def test_twenty_writers_and_fifty_readers_at_once(scratch: Scratch):
    scratch.people(*REPORTERS, "somebody-else", role="reporter")
    scratch.people(*REVIEWERS, role="reviewer")
    scratch.python(PREPARED)
    crowd, printed = crowded(scratch)
    assert crowd.unwanted == []
    assert "Traceback" not in printed
    assert "locked" not in printed

    assert sorted(crowd.added) == sorted(f"added-{name}-{number}" for name in REPORTERS for number in range(ROUNDS))
    added = scratch.execute(
        "SELECT evidence.key, COUNT(citation.id) FROM agreements_evidence evidence "
        "LEFT JOIN agreements_citation citation ON citation.evidence_id = evidence.id "
        "WHERE evidence.key LIKE 'added-%' GROUP BY evidence.id, evidence.key"
    )
    assert sorted(added) == sorted((key, 1) for key in crowd.added)

    for name in REPORTERS:
        versions = f"FROM agreements_historicalevidence WHERE key = 'own-{name}' AND place <> '' ORDER BY history_id"
        places = [place for (place,) in scratch.execute(f"SELECT place {versions}")]
        assert places == crowd.changed[name] == [f"{name} {number}" for number in range(ROUNDS)]

    assert sorted(key for key, _ in crowd.accepted) == [f"submitted-{number}" for number in range(ROUNDS * 2)]
    decided = scratch.execute(
        "SELECT evidence.key, account.username FROM agreements_evidence evidence "
        "JOIN auth_user account ON account.id = evidence.decided_by_id WHERE evidence.key LIKE 'submitted-%'"
    )
    assert sorted(decided) == sorted(crowd.accepted)

    verified = scratch.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr
