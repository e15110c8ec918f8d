"""What a commit does to single files: digest, write, force to the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rewriter.errors import Refused

IRREGULAR = "irregular"
"""What :func:`digest_at` says of a folder, a link or a device: equal to no digest."""


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_at(path: Path) -> str | None:
    """The digest of the file at ``path``; None where there is nothing, :data:`IRREGULAR` where there is no plain file.

    Links are not followed. Raises ``OSError`` where the file cannot be read.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return IRREGULAR
        return digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Make the file ``path``, which must not exist, with ``mode`` less the umask."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(data)


def sync(path: Path) -> None:
    """Force a file (content, mode, attributes) or a folder (which names it holds) to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that know no such request
            raise
    finally:
        os.close(descriptor)


@contextmanager
def refusing(path: Path, what: str) -> Iterator[None]:
    """Turn an ``OSError`` into a :class:`Refused` that names ``path``, ``what`` could not be done, and the reason."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{path}: {what}: {error.strerror or error}") from error
