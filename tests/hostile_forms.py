"""A form that would be saved for every page of the record, and which of its fields take text."""

from datetime import date

from django.apps import apps
from django.contrib import admin
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client, RequestFactory

from agreements import models
from agreements.admin.fields import LineField, ProseField
from agreements.admin.proposing import ProposalForm
from agreements.roles import Role
from tests.forms import filled
from tests.people import clause, evidence, person, source

CODES = {"slug", "key", "number", "language", "country", "document", "sha256", "time_zone", "offset", "notice"}
"""Columns that hold a name or a code: most texts are refused there."""


def whole_forms() -> dict[str, dict[str, object]]:
    """Return what somebody types into the form of every model so that it is saved, parts included."""
    person(Role.ADMINISTRATOR)
    actor = models.Actor.objects.get_or_create(slug="actor", defaults={"name": "Actor", "kind": "other"})[0].pk
    cited, point = source(), clause()
    accepted = models.Evidence.objects.filter(key="2021-02-convoy").first() or evidence("accepted")
    indicator = models.Indicator.objects.get_or_create(
        slug="mines", defaults={"name": "Mines", "unit": "piece", "kind": "flow"}
    )[0]
    publisher, pact, said = cited.publisher_id, point.agreement_id, cited.pk
    link = {"roles-0-actor": actor, "roles-0-role": "obliged", "roles-0-basis": "stated", "roles-TOTAL_FORMS": "1"}
    text = {"texts-0-source": said, "texts-0-language": "en", "texts-0-kind": "official", "texts-0-text": "T"}
    change = {"changes-0-due_on": "2021-06-01", "changes-0-agreed": "2021-04", "changes-0-agreed_by": [actor]}
    figure = {
        "figures-0-indicator": indicator.pk,
        "figures-0-value": "1",
        "figures-0-qualifier": "about",
        "figures-TOTAL_FORMS": "1",
    }
    bears = {"links-0-clause": point.pk, "links-0-direction": "supports", "links-TOTAL_FORMS": "1"}
    return {
        "actor": {"slug": "new", "name": "N", "kind": "other"},
        "name": {"slug": "new", "label": "L", "kind": "place", "usages-TOTAL_FORMS": "1", "usages-0-actor": actor}
        | {"usages-0-wording": "W"},
        "publisher": {"slug": "new", "name": "N", "kind": "state", "reliability": "F"},
        "source": {"key": "new", "publisher": publisher, "title": "T", "published": "2021", "language": "en"},
        "agreement": {"slug": "new", "title": "T", "signed_on": "2021-01-01", "in_force_at_0": "2021-01-02"}
        | {"in_force_at_1": "00:00", "time_zone": "UTC"},
        "clause": {"agreement": pact, "number": "9", "heading": "H", "texts-TOTAL_FORMS": "1"} | link | text,
        "deadline": {"clause": point.pk, "key": "new", "label": "L", "kind": "fixed", "due_on": "2021-05-01"}
        | {"changes-TOTAL_FORMS": "1"}
        | change,
        "reading": {"key": "new", "agreement": pact, "actor": actor, "text": "T", "source": said},
        "indicator": {"slug": "new", "name": "N", "unit": "U", "kind": "flow"},
        "evidence": {"key": "new", "occurred": "2021-02", "summary": "S", "citations-TOTAL_FORMS": "1"}
        | {
            "citations-0-source": said,
            "figures-TOTAL_FORMS": "1",
            "figures-0-as_printed": "1",
            "figures-0-source": said,
        }
        | (bears | figure),
        "assessment": {"effective_on": date(2021, 3, 1), "performance": "fulfilled"}
        | {"confidence": "low", "rationale": "R", "method_version": "1.0", "cited": [accepted.key]},
    }


NAMES = ("actor", "name", "publisher", "source", "agreement", "clause", "deadline", "reading", "indicator")
ALL = (*NAMES, "evidence", "assessment")


def add_page(name: str) -> str:
    """Return the address of the page that adds a row: for a judgement, the page of review of a clause."""
    return (
        f"/admin/agreements/clause/{clause().pk}/review/" if name == "assessment" else f"/admin/agreements/{name}/add/"
    )


def form_id(name: str) -> str:
    """Return what the form on that page is called."""
    return "proposal_form" if name == "assessment" else f"{name}_form"


def send(client: Client, name: str, /, **typed: object) -> HttpResponse:
    """Return the answer to a whole form with something else typed in."""
    whole = whole_forms()[name] | typed
    return client.post(add_page(name), filled(client.get(add_page(name)), form_id(name), **whole))


def shown_forms(answer: HttpResponse) -> dict[str, BaseForm]:
    """Return the forms of a page by their prefix."""
    if "adminform" not in answer.context:
        return {"": answer.context["form"]}
    parts = [form for formset in answer.context["inline_admin_formsets"] for form in formset.formset.forms]
    return {"": answer.context["adminform"].form} | {f"{form.prefix}-": form for form in parts}


def text_fields(name: str) -> list[str]:
    """Return the fields of a whole form that take any text."""
    page, request = admin.site._registry[apps.get_model("agreements", name)], RequestFactory().get("/")
    request.user, typed = person(Role.ADMINISTRATOR), whole_forms()[name]
    if name == "assessment":
        return [
            label for label, field in ProposalForm.base_fields.items() if isinstance(field, (LineField, ProseField))
        ]
    forms = {"": page.get_form(request)} | {
        f"{formset.get_default_prefix()}-0-": formset.form
        for formset, _ in page.get_formsets_with_inlines(request)
        if f"{formset.get_default_prefix()}-TOTAL_FORMS" in typed
    }
    return [
        f"{prefix}{label}"
        for prefix, form in forms.items()
        for label, field in form.base_fields.items()
        if isinstance(field, (LineField, ProseField)) and label not in CODES
    ]


def problems(answer: HttpResponse) -> dict[str, list[str]]:
    """Return what the page says against each field; what speaks against a form as a whole is under its prefix."""
    return {
        f"{prefix}{name}".replace("__all__", ""): list(messages)
        for prefix, form in shown_forms(answer).items()
        for name, messages in form.errors.items()
    }
