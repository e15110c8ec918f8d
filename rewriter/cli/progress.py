"""The progress of a search: a line for each step, and on a terminal, below them, how far it is."""

from __future__ import annotations

import sys
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from rewriter.cli.output import Output
from rewriter.report import tuned
from rewriter.report.units import time
from rewriter.text.printable import printable
from rewriter.tuning.loop import Step


class Shown:
    """What is shown while a search goes on."""

    def __init__(self, out: Output, bar: Progress, task: TaskID, most: int, ends: float | None) -> None:
        self._out, self._bar, self._task, self._most, self._ends = out, bar, task, most, ends
        self._began = clock.monotonic()

    def step(self, steps: Sequence[Step]) -> None:
        """Tell of the step tried last."""
        elapsed = clock.monotonic() - self._began
        self.tell(tuned.line(len(steps) - 1, steps, elapsed))
        total = max(self._most, len(steps)) + 1
        left = elapsed / len(steps) * (total - len(steps))
        if self._ends is not None:
            left = min(left, self._ends - elapsed)
        words = f"best so far {tuned.standing(steps)}, about {time(max(left, 0.0))} left"
        self._bar.update(self._task, completed=len(steps), total=total, description=words)

    def tell(self, line: str) -> None:
        """A line above the bar, where there is one."""
        if self._bar.disable:
            self._out.tell(line)
        else:
            self._bar.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def shown(out: Output, most: int, limit: float | None) -> Iterator[Shown]:
    """Show a search of some ``most`` trials besides the baseline, and of at most ``limit`` seconds."""
    console = Console(stderr=True, no_color=out.color == "never")
    columns = (
        SpinnerColumn(),
        TextColumn("trial"),
        MofNCompleteColumn(),
        BarColumn(20),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    hidden = out.quiet or not sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        yield Shown(out, bar, bar.add_task("the baseline", total=most + 1), most, limit)
