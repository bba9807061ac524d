"""What a file is, by its content alone; whatever cannot be kept as a captured copy is refused, saying why."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic

from agreements.captures.archives import ends_as_archive, require_web_archive
from agreements.captures.refusal import CaptureError
from agreements.copies import CaptureKind

ENDS = 64 * 1024
"""How many bytes of the beginning and of the end are looked at."""

HTML = re.compile(
    r"(?>\s+|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html|html|head|body|title)[\s>]", re.IGNORECASE | re.DOTALL
)
"""How a web page begins, after spaces, comments and an XML declaration; the groups never backtrack."""

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
END_MARKS = {CaptureKind.PDF: b"%%EOF", CaptureKind.PNG: b"IEND\xaeB`\x82", CaptureKind.JPEG: b"\xff\xd9"}
EXTENSIONS = {
    ".pdf": CaptureKind.PDF,
    ".htm": CaptureKind.HTML,
    ".html": CaptureKind.HTML,
    ".xhtml": CaptureKind.HTML,
    ".png": CaptureKind.PNG,
    ".jpg": CaptureKind.JPEG,
    ".jpeg": CaptureKind.JPEG,
    ".webp": CaptureKind.WEBP,
    ".wacz": CaptureKind.WACZ,
}
TAKEN = ", ".join(kind.label for kind in CaptureKind)


@dataclass(frozen=True, slots=True)
class Content:
    """A whole file on disk, with its beginning and its end at hand."""

    file: BinaryIO
    size: int
    head: bytes
    tail: bytes


def kind_of(file: BinaryIO, size: int, *, limit: int) -> CaptureKind:
    """Return what a file of `size` bytes is; raise CaptureError where it is nothing that is kept, or not whole."""
    content = Content(file, size, _read(file, 0), _read(file, max(0, size - ENDS)))
    kind = _kind_at_beginning(content.head)
    if kind is None:
        raise CaptureError(f"This is none of what can be kept ({TAKEN}).{_looks_like(content.head)}")
    _require_whole(content, kind)
    _require_one_kind(content, kind)
    if kind is CaptureKind.WACZ:
        require_web_archive(file, size, content.tail, limit=limit)
    return kind


def require_fitting_name(name: str, kind: CaptureKind) -> None:
    """Refuse a name that says another kind than the content: often an error page was saved in place of a document."""
    said = EXTENSIONS.get(PurePosixPath(name).suffix.lower(), kind)
    if said is not kind:
        raise CaptureError(
            f"By its content this is {kind.label}, but its name ends as that of {said.label}: an error page may have "
            f"been saved in place of the document. To keep it as it is, let its name end in .{kind.value}."
        )


def _read(file: BinaryIO, start: int) -> bytes:
    """Return the bytes at a place."""
    file.seek(start)
    return file.read(ENDS)


def _kind_at_beginning(head: bytes) -> CaptureKind | None:
    """Return the kind that begins like this, or None."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return CaptureKind.WEBP
    signatures = {
        b"%PDF-": CaptureKind.PDF,
        b"\x89PNG\r\n\x1a\n": CaptureKind.PNG,
        b"\xff\xd8\xff": CaptureKind.JPEG,
        b"PK\x03\x04": CaptureKind.WACZ,
    }
    found = next((kind for signature, kind in signatures.items() if head.startswith(signature)), None)
    return found or (CaptureKind.HTML if HTML.match(_text(head)) else None)


def _text(head: bytes) -> str:
    """Return the beginning of a file as text, by its byte order mark if it has one."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if head.startswith(mark)), "latin-1")
    return head.decode(encoding, "replace")


def _looks_like(head: bytes) -> str:
    """Return what else a file may be, as a sentence, or nothing where that cannot be told."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return f" It looks like: {found[0].name}." if found and found[0].name else ""


def _require_whole(content: Content, kind: CaptureKind) -> None:
    """Refuse a file that is cut short, and a web page that is no text."""
    is_short = END_MARKS.get(kind, b"") not in content.tail
    if kind is CaptureKind.WEBP:
        is_short = int.from_bytes(content.head[4:8], "little") + 8 > content.size
    if is_short:
        raise CaptureError(f"This {kind.label} is cut short: its end is missing. Save or download it again.")
    if kind is CaptureKind.HTML and not content.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        content.file.seek(0)
        while chunk := content.file.read(ENDS):
            if b"\0" in chunk:
                raise CaptureError("This begins as a web page, but it holds NUL characters: it is no text.")


def _require_one_kind(content: Content, kind: CaptureKind) -> None:
    """Refuse a file that other programs would open as something else."""
    others = []
    if kind is not CaptureKind.PDF and b"%PDF-" in content.head[:1024]:
        others.append(CaptureKind.PDF.label)
    if kind is not CaptureKind.WACZ and ends_as_archive(content.tail):
        others.append("a ZIP archive")
    if others:
        raise CaptureError(f"This is {kind.label} and {' and '.join(others)} at once: keep a file that is one thing.")
