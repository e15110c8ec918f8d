"""One file is written whole, or is as it was.

Needs no journal: the new content becomes the file by one renaming. What a killed command left
in the same folder is left to the next command that works on that tree.
"""

from __future__ import annotations

import os
from pathlib import Path

from rewriter.errors import Refused
from rewriter.text.durable import IRREGULAR, check_writable, digest, digest_at, refusing, sync, write_beside
from rewriter.text.lock import held

_NEW = ".rewriter-new"
"""Holds the new content on its way; one that a killed command left is taken by the next."""


def write_file(path: Path, data: bytes) -> None:
    """Write one file; a symbolic link stays one, and mode, attributes and owner are kept.

    Raises :class:`Refused` for what is read-only or not a file, :class:`ToolFailed` when the disk is full.
    """
    target = Path(os.path.realpath(path))
    new = target.with_name(_NEW)
    with held(target.parent), refusing(path, "cannot be written, so it is as it was"):
        now = digest_at(target)
        if now == digest(data):
            return
        if now == IRREGULAR:
            raise Refused("not a file; nothing was changed", str(path))
        check_writable(target, path)
        new.unlink(missing_ok=True)
        try:
            write_beside(new, data, target)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
        sync(target.parent)
