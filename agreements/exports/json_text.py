"""The compliance summary as JSON, with lists, numbers and truth values as such."""

import json

from agreements.exports.columns import COLUMNS, summary_rows
from agreements.selectors.reports import AgreementReport


def to_json(report: AgreementReport) -> bytes:
    """Return the agreement, the as-of pair, the tally with its coverage, and one object per assessed clause."""
    narrowed = {"narrowed_by": dict(report.narrowed_by)} if report.narrowed_by else {}
    content = {
        "agreement": report.slug,
        "title": report.title,
        "on": report.as_of.on.isoformat(),
        "known_on": report.as_of.known_on.isoformat(),
        "covered_until": report.covered_until.isoformat() if report.covered_until else None,
        **narrowed,
        "reviewed": report.tally.reviewed,
        "total": report.tally.total,
        "tally": {performance.value: count for performance, count in report.tally.counts},
        "clauses": [{name: value_of(row) for name, value_of in COLUMNS.items()} for row in summary_rows(report)],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
