"""Captured copies: attached on a page of their source, handed out as attachments, never shown and never deleted."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from agreements import models
from agreements.admin.base import RecordAdmin, TolerantAdmin
from agreements.admin.fields import ProseField
from agreements.captures import CaptureError, attach_capture, kept_file, too_large
from agreements.copies import CaptureKind

SENT_AS = {
    CaptureKind.PDF: "application/pdf",
    CaptureKind.PNG: "image/png",
    CaptureKind.JPEG: "image/jpeg",
    CaptureKind.WEBP: "image/webp",
}
"""As what a file is handed out; whatever could run in a browser goes out as bytes."""

SENT_WITH = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class CaptureForm(forms.Form):
    """A file and what there is to say of it; the file comes last, so that one far too large loses no word."""

    note = ProseField(required=False, help_text="For instance how and when the copy was made.")
    file = forms.FileField(error_messages={"required": "Choose a file.", "empty": "The file is empty."})


class BoundedUpload(FileUploadHandler):
    """Counts what is sent, and once it is more than a captured copy may have throws the rest away."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    @property
    def is_over(self) -> bool:
        """Return whether more was sent than is kept."""
        return self.taken > settings.CAPTURE_LIMIT

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count a piece and hand it on, or stop."""
        self.taken += len(raw_data)
        if self.is_over:
            raise StopUpload
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""


class CapturedAdmin(RecordAdmin):
    """The page of a source: it lists the captured copies and leads to the page that attaches another."""

    change_form_template = "admin/agreements/source.html"

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages; that of attaching checks its token itself, once the upload is bounded."""
        attaching = self.admin_site.admin_view(csrf_exempt(self.capture_view))
        return [path("<int:pk>/capture/", attaching, name="agreements_source_capture"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, object], *args: object, **options: object
    ) -> HttpResponse:
        """Return the page of a source with its captured copies."""
        source = context["original"]
        if source is not None and request.user.has_perm("agreements.view_capture"):
            context["captures"] = source.captures.select_related("added_by").order_by("added_at", "pk")
            context["may_attach"] = request.user.has_perm("agreements.add_capture")
        return super().render_change_form(request, context, *args, **options)

    def capture_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the page that attaches a copy; nothing that is sent is read before it is known who sends it."""
        if not request.user.has_perm("agreements.add_capture"):
            raise PermissionDenied
        source = get_object_or_404(models.Source, pk=pk)
        upload = BoundedUpload()
        request.upload_handlers.insert(0, upload)
        return attaching_page(request, self, source, upload)


@csrf_protect
def attaching_page(
    request: HttpRequest, page: CapturedAdmin, source: models.Source, upload: BoundedUpload
) -> HttpResponse:
    """Return the page that attaches a copy to a source; what cannot be kept is refused beside the field."""
    form = CaptureForm(request.POST, request.FILES) if request.method == "POST" else CaptureForm()
    if upload.is_over:
        form.errors["file"] = form.error_class([str(too_large(settings.CAPTURE_LIMIT))])
    elif form.is_valid():
        try:
            return _attached(request, page, source, form.cleaned_data)
        except CaptureError as error:
            form.add_error("file", str(error))
    context = page.admin_site.each_context(request) | {
        "title": "Attach a captured copy",
        "opts": page.opts,
        "source": source,
        "form": form,
        "kinds": CaptureKind.labels,
        "limit": f"{settings.CAPTURE_LIMIT / 1_000_000:g}",
    }
    return TemplateResponse(request, "admin/agreements/capture_form.html", context)


def _attached(
    request: HttpRequest, page: CapturedAdmin, source: models.Source, typed: dict[str, object]
) -> HttpResponse:
    """Attach the file that was sent, and return to the source, telling what was kept."""
    file = typed["file"]
    done = attach_capture(source, file.chunks(), by=request.user, at=timezone.now(), name=file.name, note=typed["note"])
    capture = done.capture
    what = "Attached" if done.is_new else "This source has the very same copy already, and nothing was added"
    text = f"{what}: {capture.get_kind_display()}, {filesizeformat(capture.size)}, SHA-256 {capture.sha256}."
    page.message_user(request, text, messages.SUCCESS if done.is_new else messages.WARNING)
    return HttpResponseRedirect(reverse("admin:agreements_source_change", args=[source.pk]))


@admin.register(models.Capture)
class CaptureAdmin(RecordAdmin):
    """Captured copies of all sources, to be read and handed out; they are attached on the pages of their sources."""

    list_display = ("source", "kind", "size_shown", "origin", "added_by", "added_at", "sha256")
    list_filter = ("kind", "origin", ("added_by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("source", "added_by")
    search_fields = ("sha256", "original_name", "source__key", "source__title")
    ordering = ("-added_at", "-pk")
    date_hierarchy = "added_at"
    fields = (
        *("source", "kind", "size_shown", "sha256", "handed_out", "original_name", "origin", "address", "note"),
        *("added_by", "added_at"),
    )

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the pages and of the files."""
        handing_out = self.admin_site.admin_view(require_safe(self.file_view))
        return [path("<int:pk>/file/", handing_out, name="agreements_capture_file"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return that copies are not added here, but on the page of their source."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Capture | None = None) -> bool:
        """Return that what was kept is not edited."""
        return False

    def get_fields(self, request: HttpRequest, obj: models.Capture | None = None) -> tuple[str, ...]:
        """Return the columns in their order."""
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: models.Capture | None = None) -> tuple[str, ...]:
        """Return every column."""
        return self.fields

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Hand out a file, always as an attachment and never as a page of this site."""
        if not request.user.has_perm("agreements.view_capture"):
            raise PermissionDenied
        capture = get_object_or_404(models.Capture.objects.select_related("source"), pk=pk)
        name = f"{capture.source.key}-{capture.sha256[:12]}.{capture.kind}"
        kind = SENT_AS.get(CaptureKind(capture.kind), "application/octet-stream")
        try:
            file = kept_file(capture.sha256, capture.kind).open("rb")
        except OSError as error:
            raise Http404("The file of this copy cannot be read: verify_captures tells more.") from error
        return FileResponse(file, as_attachment=True, filename=name, content_type=kind, headers=SENT_WITH)

    @admin.display(description="size", ordering="size")
    def size_shown(self, capture: models.Capture) -> str:
        """Return the size in words."""
        return filesizeformat(capture.size)

    @admin.display(description="file")
    def handed_out(self, capture: models.Capture) -> str:
        """Return a link that downloads the file."""
        return format_html('<a href="{}">Download</a>', reverse("admin:agreements_capture_file", args=[capture.pk]))


@admin.register(models.LinkCheck)
class LinkCheckAdmin(TolerantAdmin):
    """What the addresses of sources answered when they were last asked, to be read."""

    list_display = ("source", "outcome", "status", "message", "checked_at", "address")
    list_filter = ("outcome", "status", "source__publisher__kind", "source__language")
    list_select_related = ("source",)
    search_fields = ("address", "message", "source__key", "source__title")
    ordering = ("-checked_at", "-pk")
    date_hierarchy = "checked_at"
    fields = ("source", "address", "outcome", "status", "message", "checked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return that only the command asks addresses."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.LinkCheck | None = None) -> bool:
        """Return that an answer is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.LinkCheck | None = None) -> bool:
        """Return that an answer is not taken out."""
        return False
