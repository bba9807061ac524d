"""How commands tell what they do: a line of progress on a terminal, and what was loaded, backed up or restored."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from agreements.backups import Backup, Restored
from agreements.loader import LoadReport, Outcome

SHOWN = (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)


def progress_on(stream: TextIO, what: str) -> Callable[[int, int], None]:
    """Return a callback that shows progress in tenths: one line that grows on a terminal, else a line per tenth."""
    is_terminal = stream.isatty()

    def show(done: int, total: int) -> None:
        if done != total and done * 10 // total == (done - 1) * 10 // total:
            return
        end = "\r" if is_terminal and done < total else "\n"
        stream.write(f"{what}: {done} of {total}{end}")
        stream.flush()

    return show


def stages_on(stream: TextIO) -> Callable[[str, int, int], None]:
    """Return a callback that shows the progress of several things, one after the other."""
    return lambda what, done, total: progress_on(stream, what)(done, total)


def report_lines(report: LoadReport) -> Iterator[str]:
    """Yield what a load did, one line per section, then what an editor should look at."""
    for section, counts in report.counts.items():
        yield f"{section}: {_counted(counts)}"
    yield f"total: {_counted(Counter({outcome: report.total(outcome) for outcome in Outcome}))}"
    for line in report.conflicts:
        yield f"conflict: {line}. Use --overwrite to let the seed files win."
    for line in report.gone:
        yield f"no longer in the seed files, left in the record: {line}"


def _counted(counts: Counter[Outcome]) -> str:
    """Return counts in words; what an editor should look at only where there is some."""
    shown = (*SHOWN, *(outcome for outcome in (Outcome.KEPT, Outcome.CONFLICT) if counts[outcome]))
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in shown)


def backup_lines(made: Backup) -> Iterator[str]:
    """Yield what a backup holds, how it was checked, and what to mind."""
    manifest = made.manifest
    copies = len(manifest.members) - 1
    yield f"{made.path}: {made.size:,} bytes; {sum(manifest.rows.values()):,} rows, captured copies: {copies}."
    yield f"Checked: {made.checked}."
    yield f"Head of the trail: {manifest.head}"
    yield "It holds password hashes, sessions and API tokens: keep it where only those may read it who run the server."


def restored_lines(restored: Restored) -> Iterator[str]:
    """Yield what a restore put back and what to do next."""
    manifest = restored.manifest
    yield f"Restored as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC: {sum(manifest.rows.values()):,} rows."
    yield f"Head of the trail, as in the backup: {manifest.head}"
    if restored.left:
        yield f"Captured copies that are not in the backup and were left where they are: {restored.left}."
    if restored.to_migrate:
        yield f"The backup is of an older tracker: run python manage.py migrate (steps: {len(restored.to_migrate)})."
    yield "Accounts, sessions and API tokens are those of the backup: what was revoked since is valid again."
    yield "Start the server anew. To compare every row with the audit trail: python manage.py verify_audit"


def missing_line(missing: Sequence[str]) -> str:
    """Return what to say of captured copies that the record names and that have no file."""
    return f"Captured copies of the record that have no file: {len(missing)}, such as SHA-256 {missing[0]}."
