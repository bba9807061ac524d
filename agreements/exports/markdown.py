"""The compliance summary as Markdown: what stands at what, on one screen, for people who read plain text."""

from collections.abc import Iterator

from agreements.exports.columns import SummaryRow, summary_rows
from agreements.selectors.reports import AgreementReport

HEAD = ("Clause", "Performance", "Timeliness", "Disputed", "Since")


def to_markdown(report: AgreementReport) -> bytes:
    """Return the title, the as-of pair, the tally with its coverage, and one table row per assessed clause."""
    return ("\n".join(_lines(report)) + "\n").encode()


def _lines(report: AgreementReport) -> Iterator[str]:
    """Yield the lines of the summary."""
    counts = ", ".join(f"{count} {performance.label.lower()}" for performance, count in report.tally.counts if count)
    yield f"# {report.title}"
    yield ""
    yield f"As of {report.as_of.on}, as known on {report.as_of.known_on}."
    if report.covered_until is not None:
        beyond = "; the day asked about is later" if report.is_beyond_record else ""
        yield f"The sources of the record reach {report.covered_until}{beyond}."
    if report.narrowed_by:
        yield f"Only clauses with {'; '.join(f'{label}: {value}' for label, value in report.narrowed_by)}."
    yield f"{report.tally.reviewed} of {report.tally.total} reviewed: {counts}." if counts else "Nothing to review."
    yield ""
    yield _row(*HEAD)
    yield _row(*("---" for _ in HEAD))
    for row in summary_rows(report):
        yield _row(*_cells(row))


def _cells(row: SummaryRow) -> Iterator[str]:
    """Yield the cells of one clause, in the order of the head."""
    status, since = row.clause.verdict.status, row.clause.verdict.since
    yield f"{row.clause.number} {row.clause.heading}".strip()
    yield f"{status.performance.glyph} {status.performance.label}"
    yield status.timeliness.label
    yield "± Disputed" if status.disputed else ""
    yield since.isoformat() if since else ""


def _row(*cells: str) -> str:
    """Return a table row; what would end a cell or a line is escaped."""
    escaped = (" ".join(cell.split()).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
