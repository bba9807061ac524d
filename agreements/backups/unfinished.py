"""The folder in which a backup is made, and what earlier ones that were killed left beside it."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

UNFINISHED = ".backup-"
HELD = re.compile(r"\.backup-held-[a-z0-9_]{8}")
"""The name of a folder that is locked for as long as its process lives; nothing has it before the lock is there."""


@contextmanager
def working_folder(parent: Path) -> Iterator[Path]:
    """Give a folder for the owner alone, gone afterwards; take away first what killed backups left in `parent`."""
    for path in parent.glob(f"{UNFINISHED}*"):
        if HELD.fullmatch(path.name):
            _take_away(path)
    folder = Path(mkdtemp(prefix=UNFINISHED, dir=parent))
    opened = os.open(folder, os.O_RDONLY)
    try:
        if _is_locked_now(opened):
            folder = folder.rename(parent / folder.name.replace(UNFINISHED, f"{UNFINISHED}held-", 1))
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(opened)


def _take_away(folder: Path) -> None:
    """Remove a folder of ours that no living process holds; whatever cannot be told of for sure stays."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if os.fstat(opened).st_uid == os.geteuid() and _is_locked_now(opened):
                shutil.rmtree(folder)
        finally:
            os.close(opened)


def _is_locked_now(opened: int) -> bool:
    """Lock a folder until it is closed, or its process ends; return False where another holds it or none can."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
