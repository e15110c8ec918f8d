"""A copy of the user's folder: changing a source there leaves the user's files alone."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterator
from fnmatch import fnmatch
from pathlib import Path

from rewriter.errors import ToolFailed


def copy_tree(
    root: Path,
    target: Path,
    *,
    sources: Collection[str],
    left_out: Collection[str],
    apart: Collection[Path],
    owned: Callable[[Path], bool] = lambda _: False,
) -> None:
    """Copy ``root`` to ``target``, which is replaced, without names that match a glob of ``left_out`` and without the
    files and folders ``apart``, whose paths contain no links.

    ``sources`` (relative), and files that ``owned`` selects, become files of the copy even if they are links. All
    other links still lead to where they led, or into the copy if they led into ``root``. Modification times are kept,
    as ``make`` looks at them. Pipes, sockets and devices are skipped.

    Raises :class:`ToolFailed` where something cannot be copied.
    """
    skipped = _skipped(left_out, apart)
    replace_tree(root, target, lambda folder, found: skipped(folder, found) | _irregular(folder, found))
    linked = [name for name in names(target, (), ()) if (target / name).is_symlink() and owned(root / name)]
    for name in (*sources, *linked):
        own(root, target, name)
    _lead_on(root, target)


def names(root: Path, left_out: Collection[str], apart: Collection[Path]) -> Iterator[str]:
    """The files that :func:`copy_tree` copies, relative to ``root``; what linked folders hold is not named."""
    skipped = _skipped(left_out, apart)
    for folder, folders, files in os.walk(root):
        out = skipped(folder, folders + files)
        folders[:] = [name for name in folders if name not in out]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        kept = [name for name in files if name not in out]
        out = _irregular(folder, kept)
        yield from (os.path.relpath(f"{folder}/{name}", root) for name in (*links, *kept) if name not in out)


def _irregular(folder: str, found: Collection[str]) -> set[str]:
    kinds = (stat.S_ISREG, stat.S_ISDIR, stat.S_ISLNK)
    return {name for name in found if not any(kind(_mode(f"{folder}/{name}")) for kind in kinds)}


def _mode(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:  # gone by now
        return 0


def _skipped(left_out: Collection[str], apart: Collection[Path]) -> Callable[[str, list[str]], set[str]]:
    aside = {path.name for path in apart}

    def skipped(folder: str, names: list[str]) -> set[str]:
        return {
            name
            for name in names
            if any(fnmatch(name, glob) for glob in left_out)
            or (name in aside and Path(folder, name).resolve() in apart)
        }

    return skipped


def replace_tree(source: Path, target: Path, skipped: Callable[[str, list[str]], set[str]] | None = None) -> None:
    """Make ``target`` a copy of ``source``, links as they are. Raises as :func:`copy_tree` does."""
    shutil.rmtree(target, ignore_errors=True)
    try:
        shutil.copytree(source, target, symlinks=True, ignore=skipped)
    except shutil.Error as error:
        name, _, why = error.args[0][0]
        raise ToolFailed(f"{name}: cannot be copied to {target}: {why}") from error


def own(root: Path, target: Path, name: str) -> None:
    """In ``target``, put what they lead to below ``root`` in the place of links on the way to ``name``, and there."""
    parts = Path(name).parts
    for count in range(1, len(parts) + 1):
        below = Path(*parts[:count])
        path = target / below
        if path.is_symlink():
            end = Path(os.path.realpath(root / below))
            path.unlink()
            if end.is_dir():
                shutil.copytree(end, path, symlinks=True)
            else:
                shutil.copy2(end, path)


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
