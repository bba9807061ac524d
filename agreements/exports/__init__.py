"""The formats of the compliance summary: one module each, all from the same report and columns."""

from collections.abc import Callable
from dataclasses import dataclass

from agreements.exports.comma_separated import to_csv
from agreements.exports.json_text import to_json
from agreements.exports.markdown import to_markdown
from agreements.selectors.reports import AgreementReport


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write the summary down."""

    label: str
    content_type: str
    render: Callable[[AgreementReport], bytes]


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", to_csv),
    "json": Format("JSON", "application/json", to_json),
    "md": Format("Markdown", "text/markdown; charset=utf-8", to_markdown),
}
"""Format name, as in addresses and commands, to how it is written."""


def file_name(report: AgreementReport, format_name: str) -> str:
    """Return the name of the file that holds a summary."""
    narrowed = "-narrowed" if report.narrowed_by else ""
    return f"{report.slug}-summary-{report.as_of.on.isoformat()}{narrowed}.{format_name}"
