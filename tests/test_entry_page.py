"""The page of a new report: address first, new sources with it, days typed freely, drafts and what becomes of them."""

import pytest
from django.test import Client

from agreements.choices import EvidenceState
from agreements.models import Evidence, Indicator, Publisher, Source
from agreements.roles import Role
from tests.forms import filled
from tests.people import clause, client_of, evidence, person, source

pytestmark = pytest.mark.django_db

LIST = "/admin/agreements/evidence/"
ADD = f"{LIST}add/"
FORM = "evidence_form"
NEW = "https://gazette.example/2021/new?utm_source=x"
DOCUMENT = {
    "citations-0-address": NEW,
    "citations-0-title": "A convoy passed the pass",
    "citations-0-publisher_name": "Gazette",
    "citations-0-published": "7 Feb 2021",
    "citations-0-language": "en",
}


def known(address: str = "https://gazette.example/1", **columns: object) -> Source:
    """Return a source with an address."""
    row = source()
    row.url = address
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return row


def send(client: Client, address: str = ADD, *, button: str = "_save", **typed: object):
    """Return the answer to the form of a page sent by one of its buttons, with what was typed into it."""
    fact = {"occurred": "6–8 Feb 2021", "summary": "A convoy passed."} if address.startswith(ADD) else {}
    return client.post(address, filled(client.get(address), FORM, **fact, **{button: "x"}) | typed)


def errors(response) -> list[str]:
    """Return every message of a form that was refused."""
    assert response.status_code == 200
    context = response.context
    forms = [context["adminform"].form, *(form for group in context["inline_admin_formsets"] for form in group.formset)]
    found = [message for form in forms for messages in form.errors.values() for message in messages]
    groups = context["inline_admin_formsets"]
    return found + [message for group in groups for message in group.formset.non_form_errors()]


def test_a_draft_needs_no_more_than_a_day_and_a_summary_and_gets_its_name_from_them():
    assert send(client_of(Role.REPORTER)).status_code == 302
    row = Evidence.objects.get()
    assert (row.key, row.state, str(row.occurred)) == (
        "2021-02-06-2021-02-08-a-convoy-passed",
        EvidenceState.DRAFT,
        "2021-02-06 to 2021-02-08",
    )
    assert (row.citations.count(), row.links.count(), row.figures.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "pasted",
    ["https://gazette.example/1", "http://www.gazette.example/1/?utm_source=x#top", "gazette.example/1"],
)
def test_a_known_address_is_cited_without_a_word_more(pasted: str):
    row = known()
    assert send(client_of(Role.REPORTER), **{"citations-0-address": pasted}).status_code == 302
    assert Evidence.objects.get().citations.get().source == row
    assert Source.objects.count() == 1


def test_a_document_not_known_yet_is_entered_with_the_report_that_cites_it():
    known()
    send(client_of(Role.REPORTER), **DOCUMENT)
    new = Evidence.objects.get().citations.get().source
    assert (new.url, new.title, new.publisher.name) == (NEW, "A convoy passed the pass", "Gazette")
    assert (str(new.published), new.language, new.note) == ("2021-02-07", "en", "")
    assert new.history.get().history_user == person(Role.REPORTER)


def test_publisher_and_language_left_empty_are_those_of_all_that_is_known_from_the_host():
    row = known(language="hy")
    send(client_of(Role.REPORTER), **DOCUMENT | {"citations-0-publisher_name": "", "citations-0-language": ""})
    new = Evidence.objects.get().citations.get().source
    assert (new.publisher, new.language) == (row.publisher, "hy")


def test_a_publisher_not_in_the_record_waits_for_an_editor():
    send(client_of(Role.REPORTER), **DOCUMENT | {"citations-0-publisher_name": "The Daily"})
    new = Evidence.objects.get().citations.get().source
    assert new.publisher.name == "Not established"
    assert "as named by reporter, who entered it: The Daily." in new.note


def test_what_is_missing_of_a_new_document_is_asked_for_and_nothing_is_written():
    answer = send(client_of(Role.REPORTER), **{"citations-0-address": NEW, "citations-0-locator": "page 2"})
    assert sorted(errors(answer)) == [
        "This document is not known yet: say its language, such as en.",
        "This document is not known yet: say its title.",
        "This document is not known yet: say when it was published.",
        "This document is not known yet: say who published it: choose a publisher, or type its name beside it.",
    ]
    kept = filled(answer, FORM)
    assert (kept["citations-0-address"], kept["citations-0-locator"]) == ([NEW], ["page 2"])
    assert not Source.objects.exists()
    assert not Evidence.objects.exists()


