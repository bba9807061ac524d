"""The rows of the record that rows of a spreadsheet name, found for many at once in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Q

from agreements import models
from agreements.spreadsheets.widgets import shortened


class UnknownNameError(ValueError):
    """There is no row with that public name; the message names near ones."""


@dataclass(frozen=True, slots=True)
class Named:
    """A row of the record by its public name."""

    name: str
    pk: int

    def __str__(self) -> str:
        """Return the public name, as a cell holds it."""
        return self.name


class Lookup:
    """Finds rows by section and public name, sources also by their address, and actors by a name that is theirs alone.

    Actors, clauses, deadlines and indicators are few and fetched whole; sources only as asked for.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        wanted = set(sources)
        found = models.Source.objects.filter(Q(key__in=wanted) | Q(url__in=wanted - {""}))
        source_rows = list(found.values_list("key", "url", "pk"))
        actor_rows = list(models.Actor.objects.order_by("pk").values_list("slug", "name", "pk"))
        clause_rows = models.Clause.objects.values_list("agreement__slug", "number", "pk")
        deadline_rows = models.Deadline.objects.values_list("clause__agreement__slug", "clause__number", "key", "pk")
        self._rows: dict[str, dict[str, int]] = {
            "source": {key: pk for key, _, pk in source_rows},
            "actor": {slug: pk for slug, _, pk in actor_rows},
            "clause": {f"{slug}/{number}": pk for slug, number, pk in clause_rows},
            "deadline": {f"{slug}/{number}#{key}": pk for slug, number, key, pk in deadline_rows},
            "indicator": dict(models.Indicator.objects.values_list("slug", "pk")),
        }
        names = [name for _, name, _ in actor_rows]
        self._other_names: dict[str, dict[str, str]] = {
            "source": {url: key for key, url, _ in source_rows if url},
            "actor": {name: slug for slug, name, _ in actor_rows if names.count(name) == 1},
        }
        self._refusals: dict[tuple[str, str], str] = {}

    def find(self, section: str, text: str) -> Named:
        """Return the row that a text names; raise UnknownNameError where there is none."""
        rows = self._rows[section]
        name = text if text in rows else self._other_names.get(section, {}).get(text, text)
        if name not in rows:
            raise UnknownNameError(self._refusal(section, text))
        return Named(name, rows[name])

    def _refusal(self, section: str, text: str) -> str:
        """Return why a text names nothing, worked out once for each text."""
        if (section, text) not in self._refusals:
            near = [] if section == "source" else get_close_matches(text[:120], self._rows[section], n=2)
            hint = f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
            what = "source has this key or address" if section == "source" else f"{section} has this name"
            self._refusals[section, text] = f"no {what}: {shortened(text)}{hint}"
        return self._refusals[section, text]
