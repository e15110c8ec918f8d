"""What the names in Fortran files mean, by the scopes of all files together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from rewriter.languages.fortran import obstacles
from rewriter.languages.fortran.calls import declared_as
from rewriter.languages.fortran.declarations import Meaning
from rewriter.languages.fortran.intrinsics import INLINED, INTRINSICS
from rewriter.languages.fortran.patterns import NAME
from rewriter.languages.fortran.scopes import Scope, Use, external, scopes
from rewriter.languages.fortran.standard import STANDARD
from rewriter.languages.fortran.structure import Structure
from rewriter.languages.model import Scan
from rewriter.languages.obstacle import Obstacle

_INTRINSIC = STANDARD | INTRINSICS | INLINED


class Declared(NamedTuple):
    """What one file says of names."""

    scopes: dict[int, Scope]
    """Of its units by their index; of what is in no unit under -1."""
    modules: dict[str, int]
    """The units that are modules."""
    external: dict[str, Meaning]
    """Procedures that are in no other unit."""
    defined: frozenset[str]
    """All procedures, entries and generic interfaces by their bare names."""

    @property
    def includes(self) -> frozenset[str]:
        """The files that it includes, as they are written."""
        return frozenset(name for scope in self.scopes.values() for name in scope.includes)

    @property
    def renamed(self) -> Iterator[str]:
        """Names that USE gives to what is called otherwise in its module."""
        for scope in self.scopes.values():
            for use in scope.uses:
                yield from (name for name, remote in use.names.items() if name != remote)


class Found(NamedTuple):
    """What a name means."""

    meaning: Meaning
    definition: str
    """Dotted path of what it names, as that of a procedure; of an external procedure its name."""
    specifics: frozenset[str] = frozenset()
    """Of a generic name the procedures that it can mean."""
    implicit: bool = False
    """Whether nothing declares it."""
    generic: bool = False
    """Whether it is a generic interface."""


@dataclass(slots=True)
class Names:
    """What the Fortran files of a tree say of names."""

    modules: Mapping[str, Scope]
    external: Mapping[str, Meaning]
    """Procedures that are in no other unit."""
    defined: frozenset[str]
    candidates: frozenset[str]
    """Every name that is a function's in some scope."""
    fragments: Mapping[str, Scope]
    """What included files declare, by their paths."""
    found: Mapping[tuple[str, str], str]
    """The paths of included files, by the path of the file that includes them and what it calls them."""
    _exported: dict[tuple[str, str], Found | None] = field(default_factory=dict)
    _in_fragments: dict[tuple[str, str], Found | None] = field(default_factory=dict)

    def exported(self, module: str, name: str) -> Found | None:
        """What a module shows by this name, its own or what it uses itself."""
        key = (module, name)
        if key not in self._exported:
            self._exported[key] = None  # what comes back in a circle of USE is nothing new
            scope = self.modules.get(module)
            if scope is not None and scope.shows(name):
                self._exported[key] = self.within(scope, module, name)
        return self._exported[key]

    def within(self, scope: Scope, path: str, name: str) -> Found | None:
        """What a scope says of a name: by itself, by USE, and by what it includes."""
        if name in scope.own:
            external = name in scope.interfaces or scope.own[name] is Meaning.TYPED
            definition = name if external or not path else f"{path}.{name}"
            specifics = scope.generics.get(name, frozenset())
            return Found(scope.own[name], definition, specifics, generic=name in scope.generics)
        return self._used(scope.uses, name) or self._included(scope, name, frozenset())

    def _used(self, uses: Iterable[Use], name: str) -> Found | None:
        for one in uses:
            remote = one.names.get(name)
            if remote is None and not one.only and name not in one.names.values():
                remote = name
            if remote is not None and (found := self.exported(one.module, remote)):
                return found
        return None

    def _included(self, scope: Scope, name: str, above: frozenset[str]) -> Found | None:
        for written in scope.includes:
            path = self.found.get((scope.file, written))
            if path is None or path in above or path not in self.fragments:
                continue
            if (path, name) not in self._in_fragments:
                self._in_fragments[path, name] = self._in_fragment(path, name, above | {path})
            if found := self._in_fragments[path, name]:
                return found
        return None

    def _in_fragment(self, path: str, name: str, above: frozenset[str]) -> Found | None:
        fragment = self.fragments[path]
        if name in fragment.own:
            return Found(fragment.own[name], name)
        return self._used(fragment.uses, name) or self._included(fragment, name, above)


