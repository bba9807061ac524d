"""The pages of captured copies: attached by those who may, handed out as attachments, told to the public by digest."""

import hashlib
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from agreements.captures import attach_capture, kept_file
from agreements.models import Capture, LinkCheck
from agreements.roles import Role
from tests.captured_files import BY_KIND, HTML, PDF, PNG
from tests.people import AT, LATER, client_of, person, source

pytestmark = pytest.mark.django_db
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "captures")
    return tmp_path / "captures"


def attach(content: bytes = PDF, **options: object) -> Capture:
    return attach_capture(source(), [content], **{"by": person(Role.REPORTER), "at": AT} | options).capture


def attaching() -> str:
    return f"/admin/agreements/source/{source().pk}/capture/"


def send(client: Client, content: bytes = PDF, name: str = "report.pdf", **typed: object) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(attaching(), {"note": "", **typed, "file": file}, follow=True)


class TestAttaching:
    @pytest.mark.parametrize("role", Role)
    def test_reporters_and_editors_attach_and_the_others_may_not(self, role: Role):
        expected = 200 if role in {Role.REPORTER, Role.EDITOR, Role.ADMINISTRATOR} else 403
        client = client_of(role)
        assert client.get(attaching()).status_code == expected
        assert send(client).status_code == expected
        assert Capture.objects.count() == (expected == 200)

    def test_who_is_not_logged_in_is_asked_to_before_anything_is_read(self, client: Client, shelf: Path):
        assert (
            client.post(attaching(), {"file": SimpleUploadedFile("a.pdf", PDF)})
            .headers["Location"]
            .startswith("/admin/login/")
        )
        assert not shelf.exists()

    def test_a_request_of_another_site_is_refused(self, shelf: Path):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person(Role.REPORTER))
        assert send(client).status_code == 403
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(attaching()).content.decode())[1]
        assert not Capture.objects.exists()
        assert send(client, csrfmiddlewaretoken=token).status_code == 200
        assert Capture.objects.exists()

    def test_the_source_lists_what_was_attached_with_its_digest_in_full(self):
        text = send(client_of(Role.REPORTER), note="Saved by hand.").content.decode()
        assert f"Attached: PDF, {len(PDF)}\xa0bytes, SHA-256 {DIGEST}." in text
        table = text.partition('id="captures"')[2]
        for shown in (DIGEST, "report.pdf", "reporter", "uploaded", "bytes"):
            assert shown in table
        assert Capture.objects.get().note == "Saved by hand."

    def test_the_same_file_again_is_told_and_adds_nothing(self):
        client = client_of(Role.REPORTER)
        send(client)
        assert "has the very same copy already" in send(client).content.decode()
        assert Capture.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            pytest.param(b"", "a.pdf", "The file is empty.", id="empty"),
            pytest.param(b"MZ" + b"\0" * 99, "a.pdf", "none of what can be kept", id="a program"),
            pytest.param(HTML, "a.pdf", "By its content this is Web page (HTML)", id="a page named as a document"),
            pytest.param(PDF[:-9], "a.pdf", "is cut short", id="a broken file"),
            pytest.param(PDF + b"x" * 100_000, "a.pdf", "larger than 0.05 MB", id="too large"),
            pytest.param(PDF + b"x" * 9_000_000, "a.pdf", "larger than 0.05 MB", id="far too large for memory"),
        ],
    )
    def test_what_cannot_be_kept_is_told_beside_the_field_and_the_note_is_not_lost(
        self, settings: Settings, shelf: Path, content: bytes, name: str, said: str
    ):
        settings.CAPTURE_LIMIT = 50_000
        response = send(client_of(Role.REPORTER), content, name, note="A long note.")
        text = response.content.decode()
        assert response.status_code == 200
        assert said in text
        assert "A long note." in text
        assert text.count('class="errorlist') == 1
        assert "choose it again" in text
        assert not Capture.objects.exists()
        assert [path for path in shelf.rglob("*") if path.is_file()] == []

    def test_many_files_at_once_are_no_way_past_the_limit(self, settings: Settings):
        settings.CAPTURE_LIMIT = 50_000
        files = [SimpleUploadedFile(f"{number}.pdf", PDF + b"x" * 20_000) for number in range(4)]
        response = client_of(Role.REPORTER).post(attaching(), {"note": "", "more": files[1:], "file": files[0]})
        assert "larger than" in response.content.decode()
        assert not Capture.objects.exists()

    def test_without_a_file_the_page_asks_for_one(self):
        response = client_of(Role.REPORTER).post(attaching(), {"note": "kept"})
        assert "Choose a file." in response.content.decode()
        assert client_of(Role.REPORTER).post(attaching(), "x", content_type="text/plain").status_code == 200

    @pytest.mark.parametrize(
        "note",
        [
            pytest.param("a\u202eb", id="a right-to-left override"),
            pytest.param("a\0b", id="a NUL"),
            pytest.param("x" * 20_001, id="a text too long"),
        ],
    )
    def test_a_note_that_cannot_be_kept_is_told_and_nothing_is_attached(self, note: str):
        assert "errorlist" in send(client_of(Role.REPORTER), note=note).content.decode()
        assert not Capture.objects.exists()

    @pytest.mark.parametrize("name", ["../../../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "/abs/x.pdf", "x\u202e.pdf"])
    def test_a_name_that_is_a_path_or_a_trick_is_a_label_only(self, shelf: Path, name: str):
        send(client_of(Role.REPORTER), name=name)
        assert Capture.objects.get().original_name == "x.pdf"
        assert [path.name for path in shelf.rglob("*") if path.is_file()] == [f"{DIGEST}.pdf"]

    def test_markup_in_a_name_is_shown_as_text(self):
        text = send(client_of(Role.REPORTER), name="<img src=x onerror=alert(1)>.pdf").content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt;.pdf" in text
        assert "<img src=x" not in text

    def test_a_source_that_is_not_there_is_not_found(self):
        assert client_of(Role.REPORTER).get("/admin/agreements/source/999999/capture/").status_code == 404


class TestHandingOut:
    @pytest.mark.parametrize("kind", BY_KIND)
    def test_a_file_goes_out_as_an_attachment_that_no_browser_runs(self, kind: str):
        capture = attach(BY_KIND[kind])
        response = client_of(Role.VIEWER).get(reverse("admin:agreements_capture_file", args=[capture.pk]))
        assert b"".join(response.streaming_content) == BY_KIND[kind]
        name = f"gazette-1-{capture.sha256[:12]}.{kind}"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Content-Length"] == str(len(BY_KIND[kind]))
        assert "html" not in response.headers["Content-Type"]
        if kind in {"html", "wacz"}:
            assert response.headers["Content-Type"] == "application/octet-stream"

    @pytest.mark.parametrize("role", Role)
    def test_everybody_who_may_view_copies_gets_the_file(self, role: Role):
        address = reverse("admin:agreements_capture_file", args=[attach().pk])
        assert b"".join(client_of(role).get(address).streaming_content) == PDF
        assert client_of(role).post(address).status_code == 405

    def test_the_public_and_accounts_without_a_role_do_not(self, client: Client):
        address = reverse("admin:agreements_capture_file", args=[attach().pk])
        assert client.get(address).headers["Location"].startswith("/admin/login/")
        nobody = person(Role.VIEWER, "nobody")
        nobody.groups.clear()
        client.force_login(nobody)
        assert client.get(address).status_code == 403

    def test_a_file_that_is_gone_is_not_found(self):
        capture = attach()
        kept_file(capture.sha256, capture.kind).unlink()
        address = reverse("admin:agreements_capture_file", args=[capture.pk])
        assert client_of(Role.VIEWER).get(address).status_code == 404

    @pytest.mark.parametrize("role", Role)
    def test_nobody_edits_or_deletes_a_copy_or_what_an_address_answered(self, role: Role):
        check = LinkCheck.objects.create(source=source(), address="https://example.org/", outcome="dead", checked_at=AT)
        client = client_of(role)
        for name, row in (("capture", attach()), ("linkcheck", check)):
            page = reverse(f"admin:agreements_{name}_change", args=[row.pk])
            assert client.get(page).status_code == 200
            assert client.post(page, {}).status_code == 403
            assert client.get(reverse(f"admin:agreements_{name}_delete", args=[row.pk])).status_code == 403
            assert client.get(reverse(f"admin:agreements_{name}_add")).status_code == 403
            assert client.get(reverse(f"admin:agreements_{name}_changelist")).status_code == 200


class TestPublicPage:
    ADDRESS = "/sources/gazette-1/"

    def test_copies_are_told_by_kind_size_day_and_digest_and_not_handed_out(self, client: Client):
        attach(name="private name.pdf", note="a private note")
        attach(PNG, at=LATER)
        text = client.get(self.ADDRESS).content.decode()
        for shown in (DIGEST, hashlib.sha256(PNG).hexdigest(), "2021-03-01", "2021-03-02", "PDF", "Picture (PNG)"):
            assert shown in text
        for hidden in ("private", "/file/", "reporter"):
            assert hidden not in text

    def test_copies_are_shown_whatever_day_is_asked_about(self, client: Client):
        attach(at=LATER)
        assert DIGEST in client.get(f"{self.ADDRESS}?on=2021-02-20&known=2021-02-20").content.decode()

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [
            ("answers", "The address answered with a page."),
            ("dead", "The address answered that there is no such page."),
            ("unreachable", "The address could not be reached or answered with an error."),
            ("refused", "The address leads where this tool does not go."),
        ],
    )
    def test_it_says_how_the_address_answered_and_when(self, client: Client, outcome: str, said: str):
        row = source()
        row.url = "https://example.org/1"
        row.save()
        LinkCheck.objects.create(source=row, address=row.url, outcome=outcome, checked_at=AT)
        text = " ".join(re.sub(r"<[^>]+>", "", client.get(self.ADDRESS).content.decode()).split())
        assert f"Last asked on 2021-03-01: {said}" in text

    def test_what_another_address_answered_is_not_said_of_this_one(self, client: Client):
        row = source()
        LinkCheck.objects.create(source=row, address="https://example.org/old", outcome="dead", checked_at=AT)
        assert "Last asked" not in client.get(self.ADDRESS).content.decode()

    def test_copies_cost_one_query_however_many_there_are(self, client: Client):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                client.get(self.ADDRESS)
            assert sum("agreements_capture" in query["sql"] for query in captured.captured_queries) == 1
            return len(captured)

        source()
        client.get(self.ADDRESS)
        before = queries()
        for content in (PDF, PNG, HTML):
            attach(content)
        LinkCheck.objects.create(source=source(), address="https://example.org/", outcome="dead", checked_at=AT)
        assert queries() == before
