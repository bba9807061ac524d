"""The whole record loads in one transaction, with progress, and a second time without a change."""

import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agreements import models
from agreements.dates import Span
from tests.conftest import PROJECT

pytestmark = pytest.mark.django_db

TAKEN = '{key: z, publisher: apa, title: T, url: "https://taken.example/", published: 2020, language: en}\n'


def load(path: Path) -> tuple[str, str]:
    """Load a folder; return what the command printed last and what it told of its progress."""
    out, progress = StringIO(), StringIO()
    call_command("load_seeds", path, stdout=out, stderr=progress)
    return out.getvalue().splitlines()[-1], progress.getvalue()


def test_the_whole_record_loads_with_progress_and_again_without_a_change():
    total, progress = load(PROJECT / "seeds")
    (count,) = re.findall(r"^total: (\d+) created, 0 changed, 0 unchanged$", total)
    steps = [int(done) for done in re.findall(rf"(\d+) of {count}\n", progress)]
    assert (int(count) > 2_500, len(steps), steps) == (True, 10, sorted(steps))
    assert steps[-1] == int(count)
    assert load(PROJECT / "seeds")[0] == f"total: 0 created, 0 changed, {count} unchanged"


def test_what_the_database_refuses_at_the_end_leaves_nothing_behind(tmp_path: Path):
    shutil.copytree(PROJECT / "seeds", tmp_path / "seeds")
    with (tmp_path / "seeds" / "last.yaml").open("w", encoding="utf-8") as file:
        file.write("# The last file, with an address that is taken by a source made by hand.\nsources:\n- " + TAKEN)
    publisher = models.Publisher.objects.create(slug="by-hand", name="By hand", kind="unknown")
    by_hand = models.Source(key="by-hand", publisher=publisher, title="T", url="https://taken.example/")
    by_hand.published = Span.parse("2020")
    by_hand.save()
    with pytest.raises(CommandError, match=r"last\.yaml:3: sources\[0\]: "):
        load(tmp_path / "seeds")
    assert [models.Actor.objects.count(), models.Source.objects.count(), models.Agreement.objects.count()] == [0, 1, 0]
