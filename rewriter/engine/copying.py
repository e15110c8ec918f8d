"""A copy of the user's folder in which changing a source changes nothing of the user's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from rewriter.errors import ToolFailed


def copied(root: Path, target: Path, *, sources: Sequence[str], left_out: Collection[str], inside: Path) -> None:
    """Copy ``root`` to ``target``, which is replaced, without names that fit a glob of ``left_out`` and without
    ``inside``.

    ``sources`` (relative) become files of the copy even where the user has links. All other links lead on to where
    they led, or into the copy where they led into ``root``. Times of change are kept, as ``make`` looks at them.
    Raises :class:`ToolFailed` where something cannot be copied.
    """
    replaced(root, target, _skipped(left_out, inside))
    for name in sources:
        _own(root, target, name)
    _lead_on(root, target)


def names(root: Path, left_out: Collection[str], inside: Path) -> Iterator[str]:
    """The files that :func:`copied` copies, relative to ``root``; what linked folders hold is not named."""
    skipped = _skipped(left_out, inside)
    for folder, folders, files in os.walk(root):
        out = skipped(folder, folders + files)
        folders[:] = [name for name in folders if name not in out]
        yield from (os.path.relpath(f"{folder}/{name}", root) for name in files if name not in out)


def _skipped(left_out: Collection[str], inside: Path) -> Callable[[str, list[str]], set[str]]:
    def skipped(folder: str, names: list[str]) -> set[str]:
        return {
            name
            for name in names
            if any(fnmatch(name, glob) for glob in left_out) or Path(folder, name).resolve() == inside
        }

    return skipped


def replaced(source: Path, target: Path, skipped: Callable[[str, list[str]], set[str]] | None = None) -> None:
    """Make ``target`` a copy of ``source``, links as they are. Raises as :func:`copied` does."""
    shutil.rmtree(target, ignore_errors=True)
    try:
        shutil.copytree(source, target, symlinks=True, ignore=skipped)
    except shutil.Error as error:
        name, _, why = error.args[0][0]
        raise ToolFailed(f"{name}: cannot be copied to {target}: {why}") from error


def _own(root: Path, target: Path, name: str) -> None:
    """Put what they lead to in the place of links on the way to a source."""
    parts = Path(name).parts
    for count in range(1, len(parts) + 1):
        below = Path(*parts[:count])
        path = target / below
        if path.is_symlink():
            path.unlink()
            if (root / below).is_dir():
                shutil.copytree(root / below, path, symlinks=True)
            else:
                shutil.copy2(root / below, path)


def _lead_on(root: Path, target: Path) -> None:
    top = root.resolve()
    for folder, folders, files in os.walk(target):
        for name in (*folders, *files):
            path = Path(folder, name)
            if not path.is_symlink():
                continue
            end = Path(os.path.realpath(root / path.relative_to(target)))
            if end.is_relative_to(top):
                end = Path(os.path.relpath(target / end.relative_to(top), path.parent))
            path.unlink()
            path.symlink_to(end)
