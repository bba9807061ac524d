"""Evidence in and out of spreadsheets: upload, progress, preview, import, and files to download."""

from collections.abc import Callable
from time import monotonic

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from agreements import models, spreadsheets
from agreements.admin.spreadsheet_rows import counts_of, shown_rows
from agreements.imports import DayOrder, ImportState, RowOutcome, SheetFormat
from agreements.operations import OperationError

SECONDS = 2
"""How long one request goes on checking rows before it answers how far it is."""

ROWS_PER_PAGE = 50
LETTERS = [("", "As the file says (UTF-8, UTF-16), or else the code page that fits best")]


class UploadForm(forms.Form):
    """A file of evidence, and how to read it."""

    file = forms.FileField(
        help_text=f"XLSX or CSV, at most {spreadsheets.MOST_ROWS:,} rows and {spreadsheets.LARGEST_FILE // 10**6} MB. "
        "Nothing comes into the record before you have seen what would change."
    )
    day_order = forms.ChoiceField(label="Days such as 03/04/2021", choices=DayOrder.choices, initial=DayOrder.ISO)
    letters = forms.ChoiceField(
        label="Letters of a CSV file", choices=[*LETTERS, *spreadsheets.CODE_PAGES.items()], required=False
    )
    submits = forms.BooleanField(label="Hand new and changed rows in for review at once", required=False)


def download(content: bytes, name: str, kind: SheetFormat) -> HttpResponse:
    """Return a file to keep."""
    disposition = f'attachment; filename="{name}.{kind.value}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=spreadsheets.CONTENT_TYPES[kind], headers=headers)


def over_in(seconds: float) -> Callable[[], bool]:
    """Return what says whether so many seconds are over from now on."""
    until = monotonic() + seconds
    return lambda: monotonic() > until


def kind_of(name: str) -> SheetFormat:
    """Return the kind of file that an address asks for."""
    if name not in SheetFormat.values:
        raise Http404(f"{name} is no kind of file.")
    return SheetFormat(name)


