"""Whether a ZIP archive is a web archive (WACZ): only its table of contents is read, and nothing is ever unpacked."""

import re
import struct
import zipfile
from typing import BinaryIO

from agreements.captures.refusal import CaptureError

MOST_ENTRIES = 10_000
LARGEST_CONTENTS = 4_000_000
"""How many bytes the table of contents may take: it is read into memory."""

LARGEST_EXPANSION = 10
"""How many times the size limit the entries may declare to be, unpacked."""

END = struct.Struct("<4s4H2LH")
LOCATOR_OF_ZIP64 = b"PK\x06\x07"
LENGTH_OF_LOCATOR = 20
ENCRYPTED = 0x1
WARC = re.compile(r"archive/[^/]+\.warc(\.gz)?")
BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error, OSError)


def ends_as_archive(tail: bytes) -> bool:
    """Return whether a file that ends with `tail` is a ZIP archive to programs that look at its end."""
    return _end_of_archive(tail) is not None


def require_web_archive(file: BinaryIO, size: int, tail: bytes, *, limit: int) -> None:
    """Refuse a ZIP archive that is broken, is a trap for whoever unpacks it, or is no web archive."""
    end = _end_of_archive(tail)
    if end is None:
        raise CaptureError("This archive is cut short or has something after its end: save or download it again.")
    place, entries, contents = end
    if tail[place - LENGTH_OF_LOCATOR : place].startswith(LOCATOR_OF_ZIP64):
        raise CaptureError("This archive is in the ZIP64 format, which is for files far larger than can be kept.")
    if entries > MOST_ENTRIES or contents > LARGEST_CONTENTS:
        raise CaptureError(f"This archive has too many entries: at most {MOST_ENTRIES} are taken.")
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except BROKEN as error:
        raise CaptureError("This archive is broken: its table of contents cannot be read.") from error
    _require_harmless(found, size, limit)
    names = {entry.filename for entry in found}
    if "datapackage.json" not in names or not any(map(WARC.fullmatch, names)):
        raise CaptureError(
            "This ZIP archive is no web archive (WACZ): it lacks datapackage.json or a WARC file in archive/."
        )


def _end_of_archive(tail: bytes) -> tuple[int, int, int] | None:
    """Return where the end record stands, with the number of entries and the size of the contents that it declares."""
    place = len(tail)
    while (place := tail.rfind(b"PK\x05\x06", 0, place)) >= 0:
        if place + END.size <= len(tail):
            *_, entries, contents, _, comment = END.unpack_from(tail, place)
            if place + END.size + comment == len(tail):
                return place, entries, contents
    return None


def _require_harmless(entries: list[zipfile.ZipInfo], size: int, limit: int) -> None:
    """Refuse entries that would fill a disk, fall outside their folder, or hide what they are."""
    if len(entries) > MOST_ENTRIES:
        raise CaptureError(f"This archive has too many entries: at most {MOST_ENTRIES} are taken.")
    if sum(entry.file_size for entry in entries) > LARGEST_EXPANSION * limit:
        raise CaptureError("This archive would unpack to far more than it holds: it is not taken.")
    if sum(entry.compress_size for entry in entries) > size:
        raise CaptureError("This archive has entries that overlap: it is not taken.")
    for entry in entries:
        if _leads_outside(entry.orig_filename):
            raise CaptureError("This archive has an entry whose name leads outside of its folder: it is not taken.")
        if entry.flag_bits & ENCRYPTED:
            raise CaptureError("This archive is locked with a password: save it without one.")


def _leads_outside(name: str) -> bool:
    """Return whether a name in an archive is no plain path below it."""
    return "\0" in name or "\\" in name or name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
