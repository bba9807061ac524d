"""The benchmarks run: evidence is made, the same each time, and pages are measured; how long it takes is not tested."""

import pytest
from django.db import transaction

from agreements.models import Citation, Clause, Evidence, EvidenceLink
from tests.benchmarks.generator import Generator
from tests.benchmarks.measure import State, link, measured, table
from tests.invented_agreement import InventedAlone


def made(*sizes: int) -> list[tuple[object, ...]]:
    """Return the evidence that growing to each of the sizes makes, and take it back."""
    with transaction.atomic():
        generator = Generator()
        for size in sizes:
            generator.grow_to(size)
        rows = Evidence.objects.filter(key__startswith="made-").order_by("key", "citations__position")
        found = list(
            rows.values_list("key", "summary", "place", "state", "occurred_latest_on", "citations__source__key")
        )
        transaction.set_rollback(True)
    return found


class TestBenchmarks(InventedAlone):
    def test_the_same_evidence_is_made_every_time(self):
        assert made(40) == made(40) != []

    def test_more_is_added_to_what_was_made(self):
        grown = made(40, 60)
        assert len({row[0] for row in grown}) == 60
        assert [row for row in grown if row[0] < "made-000040"] == made(40)

    def test_all_evidence_made_is_valid_cited_and_linked_over_all_clauses(self):
        Generator().grow_to(300)
        pieces = Evidence.objects.filter(key__startswith="made-")
        assert pieces.filter(citations=None).count() == pieces.filter(links=None).count() == 0
        assert Citation.objects.filter(evidence__in=pieces).count() > 500
        clauses = EvidenceLink.objects.filter(evidence__in=pieces).values("clause").distinct().count()
        assert clauses == Clause.objects.assessable().count()
        assert all(piece.full_clean() is None for piece in pieces[:50])

    def test_pages_are_measured_beside_their_rivals_into_a_table(self, settings):
        settings.ROOT_URLCONF = "tests.benchmarks.urls"
        Generator().grow_to(300)
        found = measured(rounds=1)
        lines = table({30: found, 300: found}).splitlines()
        assert len(lines) == 2 + len(found) == 2 + 6 * len(State)
        assert lines[0].startswith("| With 300 pieces of evidence | beside the stock list | beside its queries, bare ")
        assert all(one.queries and one.page and one.bare and one.kilobytes > 1 for one in found.values())


@pytest.mark.parametrize(
    ("page", "address"),
    [
        pytest.param('<a href="?last=&amp;clause=6">Last</a>', "/evidence/?last=&clause=6", id="of the same page"),
        pytest.param('<a class="x" href="/evidence/?last">\n Last\n</a>', "/evidence/?last", id="written out"),
        pytest.param("<p>no other page</p>", "/evidence/", id="where all fits one page, the first"),
    ],
)
def test_the_link_to_the_last_page_is_found(page: str, address: str):
    assert link(page, "Last", "/evidence/") == address
