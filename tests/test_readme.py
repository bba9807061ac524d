"""The answer that the README shows is the one that its command gives."""

import re
import shlex

import pytest
from django.core.management import call_command

from tests.conftest import PROJECT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def test_the_answer_shown_is_what_the_command_prints(capsysbinary: pytest.CaptureFixture[bytes]):
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"as printed by `python manage\.py (export_summary [^`]+)`", text)
    (shown,) = re.findall(r"```\n(# .*?)```\n", text, re.DOTALL)
    assert "--on 2023-03-28" in command
    call_command(*shlex.split(command))
    assert capsysbinary.readouterr().out.decode() == shown
