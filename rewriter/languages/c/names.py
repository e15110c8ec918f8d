"""What the names in C files mean: functions, static ones, and macros."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from rewriter.languages.model import Scan

_STATIC = re.compile(r"\bstatic\b", re.ASCII)


class Declared(NamedTuple):
    """What one file tells the others."""

    defined: frozenset[str]
    """Functions that the other files see."""
    macros: frozenset[str]
    """Function-like macros of a header."""
    includes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """What the C files of a tree define."""

    defined: frozenset[str]
    macros: frozenset[str]
    candidates: frozenset[str] = frozenset()


def static(scan: Scan) -> frozenset[str]:
    """The functions of a file that no other file sees."""
    return frozenset(one.name for unit, one in enumerate(scan.procedures) if _is_static(scan, unit))


def _is_static(scan: Scan, unit: int) -> bool:
    procedure = scan.procedures[unit]
    name = re.compile(rf"\b{re.escape(procedure.name)}\b", re.ASCII).search(scan.text, procedure.start)
    return name is not None and _STATIC.search(scan.text, procedure.start, name.start()) is not None


def declared(path: str, scan: Scan) -> Declared:
    """What a file tells the others."""
    header = PurePath(path).suffix == ".h"
    return Declared(scan.defines - static(scan), scan.macros if header else frozenset())


def joined(
    parts: Iterable[Declared],
    fragments: Mapping[str, object],  # noqa: ARG001
    found: Mapping[tuple[str, str], str],  # noqa: ARG001
) -> Names:
    """The names of many files together."""
    parts = list(parts)
    return Names(
        frozenset().union(*(part.defined for part in parts)), frozenset().union(*(part.macros for part in parts))
    )


def defined_by(path: str, scan: Scan, unit: int) -> str:
    """The function that a unit defines, as :meth:`Meanings.definition` names it."""
    name = scan.procedures[unit].name
    return f"{path}:{name}" if _is_static(scan, unit) else name


def meanings(path: str, scan: Scan, declared: Declared, names: Names) -> Meanings:
    """What names mean in a file."""
    return Meanings(path, scan.defines, scan.defines - declared.defined, names)


class Meanings:
    """What names mean in one file."""

    doubtful: frozenset[str] = frozenset()

    def __init__(self, path: str, own: frozenset[str], static: frozenset[str], names: Names) -> None:
        self._path = path
        self._own = own
        self._static = static
        self._names = names

    def declared(self, unit: int, name: str) -> bool | None:  # noqa: ARG002 - its calls are told by how they are written
        return None

    def hindrance(self, unit: int, name: str) -> None:
        """Nothing: a name means one function."""

    def is_function(self, unit: int, name: str) -> bool:
        return bool(self.definition(unit, name))

    def definition(self, unit: int, name: str) -> str:  # noqa: ARG002
        """The function that a name means, one that no other file sees with its file; ``""`` for an unknown one."""
        if name in self._static:
            return f"{self._path}:{name}"
        return name if name in self._own or name in self._names.defined else ""

    def aliases(self, unit: int, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def is_macro(self, name: str) -> bool:
        return name in self._names.macros and name not in self._own
