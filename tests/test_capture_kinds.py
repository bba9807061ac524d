"""What a file is, is told by its content; what cannot be kept is refused with one clear message."""

import io
import time

import pytest

from agreements.captures.kinds import kind_of, require_fitting_name
from agreements.captures.refusal import CaptureError
from agreements.copies import CaptureKind
from tests.captured_files import (
    BY_KIND,
    CONTENTS,
    HTML,
    JPEG,
    PDF,
    PNG,
    WACZ,
    WEBP,
    archive,
    riff,
    with_declared,
    with_end,
    zip64,
)

LIMIT = 1_000_000


def kind(content: bytes) -> CaptureKind:
    return kind_of(io.BytesIO(content), len(content), limit=LIMIT)


def refusal(content: bytes) -> str:
    with pytest.raises(CaptureError) as refused:
        kind(content)
    return str(refused.value)


@pytest.mark.parametrize("name", CaptureKind.values)
def test_every_kind_is_told_by_its_content(name: str):
    assert kind(BY_KIND[name]) == name


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + HTML, id="with a byte order mark"),
        pytest.param("\ufeff<html lang='hy'>\u0540\u0561\u0575</html>".encode("utf-16-le"), id="in UTF-16"),
        pytest.param("\ufeff<html><p>\u0e44\u0e17\u0e22</html>".encode("utf-16-be"), id="in UTF-16, big end first"),
        pytest.param(b"\r\n <!-- saved from url=(0022)https://example.org/ -->\n<HTML>\n", id="after a comment"),
        pytest.param(b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">', id="as XHTML"),
        pytest.param(b"<head><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>", id="in Windows-1251, without html"),
    ],
)
def test_web_pages_are_told_as_people_have_them(content: bytes):
    assert kind(content) is CaptureKind.HTML


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"just a line", "none of what can be kept", id="a text"),
        pytest.param(b"MZ\x90\x00" + b"\0" * 200, "It looks like: Windows", id="a program, named as such"),
        pytest.param(b"\x7fELF\x02\x01\x01" + b"\0" * 60, "ELF executable", id="a program of another system"),
        pytest.param(b"GIF89a" + b"\0" * 60, "It looks like: Graphics", id="a picture of a kind that is not kept"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "none of", id="a drawing that may run"
        ),
        pytest.param(b"\0" * 100, "none of what can be kept", id="nothing but NULs"),
        pytest.param(b"\n" + PDF, "none of what can be kept", id="a PDF behind something else"),
        pytest.param(b"<html>" + b"\0" * 30, "holds NUL characters", id="a page with NULs"),
        pytest.param(HTML + b" " * 100_000 + b"\0", "holds NUL characters", id="a page with a NUL far behind"),
        pytest.param(PDF[:-8], "PDF is cut short", id="half a PDF"),
        pytest.param(PNG[:-12], "Picture (PNG) is cut short", id="half a PNG"),
        pytest.param(JPEG[:-2], "Picture (JPEG) is cut short", id="half a JPEG"),
        pytest.param(WEBP[:-2], "Picture (WebP) is cut short", id="half a WebP"),
        pytest.param(PDF + WACZ, "PDF and a ZIP archive at once", id="a PDF that is an archive too"),
        pytest.param(PNG + archive([("a.txt", b"a")]), "and a ZIP archive at once", id="a picture that is an archive"),
        pytest.param(JPEG[:20] + PDF + b"\xff\xd9", "Picture (JPEG) and PDF at once", id="a picture that is a PDF too"),
        pytest.param(b"<html><!-- %PDF-1.4 -->" + PDF, "(HTML) and PDF at once", id="a page that is a PDF too"),
        pytest.param(
            archive([("%PDF-1.4", b"x"), *CONTENTS]), "(WACZ) and PDF at once", id="a web archive that is a PDF too"
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(content: bytes, said: str):
    assert said in refusal(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(archive([("word/document.xml", b"<w/>")]), "is no web archive", id="a document of an office"),
        pytest.param(archive(CONTENTS[:1]), "lacks datapackage.json or a WARC file", id="no WARC file"),
        pytest.param(archive(CONTENTS[1:]), "lacks datapackage.json or a WARC file", id="no datapackage.json"),
        pytest.param(
            archive([("x/datapackage.json", b"{}"), CONTENTS[1]]), "is no web archive", id="everything one folder down"
        ),
        pytest.param(WACZ[:-30], "cut short or has something after", id="half an archive"),
        pytest.param(WACZ + b"<script>", "cut short or has something after", id="an archive with something behind it"),
        pytest.param(zip64(WACZ), "ZIP64", id="the format for huge files"),
        pytest.param(with_end(WACZ, entries=60_000, contents=100), "too many entries", id="many entries declared"),
        pytest.param(with_end(WACZ, entries=1, contents=5_000_000), "too many entries", id="huge contents declared"),
        pytest.param(
            with_end(WACZ, entries=4, contents=7), "is broken", id="contents that are not where they should be"
        ),
        pytest.param(
            archive([*CONTENTS, *((f"pages/{i}", b"") for i in range(10_001))]), "too many entries", id="10,003 entries"
        ),
        pytest.param(
            archive([*CONTENTS, ("archive/zeros.warc", b"\0" * 11 * LIMIT)]),
            "would unpack to far more",
            id="a zip bomb",
        ),
        pytest.param(with_declared(WACZ, 24, 2**32 - 2), "would unpack to far more", id="a size that is declared only"),
        pytest.param(with_declared(WACZ, 20, 10**6), "entries that overlap", id="entries that overlap"),
        pytest.param(with_declared(WACZ, 8, 1, "<H"), "locked with a password", id="a locked archive"),
        pytest.param(with_declared(WACZ, 6, 99, "<H"), "is broken", id="a version from the future"),
        *(
            pytest.param(
                archive([*CONTENTS, (name, b"x")]), "leads outside of its folder", id=f"an entry named {name!r}"
            )
            for name in ("../../etc/passwd", "/etc/passwd", "archive/../../x", "C:/x", "..\\x")
        ),
        pytest.param(
            archive([*CONTENTS, ("a#b", b"x")]).replace(b"a#b", b"a\0b"),
            "leads outside of its folder",
            id="a name with NUL",
        ),
    ],
)
def test_an_archive_that_is_a_trap_or_no_web_archive_is_refused(content: bytes, said: str):
    assert said in refusal(content)


