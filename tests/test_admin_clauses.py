"""The list of clauses in the admin: what the read model knows, as columns, orders and filters."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from agreements import selectors
from agreements.choices import Performance, RoleKind, Timeliness
from agreements.dates import AsOf
from agreements.marks import mark_for_review
from agreements.models import Agreement, Assessment, Clause, ClauseRole, Deadline, Evidence
from agreements.review_terms import ReviewReason
from agreements.roles import Role
from agreements.selectors import ClauseReview
from agreements.topics import Topic
from tests.doubling import double_record
from tests.forms import filled
from tests.people import client_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]

LIST = "/admin/agreements/clause/"
COLUMNS = [
    *("performance", "needs_review", "last_decided", "timeliness"),
    *("disputed", "evidence_count", "last_evidence"),
]
ORDERS: dict[str, Callable[[ClauseReview], object]] = {
    "performance": lambda review: list(Performance).index(review.clause.verdict.status.performance),
    "timeliness": lambda review: list(Timeliness).index(review.clause.verdict.status.timeliness),
    "disputed": lambda review: review.clause.verdict.status.disputed,
    "evidence_count": lambda review: review.clause.evidence_count,
    "last_evidence": lambda review: str(review.clause.last_evidence.latest) if review.clause.last_evidence else "",
    "last_decided": lambda review: review.decided_on.isoformat() if review.decided_on else "",
    "needs_review": lambda review: review.is_needed,
}


@pytest.fixture
def viewer() -> Client:
    return client_of(Role.VIEWER)


@pytest.fixture
def _some_need_review() -> None:
    """Let evidence on one clause be entered after its latest assessment, and mark another."""
    Evidence.objects.filter(links__clause__number="6.g").update(entered_at=timezone.now())
    row = Clause.objects.get(agreement__slug="2020-11-10", number="9.c")
    mark_for_review([row], reason="Look.", by=person(Role.REVIEWER), at=timezone.now())


def today() -> AsOf:
    return AsOf(timezone.localdate(), timezone.localdate())


def reviews() -> dict[int, ClauseReview]:
    return selectors.clause_reviews(as_of=today())


def changelist(client: Client, query: str = "") -> ChangeList:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return response.context["cl"]


def listed(client: Client, query: str) -> list[int]:
    return [clause.pk for clause in changelist(client, query).result_list]


def text_order() -> list[int]:
    return list(Clause.objects.order_by("agreement__in_force_at", "position", "pk").values_list("pk", flat=True))


def test_the_list_shows_what_the_read_model_knows(viewer: Client):
    found = changelist(viewer)
    assert list(found.list_display) == ["action_checkbox", "name", *COLUMNS]
    known = reviews()
    assert {clause.pk: clause.review for clause in found.result_list if clause.review} == known
    page, html = found.model_admin, viewer.get(LIST).content.decode()
    for clause in found.result_list:
        if clause.review:
            status = clause.review.clause.verdict.status
            assert page.performance(clause) == f"{status.performance.glyph} {status.performance.label}"
            assert page.timeliness(clause) == status.timeliness.label
            assert page.disputed(clause) == ("± yes" if status.disputed else "")
            assert page.evidence_count(clause) == clause.review.clause.evidence_count
            assert page.last_evidence(clause) == str(clause.review.clause.last_evidence or "")
            assert page.last_decided(clause) == str(clause.review.decided_on or "never")
            assert ("nothing new" not in page.needs_review(clause)) is clause.review.is_needed
            assert f'href="{LIST}{clause.pk}/review/"' in html
            assert page.performance(clause) in html
        assert f"{clause.reference}<br>{escape(clause.heading)}</a>" in html


def test_the_list_follows_the_text_unless_asked_otherwise(viewer: Client):
    assert listed(viewer, "") == text_order()


@pytest.mark.usefixtures("_some_need_review")
@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("is_descending", [False, True])
def test_sorting_follows_the_read_model_and_points_come_last(viewer: Client, column: str, is_descending: bool):
    number = changelist(viewer).list_display.index(column)
    found = listed(viewer, f"o={'-' if is_descending else ''}{number}")
    known, order = reviews(), ORDERS[column]
    text = text_order()
    leaves = sorted((pk for pk in text if pk in known), key=lambda pk: order(known[pk]), reverse=is_descending)
    assert found == leaves + [pk for pk in text if pk not in known]


def yes_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


FILTERS: dict[str, tuple[list[str], Callable[[ClauseReview], set[str]]]] = {
    "performance": (Performance.values, lambda review: {review.clause.verdict.status.performance}),
    "timeliness": (Timeliness.values, lambda review: {review.clause.verdict.status.timeliness}),
    "disputed": (["yes", "no"], lambda review: {yes_no(review.clause.verdict.status.disputed)}),
    "needs_review": (["yes", "no"], lambda review: {yes_no(review.is_needed)}),
    "reason_to_review": (
        ["marked", *ReviewReason.values],
        lambda review: {*review.kinds, *(["marked"] if review.marks else [])},
    ),
    "topic__exact": (Topic.values, lambda review: {review.clause.topic} if review.clause.topic else set()),
}


def choices() -> Iterator[tuple[str, str]]:
    for name, (values, _) in FILTERS.items():
        yield from ((name, value) for value in values)


@pytest.mark.usefixtures("_some_need_review")
@pytest.mark.parametrize(("name", "value"), list(choices()))
def test_a_filter_gives_exactly_the_rows_the_read_model_says(viewer: Client, name: str, value: str):
    holds = FILTERS[name][1]
    expected = {pk for pk, report in reviews().items() if value in holds(report)}
    points = set(text_order()) - set(reviews())
    assert set(listed(viewer, f"{name}={value}")) - points == expected
    if name != "topic__exact":
        assert not set(listed(viewer, f"{name}={value}")) & points


def test_every_obliged_actor_can_be_filtered_by_and_gives_what_they_owe(viewer: Client):
    obliged = ClauseRole.objects.filter(role=RoleKind.OBLIGED).values_list("actor__slug", flat=True)
    offered = next(spec for spec in changelist(viewer).filter_specs if spec.title == "obliged actor").lookup_choices
    assert {slug for slug, _ in offered} == set(obliged)
    for slug, _ in offered:
        expected = {pk for pk, report in reviews().items() if slug in {role.actor for role in report.clause.obliged}}
        assert set(listed(viewer, f"obliged={slug}")) & set(reviews()) == expected


def test_every_agreement_can_be_filtered_by(viewer: Client):
    for agreement in Agreement.objects.all():
        assert set(listed(viewer, f"agreement__id__exact={agreement.pk}")) == {
            clause.pk for clause in agreement.clauses.all()
        }


def test_filters_narrow_each_other_and_go_with_order_and_search(viewer: Client):
    disputed = {pk: review.clause for pk, review in reviews().items() if review.clause.verdict.status.disputed}
    named = [pk for pk, clause in disputed.items() if "corridor" in f"{clause.heading} {clause.duty}".casefold()]
    expected = sorted(named, key=lambda pk: (-disputed[pk].evidence_count, text_order().index(pk)))
    assert expected
    column = changelist(viewer).list_display.index("evidence_count")
    assert listed(viewer, f"disputed=yes&q=Corridor&o=-{column}&_facets=True") == expected
    assert not listed(viewer, "disputed=yes&performance=not_reviewed")


def test_filters_offered_are_those_of_the_contract(viewer: Client):
    titles = [spec.title for spec in changelist(viewer).filter_specs]
    assert titles == [
        *("agreement", "topic", "obliged actor", "performance", "timeliness", "disputed"),
        *("needs review", "reason to review"),
    ]


@pytest.mark.parametrize("query", ["", "o=-2.6&performance=fulfilled", "_facets=True&q=corridor"])
def test_twice_the_record_costs_the_same_queries(viewer: Client, query: str):
    def queries() -> int:
        changelist(viewer, query)
        with CaptureQueriesContext(connection) as captured:
            changelist(viewer, query)
        return len(captured)

    before, rows = queries(), Clause.objects.count()
    double_record()
    assert Clause.objects.count() == 2 * rows
    assert queries() == before


def test_autocomplete_computes_no_status(viewer: Client):
    query = {"app_label": "agreements", "model_name": "evidencelink", "field_name": "clause", "term": "corridor"}
    with CaptureQueriesContext(connection) as captured:
        viewer.get("/admin/autocomplete/", query)
    assert not [entry for entry in captured if Assessment._meta.db_table in entry["sql"]]


def test_the_page_of_a_clause_shows_its_status_and_does_not_ask_for_it(viewer: Client):
    clause = Clause.objects.get(number="6.g")
    html = viewer.get(f"{LIST}{clause.pk}/change/").content.decode()
    assert reviews()[clause.pk].clause.verdict.status.performance.label in html
    page = client_of(Role.EDITOR).get(f"{LIST}{clause.pk}/change/")
    assert not set(filled(page, "clause_form")) & set(COLUMNS)
    assert f"/agreements/2020-11-10/{clause.number}/" in html


def test_a_new_clause_and_a_new_deadline_come_last_unless_placed():
    client, agreement = client_of(Role.EDITOR), Agreement.objects.get(slug="2021-01-11")
    last = agreement.clauses.order_by("-position").first().position
    for number, position, expected in (("5", "", last + 1), ("6", "3", 3)):
        page = filled(client.get(f"{LIST}add/"), "clause_form", agreement=agreement.pk, number=number, heading="New")
        assert client.post(f"{LIST}add/", page | {"position": position}).status_code == 302
        assert agreement.clauses.get(number=number).position == expected
    page = f"{LIST}{agreement.clauses.get(number='6').pk}/change/"
    assert client.post(page, filled(client.get(page), "clause_form", position="")).status_code == 302
    assert agreement.clauses.get(number="6").position == last + 2
    add, clause = "/admin/agreements/deadline/add/", agreement.clauses.get(number="5")
    for place in range(2):
        values = {"clause": clause.pk, "key": f"k{place}", "label": "New", "kind": "fixed", "due_on": "2021-05-01"}
        assert client.post(add, filled(client.get(add), "deadline_form", **values)).status_code == 302
    assert list(Deadline.objects.filter(clause=clause).order_by("key").values_list("position", flat=True)) == [0, 1]


def test_new_parts_of_a_clause_come_last_and_the_history_says_who_added_them():
    client, clause = client_of(Role.EDITOR), Clause.objects.get(number="6.g")
    page = f"{LIST}{clause.pk}/change/"
    count, other = clause.links.count(), Clause.objects.get(agreement__slug="2020-11-10", number="1.a")
    more = {"links-TOTAL_FORMS": count + 1, f"links-{count}-to": other.pk, f"links-{count}-kind": "elaborates"}
    sent = filled(client.get(page), "clause_form", **more)
    assert client.post(page, sent).status_code == 302
    link = clause.links.order_by("-position").first()
    assert link.to == other
    assert link.history.get().history_user == person(Role.EDITOR)
    history = client.get(f"{LIST}{clause.pk}/history/").content.decode()
    assert f"Clause link created: Elaborates {other}" in history
