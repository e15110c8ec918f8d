"""Running an external program to its end, or to the end of one's patience."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from rewriter.errors import ToolFailed


class Finished(NamedTuple):
    """What a program left behind."""

    status: int
    """Its exit status; negative: the signal that ended it."""
    output: str
    """Standard output and standard error as they came, decoded as Latin-1."""


def run(
    command: Sequence[str | Path],
    *,
    directory: Path | None = None,
    environ: Mapping[str, str] | None = None,
    limit: float,
) -> Finished:
    """Run ``command`` in ``directory`` with nothing to read, for at most ``limit`` seconds.

    It runs in a process group of its own, and the whole group is killed when time is up or
    when waiting is interrupted: compilers and launchers start children that would live on.

    Raises :class:`ToolFailed` when the program cannot be started or time is up; an exit status other than 0
    is the caller's to judge.
    """
    words = [str(word) for word in command]
    try:
        process = subprocess.Popen(
            words,
            cwd=directory,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    except OSError as error:
        raise ToolFailed(f"cannot run {words[0]}: {error.strerror}") from error
    with process:
        try:
            output, _ = process.communicate(timeout=limit)
        except BaseException as error:
            kill_group(process.pid)  # its leader may be gone already, and those it started not
            if isinstance(error, subprocess.TimeoutExpired):
                raise ToolFailed(f"{words[0]} was still running after {limit:g} seconds and was stopped") from error
            raise
    return Finished(process.returncode, output.decode("latin-1"))


def kill_group(leader: int) -> None:
    """End all processes of the group that ``leader`` began, where any are left."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
