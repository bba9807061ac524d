"""With how many digits a number is kept, so that every database gives back what was written."""

from decimal import Decimal

MOST_DIGITS = 15
"""SQLite keeps numbers as binary fractions, which give back this many decimal digits unchanged, and no more."""


def digits_problem(value: Decimal) -> str:
    """Return why a number cannot be kept digit for digit, or nothing where it can."""
    count = len("".join(map(str, value.as_tuple().digits)).strip("0"))
    if count <= MOST_DIGITS:
        return ""
    return f"A figure is kept with at most {MOST_DIGITS} digits, zeros at its ends not counted, and this has {count}."
