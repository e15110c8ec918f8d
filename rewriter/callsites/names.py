"""What the names in a file mean, as all files of a tree together say, or as a configuration remembers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from rewriter.languages.directives import Makes, made
from rewriter.languages.macros import NONE, Macros
from rewriter.languages.model import Scan
from rewriter.languages.obstacle import Obstacle
from rewriter.languages.registry import LANGUAGES, Language, Meanings
from rewriter.text.edits import line_start


class Knowledge(Protocol):
    """What the names in one file mean; units are indices into its :attr:`Scan.procedures`."""

    @property
    def cpp(self) -> Macros:
        """Macros that could make a statement another one."""

    @property
    def candidates(self) -> frozenset[str]:
        """Names that may be functions'."""

    @property
    def asked(self) -> Mapping[tuple[int, str], bool]:
        """What was asked about names in units that do not declare them, and whether they are functions."""

    def is_function(self, unit: int, name: str) -> bool:
        """Whether a reference with parentheses means a function."""

    def is_known(self, unit: int, callee: str) -> bool:
        """Whether a file at hand defines what is called."""

    def is_split(self, unit: int, callee: str) -> bool:
        """Whether a NOCHECKPOINT before its definition splits every call of it."""

    def aliases(self, unit: int, callee: str) -> tuple[str, ...]:
        """Other names of a callee, by which callbacks can call it."""

    def is_macro(self, callee: str) -> bool:
        """Whether cpp makes something else of it."""

    def hindrance(self, unit: int, callee: str) -> Obstacle | None:
        """Why no directive can switch a function reference by this name, whatever its statement is."""

    @property
    def missing(self) -> Set[str]:
        """Included files and modules that are not there, where a name was taken for a function for want of them."""


class Names(Protocol):
    """What names mean, for any file."""

    @property
    def cpp(self) -> Macros:
        """Macros that could make a statement another one."""

    def about(self, path: str, language: Language, scan: Scan, declared: Any) -> Knowledge:
        """What they mean in one. ``declared`` is what :meth:`Language.declared` says of the scan."""


class Part(NamedTuple):
    """What one file says of names."""

    path: str
    language: str
    declared: Any
    """A value of the language module's own."""
    split: frozenset[str]
    """The definitions that have a NOCHECKPOINT before them, as :meth:`Meanings.definition` names them."""
    cpp: Macros
    """The macros of cpp, and what could be one."""


def part(path: str, language: Language, scan: Scan) -> Part:
    """What one file says."""
    declared = language.declared(path, scan)
    split: set[str] = set()
    headers: dict[int, list[int]] = {}
    for unit, procedure in enumerate(scan.procedures):
        headers.setdefault(procedure.start, []).append(unit)
    for directive in language.directives(scan):
        if made(directive.keyword, directive.sentinel) is Makes.SPLIT and not directive.trailing:
            reached = language.reach(scan, directive)
            line = line_start(scan.text, reached)
            if reached >= 0 and line in headers and reached == language.reach(scan, directive.moved(line)):
                split.update(language.defined_by(path, scan, unit) for unit in headers[line])
    return Part(path, language.name, declared, frozenset(split), language.macros(scan))


@dataclass(frozen=True, slots=True)
class Index:
    """The names that all the files read define."""

    names: Mapping[str, Any] = field(default_factory=dict)
    """By language, each a value of the language module's own."""
    split: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By language, the definitions that a NOCHECKPOINT stands before."""
    cpp: Macros = NONE
    """Macros that could make a statement another one."""

    @classmethod
    def of(
        cls,
        parts: Iterable[Part],
        fragments: Mapping[str, Any] | None = None,
        found: Mapping[tuple[str, str], str] | None = None,
    ) -> Index:
        """The names of many files together. ``fragments`` and ``found``: see :mod:`rewriter.callsites.included`."""
        by_language: dict[str, list[Part]] = {language.name: [] for language in LANGUAGES}
        for one in parts:
            by_language[one.language].append(one)
        names = {
            language.name: language.joined(
                [one.declared for one in by_language[language.name]], fragments or {}, found or {}
            )
            for language in LANGUAGES
        }
        split = {name: frozenset().union(*(one.split for one in own)) for name, own in by_language.items()}
        return cls(names, split, Macros.of(one.cpp for own in by_language.values() for one in own))

    def about(self, path: str, language: Language, scan: Scan, declared: Any) -> FromTree:
        """What names mean in one of the files."""
        names = self.names[language.name]
        meanings = language.meanings(path, scan, declared, names)
        return FromTree(names.candidates, meanings, self.split[language.name], self.cpp)


class FromTree:
    """What names mean in one file, by the scopes of all."""

    def __init__(self, candidates: frozenset[str], meanings: Meanings, split: frozenset[str], cpp: Macros) -> None:
        self.candidates = candidates
        self.cpp = cpp
        self.meanings = meanings
        self.asked: dict[tuple[int, str], bool] = {}
        """What was asked about names in units that do not declare them, and whether they are functions."""
        self._split = split

    def is_function(self, unit: int, name: str) -> bool:
        said = self.meanings.declared(unit, name)
        if said is None:
            said = self.asked[unit, name] = self.meanings.is_function(unit, name)
        return said

    def is_known(self, unit: int, callee: str) -> bool:
        return bool(self.meanings.definition(unit, callee))

    def is_split(self, unit: int, callee: str) -> bool:
        return bool(self._split) and self.meanings.definition(unit, callee) in self._split

    def aliases(self, unit: int, callee: str) -> tuple[str, ...]:
        return self.meanings.aliases(unit, callee)

    def is_macro(self, callee: str) -> bool:
        return self.meanings.is_macro(callee)

    def hindrance(self, unit: int, callee: str) -> Obstacle | None:
        return self.meanings.hindrance(unit, callee)

    @property
    def missing(self) -> Set[str]:
        return self.meanings.doubtful
