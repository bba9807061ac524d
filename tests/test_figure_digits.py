"""Figures are kept digit for digit, or refused with a message, whichever way they come in."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from agreements import spreadsheets
from agreements.models import Evidence, Figure, Indicator
from agreements.roles import Role
from agreements.seedfiles.fields import Value
from tests.forms import filled
from tests.people import AT, client_of, evidence, person
from tests.spreadsheets import FULL, as_csv, only_row, staged, surroundings

pytestmark = pytest.mark.django_db

KEPT = ("123456789012345", "1500000000", "123456789.012345", "-0.000001", "100000000000000000")
TOO_LONG = ("1234567890123456", "1234567890.123456", "123456789012345678")
REFUSAL = "A figure is kept with at most 15 digits, zeros at its ends not counted, and this has"


def sent(value: str):
    """Return the answer to a report that gets one more figure, and its evidence."""
    row, client = evidence(), client_of(Role.REPORTER)
    indicator = Indicator.objects.create(slug="persons", name="Persons", unit="persons", kind="point")
    page = f"/admin/agreements/evidence/{row.pk}/change/"
    figure = {"indicator": indicator.pk, "value": value, "as_printed": value, "qualifier": "exactly"}
    typed = {f"figures-0-{name}": text for name, text in figure.items()}
    return client.post(page, filled(client.get(page), "evidence_form", _save="x") | typed), row


@pytest.mark.parametrize("value", KEPT)
def test_a_figure_typed_comes_back_as_typed(value: str):
    answer, row = sent(value)
    assert answer.status_code == 302
    assert Figure.objects.get(evidence=row).value == Decimal(value)


@pytest.mark.parametrize("value", TOO_LONG)
def test_a_figure_of_more_digits_than_are_kept_is_refused_and_stays_in_the_form(value: str):
    answer, _ = sent(value)
    assert REFUSAL in answer.content.decode()
    assert filled(answer, "evidence_form")["figures-0-value"] == [value]
    assert not Figure.objects.exists()


@pytest.mark.parametrize("value", KEPT)
def test_a_figure_of_a_spreadsheet_comes_back_as_written(value: str):
    surroundings()
    sheet = staged(as_csv([FULL | {"value 1": value}]))
    spreadsheets.check_rows(sheet, is_over=lambda: False)
    spreadsheets.apply_import(sheet, by=person(Role.REPORTER), at=AT)
    assert Evidence.objects.get(key=FULL["key"]).figures.get().value == Decimal(value)


@pytest.mark.parametrize("name", ["value 1", "proposed value 1"])
@pytest.mark.parametrize("value", TOO_LONG)
def test_a_figure_of_a_spreadsheet_with_more_digits_is_an_error_of_its_row(name: str, value: str):
    surroundings()
    row = only_row(as_csv([FULL | {name: value}]))
    (message,) = row.messages
    assert message.startswith(f"'{name}': {REFUSAL[0].lower()}{REFUSAL[1:]}")


@pytest.mark.parametrize("value", KEPT)
def test_a_figure_of_a_seed_file_is_read_as_written(value: str):
    assert TypeAdapter(Value).validate_python(value) == Decimal(value)


@pytest.mark.parametrize("value", TOO_LONG)
def test_a_figure_of_a_seed_file_with_more_digits_is_refused(value: str):
    with pytest.raises(ValidationError, match=REFUSAL):
        TypeAdapter(Value).validate_python(value)
