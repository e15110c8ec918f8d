"""What a build made is used again: a new tree takes from an old one the objects of files that are the same in both.

That is left to the build command, which compares times as make does: what is the same in both trees keeps its time,
what differs is newer than all that was built, and what was built comes along with its time.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def names_below(tree: Path) -> frozenset[str]:
    """The files and links in a folder, named from there."""
    return frozenset(os.path.relpath(f"{parent}/{name}", tree) for parent, _, names in os.walk(tree) for name in names)


def graft(tree: Path, old: Path, products: Iterable[str]) -> None:
    """Give ``tree``, which is not built yet, what a build made in ``old``, and to what is the same there its times."""
    for name in names_below(tree):
        new, before = tree / name, old / name
        if new.is_symlink() or not before.is_file():
            continue
        if filecmp.cmp(new, before, shallow=False):
            times = before.stat()
            os.utime(new, ns=(times.st_atime_ns, times.st_mtime_ns))
        else:
            os.utime(new)
    for name in products:
        if (old / name).exists() and not (tree / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / name, tree / name, follow_symlinks=False)
