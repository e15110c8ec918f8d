"""Running an external program to its end, or until its time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple, TypeVar

from rewriter.errors import TimedOut, ToolFailed

T = TypeVar("T")


class Finished(NamedTuple):
    """What a program printed and how it ended."""

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

    Raises :class:`ToolFailed` when the program cannot be started, :class:`TimedOut` when time is up; an exit status
    other than 0 is the caller's to judge.
    """
    words = [str(word) for word in command]

    def heard(process: subprocess.Popen[bytes]) -> bytes:
        try:
            return process.communicate(timeout=limit)[0]
        except subprocess.TimeoutExpired as error:
            raise TimedOut(f"{words[0]} was still running after {limit:g} seconds and was stopped") from error

    status, output = run_attended(words, heard, directory=directory, environ=environ, stdout=subprocess.PIPE)
    return Finished(status, output.decode("latin-1"))


def run_attended(
    command: Sequence[str],
    attend: Callable[[subprocess.Popen[bytes]], T],
    *,
    directory: Path | None,
    environ: Mapping[str, str] | None,
    stdout: int | IO[bytes],
    pass_fds: Sequence[int] = (),
) -> tuple[int, T]:
    """Start ``command`` and let ``attend`` wait for it; its exit status, and what ``attend`` returned.

    The program has a process group of its own. Whatever is raised meanwhile, by ``attend`` or by a signal, ends the
    whole group: also by a signal that comes while the program is being started, which waits until it is known.
    Raises :class:`ToolFailed` where it cannot be started.
    """
    process: subprocess.Popen[bytes] | None = None
    late: list[int] = []
    try:
        try:
            with _late_signals(late):
                process = subprocess.Popen(
                    command,
                    cwd=directory,
                    env=environ,
                    stdin=subprocess.DEVNULL,
                    stdout=stdout,
                    stderr=subprocess.STDOUT,
                    process_group=0,
                    pass_fds=pass_fds,
                )
        except OSError as error:
            raise ToolFailed(f"cannot run {command[0]}: {error.strerror}") from error
        for number in late:
            signal.raise_signal(number)
        result = attend(process)
        return process.wait(), result
    except BaseException:
        if process is not None:
            kill_group(process.pid)  # its leader may be gone already, and those it started not
            process.wait()
        raise
    finally:
        if process is not None and process.stdout is not None:
            process.stdout.close()


@contextmanager
def _late_signals(late: list[int]) -> Iterator[None]:
    """Of signals that have a handler, note the number alone. Only the main thread hears any."""
    kept = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                handler = signal.getsignal(number)
                if callable(handler):
                    kept[number] = handler
                    signal.signal(number, lambda number, _: late.append(number))
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def kill_group(leader: int) -> None:
    """End all processes of the group that ``leader`` began, where any are left."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
