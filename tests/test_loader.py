"""Seed files become rows: all or none of them, once, in any order, and readable back as they were written."""

import random
from datetime import UTC, datetime

import pytest
import yaml
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import models
from agreements.dates import Span
from agreements.loader import Outcome, load_seeds
from agreements.seedfiles import IDENTIFIERS, SeedError
from tests.seed_folders import at, changed, ferry, write_seeds
from tests.stored_seeds import assert_stored_as_written, stored, table_sizes, totals, written

CREATED, CHANGED, UNCHANGED = Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED
COUNTS = {section: len(rows) for section, rows in ferry().items()}
ACTOR = {"slug": "new", "name": "New", "kind": "other"}
BOTH = ["northferry", "southferry"]
NAME = {"slug": "old-pier", "label": "Old Pier", "kind": "place"}
LINK = {"to": "1999-ferry/9", "direction": "context"}
MEETS = {"to": "1999-ferry/1.a", "direction": "context", "meets": "1999-ferry/1.a#opened"}
CITATION = {"source": "ferry-report"}
TAKEN = "https://taken.example/"
AT = datetime(2000, 1, 1, tzinfo=UTC)
FIXED = {"key": "opened", "label": "Landing opened", "kind": "fixed", "due_on": "1999-08-01"}
RELATIVE = {"key": "rebuilt", "label": "Landing rebuilt", "kind": "relative", "offset": "P30D"}
FIRST, SECOND = "clauses[1].deadlines[0]", "clauses[1].deadlines[1]"


def test_the_first_load_creates_every_entry(db, tmp_path):
    report = load_seeds(write_seeds(tmp_path, ferry()))
    assert {section: dict(counts) for section, counts in report.counts.items()} == {
        section: {CREATED: count} for section, count in COUNTS.items()
    }
    assert (report.conflicts, report.gone) == ([], [])
    assert_stored_as_written(tmp_path)


def test_the_second_load_writes_nothing(db, tmp_path):
    load_seeds(write_seeds(tmp_path, ferry()))
    before = table_sizes()
    assert totals(load_seeds(tmp_path)) == {UNCHANGED: sum(COUNTS.values())}
    assert table_sizes() == before


def test_people_named_in_seed_files_get_accounts_that_nobody_can_use(db, tmp_path):
    get_user_model().objects.create_user("editor", password="kept")
    load_seeds(write_seeds(tmp_path, ferry()))
    users = {user.username: user for user in get_user_model().objects.all()}
    assert set(users) == {"editor", "reviewer"}
    assert (users["editor"].is_active, users["editor"].check_password("kept")) == (True, True)
    assert (users["reviewer"].is_active, users["reviewer"].has_usable_password()) == (False, False)


def test_a_changed_entry_is_changed_and_nothing_else_is(db, tmp_path):
    load_seeds(write_seeds(tmp_path, ferry()))
    write_seeds(tmp_path, changed(ferry(), {"evidence[1].summary": "Two boats came."}))
    report = load_seeds(tmp_path)
    assert totals(report) == {CHANGED: 1, UNCHANGED: sum(COUNTS.values()) - 1}
    assert report.counts["evidence"] == {CHANGED: 1, UNCHANGED: 1}
    assert list(models.Evidence.history.filter(history_type="~").values_list("key", "history_change_reason")) == [
        ("1999-ferry-quiet", "seed files")
    ]
    assert_stored_as_written(tmp_path)


