"""One command at a time on one tree."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rewriter.errors import Refused
from rewriter.text.durable import refusing
from rewriter.text.recovery import left_over, recover

_POLL = 0.05  # seconds


@contextmanager
def held(root: Path, wait: float = 10.0, *, shared: bool = False) -> Iterator[None]:
    """Hold the tree below ``root`` for this command, or with ``shared`` for all that only read it.

    The lock is on the folder itself: it leaves no file, and ends with its process
    however that dies. On a network file system it holds for the commands of one machine.

    Raises :class:`Refused` when another command holds it for longer than ``wait`` seconds.
    """
    descriptor = _opened(root)
    try:
        deadline = time.monotonic() + wait
        while not _taken(root, descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() >= deadline:
                raise Refused("another rewriter command is at work here; wait until it has ended", str(root))
            time.sleep(_POLL)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def locked(root: Path, wait: float = 10.0) -> Iterator[list[str]]:
    """Hold the tree to change it; gives the news of what :func:`recover` did first, for stderr.

    Raises as :func:`held`, and when what a killed command left cannot be cleared.
    """
    with held(root, wait):
        yield recover(root)


def pending(root: Path) -> bool:
    """Whether a killed command left work below ``root``; not while a command is at work there.

    For commands that only read, outside of :func:`locked`.
    """
    if not left_over(root):
        return False
    descriptor = _opened(root)
    try:
        return _taken(root, descriptor, fcntl.LOCK_SH) and left_over(root)
    finally:
        os.close(descriptor)


def recovered(folders: Iterable[Path]) -> list[str]:
    """Complete, or roll back, what killed commands left in each of the folders; what was done, for stderr."""
    news: list[str] = []
    for folder in folders:
        with locked(folder) as told:
            news += told
    return news


def _opened(root: Path) -> int:
    with refusing(root, "cannot be locked"):
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY)


def _taken(root: Path, descriptor: int, how: int) -> bool:
    with refusing(root, "cannot be locked"):
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