def declared(path: str, scan: Scan) -> Declared:
    """What a file says of names."""
    units = cast(Structure, scan.structure)
    modules = {one.name: unit for unit, one in enumerate(units.procedures) if one.kind == "module"}
    return Declared(scopes(scan.text, scan.masked, units, path), modules, external(units), units.defines)


def joined(parts: Iterable[Declared], fragments: Mapping[str, Declared], found: Mapping[tuple[str, str], str]) -> Names:
    """The names of many files together. Of modules of one name the first counts.

    ``fragments`` are the included files by their paths.
    """
    modules: dict[str, Scope] = {}
    external: dict[str, Meaning] = {}
    defined: set[str] = set()
    candidates: set[str] = set()
    for part in parts:
        for name, unit in part.modules.items():
            modules.setdefault(name, part.scopes.get(unit, Scope()))
        for name, meaning in part.external.items():
            if external.get(name) is not Meaning.FUNCTION:
                external[name] = meaning
        defined |= part.defined
        candidates.update(part.renamed)
        candidates.update(
            name for scope in part.scopes.values() for name, said in scope.own.items() if said is Meaning.FUNCTION
        )
    candidates.update(name for name, meaning in external.items() if meaning is Meaning.FUNCTION)
    inside = {path: part.scopes[-1] for path, part in fragments.items() if -1 in part.scopes}
    return Names(modules, external, frozenset(defined), frozenset(candidates), inside, found)


def defined_by(path: str, scan: Scan, unit: int) -> str:  # noqa: ARG001
    """The procedure that a unit defines, as :meth:`Meanings.definition` names it."""
    return scan.procedures[unit].name


def meanings(path: str, scan: Scan, declared: Declared, names: Names) -> Meanings:  # noqa: ARG001
    """What names mean in a file, from what it says itself and what all say together."""
    units = cast(Structure, scan.structure)
    return Meanings(scan.masked, units, declared.scopes, names)


_ARGUMENTS = re.compile(rf"(?:subroutine|function)[ \t]*{NAME}[ \t]*\(([^)]*)\)")
_IMPLICIT_NONE = re.compile(r"(?:^|;)[ \t\d]*implicit[ \t]*none(?![\w$])", re.MULTILINE)


def _has_implicit_none(masked: str, units: Structure, unit: int) -> bool:
    own = units.procedures[unit]
    return _IMPLICIT_NONE.search(masked, own.start, units.specification_end(unit)) is not None


def _has_argument(masked: str, units: Structure, unit: int, name: str) -> bool:
    """Whether a procedure has a dummy argument of this name."""
    start = units.procedures[unit].start
    listed = _ARGUMENTS.search(masked, start, masked.find("\n", start))
    return listed is not None and name in (one.strip() for one in listed[1].split(","))


