"""The compliance summary of selected clauses, in every format, as a download from their list."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from agreements import models, selectors
from agreements.dates import AsOf
from agreements.exports import FORMATS, file_name
from agreements.filters.clauses import selected_clauses
from agreements.selectors.reports import AgreementReport

Action = Callable[[ModelAdmin, HttpRequest, QuerySet[models.Clause]], HttpResponse]


def export_actions() -> dict[str, tuple[Action, str, str]]:
    """Return one action for each format of the summary: by its name, with its name again and its label."""
    return {
        f"export_{name}": (_export(name), f"export_{name}", f"Export the selection as {chosen.label}")
        for name, chosen in FORMATS.items()
    }


def _export(format_name: str) -> Action:
    """Return the action that sends the summary of some clauses in one format."""

    def export(page: ModelAdmin, request: HttpRequest, queryset: QuerySet[models.Clause]) -> HttpResponse:
        """Send the summary as of today: one agreement as its file, several in one archive."""
        today = timezone.localdate()
        reports = _narrowed(queryset, AsOf(today, today))
        files = {file_name(report, format_name): FORMATS[format_name].render(report) for report in reports}
        if len(files) == 1:
            ((name, content),) = files.items()
            return _download(name, content, FORMATS[format_name].content_type)
        return _download(f"summaries-{today}.{format_name}.zip", _archive(files), "application/zip")

    return export


def _narrowed(clauses: QuerySet[models.Clause], as_of: AsOf) -> list[AgreementReport]:
    """Return the agreements of some clauses, each with these only."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for slug, number in clauses.values_list("agreement__slug", "number"):
        numbers[slug].add(number)
    reports = selectors.agreement_reports(as_of=as_of)
    return [selected_clauses(report, numbers[report.slug]) for report in reports if report.slug in numbers]


def _archive(files: dict[str, bytes]) -> bytes:
    """Return some files as one archive, the same for the same files."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)  # with no time of its own
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return kept.getvalue()


def _download(name: str, content: bytes, content_type: str) -> HttpResponse:
    """Return a file to keep."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
