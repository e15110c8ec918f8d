"""One run of a program: how it ended, what it printed, and what it took."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.engine.process import kill_group
from rewriter.errors import ToolFailed


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left behind."""

    status: int
    """Exit status; negative: the signal that ended it."""
    output: str
    """Standard output and standard error as they came, decoded as Latin-1."""
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of processor time, of the program and of those it waited for."""
    resident: int
    """Largest resident memory of one process, in bytes."""
    expired: bool
    """Whether it was ended because its time was up."""


def measured(
    command: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    limit: float,
    memory: int | None = None,
) -> Ran:
    """Run ``command`` for at most ``limit`` seconds with at most ``memory`` bytes of address space.

    It has a process group of its own, which is killed when time is up or waiting is interrupted.
    Raises :class:`ToolFailed` where it cannot be started.
    """

    def limited() -> None:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with tempfile.TemporaryFile() as printed:
        began = time.monotonic()
        try:
            process = subprocess.Popen(
                command,
                cwd=directory,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=limited,
            )
        except (OSError, subprocess.SubprocessError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            raise ToolFailed(f"cannot run {command[0]} in {directory}: {why}") from error
        try:  # at once: from here on whatever interrupts us ends the program, too
            expired = threading.Event()

            def end() -> None:
                expired.set()
                kill_group(process.pid)

            alarm = threading.Timer(limit, end)
            alarm.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)
            finally:
                alarm.cancel()
        except BaseException:
            kill_group(process.pid)
            process.wait()
            raise
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        return Ran(
            process.returncode,
            printed.read().decode("latin-1"),
            wall,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss * 1024,
            expired.is_set(),
        )
