"""Evidence from spreadsheets: what a row does to the record, and what an export does when it comes back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements import spreadsheets
from agreements.imports import SheetFormat
from agreements.models import Citation, Evidence, EvidenceLink, Figure
from agreements.operations import OperationError
from agreements.roles import Role
from agreements.spreadsheets.checking import SLICE
from tests.people import AT, evidence, person
from tests.spreadsheets import (
    FACT,
    FULL,
    as_csv,
    as_xlsx,
    checked,
    imported,
    only_row,
    outcomes,
    staged,
    surroundings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _named(db: None) -> None:
    surroundings()


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Evidence, Citation, EvidenceLink, Figure))


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["CSV", "XLSX"])
def test_a_row_with_every_column_becomes_a_draft_with_all_its_parts(write):
    imported(write([FULL]))
    row = Evidence.objects.get()
    assert (row.key, row.state, row.entered_by, row.entered_at) == (
        "2021-02-convoy",
        "draft",
        person(Role.REPORTER),
        AT,
    )
    assert (str(row.occurred), row.place, row.note) == ("2021-02", "A village", "Two lines.\nOf a note.")
    first, second = row.citations.order_by("position")
    assert (first.stance, first.locator, first.claimant.slug, first.speaker) == (
        "denies",
        "p. 07",
        "north",
        "A speaker",
    )
    assert first.relayed_through == ["One agency", "Another; agency"]
    assert (first.credibility, first.dated_as, first.note) == ("2", "02.21", "-a dash")
    assert (second.stance, second.credibility, second.relayed_through) == ("asserts", "6", [])
    link, context = row.links.order_by("position")
    assert (link.direction, link.party.slug, link.meets.key, link.note) == (
        "contradicts",
        "north",
        "handover",
        "=a formula?",
    )
    assert (context.clause.number, context.party, context.meets) == ("2", None, None)
    figure = row.figures.get()
    assert (str(figure.value), figure.qualifier, figure.flag) == ("48000.500000", "about", "garbled")
    assert (str(figure.proposed_value), figure.note) == ("-48.000000", "'quoted'")


@pytest.mark.parametrize("kind", SheetFormat)
def test_an_export_imports_again_unchanged(kind: SheetFormat):
    imported(as_csv([FULL, FACT | {"key": "bare", "summary": "'=1+1\nand\t_x0041_ more"}]))
    accepted = evidence("accepted", key="decided", by="other")
    accepted.summary = " kept\u202e as it is "
    accepted.save()
    before = counts()
    sheet = checked(spreadsheets.exported(Evidence.objects.order_by("pk"), kind))
    assert outcomes(sheet) == ["unchanged"] * 3
    assert spreadsheets.apply_import(sheet, by=sheet.owner, at=AT) == 0
    assert counts() == before
    assert Evidence.history.count() == 4


@pytest.mark.parametrize("kind", SheetFormat)
def test_an_export_read_into_an_empty_record_makes_the_same_evidence(kind: SheetFormat):
    imported(as_csv([FULL]))
    exported = spreadsheets.exported(Evidence.objects.all(), kind)
    Evidence.objects.all().delete()
    imported(exported)
    assert spreadsheets.exported(Evidence.objects.all(), SheetFormat.CSV) == (
        exported if kind == SheetFormat.CSV else spreadsheets.exported(Evidence.objects.all(), SheetFormat.CSV)
    )
    assert counts() == (1, 2, 2, 1)


def test_the_same_key_updates_in_place_and_says_what_from_and_what_to():
    imported(as_csv([FULL]))
    kept = {
        model: list(model.objects.order_by("position").values_list("pk", flat=True))
        for model in (Citation, EvidenceLink)
    }
    changed = FULL | {
        "summary": "Two convoys passed.",
        "stance 1": "asserts",
        "source 2": "",
        "stance 2": "",
        "credibility 2": "",
    }
    sheet = checked(as_csv([changed]))
    assert [list(line) for line in sheet.rows.get().differences] == [
        ["summary", "A convoy passed.", "Two convoys passed."],
        ["stance 1", "denies", "asserts"],
        ["source 2", "gazette-1", ""],
        ["stance 2", "asserts", ""],
        ["credibility 2", "6", ""],
    ]
    spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    row = Evidence.objects.get()
    assert (row.summary, row.citations.get().stance, row.citations.get().pk) == (
        "Two convoys passed.",
        "asserts",
        kept[Citation][0],
    )
    assert list(row.links.order_by("position").values_list("pk", flat=True)) == kept[EvidenceLink]
    assert list(row.history.order_by("history_id").values_list("history_type", "history_change_reason")) == [
        ("+", "Spreadsheet rows.csv"),
        ("~", "Spreadsheet rows.csv"),
    ]
    gone = Citation.history.filter(history_date=AT, history_type="-").get()
    assert (gone.history_user, gone.history_date) == (person(Role.REPORTER), AT)


def test_parts_may_change_places_and_parties():
    imported(as_csv([FULL]))
    swapped = FULL | {"clause 1": "pact/2", "deadline 1": "", "party 2": "north", "clause 2": "pact/1"}
    imported(as_csv([swapped]))
    links = Evidence.objects.get().links.order_by("position")
    assert [(link.clause.number, link.party.slug) for link in links] == [("2", "north"), ("1", "north")]
    imported(as_csv([FULL]))
    assert outcomes(checked(as_csv([FULL]))) == ["unchanged"]


def test_a_column_that_the_file_lacks_stays_as_it_is_and_an_empty_cell_empties_it():
    imported(as_csv([FULL]))
    before = counts()
    imported(as_csv([FACT | {"place": "", "summary": "Another summary."}]))
    row = Evidence.objects.get()
    assert (row.summary, row.place, row.note) == ("Another summary.", "", "Two lines.\nOf a note.")
    assert counts() == before


def test_everything_imported_is_sealed_in_the_audit_trail(capsys):
    imported(as_csv([FULL]))
    imported(as_csv([FULL | {"summary": "Other.", "source 2": "", "stance 2": "", "credibility 2": "", "note": ""}]))
    imported(as_csv([FULL | {"value 1": "12", "clause 2": "pact/2", "direction 2": "mixed"}]))
    call_command("verify_audit")
    assert "nothing differs" in capsys.readouterr().out


def test_rows_may_be_handed_in_at_once_and_then_need_a_source():
    sheet = checked(as_csv([FULL, FACT | {"key": "bare"}]), submits=True)
    assert outcomes(sheet) == ["created", "refused"]
    assert sheet.rows.get(key="bare").messages == ["To be handed in for review it needs at least one source."]
    spreadsheets.apply_import(sheet, by=sheet.owner, at=AT, without_refused=True)
    assert Evidence.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("state", "by", "message"),
    [
        pytest.param("accepted", "reporter", "is decided on (accepted) and can no longer be changed.", id="decided on"),
        pytest.param("rejected", "reporter", "is decided on (rejected) and can no longer be changed.", id="rejected"),
        pytest.param("draft", "other", "was entered by other, who alone may change it.", id="somebody else's"),
    ],
)
def test_evidence_that_is_closed_to_its_importer_is_an_error_only_where_it_would_change(state, by, message):
    row = evidence(state, by=by)
    same = {"key": row.key, "occurred": "2021-02", "summary": row.summary}
    assert only_row(as_csv([same])).outcome == "unchanged"
    refused = only_row(as_csv([same | {"summary": "Otherwise."}]))
    assert (refused.outcome, refused.messages) == ("refused", [f"2021-02-convoy {message}"])
    assert refused.differences == [["summary", "A convoy passed.", "Otherwise."]]


def test_a_file_with_errors_is_kept_out_whole_unless_the_rest_is_asked_for():
    sheet = checked(as_csv([FACT, FACT | {"key": "bad", "occurred": "soon"}]))
    with pytest.raises(OperationError, match="Some rows have errors"):
        spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    assert not Evidence.objects.exists()
    assert spreadsheets.apply_import(sheet, by=sheet.owner, at=AT, without_refused=True) == 1
    assert Evidence.objects.get().key == "2021-02-convoy"


def test_what_changed_since_the_rows_were_checked_stops_the_import_and_they_are_checked_again():
    sheet = checked(as_csv([FACT, FACT | {"key": "second"}]))
    evidence(key="second", cited=False)
    with pytest.raises(spreadsheets.RecordChangedError):
        spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    sheet.refresh_from_db()
    assert (sheet.state, Evidence.objects.count()) == ("checking", 1)
    spreadsheets.check_rows(sheet, is_over=lambda: False)
    assert outcomes(sheet) == ["created", "unchanged"]


def test_a_file_is_imported_once_and_only_by_who_uploaded_it_and_only_when_checked():
    sheet = staged(as_csv([FACT]))
    with pytest.raises(OperationError, match="not checked"):
        spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    spreadsheets.check_rows(sheet, is_over=lambda: False)
    with pytest.raises(OperationError, match="Only who uploaded"):
        spreadsheets.apply_import(sheet, by=person(Role.ADMINISTRATOR), at=AT)
    spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    with pytest.raises(OperationError, match="in the record already"):
        spreadsheets.apply_import(sheet, by=sheet.owner, at=AT)
    with pytest.raises(OperationError, match="may not do this"):
        staged(as_csv([FACT]), by=person(Role.VIEWER))


def test_checking_goes_in_slices_and_twice_the_rows_cost_the_same_queries():
    def queries(rows: int) -> int:
        lines = [FULL | {"key": f"row-{rows}-{place}"} for place in range(rows)]
        imported(as_csv(lines))
        sheet = staged(as_csv([line | {"note": "Changed."} for line in lines]))
        with CaptureQueriesContext(connection) as captured:
            spreadsheets.check_rows(sheet, is_over=lambda: True)
        assert outcomes(sheet) == ["changed"] * rows
        return len([query for query in captured if "INSERT INTO" not in query["sql"]])

    assert queries(20) == queries(10)
    sheet = staged(as_csv([FACT | {"key": f"more-{place}"} for place in range(SLICE + 1)]))
    spreadsheets.check_rows(sheet, is_over=lambda: True)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.rows.exclude(outcome="").count()) == ("checking", SLICE)
    spreadsheets.check_rows(sheet, is_over=lambda: True)
    sheet.refresh_from_db()
    assert sheet.state == "checked"
