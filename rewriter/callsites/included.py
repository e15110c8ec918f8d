"""The files that sources include, found in the tree, and what these say of names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from rewriter.callsites.names import Part
from rewriter.callsites.written import Written
from rewriter.languages.registry import LANGUAGES, Language
from rewriter.text.files import regular, relative

_BY_NAME = {language.name: language for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Included:
    """What was found of the files that others include."""

    fragments: dict[str, Any] = field(default_factory=dict)
    """What each file says of names, by its path below the root: a value of its language's own."""
    found: dict[tuple[str, str], str] = field(default_factory=dict)
    """These paths, by the path of the file that includes one and what it calls it."""
    headers: frozenset[str] = frozenset()
    """Those named ``.h`` that Fortran files include: they are Fortran themselves."""


def included(
    parts: Iterable[Part], root: Path, folders: Sequence[Path], include_dirs: Sequence[Path], how: Written
) -> Included:
    """Find the files that these include, and read them.

    A file is looked for in the folder of the one that includes it, then in ``include_dirs``, then among all files in
    ``folders``, where it must be the only one of its name.
    """
    known = {part.path: part for part in parts}
    waiting = [(part.path, name, part.language) for part in known.values() for name in sorted(part.declared.includes)]
    if not waiting:
        return Included()
    places = _Places(root, folders, include_dirs, {PurePath(name).name for _, name, _ in waiting})
    result = Included()
    while waiting:
        path, name, language = waiting.pop()
        if (path, name) in result.found or (file := places.find(path, name)) is None:
            continue
        target = result.found[path, name] = relative(file, root)
        if target in result.fragments:
            continue
        part = known.get(target)
        if part is not None and part.language == language:
            result.fragments[target] = part.declared
        elif (said := _read(file, target, _BY_NAME[language], how)) is not None:
            result.fragments[target] = said
            waiting += ((target, more, language) for more in sorted(said.includes))
    headers = frozenset(path for path in result.fragments if path.endswith(".h") and path in known)
    return Included(result.fragments, result.found, headers)


def _read(file: Path, path: str, language: Language, how: Written) -> Any:
    try:
        data = regular(file).read_bytes()
    except OSError:
        return None  # as if it were not there
    return how.source(path, data, language).part.declared


class _Places:
    """Where included files are looked for."""

    def __init__(self, root: Path, folders: Sequence[Path], include_dirs: Sequence[Path], wanted: set[str]) -> None:
        self._root = root
        self._include_dirs = include_dirs
        self._by_name = _named(folders, wanted)

    def find(self, path: str, name: str) -> Path | None:
        """The file that the one at ``path`` calls ``name``."""
        for folder in ((self._root / path).parent, *self._include_dirs):
            if (folder / name).is_file():
                return folder / name
        alike = self._by_name.get(PurePath(name).name, [])
        return alike[0] if len(alike) == 1 else None


def _named(folders: Sequence[Path], wanted: set[str]) -> Mapping[str, list[Path]]:
    """The files in these folders that have one of the names; hidden folders are not entered."""
    found: dict[str, list[Path]] = {}
    for folder in folders:
        for parent, below, files in os.walk(folder):
            below[:] = [name for name in below if not name.startswith(".")]
            for name in wanted.intersection(files):
                found.setdefault(name, []).append(Path(parent, name))
    return found
