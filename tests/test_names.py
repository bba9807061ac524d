"""The naming table: what each side writes, in one order, and found in any spelling."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Actor, Name, NameUsage
from agreements.selectors import Narrowing, name_list
from agreements.selectors.lists import folded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


class TestNamingTable:
    def test_every_name_stands_with_its_label_kind_and_note(self, client: Client):
        names = client.get("/names/").context["names"].names
        assert {name.slug for name in names} == set(Name.objects.values_list("slug", flat=True))
        labels = [name.label for name in names]
        assert labels == sorted(labels, key=folded)
        assert [name.note for name in names if name.slug == "aghdam"] == [Name.objects.get(slug="aghdam").note]

    def test_sides_stand_in_the_order_in_which_the_agreements_name_them(self, client: Client):
        found = client.get("/names/").context["names"]
        assert found.sides == ("Azerbaijan", "Armenia", "Russia")
        for name in found.names:
            actors = [usage.actor for usage in name.usages]
            assert actors == sorted(actors, key=found.sides.index)

    def test_who_is_no_party_stands_after_the_parties_by_name(self):
        france = Actor.objects.get(slug="france")
        NameUsage.objects.create(name=Name.objects.get(slug="aghdam"), actor=france, wording="Agdam", position=0)
        assert name_list(Narrowing()).sides == ("Azerbaijan", "Armenia", "Russia", "France")

    @pytest.mark.parametrize(
        ("typed", "slug"),
        [
            pytest.param("akna", "aghdam", id="as one side writes it"),
            pytest.param("AĞDAM akna", "aghdam", id="as both write it, in capitals"),
            pytest.param("kicik qaladərəsi", "hin-shen-kichik-galadarasi", id="without some diacritics"),
            pytest.param("krasny bazar", "karmir-shuka-girmizi-bazar", id="in the note"),
        ],
    )
    def test_a_name_is_found_in_any_spelling(self, client: Client, typed: str, slug: str):
        assert [name.slug for name in client.get("/names/", {"words": typed}).context["names"].names] == [slug]

    def test_a_kind_says_how_many_it_leaves(self, client: Client):
        for choice in client.get("/names/").context["names"].kinds:
            assert len(client.get("/names/", {"kind": choice.value}).context["names"].names) == choice.count

    def test_where_nothing_fits_the_page_says_so_and_leads_back(self, client: Client):
        html = client.get("/names/?words=nothing+like+it&on=2021-03-01").content.decode()
        assert "No name fits." in html
        assert '<a href="/names/?on=2021-03-01">Show all 44</a>' in html

    def test_twice_the_names_cost_the_same_queries(self, client: Client):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert client.get("/names/").status_code == 200
            return len(captured)

        client.get("/names/")
        before, actor = queries(), Actor.objects.first()
        for name in Name.objects.all():
            twin = Name.objects.create(slug=f"{name.slug}-twin", label=name.label, kind=name.kind)
            NameUsage.objects.create(name=twin, actor=actor, wording=name.label)
        assert queries() == before
