"""Every page, export and list costs a number of queries that does not grow with the record."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Evidence
from tests.doubling import double_record

ADDRESSES = [
    "/",
    "/agreements/2020-11-10/",
    "/agreements/2020-11-10/6/",
    "/agreements/2020-11-10/6.g/",
    "/agreements/2020-11-10/6.g/?show=contradicts&evidence=2023-03-28-arms-transfer-allegation",
    "/agreements/2020-11-10/6.g/?cited=2020-11-10-6g-2023-03-28",
    "/agreements/2020-11-10/compare/?from=2021-03-01&to=2023-03-28",
    "/deadlines/",
    "/evidence/",
    "/evidence/?clause=6.g&direction=contradicts&words=hill",
    "/evidence/?dispute=disputed&sources=several&publisher=tass&last=1",
    "/evidence/?after=2021-01-11-48000-returned",
    "/evidence/2021-01-11-48000-returned/",
    "/method/",
    "/agreements/2020-11-10/summary.csv",
    "/agreements/2020-11-10/summary.json",
    "/agreements/2020-11-10/timeline.json",
    "/agreements/2020-11-10/6.g/vehicles-through-corridor.json",
    "/deadlines/chart.json",
    "/admin/agreements/clause/",
    "/admin/agreements/clause/?reason_to_review=stale",
    "/admin/agreements/evidence/",
    "/admin/agreements/assessment/",
    "/admin/agreements/source/",
    "/admin/agreements/deadline/",
    "/admin/agreements/reading/",
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is fetched once per process, such as content types, is not counted
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def test_twice_the_record_costs_the_same_queries(admin_client: Client):
    before = {address: queries(admin_client, address) for address in ADDRESSES}
    rows = Evidence.objects.count()
    double_record()
    assert Evidence.objects.count() == 2 * rows
    assert {address: queries(admin_client, address) for address in ADDRESSES} == before


def test_the_agreement_page_stays_under_fifteen_queries(client: Client):
    assert queries(client, "/agreements/2020-11-10/") < 15


def test_no_page_asks_more_than_thirty_times(client: Client):
    pages = [address for address in ADDRESSES if not address.startswith("/admin/")]
    assert {address: count for address in pages if (count := queries(client, address)) > 30} == {}
