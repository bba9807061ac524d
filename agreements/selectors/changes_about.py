"""The row that the log is asked about, by its public name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Model

from agreements import models
from agreements.keys import is_key, is_number
from agreements.selectors.changes_public import PUBLIC_STATES
from agreements.selectors.changes_rows import PublicPage, page_of
from agreements.selectors.unknown import UnknownError


class UnknownRowError(UnknownError):
    """There is no public row under that name."""


@dataclass(frozen=True, slots=True)
class About:
    """The row asked about: how addresses call it, and the page that shows it."""

    name: str
    row: Model
    page: PublicPage | None

    @property
    def title(self) -> str:
        """Return what readers call the row."""
        return self.page.title if self.page else str(self.row)


def _by_key(model: type[Model], column: str) -> Callable[[str], Model | None]:
    """Return a function that finds a row by its permanent name."""
    return lambda name: model._default_manager.filter(**{column: name}).first() if is_key(name) else None


def _clause(name: str) -> models.Clause | None:
    """Return the clause with a reference."""
    slug, _, number = name.partition("/")
    if not (is_key(slug) and is_number(number)):
        return None
    return models.Clause.objects.select_related("agreement").filter(agreement__slug=slug, number=number).first()


def _evidence(name: str) -> models.Evidence | None:
    """Return the evidence under a key, if it is public."""
    public = models.Evidence.objects.filter(state__in=PUBLIC_STATES[models.Evidence])
    return public.filter(key=name).first() if is_key(name) else None


ROWS: Mapping[str, Callable[[str], Model | None]] = {
    "agreement": _by_key(models.Agreement, "slug"),
    "clause": _clause,
    "evidence": _evidence,
    "source": _by_key(models.Source, "key"),
    "publisher": _by_key(models.Publisher, "slug"),
    "actor": _by_key(models.Actor, "slug"),
    "name": _by_key(models.Name, "slug"),
    "indicator": _by_key(models.Indicator, "slug"),
}
"""What the log can be asked about, and how it is found: `evidence/<key>`, `clause/<agreement>/<number>` and so on."""


def asked_about(text: str) -> About:
    """Return the row called `text`; raise UnknownRowError where there is none that is public."""
    kind, _, name = text.partition("/")
    row = ROWS[kind](name) if kind in ROWS else None
    if row is None:
        offered = ", ".join(f"{known}/…" for known in ROWS)
        raise UnknownRowError(f"There is no public row {text!r}; rows are called {offered}.")
    return About(text, row, page_of(type(row), row))
