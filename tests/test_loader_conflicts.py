"""What was edited by hand is never overwritten silently: it is kept, or reported as a conflict, or told to give way."""

from http import HTTPStatus

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from agreements import models
from agreements.dates import Span
from agreements.loader import Outcome, load_seeds
from agreements.seedfiles import SeedError
from tests.forms import filled
from tests.seed_folders import changed, ferry, write_seeds
from tests.stored_seeds import stored, totals

CREATED, CHANGED, UNCHANGED = Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED
KEPT, CONFLICT = Outcome.KEPT, Outcome.CONFLICT
TOTAL = sum(len(rows) for rows in ferry().values())

EDITED = {
    "actors": (models.Actor, "name"),
    "names": (models.Name, "label"),
    "publishers": (models.Publisher, "name"),
    "sources": (models.Source, "title"),
    "agreements": (models.Agreement, "title"),
    "clauses": (models.Clause, "heading"),
    "readings": (models.Reading, "text"),
    "indicators": (models.Indicator, "name"),
    "evidence": (models.Evidence, "summary"),
    "assessments": (models.Assessment, "rationale"),
}
"""A column of each section to edit by hand, in its first row; the field of the entry has the same name."""


@pytest.fixture
def folder(db, tmp_path):
    """Return a folder with the Ferry Treaty, which has been loaded."""
    load_seeds(write_seeds(tmp_path, ferry()))
    return tmp_path


def edit(section: str, **columns: object) -> str:
    """Edit the first row of a section by hand and return its public name."""
    model, _ = EDITED[section]
    row = model.objects.order_by("pk").first()
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return next(iter(stored(section)))


@pytest.mark.parametrize("section", EDITED)
def test_an_edit_by_hand_is_kept_while_its_entry_is_as_it_was(folder, section):
    _, column = EDITED[section]
    name = edit(section, **{column: "By hand"})
    for _ in range(2):
        assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL - 1, KEPT: 1}
        assert stored(section)[name][column] == "By hand"


@pytest.mark.parametrize("section", EDITED)
def test_an_edit_by_hand_of_an_entry_that_changed_is_a_conflict_and_left_alone(folder, section):
    model, column = EDITED[section]
    name = edit(section, **{column: "By hand"})
    write_seeds(folder, changed(ferry(), {f"{section}[0].{column}": "By file"}))
    history = model.history.count()
    for _ in range(2):
        report = load_seeds(folder)
        assert totals(report) == {UNCHANGED: TOTAL - 1, CONFLICT: 1}
        assert report.conflicts == [f"{folder}/{section}.yaml:2: {section} {name} changed here and by hand: left alone"]
        assert stored(section)[name][column] == "By hand"
        assert model.history.count() == history


@pytest.mark.parametrize("section", EDITED)
def test_a_conflict_is_over_once_the_entry_says_what_the_row_says(folder, section):
    _, column = EDITED[section]
    name = edit(section, **{column: "By hand"})
    write_seeds(folder, changed(ferry(), {f"{section}[0].{column}": "By hand"}))
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL}
    write_seeds(folder, changed(ferry(), {f"{section}[0].{column}": "By file"}))
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL - 1, CHANGED: 1}
    assert stored(section)[name][column] == "By file"


@pytest.mark.parametrize("section", EDITED)
def test_told_to_overwrite_the_files_win_over_every_edit_by_hand(folder, section):
    model, column = EDITED[section]
    before = stored(section)
    name = edit(section, **{column: "By hand"})
    assert totals(load_seeds(folder, overwrite=True)) == {UNCHANGED: TOTAL - 1, CHANGED: 1}
    assert stored(section) == before
    row = model.objects.order_by("pk").first()
    assert [(getattr(past, column), past.history_change_reason) for past in row.history.all()[:2]] == [
        (before[name][column], "seed files"),
        ("By hand", None),
    ]
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL}


def test_told_to_overwrite_the_files_win_in_a_conflict(folder):
    name = edit("actors", name="By hand")
    write_seeds(folder, changed(ferry(), {"actors[0].name": "By file"}))
    report = load_seeds(folder, overwrite=True)
    assert (totals(report), report.conflicts) == ({UNCHANGED: TOTAL - 1, CHANGED: 1}, [])
    assert stored("actors")[name]["name"] == "By file"


PARTS = {
    "a usage reworded": lambda: models.NameUsage.objects.update(wording="By hand"),
    "parties swapped": lambda: [
        models.Party.objects.filter(pk=pk).update(position=position)
        for position, pk in enumerate(models.Party.objects.order_by("-position").values_list("pk", flat=True))
    ],
    "a role noted": lambda: models.ClauseRole.objects.filter(position=0).update(note="By hand"),
    "a link dropped": lambda: models.ClauseLink.objects.all().delete(),
    "a text corrected": lambda: models.ClauseText.objects.update(text="By hand"),
    "a deadline postponed": lambda: models.Deadline.objects.filter(key="rebuilt").update(due_on="1999-06-02"),
    "a move unsourced": lambda: models.DeadlineChange.objects.update(source=None),
    "a move agreed by one": lambda: models.DeadlineChange.objects.get().agreed_by.set([models.Actor.objects.first()]),
    "a citation dropped": lambda: models.Citation.objects.filter(stance="denies").delete(),
    "a link turned": lambda: models.EvidenceLink.objects.filter(direction="context").update(direction="mixed"),
    "a figure mended": lambda: models.Figure.objects.update(value=1401),
    "evidence no longer cited": lambda: models.Assessment.objects.get().cited.set([]),
    "evidence retracted": lambda: models.Evidence.objects.filter(key="1999-ferry-quiet").update(
        state="retracted", state_reason="It moved."
    ),
}


