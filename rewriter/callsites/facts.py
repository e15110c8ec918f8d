"""What a configuration remembers of names that other files than its own decide about.

A fact is a name, alone where it holds in all files of the configuration, else with the file (``a.f90::f``) and, where
it does not hold in all of that, with the procedure (``a.f90::top>f``) too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from rewriter.callsites.names import FromTree, Index
from rewriter.languages.macros import Macros
from rewriter.languages.model import Scan
from rewriter.languages.obstacle import Obstacle
from rewriter.languages.registry import Language


class Seen(NamedTuple):
    """A name in a procedure, of which something holds or not."""

    path: str
    procedure: str
    name: str


def facts(holds: Iterable[Seen], not_: Iterable[Seen]) -> tuple[str, ...]:
    """The shortest facts from which it follows for all of the first, and for none of the others."""
    others = set(not_)
    names, files = {one.name for one in others}, {(one.path, one.name) for one in others}
    found = set()
    for one in holds:
        if one.name not in names:
            found.add(one.name)
        elif (one.path, one.name) not in files:
            found.add(f"{one.path}::{one.name}")
        else:
            found.add(f"{one.path}::{one.procedure}>{one.name}")
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Facts:
    """What names mean, as a configuration remembers it; see :class:`rewriter.callsites.names.Names`."""

    functions: frozenset[str] | None
    """``None``: as the files of the configuration say themselves."""
    split: frozenset[str]
    own: Index
    """The names of the configuration's files."""

    @property
    def cpp(self) -> Macros:
        """The macros of the configuration's files; others may define more."""
        return self.own.cpp._replace(whole=False)

    def about(self, path: str, language: Language, scan: Scan, declared: Any) -> Remembered:
        """What names mean in one of the files."""
        return Remembered(self, path, scan, self.own.about(path, language, scan, declared))


class Remembered:
    """What names mean in one file."""

    def __init__(self, facts: Facts, path: str, scan: Scan, own: FromTree) -> None:
        self._facts = facts
        self._path = path
        self._scan = scan
        self._own = own
        self.cpp = facts.cpp
        self.asked: dict[tuple[int, str], bool] = {}
        names = (fact.rpartition(">")[2].rpartition("::")[2] for fact in facts.functions or ())
        self.candidates = frozenset(names) | own.candidates

    def is_function(self, unit: int, name: str) -> bool:
        if self._facts.functions is None:
            return self._own.is_function(unit, name)
        said = self._own.meanings.declared(unit, name)
        if said is None:
            said = self.asked[unit, name] = self._holds(self._facts.functions, unit, name)
        return said

    def is_known(self, unit: int, callee: str) -> bool:  # noqa: ARG002 - who made the configuration knew
        return True

    def is_split(self, unit: int, callee: str) -> bool:
        return self._holds(self._facts.split, unit, callee) or self._own.is_split(unit, callee)

    def aliases(self, unit: int, callee: str) -> tuple[str, ...]:
        return self._own.aliases(unit, callee)

    def is_macro(self, callee: str) -> bool:
        return self._own.is_macro(callee)

    def hindrance(self, unit: int, callee: str) -> Obstacle | None:
        return self._own.hindrance(unit, callee)

    @property
    def missing(self) -> frozenset[str]:
        return frozenset()

    def _holds(self, facts: frozenset[str], unit: int, name: str) -> bool:
        if not facts:
            return False
        procedure = self._scan.procedures[unit].name if unit >= 0 else ""
        return bool(facts & {name, f"{self._path}::{name}", f"{self._path}::{procedure}>{name}"})
