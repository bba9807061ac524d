"""Where the marks of a chart lead, with the as-of pair that the chart itself was asked for."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from agreements.as_of_query import AsOfQuery


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of pages as of the pair of a request."""

    asked: AsOfQuery

    def clause(self, slug: str, number: str, *, on: date | None = None, part: str = "") -> str:
        """Return the address of a clause, of a part of its page, or of the clause on another day."""
        path = reverse("agreements:clause", args=[slug, number])
        return f"{path}{self._query(on=on.isoformat() if on else self.asked.on)}{part}"

    def evidence(self, key: str) -> str:
        """Return the address of a piece of evidence."""
        return f"{reverse('agreements:evidence', args=[key])}{self.asked.query}"

    def source(self, key: str) -> str:
        """Return the address of a document."""
        return f"{reverse('agreements:source', args=[key])}{self.asked.query}"

    def evidence_list(self, **wanted: str) -> str:
        """Return the address of the evidence that fits some filters."""
        return f"{reverse('agreements:evidence-list')}{self._query(on=self.asked.on, **wanted)}"

    def chart(self, route: str, *names: str, theme: str = "") -> str:
        """Return the address of a chart in a format, which is the last of the names, in a theme."""
        return f"{reverse(f'agreements:{route}', args=names)}{self._query(on=self.asked.on, theme=theme)}"

    def _query(self, on: str, **wanted: str) -> str:
        """Return the query string for a day with the knowledge asked for, and for what else is wanted."""
        given = {name: value for name, value in {"on": on, "known": self.asked.known, **wanted}.items() if value}
        return f"?{urlencode(given)}" if given else ""