class SpreadsheetPages(admin.ModelAdmin):
    """The pages of spreadsheets under the list of evidence; who may add evidence sees their own files."""

    change_list_template = "admin/agreements/spreadsheet_evidence_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages, before those of single pieces of evidence."""
        pages = {
            "": ("spreadsheets", self.spreadsheets),
            "template.<str:kind>": ("spreadsheet_template", self.spreadsheet_template),
            "<int:pk>/": ("spreadsheet", self.spreadsheet),
            "<int:pk>/check/": ("spreadsheet_check", require_POST(self.check_spreadsheet)),
            "<int:pk>/import/": ("spreadsheet_import", require_POST(self.import_spreadsheet)),
            "<int:pk>/discard/": ("spreadsheet_discard", require_POST(self.discard_spreadsheet)),
            "<int:pk>/to-correct.<str:kind>": ("spreadsheet_to_correct", self.rows_to_correct),
        }
        own = [
            path(f"spreadsheet/{route}", self.admin_site.admin_view(view), name=f"agreements_evidence_{name}")
            for route, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def spreadsheets(self, request: HttpRequest) -> HttpResponse:
        """Return the form that takes a file, and the files on their way; a file sent is read and kept."""
        self._require_add(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            asked = dict(form.cleaned_data)
            try:
                asked |= {"by": request.user, "at": timezone.now(), "is_over": over_in(settings.IMPORT_SECONDS)}
                sheet = spreadsheets.stage_file(asked.pop("file"), **asked)
            except spreadsheets.SheetError as error:
                form.add_error("file", str(error))
            else:
                return self._to(sheet)
        more = {
            "title": "Add evidence from a spreadsheet",
            "form": form,
            "sheets": self._sheets(request).select_related("owner").order_by("-uploaded_at", "-pk")[:20],
            "explanations": spreadsheets.explanations(),
            "kept_for": spreadsheets.KEPT_FOR.days,
        }
        return self._page(request, "spreadsheet_upload", more)

    def spreadsheet_template(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Return the empty file to fill in."""
        self._require_add(request)
        asked = kind_of(kind)
        return download(spreadsheets.template(asked), "evidence-template", asked)

    def spreadsheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return how far a file is checked or, once it is, what would change."""
        sheet = self._sheet(request, pk)
        counts = counts_of(sheet)
        more = {
            "title": f"Spreadsheet {sheet}",
            "sheet": sheet,
            "counts": counts,
            "is_own": sheet.owner == request.user,
        }
        if sheet.state == ImportState.CHECKING:
            return self._page(request, "spreadsheet_progress", more)
        outcome = request.GET.get("outcome", "")
        rows = shown_rows(sheet, outcome if outcome in RowOutcome.values else "")
        more |= {"page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")), "outcome": outcome}
        return self._page(request, "spreadsheet_preview", more)

    def check_spreadsheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Check some rows; answer how far that got, or go to what would change."""
        sheet = self._sheet(request, pk)
        spreadsheets.check_rows(sheet, is_over=over_in(SECONDS))
        sheet.refresh_from_db()
        if not request.htmx:
            return self._to(sheet)
        if sheet.state != ImportState.CHECKING:
            return HttpResponseClientRedirect(self._to(sheet).url)
        return self._page(request, "_spreadsheet_progress", {"sheet": sheet, "counts": counts_of(sheet)})

    def import_spreadsheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring the rows into the record, all of them or, where asked for, those without errors."""
        sheet = self._sheet(request, pk)
        asked = {"without_refused": request.POST.get("rows") == "without errors"}
        asked |= {"by": request.user, "at": timezone.now(), "is_over": over_in(settings.IMPORT_SECONDS)}
        try:
            count = spreadsheets.apply_import(sheet, **asked)
        except spreadsheets.TakesTooLongError as error:
            more = f"Split it, or ask {settings.CONTACT or 'who runs the server'} for more time (IMPORT_SECONDS)."
            self.message_user(request, f"{error} {more}", messages.ERROR)
        except OperationError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            way = "handed in for review" if sheet.submits else "drafts, where they are new"
            self.message_user(request, f"Imported {count:,} row{pluralize(count)}: {way}.", messages.SUCCESS)
        return self._to(sheet)

    def discard_spreadsheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Throw the working copy of a file away; what was imported from it stays in the record."""
        sheet = self._sheet(request, pk)
        sheet.delete()
        self.message_user(request, f"The working copy of {sheet} is gone; the record is as it was.", messages.INFO)
        return HttpResponseRedirect(reverse("admin:agreements_evidence_spreadsheets"))

    def rows_to_correct(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Return the rows with errors as a file, each with what is wrong with it."""
        sheet, asked = self._sheet(request, pk), kind_of(kind)
        try:
            return download(spreadsheets.to_correct(sheet, asked), "rows-to-correct", asked)
        except spreadsheets.SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
            return self._to(sheet)

    @admin.action(description="Export this selection as a spreadsheet (XLSX)", permissions=["view"])
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> HttpResponse | None:
        """Return the chosen evidence as a workbook that imports again unchanged."""
        return self._export(request, queryset, SheetFormat.XLSX)

    @admin.action(description="Export this selection as a spreadsheet (CSV)", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[models.Evidence]) -> HttpResponse | None:
        """Return the chosen evidence as CSV that imports again unchanged."""
        return self._export(request, queryset, SheetFormat.CSV)

    def _export(
        self, request: HttpRequest, queryset: QuerySet[models.Evidence], kind: SheetFormat
    ) -> HttpResponse | None:
        """Return the chosen evidence as a file, or to the list where it is too much."""
        try:
            return download(spreadsheets.exported(queryset, kind), "evidence", kind)
        except spreadsheets.SheetError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None

    def _require_add(self, request: HttpRequest) -> None:
        """Refuse who may not add evidence."""
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _sheets(self, request: HttpRequest) -> QuerySet[models.SpreadsheetImport]:
        """Return the files that a user may see: their own and, who manages accounts, everybody's."""
        sheets = models.SpreadsheetImport.objects.all()
        return sheets if request.user.has_perm("auth.change_user") else sheets.filter(owner=request.user)

    def _sheet(self, request: HttpRequest, pk: int) -> models.SpreadsheetImport:
        """Return a file that a user may see."""
        sheet = get_object_or_404(self._sheets(request).select_related("owner"), pk=pk)
        self._require_add(request)
        return sheet

    def _to(self, sheet: models.SpreadsheetImport) -> HttpResponseRedirect:
        """Return the way to the page of a file."""
        return HttpResponseRedirect(reverse("admin:agreements_evidence_spreadsheet", args=[sheet.pk]))

    def _page(self, request: HttpRequest, name: str, more: dict[str, object]) -> HttpResponse:
        """Return a page of the admin."""
        context = self.admin_site.each_context(request) | {"opts": self.opts} | more
        return TemplateResponse(request, f"admin/agreements/{name}.html", context)