@pytest.mark.parametrize("edit_by_hand", PARTS.values(), ids=PARTS)
def test_an_edit_of_a_part_or_a_state_is_an_edit(folder, edit_by_hand):
    before = {section: stored(section) for section in EDITED}
    edit_by_hand()
    edited = {section: stored(section) for section in EDITED}
    assert edited != before
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL - 1, KEPT: 1}
    assert {section: stored(section) for section in EDITED} == edited
    assert totals(load_seeds(folder, overwrite=True)) == {UNCHANGED: TOTAL - 1, CHANGED: 1}
    assert {section: stored(section) for section in EDITED} == before


def test_saving_in_the_admin_what_a_browser_shows_unchanged_is_no_edit(folder, admin_client):
    load_seeds(write_seeds(folder, changed(ferry(), {"actors[0].note": "One paragraph.\n\nAnother."})))
    address = reverse("admin:agreements_actor_change", args=[models.Actor.objects.get(slug="northferry").pk])
    sent = filled(admin_client.get(address), "actor_form")
    assert admin_client.post(address, sent).status_code == HTTPStatus.FOUND
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL}


def test_clauses_put_into_another_order_by_hand_are_not_moved_back_silently(folder):
    for position, number in enumerate(("2", "1", "1.a")):
        models.Clause.objects.filter(number=number).update(position=position)
    load_seeds(folder)
    assert list(stored("clauses")) == ["1999-ferry/2", "1999-ferry/1", "1999-ferry/1.a"]


def test_a_row_made_by_hand_under_the_key_of_an_entry_is_a_conflict(db, tmp_path):
    models.Actor.objects.create(slug="northferry", name="By hand", kind="state")
    report = load_seeds(write_seeds(tmp_path, ferry()))
    assert totals(report) == {CREATED: TOTAL - 1, CONFLICT: 1}
    assert report.conflicts == [f"{tmp_path}/actors.yaml:2: actors northferry changed here and by hand: left alone"]
    assert stored("actors")["northferry"]["name"] == "By hand"


def test_a_row_made_by_hand_just_as_its_entry_says_is_taken_over(db, tmp_path):
    models.Actor.objects.create(slug="southferry", name="Southferry", kind="state")
    assert totals(load_seeds(write_seeds(tmp_path, ferry()))) == {CREATED: TOTAL - 1, UNCHANGED: 1}
    write_seeds(tmp_path, changed(ferry(), {"actors[1].name": "By file"}))
    assert totals(load_seeds(tmp_path)) == {UNCHANGED: TOTAL - 1, CHANGED: 1}


def test_a_row_that_no_seed_file_could_hold_is_no_obstacle(folder):
    draft = models.Evidence(key="draft", summary="S", state="draft", entered_by=get_user_model().objects.first())
    draft.occurred, draft.entered_at = Span.parse("2000"), "2000-01-01T00:00:00Z"
    draft.save()
    models.Source.objects.filter(key="ferry-report").update(language="Bokmål")
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL - 1, KEPT: 1}
    write_seeds(folder, changed(ferry(), {"sources[1].title": "By file"}))
    assert totals(load_seeds(folder)) == {UNCHANGED: TOTAL - 1, CONFLICT: 1}
    assert totals(load_seeds(folder, overwrite=True)) == {UNCHANGED: TOTAL - 1, CHANGED: 1}


def test_a_deadline_that_a_conflict_keeps_out_is_missed_where_it_is_met(folder):
    models.Clause.objects.filter(number="2").update(note="By hand")
    deadline = {"key": "review", "label": "Review", "kind": "fixed", "due_on": "2001-01-01"}
    meets = {"to": "1999-ferry/2", "direction": "supports", "meets": "1999-ferry/2#review"}
    write_seeds(folder, changed(ferry(), {"clauses[2].deadlines[1]": deadline, "evidence[1].links": [meets]}))
    with pytest.raises(SeedError, match=r"evidence\.yaml:\d+: evidence\[1\]"):
        load_seeds(folder)


class TestWhatTheDeskIsTold:
    """A conflict is kept until a load finds it settled."""

    @pytest.fixture
    def in_conflict(self, folder):
        edit("actors", name="By hand")
        write_seeds(folder, changed(ferry(), {"actors[0].name": "By file"}))
        load_seeds(folder)
        return folder

    @staticmethod
    def told() -> list[str]:
        return [row.conflict for row in models.SeedRecord.objects.exclude(conflict="")]

    def test_a_conflict_is_kept_with_its_place(self, in_conflict):
        (told,) = self.told()
        assert told.startswith(f"{in_conflict}/actors.yaml:2: actors ")

    def test_loading_again_keeps_it_once(self, in_conflict):
        load_seeds(in_conflict)
        assert len(self.told()) == 1

    def test_a_dry_run_settles_nothing(self, in_conflict):
        load_seeds(in_conflict, overwrite=True, dry_run=True)
        assert len(self.told()) == 1

    def test_it_is_settled_when_the_files_win(self, in_conflict):
        load_seeds(in_conflict, overwrite=True)
        assert self.told() == []

    def test_it_is_settled_when_the_row_comes_to_say_what_the_files_say(self, in_conflict):
        edit("actors", name="By file")
        load_seeds(in_conflict)
        assert self.told() == []

    def test_it_is_settled_when_the_files_go_back(self, in_conflict):
        write_seeds(in_conflict, ferry())
        load_seeds(in_conflict)
        assert self.told() == []
