"""Copies of the checkout in which commands run as a newcomer runs them: another folder, no environment."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

PARTS = ("manage.py", "tracker", "agreements", "seeds")
OURS = ("SECRET_KEY", "ALLOWED_HOSTS", "LOCAL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DEBUG")


def copy_checkout(folder: Path) -> Path:
    """Copy what the application consists of into `folder`."""
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    return folder


def clean_environment(**settings: str) -> dict[str, str]:
    """Return this process's environment without anything that configures the tracker, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"PYTHONUNBUFFERED": "1"} | settings


def manage(checkout: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the tracker to its end."""
    command = [sys.executable, "manage.py", *arguments]
    environment = clean_environment(**settings)
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=120)


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