@pytest.mark.parametrize(
    ("key_path", "model", "child"),
    [
        ("names[0].usages", models.NameUsage, {"actor": "northferry", "wording": "Reed Bank"}),
        ("clauses[1].roles", models.ClauseRole, {"actor": "southferry", "role": "supervisor", "basis": "stated"}),
        ("clauses[1].links", models.ClauseLink, {"to": "1999-ferry/2", "kind": "elaborates"}),
        ("clauses[1].texts", models.ClauseText, CITATION | {"language": "en", "kind": "translation", "text": "A"}),
        ("clauses[1].deadlines", models.Deadline, FIXED | {"key": "seen"}),
        (f"{FIRST}.changes", models.DeadlineChange, {"due_on": "1999-08-01", "agreed_on": "1999", "agreed_by": BOTH}),
        ("evidence[0].citations", models.Citation, CITATION | {"locator": "line 9"}),
        ("evidence[0].links", models.EvidenceLink, {"to": "1999-ferry/1.a", "direction": "mixed"}),
        ("evidence[0].figures", models.Figure, CITATION | {"indicator": "ferry-piles", "value": 9, "as_printed": 9}),
    ],
)  # fmt: skip
def test_a_part_put_first_is_added_and_then_taken_out_while_the_others_stay(db, tmp_path, key_path, model, child):
    load_seeds(write_seeds(tmp_path, ferry()))
    others = set(model.objects.values_list("pk", flat=True))
    for parts, added in (([child, *at(ferry(), key_path)], 1), (at(ferry(), key_path), 0)):
        write_seeds(tmp_path, changed(ferry(), {key_path: parts}))
        assert totals(load_seeds(tmp_path)) == {CHANGED: 1, UNCHANGED: sum(COUNTS.values()) - 1}
        rows = set(model.objects.values_list("pk", flat=True))
        assert (others <= rows, len(rows - others)) == (True, added)
        assert_stored_as_written(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"agreements[0].parties": ["northferry", "southferry"]}, id="the parties in another order"),
        pytest.param({f"{FIRST}.changes[0].agreed_by": ["southferry"]}, id="who agreed to a move"),
        pytest.param({"assessments[0].cites": ["1999-ferry-quiet"]}, id="what a judgement cites"),
        pytest.param({"evidence[0].links[1].to": "1999-ferry/1.a"}, id="where evidence leads"),
        pytest.param({FIRST: RELATIVE}, id="a fixed deadline becomes relative"),
        pytest.param({SECOND: FIXED}, id="a relative deadline becomes fixed and loses its anchor"),
        pytest.param({SECOND: RELATIVE | {"key": "opened"}}, id="a deadline counts from the entry into force instead"),
        pytest.param({"clauses[1].deadlines": [RELATIVE]}, id="a deadline is dropped"),
        pytest.param({"clauses[1].deadlines": [FIXED], "evidence[0].links[0].meets": ""}, id="the one it counted from"),
        pytest.param({"clauses[1].deadlines": [], "evidence[0].links[0].meets": ""}, id="both, and nothing meets them"),
        pytest.param(
            {FIRST: RELATIVE | {"anchor": "1999-ferry/1.a#opened"}, SECOND: RELATIVE | {"key": "opened"}},
            id="two deadlines count from each other the other way round",
        ),
        pytest.param(
            {"sources[0].url": "", "sources[1].url": "https://ferry.example/treaty"}, id="an address moves on"
        ),
    ],
)
def test_what_changed_is_stored_and_the_next_load_writes_nothing(db, tmp_path, changes):
    load_seeds(write_seeds(tmp_path, ferry()))
    write_seeds(tmp_path, changed(ferry(), changes))
    assert totals(load_seeds(tmp_path)).keys() == {CHANGED, UNCHANGED}
    assert_stored_as_written(tmp_path)
    assert totals(load_seeds(tmp_path)) == {UNCHANGED: sum(COUNTS.values())}


def test_every_row_of_history_that_a_load_writes_says_why(db, tmp_path):
    load_seeds(write_seeds(tmp_path, ferry()))
    sections = changed(ferry(), {f"{FIRST}.changes[0].agreed_by": ["southferry"], "evidence[0].citations": [CITATION]})
    sections["clauses"].reverse()
    load_seeds(write_seeds(tmp_path, sections))
    dropped = {"clauses[1].deadlines": [FIXED], "evidence[0].links[0].meets": ""}
    load_seeds(write_seeds(tmp_path, changed(ferry(), dropped)))
    histories = [model for model in apps.get_models() if hasattr(model, "history_change_reason")]
    reasons = {
        model.__name__: set(model.objects.values_list("history_change_reason", flat=True)) for model in histories
    }
    assert {name: found for name, found in reasons.items() if found - {"seed files"}} == {}


def test_clauses_follow_the_order_of_the_files(db, tmp_path):
    load_seeds(write_seeds(tmp_path, ferry()))
    sections = ferry()
    sections["clauses"].insert(0, sections["clauses"].pop())
    load_seeds(write_seeds(tmp_path, sections))
    assert list(stored("clauses")) == ["1999-ferry/2", "1999-ferry/1", "1999-ferry/1.a"]
    (tmp_path / "alone").mkdir()
    load_seeds(write_seeds(tmp_path / "alone", {"clauses": ferry()["clauses"][:1]}))
    assert list(stored("clauses")) == ["1999-ferry/2", "1999-ferry/1", "1999-ferry/1.a"], "a part says nothing of order"


@pytest.mark.parametrize("seed", range(5))
def test_files_may_be_cut_and_named_in_any_way(db, tmp_path, seed):
    entries = [{section: [row]} for section, rows in ferry().items() for row in rows]
    random.Random(seed).shuffle(entries)
    for number, entry in enumerate(entries):
        (tmp_path / f"{number}.yaml").write_text(yaml.safe_dump(entry), encoding="utf-8")
    assert totals(load_seeds(tmp_path)) == {CREATED: sum(COUNTS.values())}
    assert_stored_as_written(tmp_path)
    assert list(stored("clauses")) == list(written(tmp_path, "clauses"))


