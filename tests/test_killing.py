"""A process that is killed in the middle of its work leaves nothing half done."""

import pytest

from tests.killing import Visitor, kill_stalled, running, server, stall
from tests.scratch import Scratch
from tests.seed_folders import ferry, write_seeds

LISTS = {"evidence": "/admin/agreements/evidence/", "assessment": "/admin/agreements/assessment/"}


def whole(database: Scratch) -> None:
    """Check that the audit trail and the record agree."""
    verified = database.manage("verify_audit")
    assert verified.returncode == 0, verified.stderr


def rows(database: Scratch) -> dict[str, list[tuple]]:
    """Return what the record holds, without sessions."""
    tables = ("evidence", "assessment", "historicalevidence", "historicalassessment", "auditentry", "citation")
    return {table: sorted(database.execute(f"SELECT * FROM agreements_{table}"), key=repr) for table in tables}


@pytest.fixture
def desks(scratch: Scratch) -> Scratch:
    """Put one piece of evidence and one assessment on the desks of people who can log in."""
    scratch.people("boss", role="administrator")
    scratch.python("from tests.people import assessment, evidence\nevidence('submitted'); assessment()")
    return scratch


@pytest.mark.parametrize(
    ("kind", "action", "decided", "table"),
    [
        pytest.param("evidence", "accept", "accepted", "agreements_auditentry", id="accepting evidence"),
        pytest.param(
            "assessment", "approve", "approved", "agreements_historicalassessment", id="approving a judgement"
        ),
    ],
)
def test_a_server_killed_in_the_middle_of_a_decision_leaves_it_undecided(
    desks: Scratch, kind: str, action: str, decided: str, table: str
):
    before = rows(desks)
    with server(desks) as served:
        boss = Visitor(served.address)
        boss.log_in("boss")
        boss.get(LISTS[kind])
        stall(desks, table)
        boss.leave(LISTS[kind], {"action": action, "_selected_action": 1})
        kill_stalled(desks, served, table)
    assert rows(desks) == before
    whole(desks)
    with server(desks) as served:
        boss = Visitor(served.address)
        boss.log_in("boss")
        assert boss.act(LISTS[kind], action, 1).status == 200
    assert desks.execute(f"SELECT state FROM agreements_{kind} WHERE decided_at IS NOT NULL") == [(decided,)]
    whole(desks)


@pytest.mark.parametrize("table", ["agreements_evidence", "agreements_seedrecord", "agreements_auditentry"])
def test_a_load_of_seed_files_that_is_killed_has_loaded_nothing(scratch: Scratch, table: str):
    (scratch.folder / "seeds").mkdir()
    write_seeds(scratch.folder / "seeds", ferry())
    command = ("manage.py", "load_seeds", str(scratch.folder / "seeds"))
    stall(scratch, table)
    with running(scratch, *command) as load:
        kill_stalled(scratch, load, table)
    assert not any(rows(scratch).values())
    assert scratch.execute("SELECT count(*) FROM agreements_actor") == [(0,)]
    whole(scratch)
    assert scratch.manage(*command[1:]).returncode == 0
    assert rows(scratch)["evidence"]
    whole(scratch)
