"""The files that sources include, found in the tree, and what these say of names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
    places = _Places(root, folders, include_dirs)
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

    def __init__(self, root: Path, folders: Sequence[Path], include_dirs: Sequence[Path]) -> None:
        self._root = root
        self._folders = folders
        self._include_dirs = include_dirs
        self._found: dict[tuple[str, str], Path | None] = {}

    def find(self, path: str, name: str) -> Path | None:
        """The file that the one at ``path`` calls ``name``."""
        key = (path.rpartition("/")[0], name)
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, folder: str, name: str) -> Path | None:
        for place in (self._root / folder, *self._include_dirs):
            if (place / name).is_file():
                return place / name
        simple = PurePath(name).name
        everywhere = [Path(folder, simple) for folder in self._with.get(simple, ())]
        alike = {os.path.realpath(file): file for file in everywhere}
        return next(iter(alike.values())) if len(alike) == 1 else None

    @cached_property
    def _with(self) -> Mapping[str, list[str]]:
        """The folders, by the names of the files in them, some twice; hidden ones are not entered."""
        found: dict[str, list[str]] = {}
        for folder in self._folders:
            for parent, below, files in os.walk(folder):
                below[:] = [name for name in below if not name.startswith(".")]
                for name in files:
                    found.setdefault(name, []).append(parent)
        return found
