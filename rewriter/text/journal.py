"""What a commit is about to change, as it is kept on the disk for the command that comes after a kill.

The same text stands in one of two files in the root of the tree. :data:`INTENT` says
which files may lie staged; while it is there nothing has been changed. Renaming it to
:data:`JOURNAL` decides the commit: from then on every file is to be changed.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from rewriter.errors import Refused

INTENT = ".rewriter-intent"
JOURNAL = ".rewriter-journal"

_FORMAT = 1
_STAGED = re.compile(r"\.rewriter-[0-9a-f]+-[0-9]+")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One file to change."""

    path: Path
    """With all symbolic links resolved."""
    staged: str
    """Name of the file, in the same folder, that holds the new content."""
    before: str | None
    """Digest of the content to replace; None where there is to be no file."""
    after: str
    """Digest of the new content."""

    @property
    def content(self) -> Path:
        """The file that holds the new content."""
        return self.path.with_name(self.staged)


@dataclass(frozen=True, slots=True)
class Intent:
    """All that one commit changes."""

    entries: tuple[Replacement, ...]
    folders: tuple[Path, ...]
    """Those made for new files, outer before inner."""

    @property
    def touched(self) -> list[Path]:
        """The folders in which names come or go."""
        return sorted({entry.path.parent for entry in self.entries} | {folder.parent for folder in self.folders})


def staged_name(token: str, index: int) -> str:
    """The hidden name under which the ``index``-th new content of the commit ``token`` (hexadecimal) is staged."""
    return f".rewriter-{token}-{index}"


def dumps(journal: Intent, root: Path) -> bytes:
    """The journal as it is kept in ``root``: paths inside are relative to it, so that the tree may be moved."""
    base = os.path.realpath(root)

    def name(path: Path) -> str:
        return os.path.relpath(path, base)

    files = [
        {"path": name(entry.path), "staged": entry.staged, "before": entry.before, "after": entry.after}
        for entry in journal.entries
    ]
    return json.dumps({"format": _FORMAT, "folders": [name(f) for f in journal.folders], "files": files}).encode()


def load(file: Path, root: Path) -> Intent | None:
    """The journal in ``file``; None if it was cut short while it was written.

    A staged file is only ever a name of ours beside its target, so that a journal that
    came with somebody's tree can bring nothing into a place where it did not lie before.

    Raises :class:`Refused` if ``file`` is complete but not one of ours.
    """
    try:
        data = json.loads(file.read_bytes())
    except ValueError:
        return None
    try:
        if data["format"] != _FORMAT or not all(_STAGED.fullmatch(item["staged"]) for item in data["files"]):
            raise ValueError
        return Intent(
            tuple(
                Replacement(root / item["path"], item["staged"], item["before"], item["after"])
                for item in data["files"]
            ),
            tuple(root / folder for folder in data["folders"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(
            "not written by this release of rewriter, so an interrupted command cannot be completed; "
            "run the release that wrote it, or compare the files it names and delete it",
            str(file),
        ) from error
