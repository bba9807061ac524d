"""Settings are safe by default: production names its own key and hosts or does not start."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.checkout import clean_environment, copy_checkout, manage

LINE = "Set {} in the environment; to try the tracker out, run: python manage.py demo\n"
KEY = "a-key-of-the-test-" + "x" * 50


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        pytest.param({}, "SECRET_KEY and ALLOWED_HOSTS", id="nothing set"),
        pytest.param({"SECRET_KEY": KEY}, "ALLOWED_HOSTS", id="no hosts"),
        pytest.param({"ALLOWED_HOSTS": "tracker.example"}, "SECRET_KEY", id="no key"),
        pytest.param({"SECRET_KEY": "", "ALLOWED_HOSTS": ""}, "SECRET_KEY and ALLOWED_HOSTS", id="set to nothing"),
    ],
)
@pytest.mark.parametrize("command", [["manage.py", "check"], ["manage.py", "runserver"], ["-c", "import tracker.wsgi"]])
def test_it_refuses_to_start_without_key_and_hosts(
    checkout: Path, command: list[str], settings: dict[str, str], missing: str
):
    result = subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=clean_environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stderr == LINE.format(missing)


def test_a_server_never_uses_the_environment_of_the_demo(tmp_path: Path):
    checkout = copy_checkout(tmp_path)
    assert manage(checkout, "load_seeds", "--check").returncode == 0
    local = checkout / "var" / "local.env"
    assert stat.S_IMODE(local.stat().st_mode) == 0o600
    assert manage(checkout, "check").returncode == 0
    command = [sys.executable, "-c", "import tracker.wsgi"]
    result = subprocess.run(command, cwd=checkout, env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert result.stderr == LINE.format("SECRET_KEY and ALLOWED_HOSTS")


def test_every_checkout_gets_a_key_of_its_own(tmp_path: Path):
    keys = set()
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        manage(copy_checkout(folder), "load_seeds", "--check")
        keys.add((folder / "var" / "local.env").read_text())
    assert len(keys) == 2


def test_production_settings_pass_the_deploy_check(checkout: Path):
    result = manage(
        checkout,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=os.urandom(40).hex(),
        ALLOWED_HOSTS="a.example",
    )
    assert result.returncode == 0, result.stderr


def test_production_on_the_embedded_database_needs_no_folder_made_by_hand(tmp_path: Path):
    checkout = copy_checkout(tmp_path)
    result = manage(checkout, "migrate", "-v0", SECRET_KEY=KEY, ALLOWED_HOSTS="tracker.example")
    assert (result.returncode, result.stderr) == (0, "")
    assert (checkout / "var" / "tracker.sqlite3").exists()
    assert not (checkout / "var" / "local.env").exists()


def test_an_export_before_there_is_a_database_says_what_to_do(tmp_path: Path):
    result = manage(copy_checkout(tmp_path), "export_summary", "2020-11-10")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "python manage.py" in result.stderr


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param("", "-c jit=off", id="by itself"),
        pytest.param("?options=-c%20jit%3Don", "-c jit=on", id="unless the address says otherwise"),
    ],
)
def test_postgresql_is_asked_to_answer_without_compiling_first(checkout: Path, more: str, expected: str):
    script = "from tracker import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"
    environment = clean_environment(
        SECRET_KEY=KEY, ALLOWED_HOSTS="tracker.example", DATABASE_URL=f"postgres://user@127.0.0.1/record{more}"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=60)
    assert (result.stdout, result.stderr) == (f"{expected}\n", "")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compiles nothing")
def test_the_connection_to_postgresql_compiles_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
