"""Sources and names of the invented agreement: every script as it is, and an empty record."""

import pytest
from django.test import Client

from agreements.models import Name, NameUsage
from tests.invented_agreement import LATE, InventedAlone, page, text_of


class TestSources(InventedAlone):
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            pytest.param("?x=", ("ოლყარის უწყებანი", "برق ثلمورا", "Ράδιο Πελμίνα", "Weir Notes"), id="publishers"),
            pytest.param("?show=documents", ("برق ثلمورا", "qaa-Geor", "on=2015-01-31"), id="documents"),
            pytest.param("?show=claims", ("ოლყარი", "ثلمورا"), id="claimants"),
        ],
    )
    def test_lists(self, client: Client, address: str, expected: tuple[str, ...]) -> None:
        text = text_of(client, f"{page('sources')}{address}&on={LATE}")
        assert not [words for words in expected if words not in text]

    @pytest.mark.parametrize(
        ("slug", "expected"),
        [
            pytest.param("olqari-gazette", ("State body or state medium", "ოლყარი", "C – fairly reliable"), id="state"),
            pytest.param("leaflet-not-signed", ("The publisher could not be established.",), id="not established"),
        ],
    )
    def test_publishers(self, client: Client, slug: str, expected: tuple[str, ...]) -> None:
        text = text_of(client, page("publisher", slug, on=LATE))
        assert not [words for words in expected if words not in text]


class TestNames(InventedAlone):
    def test_every_script_is_printed_as_it_is(self, client: Client) -> None:
        text = text_of(client, page("names"))
        assert not [word for word in ("Zvirdoli/Zafirdul", "ზვირდოლი", "زفيردول", "Κουιλβάνη") if word not in text]

    def test_a_name_is_found_in_another_script(self, client: Client) -> None:
        names = client.get(page("names"), {"words": "κουιλβανη"}).context["names"].names
        assert [name.slug for name in names] == ["quilvane"]

    def test_an_empty_table_says_so(self, client: Client) -> None:
        NameUsage.objects.all().delete()
        Name.objects.all().delete()
        assert "The record holds no name that sides write differently." in text_of(client, page("names"))
