"""`manage.py demo` does everything by itself, as often as one likes, and says plainly what stops it."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agreements.roles import Role
from tests.checkout import clean_environment, copy_checkout, free_port, manage


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("checkout"))


@contextmanager
def demo(checkout: Path) -> Iterator[tuple[str, str]]:
    """Run the demo until it serves; give its address and what it printed."""
    port = free_port()
    printed = checkout / f"printed-{port}"
    with printed.open("w") as output:
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=checkout, env=clean_environment(), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        for _ in range(600):
            if "Quit the server" in printed.read_text() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert process.poll() is None, printed.read_text()
        yield f"http://127.0.0.1:{port}", printed.read_text()
    finally:
        process.terminate()
        process.wait(timeout=20)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return response.read().decode()


def test_the_demo_serves_both_statements_and_repeats_itself_unharmed(checkout: Path):
    with demo(checkout) as (address, printed):
        assert address in printed
        passwords = dict(re.findall(r"^  (\w+) +(\S+)$", printed, re.MULTILINE))
        assert set(passwords) == {role.value for role in Role}
        assert len(set(passwords.values())) == len(Role)
        html = fetch(address + "/")
        assert html.count(" clauses reviewed.") == 2
        assert "/agreements/2020-11-10/" in html
        assert "/agreements/2021-01-11/" in html
        assert "layer tokens" in fetch(address + "/static/agreements/tracker.css")
        assert "Log in" in fetch(address + "/admin/")
    assert printed.count("Loading seed files") >= 10
    assert (checkout / "var" / "tracker.sqlite3").read_bytes()[18:20] == b"\x02\x02"  # write-ahead logging
    with demo(checkout) as (address, printed):
        assert "total: 0 created, 0 changed" in printed
        assert not re.search(r"^  viewer +\S+$", printed, re.MULTILINE)
        assert "/agreements/2020-11-10/" in fetch(address + "/")
    summary = manage(checkout, "export_summary", "2020-11-10", "--format", "csv", "--on", "2021-03-01")
    assert summary.returncode == 0, summary.stderr
    assert summary.stdout.count("\n2020-11-10/") == 31


def test_a_taken_port_gets_one_clear_line(checkout: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = manage(checkout, "demo", "--port", str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: Port {port} on 127.0.0.1 cannot be used")
    assert result.stderr.count("\n") == 1


def test_a_port_that_is_none_gets_one_clear_line(checkout: Path):
    result = manage(checkout, "demo", "--port", "99999")
    assert result.stderr == "CommandError: 99999 is not a port: give a number from 1 to 65535.\n"


def test_a_folder_that_cannot_be_written_gets_one_clear_line(tmp_path: Path):
    checkout = copy_checkout(tmp_path)
    (checkout / "var").write_text("a file where the folder should be")
    result = manage(checkout, "demo", "--port", str(free_port()))
    assert result.returncode == 1
    assert result.stderr.startswith(f"Cannot write to {checkout / 'var'}")
    assert result.stderr.count("\n") == 1
