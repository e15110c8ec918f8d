"""Finding source files, and naming them relative to the root of their tree."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path

from rewriter.errors import UsageError

NO_FILE = "neither a regular file nor a folder"


def regular(path: Path) -> Path:
    """The path itself, to be read: whatever it is, it is not a pipe or a device, which may never end.

    Raises :class:`OSError` if it is one, also by way of a link.
    """
    if not path.is_file() and not path.is_dir() and path.exists():
        raise OSError(errno.EINVAL, NO_FILE, str(path))
    return path


def found(
    paths: Sequence[Path],
    suffixes: Iterable[str],
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    others: Sequence[str] = (),
) -> list[Path]:
    """The files named, and those in the folders named with one of ``suffixes`` or like ``others``, sorted, each once.

    ``include``, ``exclude`` and ``others`` are globs on the path below the folder named or on the file's name.
    Hidden folders are not entered, and a file reached by several links counts once.

    Raises :class:`UsageError` for a path that does not exist.
    """
    wanted = tuple(suffixes)
    result: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            top = os.path.realpath(path)
            for below in _below(path, wanted, others):
                if _selected(below, include, exclude):
                    file = path / below
                    real = os.path.realpath(file) if file.is_symlink() else f"{top}/{below}"
                    result.setdefault(real, file)
        elif path.is_file():
            if _selected(str(path), (), exclude):
                result.setdefault(os.path.realpath(path), path)
        elif path.exists():
            raise UsageError(f"{path}: {NO_FILE}; name a file of source text or a folder")
        else:
            raise UsageError(f"{path}: no such file or folder")
    return sorted(result.values(), key=lambda file: file.as_posix())


def _below(folder: Path, suffixes: tuple[str, ...], others: Sequence[str]) -> Iterable[str]:
    """The files in a folder, named from there. Linked folders are not entered, so what is below is really there."""
    skip = len(str(folder)) + 1 if str(folder) != "/" else 1
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            below = f"{parent}/{name}"[skip:]
            if (name.endswith(suffixes) or _like(below, others)) and not name.startswith("."):
                yield below


def _selected(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    return (not include or _like(path, include)) and not _like(path, exclude)


def _like(path: str, globs: Sequence[str]) -> bool:
    """Whether a path, or the name of its file, matches one of the globs."""
    return any(fnmatch(path, glob) or fnmatch(path.rpartition("/")[2], glob) for glob in globs)


def root_of(paths: Sequence[Path]) -> Path:
    """The folder that site names are relative to: the current one, or the nearest that holds all paths."""
    here = Path.cwd()
    full = [Path(os.path.abspath(path)) for path in paths]
    if all(path.is_relative_to(here) for path in full):
        return here
    common = Path(os.path.commonpath(full))
    return common if common.is_dir() else common.parent


def relative(path: Path, root: Path) -> str:
    """The POSIX path of a file relative to the root."""
    full, top = os.path.abspath(path), f"{root}{os.sep}"
    if full.startswith(top):
        return full.removeprefix(top).replace(os.sep, "/")
    return Path(os.path.relpath(full, root)).as_posix()
