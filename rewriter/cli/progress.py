"""The progress of a search: a line for each step, and on a terminal, below them, how far it is."""

from __future__ import annotations

import sys
import time as clock
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from rewriter.cli.output import Output
from rewriter.profile.calltree import Profile
from rewriter.reports import tuned
from rewriter.reports.profile import disturbed
from rewriter.reports.units import counted, some, time
from rewriter.text.printable import printable
from rewriter.tuning.loop import Step
from rewriter.tuning.tune import Plan


class Shown:
    """What is shown while a search goes on; see :class:`rewriter.tuning.tune.Watcher`."""

    def __init__(self, out: Output, bar: Progress, journal: Path, limit: float | None) -> None:
        self._out, self._bar, self._journal = out, bar, journal
        self._began, self._limit, self._most = clock.monotonic(), limit, 0
        self._task = bar.add_task("the baseline", total=None)

    def begins(self, plan: Plan) -> None:
        """Say what the search sets out to do."""
        if plan.changed:
            told = f"{some(plan.changed)} changed since {self._journal} was written, so none of its trials are reused"
            self._tell(f"rewriter: {told}")
        for line in tuned.left_alone(plan.left_alone):
            self._tell(line)
        ways = f", {counted(len(plan.starts) - 1, 'way')} to set loops" if len(plan.starts) > 1 else ""
        self._tell(f"{counted(len(plan.touchable), 'site')}{ways}, strategy {plan.strategy}, {plan.tapenade}")
        self._most = plan.trials
        self._bar.update(self._task, total=plan.trials + 1)

    def baseline(self, profile: Profile, *, estimates: bool) -> None:
        """Say what the baseline checkpoints, and whether the machine was busy."""
        self._tell(f"the baseline: {tuned.baseline(profile)}")
        if estimates and (disturbance := disturbed(profile)):
            self._tell(f"rewriter: the profile that the estimates are based on: {disturbance}")

    def tried(self, steps: Sequence[Step]) -> None:
        """Say what became of the step tried last."""
        elapsed = clock.monotonic() - self._began
        self._tell(tuned.line(len(steps) - 1, steps, elapsed))
        total = max(self._most, len(steps)) + 1
        left = elapsed / len(steps) * (total - len(steps))
        if self._limit is not None:
            left = min(left, self._limit - elapsed)
        words = f"best so far {tuned.standing(steps)}, about {time(max(left, 0.0))} left"
        self._bar.update(self._task, completed=len(steps), total=total, description=words)

    def _tell(self, line: str) -> None:
        """A line above the bar, where there is one."""
        if self._bar.disable:
            self._out.tell(line)
        else:
            self._bar.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def shown(out: Output, journal: Path, limit: float | None) -> Iterator[Shown]:
    """Show a search that remembers its trials in ``journal`` and may take ``limit`` seconds."""
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
        yield Shown(out, bar, journal, limit)
