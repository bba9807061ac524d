"""Reviewers who decide on the same assessment at the same moment: one decides, and the others are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.killing import Visitor, server
from tests.scratch import Scratch

pytestmark = pytest.mark.load

REVIEWERS = tuple(f"reviewer-{number}" for number in range(6))
ASSESSMENTS = "/admin/agreements/assessment/"
PREPARED = """
from tests.people import assessment, clause, evidence
cited = evidence("accepted")
for number in "123":
    assessment(by="author", on=clause(number)).cited.add(cited)
"""


def test_of_many_who_approve_or_send_back_at_once_one_decides_and_the_others_are_told(scratch: Scratch):
    scratch.people("author", *REVIEWERS, role="reviewer")
    scratch.python(PREPARED)
    start = Barrier(len(REVIEWERS))

    def decide(visitor: Visitor, action: str) -> list[str]:
        pages = []
        for row in (1, 2, 3):
            visitor.get(ASSESSMENTS)
            start.wait()
            fields = {"action": action, "_selected_action": row, "reason": "Not yet."}
            answer = visitor.post(ASSESSMENTS, fields)
            assert answer.status == 200
            pages.append(answer.text)
        return pages

    with server(scratch, workers=3, threads=4) as served, ThreadPoolExecutor(len(REVIEWERS)) as pool:
        visitors = [Visitor(served.address) for _ in REVIEWERS]
        for visitor, name in zip(visitors, REVIEWERS, strict=True):
            visitor.log_in(name)
        actions = ["approve" if place % 2 else "send_back" for place in range(len(REVIEWERS))]
        answers = list(pool.map(decide, visitors, actions))
        assert "Traceback" not in served.printed
    for row in range(3):
        assert sum("is now" in pages[row] for pages in answers) == 1, [pages[row][-3000:] for pages in answers]
        assert sum("only what is proposed can become" in pages[row] for pages in answers) == len(REVIEWERS) - 1
    versions = "SELECT state FROM agreements_historicalassessment WHERE state <> 'proposed'"
    assert len(scratch.execute(versions)) == 3
    verified = scratch.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr
