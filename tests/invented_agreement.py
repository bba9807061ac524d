"""The invented agreement of the folder `invented`: what it is called, and a class of tests with nothing else loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from agreements.dates import AsOf
from agreements.loader import LoadReport, load_seeds
from agreements.selectors import agreement_report
from agreements.selectors.reports import AgreementReport

INVENTED = Path(__file__).parent / "invented"
SLUG = "ზვირდოლი-2014"
LATE = "2015-01-31"
"""A day after everything that is recorded, and before today."""
NUMBERS = (
    *("1", "2", "2.a", "2.b", "2.b.i", "2.b.ii", "2.b.iii", "2.b.iii.1", "2.b.iii.2", "2.b.iii.10", "3"),
    *("Art-4(1)", "Art-4(2)", "Art-4(2).a", "Art-4(2).b", "Art-4(10)", "5", "5.a", "5.b"),
    *("6", "7", "8", "9", "10", "11", "12"),
)
POINTS = {"2", "2.b", "2.b.iii", "Art-4(2)", "5"}
LEAVES = [number for number in NUMBERS if number not in POINTS]
RETRACTED = "2014-05-05-book-retracted"
EVIDENCE = (
    *("2014-04-10-works-halted", "2014-04-upper-gates", "2014-05-middle-gates", "2014-06-05-lower-gates"),
    *("2014-07-02-boards", "2014-06-01-lists", "2014-06-02-ferry", "2014-06-09-ferry", "2014-posts"),
    *("2014-09-12-survey", "2014-11-14-map", "2014-07-20-barges-ოლყარი", "2014-07-25-barges-thalmura"),
    *("2014-07-30-barges-seen", "2014-summer-families", "2014-05-30-toll", "2014-06-20-toll", "2014-05-01-bell"),
    "2015-01-01-successor",
)
TITLE = "Accord of Zvirdoli on the three weirs of the Quilvane"
PARTIES = ("ოლყარი", "ثلمورا", "Πελμίνα")


def report_on(on: str, slug: str = SLUG) -> AgreementReport:
    day = date.fromisoformat(on)
    return agreement_report(slug, as_of=AsOf(day, day))


def page(name: str, *names: str, on: str = "") -> str:
    return reverse(f"agreements:{name}", args=names) + (f"?on={on}" if on else "")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{unquote(address)} answers {response.status_code}"
    return response.content.decode()


@contextmanager
def kept_for_a_while() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class InventedAlone:
    """Tests over the invented agreement, loaded once for the class, with nothing else in the database."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def loaded(cls, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LoadReport]:
        with django_db_blocker.unblock(), kept_for_a_while():
            yield load_seeds(INVENTED)

    @pytest.fixture(autouse=True)
    def _taken_back(self, loaded: LoadReport, db: None) -> None:
        """Take back what a single test writes."""