def test_a_document_alike_is_shown_and_another_one_is_entered_only_when_that_is_said():
    row = known(title="A convoy passed the pass!")
    row.published = row.published.parse("2021-02-05")
    row.save()
    client = client_of(Role.REPORTER)
    assert 'type="checkbox" name="citations-0-is_another"' not in client.get(ADD).content.decode()
    answer = send(client, **DOCUMENT)
    (message,) = errors(answer)
    assert "nearly the same title and day" in message
    assert f'href="/admin/agreements/source/{row.pk}/change/"' in answer.content.decode()
    assert 'type="checkbox" name="citations-0-is_another"' in answer.content.decode()
    assert not Evidence.objects.exists()
    assert send(client, **DOCUMENT | {"citations-0-is_another": "on"}).status_code == 302
    assert Source.objects.count() == 2


def test_a_title_of_markup_is_shown_as_text_in_the_warning():
    known(title="<b>A convoy passed the pass")
    html = send(client_of(Role.REPORTER), **DOCUMENT | {"citations-0-published": "2021-02-20"}).content.decode()
    assert "&lt;b&gt;A convoy" in html
    assert "<b>A convoy" not in html


def test_two_citations_of_one_new_document_describe_it_once():
    second = {"citations-TOTAL_FORMS": "2", "citations-1-address": NEW, "citations-1-stance": "denies"}
    second |= {"citations-1-credibility": "6"}
    assert send(client_of(Role.REPORTER), **DOCUMENT, **second).status_code == 302
    first, last = Evidence.objects.get().citations.order_by("position")
    assert first.source == last.source
    assert (first.stance, last.stance, Source.objects.count()) == ("asserts", "denies", 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param({"citations-0-locator": "page 2"}, "Paste the address of the document", id="neither"),
        pytest.param({"citations-0-address": "https://localhost"}, "is no web address", id="no web address"),
        pytest.param({"citations-0-address": "javascript:alert(1)"}, "Enter a valid URL.", id="a script"),
        pytest.param({"citations-0-address": "ftp://gazette.example/"}, "'ftp://gazette.example/' is no web", id="ftp"),
        pytest.param({"citations-0-address": f"https://x.am/{'x' * 2001}"}, "at most 2000 characters", id="too long"),
        pytest.param(DOCUMENT | {"citations-0-published": "6/2/2021"}, "can be two days", id="an ambiguous day"),
        pytest.param(DOCUMENT | {"citations-0-language": "English"}, "Write a BCP 47 tag", id="a language in words"),
        pytest.param(DOCUMENT | {"citations-0-title": "a\u202eb"}, "Character 2 is invisible", id="override"),
        pytest.param({"links-0-direction": "supports"}, "Choose the clause", id="a link without its clause"),
        pytest.param({"links-0-clause-typed": "pact/1"}, "This field is required.", id="a clause without a direction"),
        pytest.param(
            {"links-0-clause-typed": "nowhere", "links-0-direction": "supports"},
            "No clause is called so.",
            id="no clause",
        ),
        pytest.param(
            {"links-0-clause-typed": "peace", "links-0-direction": "supports"},
            "Several fit; write which: pact/1 Peace; pact/2 Peace.",
            id="several clauses",
        ),
    ],
)
def test_what_cannot_be_kept_gets_one_message(typed: dict[str, str], message: str):
    clause("1"), clause("2")
    (found,) = errors(send(client_of(Role.REPORTER), **typed))
    assert message in found
    assert not Evidence.objects.exists()


def test_an_address_that_is_not_that_of_the_source_chosen_is_refused():
    row = known()
    (message,) = errors(send(client_of(Role.REPORTER), **{"citations-0-source": row.pk, "citations-0-address": NEW}))
    assert message == "This is not the address of the source chosen: take one of the two out."


def test_clauses_typed_by_number_are_linked():
    clause("1"), clause("2")
    send(client_of(Role.REPORTER), **{"links-0-clause-typed": "pact/2", "links-0-direction": "supports"})
    assert Evidence.objects.get().links.get().clause == clause("2")


def figure(**more: object) -> dict[str, object]:
    indicator = Indicator.objects.get_or_create(slug="lorries", name="Lorries", unit="lorries", kind="flow")[0]
    printed = {"figures-0-indicator": indicator.pk, "figures-0-value": "12", "figures-0-as_printed": "twelve"}
    return printed | {"figures-0-qualifier": "exactly"} | more


