"""Where captured copies lie: under the name of their own SHA-256, outside the web root, whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from agreements.captures.refusal import CaptureError
from agreements.copies import CaptureKind

INCOMING = "incoming"
"""The folder of what is still being written; whatever lies there after a crash was never attached."""

AT_A_TIME = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was written whole and is not yet on the shelf."""

    path: Path
    sha256: str
    size: int


def shelf_folder() -> Path:
    """Return the folder of all captured copies."""
    return Path(settings.MEDIA_ROOT)


def kept_file(sha256: str, kind: str) -> Path:
    """Return where the file with a digest lies, or would lie."""
    return shelf_folder() / sha256[:2] / f"{sha256}.{kind}"


@contextmanager
def taken_in(content: Iterable[bytes], *, limit: int) -> Iterator[Taken]:
    """Write content to a file of its own while its digest is computed; what is not shelved is gone afterwards."""
    path = _new_file()
    try:
        yield _written(content, path, limit)
    finally:
        path.unlink(missing_ok=True)


def shelve(taken: Taken, kind: CaptureKind) -> None:
    """Put a file that was taken in on the shelf, in one step; the same content is there once, and whole again."""
    place = kept_file(taken.sha256, kind)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        taken.path.replace(place)
        for folder in (place.parent, shelf_folder()):
            _make_last(folder)
    except OSError as error:
        raise _not_written(error) from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _new_file() -> Path:
    """Return a new file that nobody else can read, beside the shelf."""
    incoming = shelf_folder() / INCOMING
    try:
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
    except OSError as error:
        raise _not_written(error) from error
    os.close(handle)
    return Path(name)


def _written(content: Iterable[bytes], path: Path, limit: int) -> Taken:
    """Write content, one piece at a time, until it is whole on the disk; refuse what is empty or too large."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for chunk in content:
                size += len(chunk)
                if size > limit:
                    raise too_large(limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_written(error) from error
    if not size:
        raise CaptureError("The file is empty.")
    return Taken(path, digest.hexdigest(), size)


def too_large(limit: int) -> CaptureError:
    """Return the refusal of a file above the limit."""
    return CaptureError(f"The file is larger than {limit / 1_000_000:g} MB, the most that is kept.")


def _not_written(error: OSError) -> CaptureError:
    """Return the refusal where the folder of captured copies cannot be written to."""
    return CaptureError(f"The folder of captured copies cannot be written to ({error.strerror}); nothing was kept.")


def _make_last(folder: Path) -> None:
    """Let what was put into a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
