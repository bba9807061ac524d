"""The axis of time of a chart: where it ends, and how it is marked."""

from datetime import date

from agreements.charts.specification import Json

BY_YEAR = 3 * 365
"""An axis of more days is marked by years."""
MONTHS = (1, 2, 3, 6, 12)
"""Of how many months the steps between the marks of a shorter one may be."""


def time_axis(first: date, last: date, *, marks: int) -> dict[str, Json]:
    """Return the values of an axis from one day to another with about so many marks at most."""
    days = (last - first).days
    if days > BY_YEAR:
        form, unit, step = "%Y", "year", days // 365 // marks + 1
    else:
        form, unit = "%Y-%m", "month"
        step = next((months for months in MONTHS if days <= 30 * months * marks), MONTHS[-1])
    return {
        "ends": [first.isoformat(), last.isoformat()],
        "day_format": form,
        "day_ticks": {"interval": unit, "step": step},
    }