def test_an_archive_with_a_comment_is_one():
    assert kind(archive(CONTENTS, comment=b"made by hand")) is CaptureKind.WACZ


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<!-- -->" * 8_000 + b"<p>", id="many comments and no page"),
        pytest.param(b"<!--" * 16_000, id="comments that never end"),
        pytest.param(b" " * 65_000 + b"<", id="many spaces"),
        pytest.param(b"<?x" * 20_000, id="declarations that never end"),
        pytest.param(b"PK\x03\x04" + b"PK\x05\x06" * 16_000, id="many ends of an archive"),
    ],
)
def test_no_content_takes_long_to_refuse(content: bytes):
    started = time.monotonic()
    refusal(content)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("name", ["a.pdf", "A.PDF", "a", "a.bin", "", "a.pdf.tmp", ".pdf"])
def test_a_name_that_says_pdf_or_nothing_fits_a_pdf(name: str):
    require_fitting_name(name, CaptureKind.PDF)


def test_a_page_saved_under_the_name_of_a_document_is_refused_with_the_mend():
    with pytest.raises(
        CaptureError, match=r"By its content this is Web page \(HTML\).*PDF.*let its name end in \.html"
    ):
        require_fitting_name("report.pdf", CaptureKind.HTML)


def test_a_picture_declared_longer_than_it_is_is_cut_short():
    assert kind(riff(b"WEBPVP8L" + b"\x20" * 20)) is CaptureKind.WEBP
    assert "cut short" in refusal(riff(b"WEBPVP8L" + b"\x20" * 20)[:-1])
