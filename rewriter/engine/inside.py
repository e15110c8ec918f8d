"""Names that a task gives, as paths below the root: what a trial writes and removes must lie in its copy."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath


def below(root: Path, name: str) -> str | None:
    """``name`` relative to ``root``, which has no links in it, without ``.`` and ``..``; ``None`` if it is outside.

    An absolute name may reach the root by other links.
    """
    path = root / name
    places = [Path(os.path.normpath(path))]
    if Path(name).is_absolute():
        places.append(path.parent.resolve() / path.name)
    for place in places:
        if place.is_relative_to(root):
            return place.relative_to(root).as_posix()
    return None


def link_out(root: Path, name: str) -> str | None:
    """The folder on the way from ``root`` to ``name``, or there, that is a link out of ``root``; ``None`` for none."""
    for folder in reversed(PurePosixPath(name).parents):
        if not (root / folder).resolve().is_relative_to(root):
            return folder.as_posix()
    if (root / name).is_dir() and not (root / name).resolve().is_relative_to(root):
        return name
    return None
