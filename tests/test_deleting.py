"""Deleting is offered for parts alone, and nothing is deleted while something rests on it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import CASCADE, PROTECT, ForeignKey, ProtectedError
from django.test import Client
from django.urls import reverse

from agreements import models
from agreements.admin.base import PartInline
from agreements.roles import ALL, EVIDENCE_PARTS, RECORD_PARTS, Role, permissions
from agreements.selectors.audit import recorded_models
from agreements.selectors.changes_public import PARENTS
from tests import people
from tests.forms import filled
from tests.people import client_of, person

pytestmark = pytest.mark.django_db
PAGES = [page for model, page in admin.site._registry.items() if model._meta.app_label in {"agreements", "auth"}]
INLINES = {inline.model for page in PAGES for inline in page.inlines if issubclass(inline, PartInline)}
STAND_ALONE = {models.Deadline, models.Capture}
"""Shown under another row in the public log, but no inline part of it: deleting them is offered nowhere."""


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def sent(client: Client, row, **typed: str):
    """Send the page of a row back as it stands, with what was typed."""
    form = f"{row._meta.model_name}_form"
    return client.post(change(row), filled(client.get(change(row)), form, **typed))


UNRECORDED = ("accessattempt", "totpdevice")
"""What administrators delete that is no part of the record: a lock of the log-in, a lost second factor."""


class TestWhatIsOffered:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.opts.model_name)
    def test_no_page_offers_deleting_to_anybody_above_all_roles_included(self, page: admin.ModelAdmin, rf):
        request = rf.get("/")
        request.user = User.objects.create_superuser("root")
        assert page.has_delete_permission(request) is False
        assert "delete_selected" not in page.get_actions(request)

    def test_no_row_of_the_record_has_a_button_or_a_page_for_it(self):
        client = Client()
        client.force_login(User.objects.create_superuser("root"))
        rows = [people.evidence("accepted"), people.source(), people.assessment("approved"), people.clause()]
        for row in (*rows, people.source().publisher, people.clause().agreement, person(Role.REPORTER)):
            assert "deletelink" not in client.get(change(row)).content.decode()
            address = change(row).replace("/change/", "/delete/")
            assert client.get(address).status_code == 403
            assert client.post(address, {"post": "yes"}).status_code == 403
            row.refresh_from_db()

    def test_roles_may_delete_parts_and_nothing_else(self):
        deletable = {f"delete_{model}" for model in (*EVIDENCE_PARTS, *RECORD_PARTS, *UNRECORDED)}
        for role in Role:
            assert {name for name in permissions(role) if name.startswith("delete_")} <= deletable
        assert {model._meta.model_name for model in INLINES} == {*EVIDENCE_PARTS, *RECORD_PARTS}
        assert {model._meta.model_name for model in recorded_models()} <= set(ALL)

    def test_the_parts_of_accepted_evidence_cannot_be_taken_out_by_anybody(self):
        evidence = people.evidence("accepted")
        root = Client()
        root.force_login(User.objects.create_superuser("root"))
        for client in (root, *(client_of(role) for role in Role)):
            assert "-DELETE" not in client.get(change(evidence)).content.decode()
            parts = {"citations-TOTAL_FORMS": "1", "citations-INITIAL_FORMS": "1", "citations-0-DELETE": "on"}
            key = {"citations-0-id": str(evidence.citations.get().pk), "citations-0-evidence": str(evidence.pk)}
            assert client.post(change(evidence), parts | key).status_code == 403
        assert evidence.citations.count() == 1


class TestWhatRestsOnWhat:
    def test_every_reference_protects_what_it_leads_to_but_that_of_a_part_to_its_whole(self):
        references = {
            (model, field.name): field.remote_field.on_delete
            for model in (*recorded_models(), models.LinkCheck)
            for field in model._meta.concrete_fields
            if isinstance(field, ForeignKey)
        }
        wholes = {(part, column) for part, (_, column) in PARENTS.items() if part not in STAND_ALONE}
        wholes |= {(models.LinkCheck, "source")}
        assert {place for place, rule in references.items() if rule is CASCADE} == wholes
        assert {rule for place, rule in references.items() if place not in wholes} == {PROTECT}

    def test_what_is_a_part_of_another_row_is_edited_on_its_page(self):
        assert set(PARENTS) - STAND_ALONE == INLINES

    def test_a_source_that_is_cited_is_not_deleted(self):
        people.evidence("accepted")
        with pytest.raises(ProtectedError, match=r"Citation\.source"):
            people.source().delete()

    def test_an_account_that_did_something_is_not_deleted(self):
        people.evidence("draft")
        with pytest.raises(ProtectedError, match=r"Evidence\.entered_by"):
            person(Role.REPORTER).delete()


class TestTakingPartsOut:
    def test_submitted_evidence_keeps_its_last_citation_and_the_page_what_was_typed(self):
        evidence = people.evidence("submitted")
        typed = {"citations-0-DELETE": "on", "note": "Typed meanwhile."}
        html = sent(client_of(Role.REPORTER), evidence, **typed).content.decode()
        assert "2021-02-convoy is submitted: its last citation cannot be taken out" in html
        assert "Typed meanwhile." in html
        assert evidence.citations.count() == 1

    def test_another_citation_can_take_its_place(self):
        evidence = people.evidence("submitted")
        typed = {"citations-0-DELETE": "on", "citations-TOTAL_FORMS": "2"}
        page = filled(client_of(Role.REPORTER).get(change(evidence)), "evidence_form", **typed)
        added = {name.replace("-0-", "-1-"): value for name, value in page.items() if name.startswith("citations-0-")}
        added |= {"citations-1-id": "", "citations-1-DELETE": "", "citations-1-locator": "p. 3"}
        assert client_of(Role.REPORTER).post(change(evidence), page | added).status_code == 302
        assert [citation.locator for citation in evidence.citations.all()] == ["p. 3"]

    def test_a_draft_may_lose_what_it_has(self):
        evidence = people.evidence("draft")
        assert sent(client_of(Role.REPORTER), evidence, **{"citations-0-DELETE": "on"}).status_code == 302
        assert evidence.citations.count() == 0

    def test_a_role_on_which_judgements_and_evidence_rest_stays(self):
        actor = models.Actor.objects.create(slug="a", name="Aland", kind="state")
        role = models.ClauseRole.objects.create(clause=people.clause(), actor=actor, role="obliged", basis="stated")
        judged = people.assessment("approved")
        judged.party = actor
        judged.save()
        link = {"clause": people.clause(), "direction": "supports", "party": actor}
        models.EvidenceLink.objects.create(evidence=people.evidence("accepted"), **link)
        client = client_of(Role.EDITOR)
        html = sent(client, people.clause(), **{"roles-0-DELETE": "on"}).content.decode()
        assert f"Aland (Obliged) cannot be taken out: assessment {judged.key}, evidence 2021-02-convoy would be" in html
        assert models.ClauseRole.objects.filter(pk=role.pk).exists()
        models.ClauseRole.objects.create(clause=people.clause(), actor=actor, role="supervisor", basis="stated")
        assert sent(client, people.clause(), **{"roles-0-DELETE": "on"}).status_code == 302
        assert not models.ClauseRole.objects.filter(pk=role.pk).exists()

    def test_a_party_named_by_clauses_stays_and_those_are_named(self):
        actor = models.Actor.objects.create(slug="a", name="Aland", kind="state")
        party = models.Party.objects.create(agreement=people.clause().agreement, actor=actor)
        for number in range(1, 8):
            clause = people.clause(str(number), position=number)
            models.ClauseRole.objects.create(clause=clause, actor=actor, role="obliged", basis="stated")
        client = client_of(Role.EDITOR)
        html = sent(client, party.agreement, **{"parties-0-DELETE": "on"}).content.decode()
        assert "Aland cannot be taken out: clause 1, clause 2, clause 3, clause 4, clause 5, 2 more would be" in html
        models.ClauseRole.objects.all().delete()
        assert sent(client, party.agreement, **{"parties-0-DELETE": "on"}).status_code == 302
        assert party.agreement.parties.count() == 0
