"""How to cite a page of the tracker: plain text that says which record, as of which day, and where."""

from agreements.selectors.clause_reports import ClausePage
from agreements.selectors.reports import ClauseReport


def clause_citation(page: ClausePage, address: str) -> str:
    """Return how to cite the page of a clause; `address` is the permanent one, with both days."""
    clause, as_of = page.clause, page.agreement.as_of
    return (
        f"{page.agreement.title}, clause {clause.number} ({clause.heading}){_answer(clause)}. "
        f"Status as of {as_of.on}, with what was published by {as_of.known_on}. "
        f"Agreement tracker, revision {page.revision} of the record. {address}"
    )


def _answer(clause: ClauseReport) -> str:
    """Return the verdict on a clause as the end of a sentence; nothing for a point that has none."""
    if clause.verdict is None:
        return ""
    status, since = clause.verdict.status, clause.verdict.since
    parts = [str(status.performance.label).lower(), f"since {since}" if since else "", "disputed" * status.disputed]
    return f": {', '.join(part for part in parts if part)}"
