"""The public log of changes: every change of what is public, nothing of what is not, with who, when, what and why."""

from html import unescape

import pytest
from django.test import Client

from agreements import models, operations
from agreements.choices import EvidenceState
from agreements.operations import BY_ITS_AUTHOR
from agreements.roles import Role
from agreements.selectors import change_log
from agreements.selectors.audit import recorded_models
from agreements.selectors.changes_columns import FieldChange
from agreements.selectors.changes_public import SHOWN, ChangeKind
from agreements.selectors.changes_rows import RecordedChange
from agreements.selectors.corrections import RetractedEvidence
from tests import people
from tests.facts import as_of
from tests.people import AT, person

pytestmark = pytest.mark.django_db
PRIVATE = {models.ApiToken, models.ReviewMark}


def entries(**narrowing: str) -> tuple:
    return change_log(**narrowing, as_of=as_of("2026-11-30", "2026-11-30")).entries


def only(**narrowing: str) -> RecordedChange:
    (entry,) = entries(**narrowing)
    return entry


def text(client: Client, query: str = "") -> str:
    response = client.get(f"/changes/{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def saved(row, *, by: Role = Role.EDITOR, reason: str | None = None, **columns: object):
    """Save columns of a row as somebody's change."""
    for name, value in columns.items():
        setattr(row, name, value)
    row._history_user, row._change_reason = person(by), reason
    row.save()
    return row


def taken_out(row, *, reason: str | None = None) -> None:
    row._history_user, row._change_reason = person(Role.EDITOR), reason
    row.delete()


def accepted(key: str = "2021-02-convoy") -> models.Evidence:
    evidence = people.evidence("submitted", key=key)
    return operations.accept_evidence(evidence, by=person(Role.REVIEWER), at=AT)


def test_every_kind_of_row_whose_history_is_kept_is_shown_or_is_named_here_as_private():
    assert set(recorded_models()) == {*SHOWN, *PRIVATE}


class TestWhatIsToldOfAChange:
    def test_an_edit_says_who_which_column_from_what_to_what_and_why(self, client: Client):
        clause = people.clause()
        saved(clause, heading="Lasting peace", reason="As the text has it.")
        edit = only(kind="edited")
        assert (edit.by, edit.what, edit.reason) == ("editor", "clause", "As the text has it.")
        assert (edit.page.view, edit.page.names) == ("clause", ("pact", "1"))
        assert edit.changes == (FieldChange("Heading", "Peace", "Lasting peace"),)
        html = text(client, "?kind=edited")
        assert (
            '<span class="aside">Heading:</span> <bdi>Peace</bdi> → <strong><bdi>Lasting peace</bdi></strong>' in html
        )
        assert '<a href="/agreements/pact/1/"><bdi>pact/1 Lasting peace</bdi></a>' in html
        assert "By <bdi>editor</bdi>" in html
        assert "<bdi>As the text has it.</bdi>" in html

    def test_long_texts_are_shortened_to_where_they_differ_and_stand_in_full_beside_it(self, client: Client):
        clause = saved(people.clause(), note="a" * 5000 + " one")
        saved(clause, note="a" * 5000 + " two")
        (change,) = entries(kind="edited")[0].changes
        assert change.whole == ("a" * 5000 + " one", "a" * 5000 + " two")
        assert ("a" * 5000 + " two") in text(client, "?kind=edited")
        assert change.old.endswith(" one")
        assert change.new.endswith(" two")
        assert max(len(change.old), len(change.new)) <= 200

    def test_vocabularies_flags_spans_and_lists_are_told_in_words(self):
        deadline = models.Deadline.objects.create(
            clause=people.clause(), key="end", label="The end", kind="fixed", due_on="2021-03-01"
        )
        saved(deadline, inclusive=False)
        source = people.source()
        source.published = people.Span.parse("2021-02")
        saved(source)
        actor = models.Actor.objects.create(slug="a", name="A", kind="state")
        saved(actor, kind="court", other_names=["B", "C"])
        found = {change for edit in entries(kind="edited") for change in edit.changes}
        assert FieldChange("Inclusive", "yes", "no") in found
        assert FieldChange("Published", "2021-02-20", "2021-02") in found
        assert FieldChange("Other names", "–", "B, C") in found
        assert FieldChange("Kind", "State", "Court") in found

    def test_parts_stand_under_their_row_and_a_part_taken_out_is_shown_with_what_it_held(self, client: Client):
        actor = models.Actor.objects.create(slug="a", name="Aland", kind="state")
        role = models.ClauseRole.objects.create(
            clause=people.clause(), actor=actor, role="obliged", basis="stated", note="Says the text."
        )
        taken_out(role, reason="Entered twice.")
        gone = only(kind="taken_out")
        assert (gone.what, gone.name, gone.reason) == ("clause role", "Aland (Obliged)", "Entered twice.")
        assert dict(gone.held) == {
            "Actor": "Aland",
            "Role": "Obliged",
            "Basis": "Stated in the text",
            "Note": "Says the text.",
        }
        assert gone in entries(about="clause/pact/1")
        assert "Says the text." in text(client, "?about=clause/pact/1&kind=taken_out")

    def test_who_agreed_to_a_moved_deadline_is_told_by_name(self):
        deadline = models.Deadline.objects.create(
            clause=people.clause(), key="end", label="The end", kind="fixed", due_on="2021-03-01"
        )
        change = models.DeadlineChange(deadline=deadline, due_on="2021-04-01")
        change.agreed = people.Span.parse("2021-02-20")
        change.save()
        names = [models.Actor.objects.create(slug=name, name=name, kind="state") for name in ("a", "b")]
        change.agreed_by.set(names[:1])
        change.agreed_by.set(names)
        newest, first = entries(kind="edited")
        assert first.changes == (FieldChange("Agreed by", "–", "a"),)
        assert newest.changes == (FieldChange("Agreed by", "a", "a, b"),)
        assert newest.page.names == ("pact", "1")

    def test_a_part_of_a_deadline_that_is_gone_is_told_without_a_link(self):
        deadline = models.Deadline.objects.create(
            clause=people.clause(), key="end", label="The end", kind="fixed", due_on="2021-03-01"
        )
        change = models.DeadlineChange(deadline=deadline, due_on="2021-04-01")
        change.agreed = people.Span.parse("2021-02-20")
        change.save()
        taken_out(change)
        taken_out(deadline)
        assert {(entry.what, entry.page is None) for entry in entries(kind="taken_out")} == {
            ("deadline", False),
            ("deadline change", True),
        }
        assert {entry.what for entry in entries(agreement="pact", kind="taken_out")} == {"deadline", "deadline change"}

    def test_a_captured_copy_stands_on_its_source(self):
        copy = models.Capture(source=people.source(), sha256="a" * 64, kind="pdf", size=9, origin="uploaded")
        saved(copy, added_at=AT, added_by=person(Role.REPORTER))
        added = entries(about="source/gazette-1")[0]
        assert (added.kind, added.what, added.by) == (ChangeKind.ADDED, "captured copy", "editor")
        assert dict(added.held)["SHA-256"] == "a" * 64
        assert "Added by" not in dict(added.held)

    def test_markup_in_a_change_is_text(self, client: Client):
        saved(people.clause(), heading="<script>alert(1)</script>", reason="<b>bold</b>")
        html = client.get("/changes/").content.decode()
        assert "<script>alert" not in html
        assert "<b>bold" not in html


class TestDecisions:
    def test_acceptance_says_by_whom_and_shows_nothing_of_what_came_before(self, client: Client):
        with_typo = people.evidence("draft")
        saved(with_typo, by=Role.REPORTER, summary="A convoy of SECRET passed.")
        saved(with_typo, by=Role.REPORTER, summary="A convoy passed.")
        operations.submit_evidence(with_typo, by=person(Role.REPORTER))
        operations.accept_evidence(with_typo, by=person(Role.REVIEWER), at=AT)
        found = only(about="evidence/2021-02-convoy")
        assert (found.kind, found.by, found.said) == (ChangeKind.ACCEPTED, "reviewer", "A convoy passed.")
        assert (found.changes, found.is_own) == ((), False)
        html = text(client)
        assert "SECRET" not in html
        assert "reporter" not in html

    def test_what_changes_after_acceptance_is_told(self):
        evidence = accepted()
        citation = evidence.citations.get()
        saved(evidence, note="Seen on film.")
        saved(citation, locator="p. 2")
        clause = people.clause()
        link = models.EvidenceLink.objects.create(evidence=evidence, clause=clause, direction="supports")
        taken_out(link)
        found = [(entry.kind, entry.what) for entry in entries(about="evidence/2021-02-convoy")]
        assert found == [
            (ChangeKind.TAKEN_OUT, "evidence link"),
            (ChangeKind.ADDED, "evidence link"),
            (ChangeKind.EDITED, "citation"),
            (ChangeKind.EDITED, "evidence"),
            (ChangeKind.ACCEPTED, "evidence"),
        ]

    @pytest.mark.parametrize("state", ["draft", "submitted", "rejected"])
    def test_evidence_that_was_never_accepted_is_nobodys_business(self, client: Client, state: str):
        evidence = people.evidence(state, key="hidden", by="quiet-author")
        saved(evidence, note="Changed.")
        taken_out(evidence.citations.get())
        quantity = models.Indicator.objects.create(slug="i", name="I", unit="u", kind="point")
        printed = {"indicator": quantity, "value": 1, "as_printed": "1", "source": people.source()}
        models.Figure.objects.create(evidence=evidence, **printed)
        html = text(client)
        assert "hidden" not in html
        assert "quiet-author" not in html
        assert {entry.what for entry in entries()} == {"publisher", "source", "indicator"}
        assert client.get("/changes/?about=evidence/hidden").status_code == 404

    def test_what_lost_its_public_state_behind_the_operations_is_hidden_again(self):
        evidence = accepted()
        saved(evidence, state=EvidenceState.DRAFT)
        saved(evidence.citations.get(), locator="p. 2")
        assert [entry.what for entry in entries(kind="edited")] == []

    def test_assessments_are_told_from_their_approval_on(self):
        judged = people.assessment("proposed")
        people.assessment("sent_back")
        assert entries(about="clause/pact/1", kind="approved") == ()
        operations.approve_assessment(judged, by=person(Role.ADMINISTRATOR), at=AT)
        found = only(kind="approved")
        assert (found.by, found.name, found.said) == (
            "administrator",
            "Fulfilled from 2021-03-01",
            "The convoy passed.",
        )
        assert found.is_own is False
        operations.withdraw_assessment(judged, by=person(Role.REVIEWER), reason="Too early.")
        assert [(entry.kind.value, entry.by) for entry in entries(about="clause/pact/1")][:2] == [
            ("withdrawn_assessment", "reviewer"),
            ("approved", "administrator"),
        ]

    def test_a_team_of_one_is_named_as_such(self, client: Client, settings):
        settings.TEAM_OF_ONE = True
        alone = person(Role.ADMINISTRATOR)
        evidence = people.evidence("submitted", by="administrator")
        operations.accept_evidence(evidence, by=alone, at=AT)
        judged = people.assessment("proposed", by="administrator")
        operations.approve_assessment(judged, by=alone, at=AT)
        for kind in ("approved", "accepted"):
            assert (only(kind=kind).is_own, only(kind=kind).reason) == (True, BY_ITS_AUTHOR)
        assert text(client).count("its own author (a team of one)") == 2

    def test_the_reason_of_a_retraction_is_told_in_full(self, client: Client):
        reason = "The same convoy was counted on two days. " * 10
        operations.retract_evidence(accepted(), by=person(Role.REVIEWER), reason=reason)
        (found,) = entries(kind="retracted_evidence")
        assert isinstance(found, RetractedEvidence)
        assert (found.by, found.reason) == ("reviewer", reason.strip())
        assert reason.strip() in text(client)