class Meanings:
    """What names mean in the units of one file."""

    def __init__(self, masked: str, units: Structure, scopes: Mapping[int, Scope], names: Names) -> None:
        self._masked = masked
        self._units = units
        self._scopes = scopes
        self._names = names
        self._known: dict[tuple[int, str], Found | None] = {}
        self._called: dict[tuple[int, str], Found | None] = {}
        self.doubtful: set[str] = set()
        """Included files and modules that are not there, where nothing explains a name that a function has."""

    def declared(self, unit: int, name: str) -> bool | None:
        """Whether the unit itself declares a function (or something else) by this name; ``None``: neither."""
        said = declared_as(self._masked, self._units, unit, name) if unit >= 0 else None
        return None if said in (None, Meaning.TYPED) else said is Meaning.FUNCTION

    def is_macro(self, name: str) -> bool:  # noqa: ARG002 - those of Fortran are found by how they are written
        return False

    def hindrance(self, unit: int, name: str) -> Obstacle | None:
        """Why a function reference by this name cannot be switched: a generic interface only adds to an intrinsic."""
        found = self.of(unit, name) if name in _INTRINSIC else None
        return obstacles.MAYBE_INTRINSIC if found is not None and found.generic else None

    def is_function(self, unit: int, name: str) -> bool:
        """Whether a reference with parentheses means a function."""
        found = self.of(unit, name)
        if found is None or found.meaning not in (Meaning.FUNCTION, Meaning.TYPED):
            return False
        # Where IMPLICIT NONE holds, what declares the name is in a module or a file that is not there; if none is
        # missing, nothing does: Tapenade forgets to declare some of the functions that it makes.
        strict = found.implicit and any(
            _has_implicit_none(self._masked, self._units, at) for at in self._around(unit) if at >= 0
        )
        return not strict or not any(True for _ in self._missing(unit))

    def definition(self, unit: int, name: str) -> str:
        """The procedure that a callee is: its dotted path; ``""`` for one that no file of the tree defines."""
        found = self._visible(unit, name)
        if found is not None and found.definition.rpartition(".")[2] in self._names.defined:
            return found.definition
        # What a module or an included file that is not there brings can be defined in some other.
        unsure = found is None and name in self._names.defined and any(True for _ in self._missing(unit))
        return name if unsure else ""

    def aliases(self, unit: int, name: str) -> tuple[str, ...]:
        """Other names of a callee: its own where USE renames it, and those of what a generic name can mean."""
        found = self._visible(unit, name)
        if found is None:
            return ()
        simple = found.definition.rpartition(".")[2]
        return tuple(sorted((found.specifics | {simple}) - {name})) if found.specifics or simple != name else ()

    def of(self, unit: int, name: str) -> Found | None:
        """What a name means in a unit; ``None`` where nothing of it is known."""
        key = (unit, name)
        if key not in self._known:
            self._known[key] = self._of(unit, name)
        return self._known[key]

    def _visible(self, unit: int, name: str) -> Found | None:
        """What a callee means. Only a function's name can be declared in its unit otherwise than by an EXTERNAL."""
        if name in self._names.candidates:
            return self.of(unit, name)
        key = (unit, name)
        if key not in self._called:
            self._called[key] = self._of(unit, name, local=False)
        return self._called[key]

    def _of(self, unit: int, name: str, *, local: bool = True) -> Found | None:
        for at in self._around(unit):
            scope = self._scopes.get(at)
            path = self._units.procedures[at].name if at >= 0 else ""
            declared = declared_as(self._masked, self._units, at, name) if local and at >= 0 else None
            if at >= 0 and declared is not Meaning.VALUE and _has_argument(self._masked, self._units, at, name):
                return self._argument(scope, name, declared)
            if declared in (Meaning.VALUE, Meaning.FUNCTION):
                return Found(declared, name)
            if scope is not None:
                found = self._names.within(scope, path, name)
                if found is None and scope.ancestor in self._names.modules:
                    found = self._names.within(self._names.modules[scope.ancestor], scope.ancestor, name)
                if found is not None:
                    return self._external(name) or found if found.meaning is Meaning.TYPED else found
            if declared is not None:
                return self._external(name) or Found(declared, name)
        return self._undeclared(unit, name)

    def _argument(self, scope: Scope | None, name: str, declared: Meaning | None) -> Found | None:
        """What an argument of a procedure means: if it is a procedure, any that has this interface."""
        external = self._external(name)
        meaning = declared or (scope.own.get(name) if scope else None) or (external.meaning if external else None)
        return Found(meaning, "") if meaning else None

    def _around(self, unit: int) -> Iterator[int]:
        """A unit and those it is in, from inside to outside; -1 for the file comes last."""
        while unit >= 0:
            yield unit
            unit = self._units.parents[unit]
        yield -1

    def _external(self, name: str) -> Found | None:
        meaning = self._names.external.get(name)
        return None if meaning is None else Found(meaning, name)

    def _undeclared(self, unit: int, name: str) -> Found | None:
        found = self._external(name)
        if found is None or (name in STANDARD and found.meaning is Meaning.FUNCTION):
            return None
        if found.meaning is Meaning.FUNCTION:
            self.doubtful.update(self._missing(unit))
        return found._replace(implicit=True)

    def _missing(self, unit: int) -> Iterator[str]:
        """The included files and modules of a unit that are not in the tree."""
        for at in self._around(unit):
            if scope := self._scopes.get(at):
                yield from (name for name in scope.includes if (scope.file, name) not in self._names.found)
                yield from (use.module for use in scope.uses if use.module not in self._names.modules)
