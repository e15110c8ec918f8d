"""Folders in memory for files that live for a moment: there a command need not wait for a disk."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - only inside of a folder of its own


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A new folder, in memory where the machine has room for files there."""
    return tempfile.TemporaryDirectory(dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)
