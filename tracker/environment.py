"""Where settings come from: the environment in production, a file of its own for a local try-out."""

import os
import secrets
from pathlib import Path

LOCAL_COMMANDS = ("demo", "load_seeds", "export_summary")
"""Commands that may run without any environment: they make a local one under var/, with a random key of its own."""

LOCAL_FILE = "local.env"


class UnsetEnvironmentError(Exception):
    """The tracker cannot start; the message is one line that says what to do."""


def prepare_environment(command: list[str], *, folder: Path) -> None:
    """Make `folder`, where the embedded database lies, and fill the environment from it unless SECRET_KEY is set.

    The file is read by manage.py only: a production server never sees it and refuses to start without its own
    SECRET_KEY and ALLOWED_HOSTS. Raise UnsetEnvironmentError where the file is needed and cannot be written.
    """
    path = folder / LOCAL_FILE
    is_local = "SECRET_KEY" not in os.environ
    try:
        if is_local or "DATABASE_URL" not in os.environ:
            folder.mkdir(parents=True, exist_ok=True)
        if is_local and not path.exists() and command and command[0] in LOCAL_COMMANDS:
            _write(path)
    except OSError as error:
        raise UnsetEnvironmentError(f"Cannot write to {folder}: {error.strerror}. Make the folder writable.") from error
    if is_local and path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value)


def _write(path: Path) -> None:
    """Write a local environment with a random key, readable by its owner only."""
    lines = ("LOCAL=true", f"SECRET_KEY={secrets.token_urlsafe(50)}", "ALLOWED_HOSTS=127.0.0.1,localhost,[::1]")
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
