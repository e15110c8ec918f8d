"""One run of a program: how it ended, what it printed, and what it took."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.errors import ToolFailed
from rewriter.tools.process import kill_group, run_attended

_LAUNCH = str(Path(__file__).with_name("launch.py"))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run printed, used and wrote."""

    status: int
    """Exit status; negative: the signal that ended it."""
    output: str
    """Standard output and standard error as they came, decoded as Latin-1."""
    wall: float
    """Seconds; NaN where it was ended together with what waited for it."""
    cpu: float
    """Seconds of processor time, of the program and of those it waited for; NaN likewise."""
    resident: int
    """Largest resident memory of one process, in bytes; 0 likewise."""
    expired: bool
    """Whether it was ended because its time was up."""


def run_measured(
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    limit: float,
    memory: int | None = None,
) -> Ran:
    """Run ``command`` for at most ``limit`` seconds with at most ``memory`` bytes of address space.

    It has a process group of its own, which is killed when time is up or waiting is interrupted. See
    :mod:`rewriter.tools.launch` for what the figures are. Raises :class:`ToolFailed` where it cannot be started.
    """

    def over(process: subprocess.Popen[bytes]) -> bool:
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
            return True
        return False

    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as report:
        launch = [sys.executable, "-I", "-S", _LAUNCH, str(report.fileno()), str(-1 if memory is None else memory)]
        status, expired = run_attended(
            [*launch, *command],
            over,
            directory=directory,
            environ=environ,
            stdout=printed,
            pass_fds=[report.fileno()],
        )
        printed.seek(0)
        output = printed.read().decode("latin-1")
        report.seek(0)
        words = report.read().split()
    match words:
        case [b"failed", number, *_]:
            raise ToolFailed(f"cannot run {command[0]} in {directory}: {os.strerror(int(number))}")
        case [b"ran", ended, wall, cpu, resident]:
            status = os.waitstatus_to_exitcode(int(ended))
            return Ran(status, output, float(wall), float(cpu), int(resident) * 1024, expired)
        case _:  # it was ended with the program
            return Ran(status, output, math.nan, math.nan, 0, expired)
