"""How commands tell what they do: a line of progress on a terminal, and what a load did."""

from collections import Counter
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
