"""Attaching a copy: streamed to disk, kept once under its own digest, whole or not at all, with who and when."""

import hashlib
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from agreements.captures import CaptureError, attach_capture, kept_file
from agreements.captures.attaching import visible_name
from agreements.models import AuditEntry, Capture, Source
from agreements.roles import Role
from agreements.selectors.audit import verify_trail
from tests.captured_files import BY_KIND, HTML, PDF
from tests.conftest import PROJECT
from tests.people import AT, LATER, person, source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "captures")
    return tmp_path / "captures"


def attach(content: bytes = PDF, **options: object):
    return attach_capture(source(), [content], **{"by": person(Role.REPORTER), "at": AT} | options)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", BY_KIND)
def test_a_copy_is_kept_under_its_digest_with_who_and_when(shelf: Path, kind: str):
    content = BY_KIND[kind]
    digest = hashlib.sha256(content).hexdigest()
    capture = attach(content, name=f"statement.{kind}", note="Saved by hand.").capture
    assert files(shelf) == [shelf / digest[:2] / f"{digest}.{kind}"]
    assert kept_file(digest, kind).read_bytes() == content
    assert (capture.kind, capture.sha256, capture.size) == (kind, digest, len(content))
    assert (capture.original_name, capture.note, capture.origin) == (f"statement.{kind}", "Saved by hand.", "uploaded")
    assert (capture.added_by, capture.added_at) == (person(Role.REPORTER), AT)


def test_nobody_else_on_the_machine_can_read_a_copy(shelf: Path):
    attach()
    assert stat.S_IMODE(files(shelf)[0].stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (shelf / "incoming", files(shelf)[0].parent)} == {0o700}


def test_the_history_and_the_audit_trail_have_it():
    capture = attach().capture
    version = capture.history.get()
    assert (version.history_user, version.history_type) == (person(Role.REPORTER), "+")
    assert AuditEntry.objects.filter(model="capture", row=capture.pk, by="reporter").count() == 1
    assert [problem for problem in verify_trail().problems if "capture" in problem] == []


def test_the_same_content_of_the_same_source_is_kept_once_and_says_so():
    first, second = attach(name="a.pdf"), attach(name="b.pdf", at=LATER)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.capture == first.capture
    assert Capture.objects.get().original_name == "a.pdf"
    assert first.capture.history.count() == 1


def test_the_same_content_of_two_sources_is_one_file_and_two_copies(shelf: Path):
    first = attach().capture
    other = Source.objects.get(pk=first.source_id)
    other.pk, other.key = None, "gazette-2"
    other.save()
    second = attach_capture(other, [PDF], by=person(Role.EDITOR), at=LATER)
    assert second.is_new
    assert len(files(shelf)) == 1


def test_attaching_again_mends_a_file_that_was_lost_or_damaged(shelf: Path):
    attach()
    files(shelf)[0].write_bytes(b"something else")
    attach()
    assert files(shelf)[0].read_bytes() == PDF
    files(shelf)[0].unlink()
    attach()
    assert files(shelf)[0].read_bytes() == PDF


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER])
def test_who_may_not_add_copies_is_refused_before_anything_is_read(shelf: Path, role: Role):
    def unread() -> Iterator[bytes]:
        raise AssertionError("read")
        yield b""

    with pytest.raises(CaptureError, match="needs the permission"):
        attach_capture(source(), unread(), by=person(role), at=AT)
    assert files(shelf) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        pytest.param(b"", "", "The file is empty.", id="nothing"),
        pytest.param(b"x" * 2_000_001, "", "larger than 2 MB", id="one byte too many"),
        pytest.param(b"hello", "", "none of what can be kept", id="what is none of the kinds"),
        pytest.param(HTML, "report.pdf", "By its content this is Web page", id="a page under the name of a document"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(shelf: Path, settings: Settings, content: bytes, name: str, said: str):
    settings.CAPTURE_LIMIT = 2_000_000
    with pytest.raises(CaptureError, match=said):
        attach(content, name=name)
    assert files(shelf) == []
    assert not Capture.objects.exists()


def test_a_file_above_the_limit_is_not_read_to_its_end(settings: Settings):
    settings.CAPTURE_LIMIT = 10_000_000
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 1_000_000

    with pytest.raises(CaptureError, match="larger than 10 MB"):
        attach_capture(source(), endless(), by=person(Role.REPORTER), at=AT)
    assert len(read) == 11


def test_a_folder_that_cannot_be_written_to_is_told_without_its_path(settings: Settings, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = str(tmp_path / "file" / "captures")
    with pytest.raises(CaptureError, match="folder of captured copies cannot be written to") as refused:
        attach()
    assert str(tmp_path) not in str(refused.value)


def test_a_full_disk_is_told_and_leaves_nothing_behind(shelf: Path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, before[1]))
    try:
        with pytest.raises(CaptureError, match="cannot be written to"):
            attach(PDF + b"x" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files(shelf) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("report.pdf", "report.pdf", id="a plain name"),
        pytest.param("../../../etc/passwd", "passwd", id="a path"),
        pytest.param("C:\\Users\\x\\report.pdf", "report.pdf", id="a path of another system"),
        pytest.param("report\u202efdp.exe", "report fdp.exe", id="a right-to-left override"),
        pytest.param("a\x00b\nc\x1b[31m.pdf", "a b c [31m.pdf", id="control characters"),
        pytest.param(
            "\u0540\u0561\u0575\u0565\u0580\u0565\u0576 \u043e\u0442\u0447\u0451\u0442 \u0e44\u0e17\u0e22.pdf",
            "\u0540\u0561\u0575\u0565\u0580\u0565\u0576 \u043e\u0442\u0447\u0451\u0442 \u0e44\u0e17\u0e22.pdf",
            id="letters of any script",
        ),
        pytest.param("x" * 300 + ".pdf", "x" * 187 + "…xxxxxxxx.pdf", id="a name far too long keeps its ending"),
        pytest.param("", "", id="no name"),
    ],
)
def test_a_file_name_is_a_label_and_no_path(shelf: Path, name: str, shown: str):
    assert visible_name(name) == shown
    assert attach(name=name).capture.original_name == shown
    assert files(shelf)[0].name == f"{hashlib.sha256(PDF).hexdigest()}.pdf"


def test_no_address_leads_to_the_folder_of_copies():
    from django.conf import settings

    folder = Path(settings.MEDIA_ROOT).resolve()
    assert settings.MEDIA_URL == "/"  # Django's own default: nothing is served from there
    places = [Path(place).resolve() for place in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT) if place]
    assert not any(folder.is_relative_to(place) for place in places)


KILLED = """
import os, sys, django
django.setup()
from agreements.captures.shelf import taken_in
def drip():
    yield b"%PDF-1.7" * 1000
    print("half", flush=True)
    sys.stdin.read()
with taken_in(drip(), limit=10**6):
    pass
"""


def test_a_process_killed_half_way_leaves_no_file_under_a_final_name(shelf: Path):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "CAPTURES_DIR": str(shelf)}
    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
    assert [path.parent.name for path in files(shelf)] == ["incoming"]
