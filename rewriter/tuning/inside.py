"""Names that a task gives, as paths from the root: what a trial writes and removes must lie in its copy."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from rewriter.text.within import below, inside


def from_root(root: Path, name: str) -> str | None:
    """``name`` as a path from ``root`` without ``.`` and ``..``; ``None`` if it is outside.

    An absolute name may reach the root by other links.
    """
    if os.path.abspath(root / name) == str(root):
        return "."
    found = below(name, root)
    if found is None and Path(name).is_absolute():
        found = below(Path(name).parent.resolve() / Path(name).name, root)
    return found


def link_out(root: Path, name: str) -> str | None:
    """The folder on the way from ``root`` to ``name``, or there, that is a link out of ``root``; ``None`` for none."""
    folders = [str(folder) for folder in reversed(PurePosixPath(name).parents)]
    if (root / name).is_dir():
        folders.append(name)
    return next((folder for folder in folders if not inside(root / folder, root)), None)
