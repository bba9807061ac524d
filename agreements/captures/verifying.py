"""Whether every captured copy is still what it was, and whether anything lies beside them."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agreements.captures.shelf import INCOMING, digest_of, kept_file, shelf_folder
from agreements.models import Capture

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ShelfReport:
    """How many files were read, how many bytes they hold, and what is not as recorded."""

    files: int
    size: int
    problems: tuple[str, ...]


def verify_shelf(*, progress: Progress = lambda done, total: None) -> ShelfReport:
    """Read every captured copy again; return what is missing, what differs, and files that no row names."""
    lying = list(_files())  # first: what is attached from now on has a row below, or is not looked at
    rows = Capture.objects.order_by("sha256", "kind", "size").values_list("sha256", "kind", "size").distinct()
    recorded = list(rows)
    problems: list[str] = []
    for done, (sha256, kind, size) in enumerate(recorded, start=1):
        problems += _problems(kept_file(sha256, kind), sha256, size)
        progress(done, len(recorded))
    named = {kept_file(sha256, kind) for sha256, kind, _ in recorded}
    problems += [_unnamed(path) for path in lying if path not in named]
    return ShelfReport(len(recorded), sum(size for _, _, size in recorded), tuple(problems))


def _problems(path: Path, sha256: str, size: int) -> Iterator[str]:
    """Yield how a file differs from what was recorded of it."""
    try:
        if path.is_symlink() or not path.is_file():
            yield f"missing: {_shown(path)}{_sources(sha256)}"
        elif path.stat().st_size != size or digest_of(path) != sha256:
            yield f"changed: {_shown(path)}{_sources(sha256)}"
    except OSError as error:
        yield f"cannot be read: {_shown(path)} ({error.strerror}){_sources(sha256)}"


def _sources(sha256: str) -> str:
    """Return, in words, the sources that a file is a copy of."""
    keys = Capture.objects.filter(sha256=sha256).order_by("source__key").values_list("source__key", flat=True)
    return f", a copy of {', '.join(keys)}"


def _files() -> Iterator[Path]:
    """Yield everything that lies on and beside the shelf; links are not followed."""
    for folder, folders, names in os.walk(shelf_folder()):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from (Path(folder) / name for name in sorted((*names, *links)))


def _unnamed(path: Path) -> str:
    """Return what to say of a file that no row names."""
    if path.parent.name == INCOMING:
        return f"left over: {_shown(path)}, from an interrupted upload; it may be removed once no upload runs"
    return f"in no row: {_shown(path)}; attach it to its source, or remove it"


def _shown(path: Path) -> str:
    """Return the name of a file within its folder, so that a terminal shows it as it is."""
    return ascii(str(path.relative_to(shelf_folder())))[1:-1]
