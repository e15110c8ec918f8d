"""What a commit does to single files: digest, write, force to the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rewriter.errors import NO_ROOM, Refused, ToolFailed

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


def write_beside(path: Path, data: bytes, target: Path) -> None:
    """Make the file ``path``, to be moved over ``target``, whose mode, attributes and, where permitted, owner it takes.

    Where there is no ``target``, it is as any new file. It is on the disk then.
    """
    if target.exists():
        write_new(path, data, mode=0o600)  # never more open than its target
        _keep_owner(path, target.stat())
        shutil.copystat(target, path)  # after the owner: changing that may clear mode bits
        os.utime(path)
    else:
        write_new(path, data)
    sync(path)


def _keep_owner(path: Path, kept: os.stat_result) -> None:
    made = path.stat()
    if made.st_gid != kept.st_gid:
        with suppress(PermissionError):
            os.chown(path, -1, kept.st_gid)
    if made.st_uid != kept.st_uid:
        with suppress(PermissionError):
            os.chown(path, kept.st_uid, -1)


def check_writable(path: Path, named: Path) -> None:
    """Refuse what is marked read-only, even for root, who could write there; ``named`` is its name for the user."""
    folder = next(folder for folder in path.parents if folder.exists())
    if not folder.stat().st_mode & stat.S_IWUSR:
        raise Refused(f"its folder {folder} is read-only, so nothing was changed; chmod u+w it first", str(named))
    if not path.exists():
        return
    if not path.stat().st_mode & stat.S_IWUSR:
        raise Refused("read-only, so nothing was changed; chmod u+w it first", str(named))
    os.close(os.open(path, os.O_WRONLY))  # knows of owners, immutable files and read-only disks


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
    """Turn an ``OSError`` into a :class:`Refused` that names ``path``, ``what`` could not be done, and the reason.

    A full disk is a :class:`ToolFailed` instead: nothing was asked for that should not be done.
    """
    try:
        yield
    except OSError as error:
        kind = ToolFailed if error.errno in NO_ROOM else Refused
        raise kind(f"{path}: {what}: {error.strerror or error}") from error