def test_a_figure_stands_in_the_source_that_is_entered_with_it():
    send(client_of(Role.REPORTER), **DOCUMENT, **figure())
    row = Evidence.objects.get()
    assert row.figures.get().source == row.citations.get().source


def test_a_figure_that_no_source_prints_is_refused():
    assert errors(send(client_of(Role.REPORTER), **figure())) == [
        "Choose the source that prints the figure, or cite one above."
    ]


def test_a_report_is_drafted_and_submitted_in_one_go():
    assert send(client_of(Role.REPORTER), button="_submit", **DOCUMENT).status_code == 302
    row = Evidence.objects.get()
    assert (row.state, row.citations.count()) == (EvidenceState.SUBMITTED, 1)
    assert [version.state for version in row.history.order_by("pk")] == ["draft", "submitted"]


def test_what_cannot_be_submitted_is_kept_as_typed_and_not_saved():
    answer = send(client_of(Role.REPORTER), button="_submit", note="Kept.")
    assert errors(answer) == ["Give at least one citation, with its source, before this is submitted."]
    assert filled(answer, FORM)["note"] == ["Kept."]
    assert not Evidence.objects.exists()


def test_a_draft_is_submitted_from_its_page_and_then_offers_it_no_more():
    row, client = evidence(), client_of(Role.REPORTER)
    page = f"{LIST}{row.pk}/change/"
    assert 'name="_submit"' in client.get(page).content.decode()
    send(client, page, button="_submit", place="Goris")
    row.refresh_from_db()
    assert (row.state, row.place, row.key) == (EvidenceState.SUBMITTED, "Goris", "2021-02-convoy")
    assert 'name="_submit"' not in client.get(page).content.decode()


def test_the_last_citation_taken_out_and_submitted_is_refused():
    row, client = evidence(), client_of(Role.REPORTER)
    answer = send(client, f"{LIST}{row.pk}/change/", button="_submit", **{"citations-0-DELETE": "on"})
    assert errors(answer) == ["Give at least one citation, with its source, before this is submitted."]
    assert row.citations.count() == 1


def test_another_from_the_same_source_begins_with_it():
    row, client = known(), client_of(Role.REPORTER)
    first = send(client, button="_same_source", **{"citations-0-source": row.pk})
    assert first.headers["Location"] == f"{ADD}?source={row.pk}"
    page = filled(client.get(first.headers["Location"]), FORM)
    assert (page["citations-0-source"], page["citations-0-address"]) == ([str(row.pk)], [row.url])
    send(client, first.headers["Location"], summary="A second convoy.")
    assert [fact.citations.get().source for fact in Evidence.objects.all()] == [row, row]


@pytest.mark.parametrize("query", ["source=0", "source=x", "source=%00", f"source={10**30}", "clause=-1"])
def test_an_address_that_names_no_source_begins_an_empty_report(query: str):
    assert client_of(Role.REPORTER).get(f"{ADD}?{query}").status_code == 200


def test_a_report_can_begin_from_a_clause():
    page = client_of(Role.REPORTER).get(f"{ADD}?clause={clause().pk}")
    assert filled(page, FORM)["links-0-clause"] == [str(clause().pk)]


def test_reporters_see_what_they_entered_and_why_it_was_rejected():
    evidence("rejected", key="mine")
    evidence("rejected", key="theirs", by="second")
    client = client_of(Role.REPORTER)
    page = client.get(f"{LIST}?mine=yes&state__exact=rejected")
    assert [row.key for row in page.context["cl"].result_list] == ["mine"]
    assert "A reason." in page.content.decode()
    assert client.get(LIST).context["cl"].result_count == 2


def test_a_rejected_report_is_begun_anew_from_its_page():
    row, client = evidence("rejected"), client_of(Role.REPORTER)
    answer = client.post(LIST, {"action": "begin_again", "_selected_action": [row.pk]}, follow=True)
    draft = Evidence.objects.get(state=EvidenceState.DRAFT)
    assert answer.redirect_chain == [(f"{LIST}{draft.pk}/change/", 302)]
    assert "2021-02-a-convoy-passed is a new draft." in answer.content.decode()
    assert filled(answer, FORM)["summary"] == [row.summary]


def test_a_report_that_others_decide_on_shows_no_field_to_type_into():
    html = client_of(Role.REVIEWER).get(f"{LIST}{evidence('submitted').pk}/change/").content.decode()
    assert "citations-0-address" not in html
    assert "links-0-clause-typed" not in html
    assert 'name="_same_source"' not in html
    assert Publisher.objects.count() == 1
