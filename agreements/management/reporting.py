"""How commands tell what they do: a line of progress on a terminal, and what a load did."""

from collections.abc import Callable, Iterator
from typing import TextIO

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


def report_lines(report: LoadReport) -> Iterator[str]:
    """Yield what a load did, one line per section, then what an editor should look at."""
    for section, counts in report.counts.items():
        others = [outcome for outcome in (Outcome.KEPT, Outcome.CONFLICT) if counts[outcome]]
        yield f"{section}: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in (*SHOWN, *others))
    yield "total: " + ", ".join(f"{report.total(outcome)} {outcome}" for outcome in SHOWN)
    for line in report.conflicts:
        yield f"conflict: {line}. Use --overwrite to let the seed files win."
    for line in report.gone:
        yield f"no longer in the seed files, left in the record: {line}"
