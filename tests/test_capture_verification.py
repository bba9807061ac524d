"""`verify_captures` finds a copy that is missing, changed, or in no row; `fetch_capture` keeps what an address gave."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from agreements.captures import attach_capture, kept_file
from agreements.fetching import Fetcher, Limits
from agreements.models import Capture
from agreements.roles import Role
from tests.captured_files import BY_KIND, HTML, PDF, PNG
from tests.local_servers import LocalServer, answering, moved, page
from tests.people import AT, person, source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "captures")
    return tmp_path / "captures"


def attach(content: bytes = PDF) -> Path:
    capture = attach_capture(source(), [content], by=person(Role.REPORTER), at=AT).capture
    return kept_file(capture.sha256, capture.kind)


def run(*words: str, **options: object) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


class TestVerifying:
    def test_a_whole_shelf_is_told_as_such(self):
        size = sum(len(content) for content in BY_KIND.values() if attach(content))
        assert run("verify_captures") == (
            f"6 file(s), {size} bytes: every one is as recorded, and there is no other.\n"
        )

    def test_an_empty_record_without_a_folder_is_whole(self, shelf: Path):
        assert run("verify_captures").startswith("0 file(s)")
        assert not shelf.exists()

    def test_progress_is_told(self):
        attach()
        stderr = io.StringIO()
        call_command("verify_captures", stdout=io.StringIO(), stderr=stderr)
        assert "Reading: 1 of 1" in stderr.getvalue()

    def test_everything_that_is_not_as_recorded_is_named(self, shelf: Path):
        missing, longer, other, fine = attach(PDF), attach(PNG), attach(HTML), attach(BY_KIND["jpeg"])
        missing.unlink()
        longer.write_bytes(PNG + b"x")
        other.write_bytes(HTML.swapcase())
        (shelf / "incoming" / "half").write_bytes(b"half")
        (shelf / "evil\x1b[31m\u202e.pdf").write_bytes(b"x")
        (shelf / fine.parent.name / "copy.pdf").symlink_to(fine)
        (shelf / "linked").symlink_to("/")
        with pytest.raises(CommandError) as found:
            run("verify_captures")
        assert sorted(str(found.value).splitlines()) == sorted(
            [
                f"missing: {missing.relative_to(shelf)}, a copy of gazette-1",
                f"changed: {longer.relative_to(shelf)}, a copy of gazette-1",
                f"changed: {other.relative_to(shelf)}, a copy of gazette-1",
                "left over: incoming/half, from an interrupted upload; it may be removed once no upload runs",
                "in no row: evil\\x1b[31m\\u202e.pdf; attach it to its source, or remove it",
                f"in no row: {fine.parent.name}/copy.pdf; attach it to its source, or remove it",
                "in no row: linked; attach it to its source, or remove it",
                f"7 problem(s); 4 file(s), {len(PDF + PNG + HTML + BY_KIND['jpeg'])} bytes recorded.",
            ]
        )

    def test_a_link_in_place_of_a_copy_is_none(self, tmp_path: Path):
        path = attach()
        (tmp_path / "elsewhere").write_bytes(PDF)
        path.unlink()
        path.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(CommandError, match="missing: "):
            run("verify_captures")


class TestFetching:
    def fetch(self, local: LocalServer, path: str = "/report", body: int = 10_000, **options: object) -> str:
        row = source()
        row.url = f"{local.url}{path}"
        row.save()
        fetcher = Fetcher(local.guard, Limits(connect=2, read=2, total=5, body=body))
        return run("fetch_capture", "gazette-1", fetcher=fetcher, **options)

    def test_what_the_address_gives_is_kept_with_the_address_it_came_from(self):
        with answering(lambda asked: moved("/files/report.pdf") if asked.path == "/report" else page(PDF)) as local:
            said = self.fetch(local, by=person(Role.EDITOR).get_username())
        capture = Capture.objects.get()
        assert said == f"Attached: PDF, {len(PDF)} bytes, SHA-256 {capture.sha256}\n"
        assert kept_file(capture.sha256, capture.kind).read_bytes() == PDF
        assert (capture.origin, capture.address) == ("fetched", f"{local.url}/files/report.pdf")
        assert (capture.original_name, capture.added_by) == ("report.pdf", person(Role.EDITOR))

    def test_fetched_again_unchanged_it_is_kept_once(self):
        with answering(lambda asked: page(HTML)) as local:
            self.fetch(local)
            assert "has the very same copy already" in self.fetch(local)
        assert Capture.objects.get().added_by is None

    def test_an_account_that_may_not_add_copies_does_not_by_command_either(self):
        viewer = person(Role.VIEWER).get_username()
        with answering(lambda asked: page(PDF)) as local, pytest.raises(CommandError, match="needs the permission"):
            self.fetch(local, by=viewer)

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            pytest.param((404, {}, b"gone"), "answered 404 Not Found: nothing was kept", id="no such page"),
            pytest.param((200, {}, b"x" * 20_000), "larger than 0.01 MB", id="too large"),
            pytest.param(page(b"hello"), "none of what can be kept", id="nothing that is kept"),
            pytest.param(page(b""), "The file is empty", id="nothing"),
            pytest.param(page(PDF, Content_Length="9999"), "broke off", id="half a file"),
            pytest.param(moved("http://127.0.0.1/"), "not on the public internet", id="a redirect to this machine"),
            pytest.param(moved("/error.pdf"), "leads on more than 5 times", id="redirects without end"),
        ],
    )
    def test_what_cannot_be_kept_leaves_nothing(self, shelf: Path, answer: tuple, said: str):
        with answering(lambda asked: answer) as local, pytest.raises(CommandError, match=said):
            self.fetch(local)
        assert not Capture.objects.exists()
        assert [path for path in shelf.rglob("*") if path.is_file()] == []

    def test_an_error_page_at_the_address_of_a_document_is_told(self):
        with (
            answering(lambda asked: page(HTML)) as local,
            pytest.raises(CommandError, match="error page may have been"),
        ):
            self.fetch(local, path="/report.pdf")

    def test_without_being_told_otherwise_this_machine_is_not_asked(self):
        with answering(lambda asked: page(PDF)) as local:
            row = source()
            row.url = local.url
            row.save()
            with pytest.raises(CommandError, match=r"Port \d+ is not asked"):
                run("fetch_capture", "gazette-1")
            assert local.asked == []

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param(["nothing"], "There is no source 'nothing'", id="an unknown source"),
            pytest.param(["gazette-1"], "has no address: upload a copy", id="a source without an address"),
            pytest.param(["gazette-1", "--by", "x"], "no active account 'x'", id="an unknown account"),
        ],
    )
    def test_what_is_unknown_is_told(self, words: list[str], said: str):
        source()
        with pytest.raises(CommandError, match=said):
            run("fetch_capture", *words)
