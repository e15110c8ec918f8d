"""Runs commands of the program in this process, and tells what lies in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.cli import main


def ran(*words: str | Path) -> int:
    """The exit status of a command."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