def test_entries_taken_out_are_reported_and_kept(db, tmp_path):
    load_seeds(write_seeds(tmp_path, changed(ferry(), {"names[1]": NAME})))
    write_seeds(tmp_path, changed(ferry(), {"evidence": ferry()["evidence"][:1], "assessments": []}))
    for _ in range(2):
        report = load_seeds(tmp_path)
        assert report.gone == ["assessments 1999-ferry-1a", "evidence 1999-ferry-quiet", "names old-pier"]
        assert totals(report) == {UNCHANGED: sum(COUNTS.values()) - 2}
    assert set(stored("evidence")) == {"1999-ferry-landing", "1999-ferry-quiet"}
    models.Name.objects.get(slug="old-pier").delete()
    assert "names old-pier" not in load_seeds(tmp_path).gone, "what is not in the record was not left in it"


def test_entries_of_another_folder_are_not_missed(db, tmp_path):
    for word in ("ferry", "barge"):
        (tmp_path / word).mkdir()
        report = load_seeds(write_seeds(tmp_path / word, ferry(word)))
        assert (totals(report), report.gone) == ({CREATED: sum(COUNTS.values())}, [])


def test_a_dry_run_reports_the_same_and_keeps_nothing(db, tmp_path):
    load_seeds(write_seeds(tmp_path, ferry()))
    (tmp_path / "barge").mkdir()
    write_seeds(tmp_path / "barge", ferry("barge"))
    write_seeds(tmp_path, changed(ferry(), {"evidence[1].summary": "Two boats came.", "names": []}))
    before, rows = table_sizes(), stored("evidence")
    dry = load_seeds(tmp_path, dry_run=True)
    assert (table_sizes(), stored("evidence")) == (before, rows)
    assert dry == load_seeds(tmp_path)
    assert totals(dry) == {CREATED: sum(COUNTS.values()), CHANGED: 1, UNCHANGED: sum(COUNTS.values()) - 2}
    assert dry.gone == ["names ferry-island"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"evidence[1].occurred": "soon"}, r"\.yaml:\d+: evidence\[1\]\.occurred: ", id="a bad value"),
        pytest.param({"evidence[1].links": [LINK]}, r"\.yaml:\d+: evidence\[1\]\.links\[0\]\.to: ", id="a bad link"),
        pytest.param(
            {"clauses[1].deadlines": at(ferry(), "clauses[1].deadlines")[:1], "evidence[1].links": [MEETS]},
            r"\.yaml:\d+: evidence\[1\]",
            id="a deadline is met that the same files take away",
        ),
        pytest.param({"sources[1].url": TAKEN}, r"\.yaml:\d+: sources\[1\]: ", id="an address that is taken"),
        pytest.param({"clauses[2].deadlines": []}, r"\.yaml:\d+: clauses\[2\]: ", id="what others rest on is gone"),
    ],
)  # fmt: skip
def test_a_bad_file_changes_nothing(db, tmp_path, changes, place):
    load_seeds(write_seeds(tmp_path, ferry()))
    source = models.Source(key="by-hand", publisher=models.Publisher.objects.first(), title="T", url=TAKEN)
    source.published = Span.parse("2000")
    source.save()
    evidence = models.Evidence(key="by-hand", entered_by=get_user_model().objects.first(), entered_at=AT, summary="S")
    evidence.occurred = Span.parse("2000")
    evidence.save()
    deadline = models.Deadline.objects.get(key="term")
    evidence.links.create(clause=deadline.clause, direction="supports", meets=deadline)
    before, rows = table_sizes(), stored("actors")
    write_seeds(tmp_path, changed(ferry(), changes | {"actors[0].name": "Changed", "actors[2]": ACTOR}))
    with pytest.raises(SeedError, match=place):
        load_seeds(tmp_path)
    assert (table_sizes(), stored("actors")) == (before, rows)


def test_all_that_the_database_refuses_is_told_at_once(db, tmp_path):
    taken = {f"sources[{index}].url": f"https://taken.example/{index}" for index in range(2)}
    for index, url in enumerate(taken.values()):
        publisher = models.Publisher.objects.get_or_create(slug="by-hand", name="P", kind="unknown")[0]
        source = models.Source(key=f"by-hand-{index}", publisher=publisher, title="T", url=url)
        source.published = Span.parse("2000")
        source.save()
    with pytest.raises(SeedError) as refused:
        load_seeds(write_seeds(tmp_path, changed(ferry(), taken)))
    assert [problem.key_path[: len("sources[0]")] for problem in refused.value.problems] == ["sources[0]", "sources[1]"]
    assert str(refused.value).count("\n") == 1, "each on a line of its own"


def test_a_second_load_takes_no_more_queries_for_more_entries(db, tmp_path):
    counts = []
    for word in ("ferry", "barge", "wherry"):
        (tmp_path / word).mkdir()
        load_seeds(write_seeds(tmp_path / word, ferry(word)).parent)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load_seeds(tmp_path)
        counts.append(len(queries))
    assert counts[2] - counts[1] <= 1, "one for the order of the clauses of each agreement"
    assert counts[0] <= 10 * len(IDENTIFIERS)
