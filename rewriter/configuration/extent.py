"""How far a configuration reaches: it may come from someone else, and must not change files that its user did not mean.

A file below the root by its name may still lead out of it by a link: :mod:`rewriter.text.within` finds those.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from rewriter.configuration.model import Entry
from rewriter.errors import Refused
from rewriter.text.within import below, inside, repository


def root_named(root: str, file: Path) -> Path:
    """The folder that the configuration in ``file`` calls its ``root``.

    That may be any in the folder of the file or in its repository (the nearest folder above with ``.git``), or in the
    current folder, and is named relative to the file.

    Raises :class:`Refused` for any other: the user must name that.
    """
    folder = Path(os.path.normpath(file.parent / root))
    allowed = (file.parent, repository(file.parent), Path.cwd())
    if Path(root).is_absolute() or not any(inside(folder, each) for each in allowed):
        raise Refused(
            f"{file}: root = {root!r} is neither in the folder of this file, nor in its repository, nor in the current "
            f"folder; if that is intended, pass --root {shlex.quote(str(folder))}"
        )
    return folder


def check_inside(entries: Sequence[Entry], root: Path) -> None:
    """Raises :class:`Refused` for the first entry whose file, by its name, is not below ``root``."""
    first = {entry.id.path: entry for entry in reversed(entries)}
    for path, entry in reversed(first.items()):
        if below(path, root) is None:
            file = Path(os.path.normpath(root.absolute() / path))
            if Path(path).is_absolute():
                way_out = f"if that is intended, pass --root {shlex.quote(str(file.parent))}"
            else:
                common = os.path.commonpath([root.absolute(), file])
                way_out = f"save the configuration again with --root {shlex.quote(common)}"
            raise Refused(f"{entry.id}: its file is outside of the root {root}; {way_out}")
