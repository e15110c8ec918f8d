"""Who does the work of trials: this process, several processes of this machine, or the jobs of a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rewriter.errors import Killed, RewriterError, ToolFailed, UsageError

T = TypeVar("T")
_GRACE = 5.0
"""Seconds for a process whose search has died to end what it began."""


class Workers(Protocol):
    """Does pieces of work, which are values that can be pickled."""

    size: int
    """How many pieces it does at once."""

    def do(self, work: Sequence[Callable[[], T]]) -> list[T]:
        """Do all of them and give the results in the order of ``work``.

        If interrupted, it stops the work with all the programs that run for it. An exception of a piece is
        raised here. A piece that somebody else kills is done again.
        Raises :class:`Killed` if it is killed again, :class:`ToolFailed` if the work cannot be started.
        """


class Alone:
    """One piece after the other, in this process."""

    size = 1

    def do(self, work: Sequence[Callable[[], T]]) -> list[T]:
        """See :class:`Workers`."""
        return [piece() for piece in work]


class Processes:
    """Several processes of this machine, each for as long as one call of :meth:`do`; a single piece is done here."""

    def __init__(self, size: int) -> None:
        self.size = size

    def do(self, work: Sequence[Callable[[], T]]) -> list[T]:
        """See :class:`Workers`."""
        if len(work) < 2:
            return Alone().do(work)
        done: dict[int, T] = {}
        for _ in range(2):
            self._round(work, done)
            if len(done) == len(work):
                return [done[index] for index in range(len(work))]
        raise Killed("processes that ran trials were killed twice, and not by rewriter; the trials do not count")

    def _round(self, work: Sequence[Callable[[], T]], done: dict[int, T]) -> None:
        """Do what is not done yet, unless one of the processes is killed."""
        others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(self.size, len(work)), mp_context=context, initializer=_obedient) as pool:
            pieces: dict[int, Future[T]] = {}
            try:
                for number, waiting in enumerate(work):
                    if number not in done:
                        pieces[number] = pool.submit(_working, waiting)
                for number, piece in pieces.items():
                    done[number] = piece.result()
            except BrokenProcessPool:
                return
            except BaseException:
                for piece in pieces.values():
                    piece.cancel()
                for process in set(multiprocessing.active_children()) - others:
                    process.terminate()
                raise


def _working(piece: Callable[[], T]) -> T:
    try:
        return piece()
    except SystemExit:  # of our own, below; the pool would go on with the next piece
        os._exit(1)


def _obedient() -> None:
    """A worker stops, with the programs that it runs, on request and when the search that started it has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the terminal: the search gets it as well, and stops us
    signal.signal(signal.SIGTERM, _exit)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _exit(*_: object) -> None:
    raise SystemExit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE)
        os._exit(1)


class Cluster:
    """Jobs of Slurm, or of submitit's own stand-in for it, ``local``. The folder is seen by all machines."""

    def __init__(self, name: str, size: int, folder: Path, minutes: int, options: Mapping[str, str]) -> None:
        """``options`` are submitit's (``slurm_partition``, ``cpus_per_task``); ``minutes`` may be one of them.

        Raises :class:`UsageError` where submitit is not installed, or does not know the name or an option.
        """
        try:
            import submitit
        except ModuleNotFoundError as error:
            raise UsageError(f"--executor {name} needs submitit: pip install 'rewriter[slurm]'") from error
        self.size, self._name = size, name
        self._failed = submitit.core.utils.UncompletedJobError
        self._refused = submitit.core.utils.FailedJobError  # a kind of the former, of commands and of exceptions
        try:
            self._executor = submitit.AutoExecutor(folder=folder, cluster=name)
            self._executor.update_parameters(**{"timeout_min": minutes, "name": "rewriter", **_plain(options)})
        except (ValueError, TypeError, NameError, RuntimeError) as error:
            raise UsageError(f"--executor {name}: {' '.join(str(error).split())}") from error

    def do(self, work: Sequence[Callable[[], T]]) -> list[T]:
        """See :class:`Workers`."""
        results: list[T] = []
        for first in range(0, len(work), self.size):
            pieces = work[first : first + self.size]
            jobs: list[Any] = []
            try:
                jobs += map(self._submitted, pieces)
                for number, piece in enumerate(pieces):
                    if not (ended := self._ended(jobs[number])):
                        jobs.append(self._submitted(piece))
                        ended = self._ended(jobs[-1])
                    if not ended:
                        where = f"see {jobs[-1].paths.stderr}"
                        raise Killed(f"job {jobs[number].job_id} was ended, and so was {jobs[-1].job_id}; {where}")
                    result, error = ended
                    if error is not None:
                        raise error
                    results.append(result)
            finally:
                for job in jobs:
                    if not job.done():
                        job.cancel()
                for job in jobs:
                    job.wait()  # what was cancelled takes a moment to end its programs
        return results

    def _submitted(self, piece: Callable[[], object]) -> Any:
        try:
            return self._executor.submit(_attempted, piece)
        except self._refused as refused:
            raise ToolFailed(
                f"--executor {self._name}: the job was not accepted: {' '.join(str(refused).split())}"
            ) from refused

    def _ended(self, job: Any) -> Any:
        """The result and the error of a job; ``None`` where it was ended before it gave them."""
        try:
            return job.result()
        except self._refused as raised:
            raise ToolFailed(f"job {job.job_id} failed; see {job.paths.stderr}") from raised
        except self._failed:
            return None


def _attempted(piece: Callable[[], T]) -> tuple[T | None, RewriterError | None]:
    try:
        return piece(), None
    except RewriterError as error:
        return None, error


def _plain(options: Mapping[str, str]) -> dict[str, Any]:
    return {name: int(value) if value.isdigit() else value for name, value in options.items()}
