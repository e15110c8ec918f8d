"""What a build made is used again: a new tree takes from an old one the objects of files that are the same in both.

That is left to the build command, which compares times as make does: what is the same in both trees keeps its time,
what differs is newer than all that was built, and what was built comes along with its time.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path


def times_below(tree: Path) -> dict[str, int]:
    """The files and links in a folder, named from there, and when each was written."""
    names = [os.path.relpath(f"{parent}/{name}", tree) for parent, _, names in os.walk(tree) for name in names]
    return {name: (tree / name).lstat().st_mtime_ns for name in names}


def made(before: Mapping[str, int], after: Mapping[str, int]) -> frozenset[str]:
    """The files that are new or were written again."""
    return frozenset(name for name, when in after.items() if before.get(name) != when)


def graft(tree: Path, old: Path, products: Collection[str]) -> None:
    """Give ``tree``, which is not built yet, what a build made in ``old``, and to what is the same there its times.

    An empty file records by its time alone that something was done, and that was done anew.
    """
    now = time.time_ns()
    for name in times_below(tree).keys() - products:
        new, before = tree / name, old / name
        if new.is_symlink() or not before.is_file():
            continue
        same = new.stat().st_size and filecmp.cmp(new, before, shallow=False)
        when = before.stat().st_mtime_ns if same else now
        os.utime(new, ns=(when, when))
    for name in products:
        if (old / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).unlink(missing_ok=True)
            shutil.copy2(old / name, tree / name, follow_symlinks=False)
