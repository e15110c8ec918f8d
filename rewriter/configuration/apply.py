"""``apply`` and ``revert``: the files as a configuration wants them, all or none."""

from __future__ import annotations

import os
from pathlib import Path

from rewriter.configuration.model import Configuration, reverted
from rewriter.configuration.tree import FileChange, Tree, opened
from rewriter.errors import Refused
from rewriter.text.commit import Rewrite, commit, locked
from rewriter.text.files import regular
from rewriter.text.within import below, inside


def apply(
    config: Path | Configuration, *, root: Path | None = None, to: Path | None = None, follow_links: bool = False
) -> list[FileChange]:
    """Make the sources hold a configuration: all files or none. Returns what was changed.

    ``to``: write the changed copies into this folder and leave the originals alone.
    ``follow_links``: change also files outside of the root that links in it lead to.

    Raises :class:`Refused` where a site is not certain or a directive would not take; nothing is written then.
    """
    with opened(config, root, changing=True, to=to, follow_links=follow_links or to is not None) as (tree, _):
        return write_changes(tree, tree.changed(tree.config.entries), to)


def revert(
    config: Path | Configuration, *, root: Path | None = None, to: Path | None = None, follow_links: bool = False
) -> list[FileChange]:
    """Take back what :func:`apply` placed for the sites a configuration names. As :func:`apply` otherwise."""
    with opened(config, root, changing=True, to=to, follow_links=follow_links or to is not None) as (tree, _):
        return write_changes(tree, tree.changed([reverted(e) for e in tree.config.entries], reverting=True), to)


def write_changes(tree: Tree, changes: list[FileChange], to: Path | None) -> list[FileChange]:
    """Commit the changes, in place or as copies below ``to``."""
    if to is None:
        commit(tree.root, [Rewrite(tree.root / c.path, c.before, c.after) for c in changes])
        return changes
    to.mkdir(parents=True, exist_ok=True)
    rewrites = []
    for change in changes:
        target = to / str(below(change.path, tree.root))
        if not inside(target, to):
            raise Refused(f"{target}: leads out of {to}, to {os.path.realpath(target)}; write the copies elsewhere")
        before = regular(target).read_bytes() if target.exists() else None
        if before is not None and before != change.after:
            earlier = change.source.rewritten(before)
            if earlier.undone.text != change.source.undone.text:
                raise Refused(f"{target}: exists and is not an earlier copy of {change.path}; move it away")
        rewrites.append(Rewrite(target, before, change.after))
    with locked(to):
        commit(to, rewrites)
    return changes
