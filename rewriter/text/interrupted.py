"""Where killed commands left work that the files of a command may be in the middle of."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path

from rewriter.errors import Refused
from rewriter.text.lock import pending
from rewriter.text.within import repository


def interrupted(root: Path, files: Iterable[Path | str]) -> list[Path]:
    """The folders, outer before inner, in which a killed command left work that may concern these files of a tree.

    Such work lies in the root of the command that was killed: the folder it was run for, or its ``--to``. So ``root``
    is looked at, every folder from each file (named from ``root``) up to it, and those above up to the top of its
    repository. Of a file elsewhere, its own folder.
    """
    base = Path(os.path.abspath(root))
    top = repository(base)
    folders: set[Path] = set()
    for named in {base, *(base / Path(file).parent for file in files)}:
        folder = Path(os.path.normpath(named))
        folders.add(folder)
        if folder.is_relative_to(top):
            folders.update(each for each in folder.parents if each.is_relative_to(top))
    return [folder for folder in sorted(folders) if pending(folder)]


def check_finished(root: Path, files: Iterable[Path | str]) -> None:
    """Raises :class:`Refused`, with what to type, where :func:`interrupted` finds any."""
    if left := interrupted(root, files):
        raise Refused("; ".join(map(unfinished, left)))


def unfinished(folder: Path) -> str:
    """The message about a folder that :func:`interrupted` found, with the command to type."""
    return (
        f"{folder}: a command was interrupted while it changed files here, so some may be changed and others not; "
        f"to complete it or roll it back, type: rewriter recover {shlex.quote(str(folder))}"
    )
