"""The user's folder as it is when a search begins: what all its trials are made from, and how it differs from then.

Of what is in the folder every file counts, with its content, and every link, with where it leads; logs, pictures and
pages do not, and what has come since does only if programs are built from it. What linked folders hold is neither
copied nor looked at.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from rewriter.languages.registry import SUFFIXES
from rewriter.tuning.task import Task
from rewriter.tuning.tree_copy import copy_tree, names

BUILT_FROM = SUFFIXES | {".inc", ".fi", ".mk", ".cmake", ".sh", ".py", ".cc", ".cpp", ".hpp"}
"""Suffixes of files that programs are built from; of these, links out of the folder become files of the copy."""

NOT_COUNTED = ("*.log", "*.out", "*.err", "*.html", "*.png", "*.svg", "*.pdf", "tune*.toml", "tune*.jsonl")
"""Names of what batch systems, runs, reports and searches leave behind, and no program reads."""

Digests = Mapping[str, str]
"""By name, relative to the folder: the digest of a file's content, or where a link leads."""


@dataclass(frozen=True, slots=True)
class TreeSnapshot:
    """A copy of the folder, which nobody changes."""

    root: Path
    """The folder of the copy."""
    digests: Digests
    times: Mapping[str, tuple[int, int]]
    """When each file of the user's folder was written, in nanoseconds, and its size in bytes."""

    @property
    def digest(self) -> str:
        """Of all together."""
        return hashlib.sha256("\n".join(f"{name} {one}" for name, one in self.digests.items()).encode()).hexdigest()


def take(task: Task, target: Path, apart: Collection[Path]) -> TreeSnapshot:
    """Copy the folder of a task to ``target``, which is replaced, without the files and folders ``apart``.

    Raises :class:`ToolFailed` where something cannot be copied.
    """
    times = _times(task, apart)
    copy_tree(task.root, target, sources=task.sources.files, left_out=task.left_out, apart=apart, owned=_builds)
    return TreeSnapshot(target, dict(_digests(target, names(target, (), ()))), times)


def changed(task: Task, snapshot: TreeSnapshot, apart: Collection[Path]) -> list[str]:
    """The names in the user's folder that are not what they were, as far as they count."""
    times = _times(task, apart)
    touched = [name for name, when in times.items() if snapshot.times.get(name) != when]
    kept = {name: one for name, one in snapshot.digests.items() if name in times}
    return difference(snapshot.digests, {**kept, **dict(_digests(task.root, touched))})


def difference(before: Digests, after: Digests) -> list[str]:
    """The names that are not what they were, without new ones that no program is built from."""
    return sorted(
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name) and (name in before or _named_as_code(name))
    )


def _times(task: Task, apart: Collection[Path]) -> dict[str, tuple[int, int]]:
    found = {}
    for name in names(task.root, task.left_out, apart):
        path = task.root / name
        with suppress(FileNotFoundError):  # gone by now
            status = path.stat() if path.exists() else path.lstat()
            found[name] = (status.st_mtime_ns, status.st_size)
    return found


def _digests(root: Path, found: Iterable[str]) -> Iterator[tuple[str, str]]:
    top = root.resolve()
    for name in sorted(found):
        path = root / name
        if any(fnmatch(path.name, glob) for glob in NOT_COUNTED):
            continue
        if path.is_symlink() and not _builds(path):
            end = Path(os.path.realpath(path))
            yield name, f"-> {end.relative_to(top) if end.is_relative_to(top) else end}"
        elif path.is_file():
            with path.open("rb") as file:
                yield name, hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def _builds(path: Path) -> bool:
    return _named_as_code(path.name) and path.is_file()


def _named_as_code(name: str) -> bool:
    """Whether a file has a name of those that programs are built from."""
    path = PurePosixPath(name)
    return path.suffix in BUILT_FROM or path.name.lower().startswith(("makefile", "gnumakefile", "cmakelists"))
