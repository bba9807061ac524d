"""The steps of the demo command."""

import secrets
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command

from agreements.loader import LoadReport, load_seeds
from agreements.roles import Role


class NotPossibleError(Exception):
    """The demo cannot run here; the message is one line that says what to do."""


def require_port(port: int) -> None:
    """Raise NotPossibleError where nothing can be served on `port`."""
    if not 0 < port < 2**16:
        raise NotPossibleError(f"{port} is not a port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"Port {port} on 127.0.0.1 cannot be used ({error.strerror}): give another with --port."
            raise NotPossibleError(message) from error


def prepare_database() -> None:
    """Make the folder of the embedded database and bring the tables up to date."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder = Path(database["NAME"]).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotPossibleError(f"Cannot make {folder}: {error.strerror}. Make the folder writable.") from error
    call_command("migrate", verbosity=0, interactive=False)


def load(progress: Callable[[int, int], None]) -> LoadReport:
    """Load the seeds of the project."""
    return load_seeds(settings.BASE_DIR / "seeds", progress=progress)


def accounts() -> dict[str, str | None]:
    """Return one account per role with its password, None for those that were there already."""
    passwords: dict[str, str | None] = {}
    for role in Role:
        user, is_new = get_user_model().objects.get_or_create(username=role.value, defaults={"is_staff": True})
        passwords[role.value] = secrets.token_urlsafe(9) if is_new else None
        if is_new:
            user.set_password(passwords[role.value])
            user.save()
            user.groups.add(Group.objects.get(name=role.value))
    return passwords


def account_lines(passwords: dict[str, str | None]) -> Iterator[str]:
    """Yield what to tell about the accounts, one line each."""
    yield "Accounts, one per role:"
    for name, password in passwords.items():
        yield f"  {name:<15} {password or f'as printed before; new one: python manage.py changepassword {name}'}"
