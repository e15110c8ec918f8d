"""Many files change, or none.

New contents are staged beside their targets, under hidden names that :data:`INTENT`
lists. Renaming it to :data:`JOURNAL` decides the commit; then each staged file is moved
over its target. A command killed before the decision is rolled back by the next one, and
completed after it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rewriter.errors import Refused
from rewriter.text.durable import IRREGULAR, check_writable, digest, digest_at, refusing, sync, write_beside, write_new
from rewriter.text.journal import INTENT, JOURNAL, Intent, Replacement, dumps, staged_name
from rewriter.text.lock import locked, pending
from rewriter.text.recovery import Settlement, complete, left_over, recover, roll_back

__all__ = ["Rewrite", "commit", "locked", "pending", "recover"]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The new content of one file."""

    path: Path
    """As the user named it; may be a symbolic link, which stays one."""
    before: bytes | None
    """What was read when the rewrite was computed; None to make a new file, with its folders."""
    after: bytes


def commit(root: Path, rewrites: Sequence[Rewrite]) -> None:
    """Write all the rewrites, or none. Must be called inside :func:`locked` for the same ``root``.

    A rewrite that would change nothing is skipped. Mode, extended attributes and, where
    permitted, owner and group are kept; the time of modification is new. Of a file with
    several hard links only the name given changes.

    Raises :class:`Refused`, with nothing changed, for a file that has changed since
    it was read, that is read-only or not a file, and :class:`ToolFailed` when the disk is
    full. Only if someone else changes a file during the last moment of the commit, or the
    system forbids to replace it, are the other files changed; its new content is kept then.
    """
    if left_over(root):
        raise Refused("an interrupted command must be completed first; run again", str(root))
    staging = _planned(rewrites)
    if not staging:
        return
    journal = Intent(tuple(staging), _missing_folders(staging))
    try:
        with refusing(root, "cannot be written in, so nothing was changed"):
            write_new(root / INTENT, dumps(journal, root))
            sync(root / INTENT)
            sync(root)
        for folder in journal.folders:
            with refusing(folder, "cannot be made, so nothing was changed"):
                folder.mkdir(exist_ok=True)
        for entry, rewrite in staging.items():
            with refusing(rewrite.path, "cannot be written, so nothing was changed"):
                write_beside(entry.content, rewrite.after, entry.path)
        with refusing(root, "cannot be written in, so nothing was changed"):
            for folder in journal.touched:
                sync(folder)
            for entry, rewrite in staging.items():
                _check_unchanged(entry, rewrite)
            (root / INTENT).rename(root / JOURNAL)
    finally:
        with refusing(root, "what was staged cannot be removed; nothing was changed; run again"):
            roll_back(root)  # does nothing once the intent has become the journal
    with refusing(root, "the change is decided but not complete; run again to complete it"):
        sync(root)
        outcomes = complete(root)
    lost = [str(entry.path) for entry, outcome in outcomes if outcome is Settlement.LEFT]
    if lost:
        raise Refused(f"{', '.join(lost)}: not changed, as someone removed the new content; all others were changed")


def _planned(rewrites: Sequence[Rewrite]) -> dict[Replacement, Rewrite]:
    """What there is to do, each file once, all of it found possible."""
    token = secrets.token_hex(8)
    targets: dict[Path, Rewrite] = {}
    for rewrite in rewrites:
        path = Path(os.path.realpath(rewrite.path))
        other = targets.setdefault(path, rewrite)
        if other.after != rewrite.after:
            raise Refused(
                f"the same file as {other.path}, but with another new content; name it only once", str(rewrite.path)
            )
    staging: dict[Replacement, Rewrite] = {}
    for index, (path, rewrite) in enumerate(targets.items()):
        if rewrite.before == rewrite.after:
            continue
        before = None if rewrite.before is None else digest(rewrite.before)
        entry = Replacement(path, staged_name(token, index), before, digest(rewrite.after))
        with refusing(rewrite.path, "cannot be changed"):
            if before is None and digest_at(path) == entry.after:
                continue
            _check_unchanged(entry, rewrite)
            check_writable(path, rewrite.path)
        staging[entry] = rewrite
    return staging


def _check_unchanged(entry: Replacement, rewrite: Rewrite) -> None:
    now = digest_at(entry.path)
    if now == entry.before:
        return
    if now == IRREGULAR:
        raise Refused("not a file; nothing was changed", str(rewrite.path))
    if now is None:
        raise Refused("vanished since it was read, so nothing was changed; run again", str(rewrite.path))
    if entry.before is None:
        raise Refused(
            "exists with another content, so nothing was changed; move it away, or write elsewhere", str(rewrite.path)
        )
    raise Refused("changed since it was read, so nothing was changed; run again", str(rewrite.path))


def _missing_folders(staging: dict[Replacement, Rewrite]) -> tuple[Path, ...]:
    folders = {folder for entry in staging for folder in entry.path.parents if not folder.exists()}
    for entry, rewrite in staging.items():
        if entry.path in folders:
            raise Refused("would be both a file and a folder; nothing was changed", str(rewrite.path))
    return tuple(sorted(folders))
