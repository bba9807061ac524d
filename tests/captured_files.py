"""Files as people and attackers have them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
HTML = b"<!DOCTYPE html>\n<html lang='en'><title>Statement</title><p>Text</html>\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 40 + b"\xff\xd9"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


def riff(content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(content)) + content


WEBP = riff(b"WEBPVP8 " + struct.pack("<I", 10) + b"\x30" * 10)


def archive(entries: Iterable[tuple[str, bytes]], comment: bytes = b"") -> bytes:
    """Return a ZIP archive of entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries:
            written.writestr(name, content)
        written.comment = comment
    return file.getvalue()


CONTENTS = [("datapackage.json", b'{"profile": "data-package"}'), ("archive/page.warc.gz", b"\x1f\x8b" + b"\0" * 20)]
WACZ = archive([*CONTENTS, ("pages/pages.jsonl", b"{}"), ("indexes/index.cdx", b"")])
BY_KIND = {"pdf": PDF, "html": HTML, "png": PNG, "jpeg": JPEG, "webp": WEBP, "wacz": WACZ}


def zip64(content: bytes) -> bytes:
    """Return an archive that says where its ZIP64 record is, before the record of its end."""
    place = content.rindex(b"PK\x05\x06")
    return content[:place] + b"PK\x06\x07" + b"\0" * 16 + content[place:]


def with_end(content: bytes, *, entries: int, contents: int) -> bytes:
    """Return an archive whose end record declares other numbers."""
    place = content.rindex(b"PK\x05\x06")
    end = bytearray(content[place:])
    end[10:12] = struct.pack("<H", entries)
    end[12:16] = struct.pack("<L", contents)
    return content[:place] + bytes(end)


def with_declared(content: bytes, offset: int, value: int, size: str = "<L") -> bytes:
    """Return an archive whose first entry declares another value at a place of its line in the contents."""
    place = content.index(b"PK\x01\x02") + offset
    return content[:place] + struct.pack(size, value) + content[place + struct.calcsize(size) :]
