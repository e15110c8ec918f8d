"""Completing or rolling back what a commit began: done by the commit itself, or by the next command after a kill."""

from __future__ import annotations

import enum
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rewriter.errors import Refused, ToolFailed
from rewriter.text.durable import digest_at, refusing, sync
from rewriter.text.journal import INTENT, JOURNAL, Intent, Replacement, load


class Settlement(enum.Enum):
    """What became of one file of a decided commit; the value is the news for the user."""

    REPLACED = "completed the change of {} that an interrupted command had begun"
    DONE = "found {} changed already by an interrupted command"
    LEFT = "left {} as it is: the new content that an interrupted command had for it is gone"


def left_over(root: Path) -> bool:
    """Whether a commit below ``root`` has begun and not ended."""
    return (root / INTENT).exists() or (root / JOURNAL).exists()


def recover(root: Path) -> list[str]:
    """Complete, or roll back, what a killed command left below ``root``, and report it.

    Must be called with the tree locked.

    Raises :class:`Refused` where a file was changed by someone else in the meantime; all
    other files are completed then, and its new content is kept.
    """
    with refusing(root, "what an interrupted command left cannot be cleared"):
        completed = [outcome.value.format(entry.path) for entry, outcome in complete(root)]
        return completed + roll_back(root)


def complete(root: Path) -> list[tuple[Replacement, Settlement]]:
    """Carry out the decided commit below ``root``, if there is one.

    Raises :class:`Refused` (:class:`ToolFailed` on a full disk) where a file cannot be settled; all others are then.
    """
    file = root / JOURNAL
    if not file.exists():
        return []
    journal = load(file, root)
    if journal is None:
        raise Refused("damaged; compare the files beside .rewriter-* files with these, then delete it", str(file))
    settled: list[tuple[Replacement, Settlement]] = []
    stuck: list[Refused | ToolFailed] = []
    for entry in journal.entries:
        try:
            settled.append((entry, _settle(entry)))
        except (Refused, ToolFailed) as error:
            stuck.append(error)
    _sync(journal.touched)
    if stuck:
        kind = ToolFailed if any(isinstance(error, ToolFailed) for error in stuck) else Refused
        raise kind("; ".join([*map(str, stuck), "all other files of that command are changed"]))
    file.unlink()
    sync(root)
    return settled


def _settle(entry: Replacement) -> Settlement:
    way_out = (
        f"its new content is in {entry.content}: move that over the file to take it, "
        "or delete it to keep the file as it is, then run again"
    )
    with refusing(entry.path, f"cannot be replaced; {way_out}"):
        now, staged = digest_at(entry.path), digest_at(entry.content)
        if now == entry.after:
            entry.content.unlink(missing_ok=True)
            return Settlement.DONE
        if staged is None:
            return Settlement.LEFT
        if now != entry.before or staged != entry.after:
            raise Refused(f"changed by someone else while a command was changing it; {way_out}", str(entry.path))
        os.utime(entry.content)  # newer than anything built since it was staged
        entry.content.replace(entry.path)
        return Settlement.REPLACED


def roll_back(root: Path) -> list[str]:
    """Remove all that an undecided commit below ``root`` has staged, if there is one, and report it."""
    file = root / INTENT
    if not file.exists():
        return []
    journal = load(file, root) or Intent((), ())  # cut short: nothing was staged yet
    for entry in journal.entries:
        with suppress(FileNotFoundError, NotADirectoryError):
            entry.content.unlink()
    for folder in reversed(journal.folders):
        with suppress(OSError):  # never made, or in use by someone else by now
            folder.rmdir()
    _sync(journal.touched)
    file.unlink()
    sync(root)
    return [f"rolled back an interrupted command: {entry.path} is unchanged" for entry in journal.entries] or [
        f"rolled back an interrupted command: nothing below {root} had been changed"
    ]


def _sync(folders: Sequence[Path]) -> None:
    for folder in folders:
        with suppress(FileNotFoundError, NotADirectoryError):
            sync(folder)
