"""One search at a time in a folder, and in no folder that holds anything else."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rewriter.errors import Refused

LOCK = "lock"
"""The file that is locked while a search goes on, and tells which process it is. It marks a folder as ours."""


@contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Have the work folder of a search for this process alone; it is made if need be.

    The lock ends with its process however that dies.
    Raises :class:`Refused` where another search works there, or where the folder holds what no search made.
    """
    if folder.is_dir() and not (folder / LOCK).is_file() and any(folder.iterdir()):
        raise Refused(f"{folder}: holds files that are not from a search; name a new or empty folder with --work")
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _take(folder, descriptor)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield
    finally:
        os.close(descriptor)


def _take(folder: Path, descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 200).decode(errors="replace") or "another process"
        raise Refused(
            f"{folder}: another search works here, {holder}; wait until it has ended, or name another folder with"
            " --work and another journal with --journal"
        ) from None
