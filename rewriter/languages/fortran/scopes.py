"""What the program units of one Fortran file say of names, for other units and files to know.

A unit sees what it declares and contains itself, what it uses or includes, and what its host sees. What no unit
explains is an external procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rewriter.languages.fortran.declarations import Meaning, declared, externals
from rewriter.languages.fortran.patterns import NAME
from rewriter.languages.fortran.structure import Structure
from rewriter.languages.nesting import separated


class Use(NamedTuple):
    """A USE statement."""

    module: str
    only: bool
    """Whether no other names than these come with it."""
    names: Mapping[str, str]
    """Names here, and what they are called in the module."""


@dataclass(slots=True)
class Scope:
    """What one program unit says of names, or a file that others include."""

    file: str = ""
    """Path of the file it is in."""
    ancestor: str = ""
    """Of a submodule the module that it belongs to."""
    own: dict[str, Meaning] = field(default_factory=dict)
    """Of a module or an included file: all names it declares; of others: what it contains and has interfaces of."""
    generics: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of its generic interfaces the procedures that each can mean."""
    interfaces: set[str] = field(default_factory=set)
    """Of these the procedures that are external: those it has headers of, or an EXTERNAL."""
    uses: list[Use] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    """File names as they are written."""
    private: bool = False
    """Whether names are only seen from outside if they are among :attr:`public`."""
    public: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def shows(self, name: str) -> bool:
        """Whether other units that use this one see a name of it."""
        return name in self.public if self.private else name not in self.hidden


_USE = re.compile(
    rf"use\b(?<![\w$%]use)[ \t]*(?:,[ \t]*(?:non_)?intrinsic[ \t]*)?(?:::)?[ \t]*({NAME})[ \t]*(?:,([^;\n]*))?(?=;|$)",
    re.MULTILINE,
)
_ONLY = re.compile(r"[ \t]*only[ \t]*:")
_RENAME = re.compile(rf"[ \t]*({NAME})[ \t]*(?:=>[ \t]*({NAME})[ \t]*)?$")
_INCLUDE = re.compile(
    r"""^[ \t]*(?:\#[ \t]*include[ \t]*["<]([^">\n]+)[">]|include[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"))""",
    re.IGNORECASE | re.MULTILINE,
)
_ACCESS = re.compile(r"(private|public)(?![\w$])[ \t]*(?:::)?(.*)")
_ACCESS_OF_ALL = re.compile(r"[^:]*,[ \t]*(private|public)[ \t]*(?:,|::)")
_TYPE = re.compile(rf"type(?:[ \t]*,[^:\n]*::|[ \t]*::|[ \t]+)[ \t]*({NAME})[ \t]*$")
_BLOCK_END = re.compile(r"end[ \t]*(?:type|interface|enum)\b")
_INTERFACE = re.compile(r"(?:abstract[ \t]+)?interface\b|enum[ \t]*,")
_SUBMODULE = re.compile(rf"[ \t]*submodule[ \t]*\([ \t]*({NAME})")
_LABEL = re.compile(r"[ \t]*\d*[ \t]*")


def use(module: str, rest: str) -> Use:
    """A USE of a module, from what stands after its name and the comma."""
    only = _ONLY.match(rest)
    names = {}
    for item in separated(rest[only.end() :] if only else rest):
        if match := _RENAME.match(item):  # an operator is no name
            names[match[1]] = match[2] or match[1]
    return Use(module, only is not None, names)


class _Scopes(dict[int, Scope]):
    """The scopes of one file, each made when it is first asked for."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __missing__(self, unit: int) -> Scope:
        self[unit] = Scope(self._file)
        return self[unit]


def scopes(text: str, masked: str, units: Structure, file: str) -> dict[int, Scope]:
    """The scopes of the units of a file, by their index; of what stands in none, under -1."""
    found = _Scopes(file)
    _contain(found, units)
    _refer(found, text, masked, units)
    for unit, procedure in enumerate(units.procedures):
        if procedure.kind in ("module", "submodule"):
            _declare(found[unit], masked[procedure.start : units.specification_end(unit)])
            if ancestor := _SUBMODULE.match(masked, procedure.start):
                found[unit].ancestor = ancestor[1]
    if not units.procedures:
        _declare(found[-1], masked)
    return dict(found)


def _contain(found: _Scopes, units: Structure) -> None:
    """Add the procedures that units contain, and those that they have interfaces of."""
    for unit, procedure in enumerate(units.procedures):
        simple = procedure.name.rpartition(".")[2]
        if units.parents[unit] >= 0 and procedure.kind in ("function", "subroutine", "procedure"):
            found[units.parents[unit]].own[simple] = meaning(simple, units)
    for name, unit in units.entries:
        if unit >= 0 and units.parents[unit] >= 0:
            found[units.parents[unit]].own[name] = meaning(name, units)
    for interface in units.interfaces:
        around = found[interface.owner]
        around.own.update(dict.fromkeys(interface.functions, Meaning.FUNCTION))
        around.interfaces.update(interface.functions)
        if interface.name:
            around.own[interface.name] = meaning(interface.name, units)
            around.generics[interface.name] = interface.specifics


def _refer(found: _Scopes, text: str, masked: str, units: Structure) -> None:
    """Add what units use, include and have an EXTERNAL for."""
    if "use" in masked:
        for match in _USE.finditer(masked):
            before = masked[masked.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip(" \t")
            if before and before[-1] != ";":
                continue
            found[units.owner(match.start(1))].uses.append(use(match[1], match[2] or ""))
    for at, named in externals(masked, 0, len(masked)):
        around = found[units.owner(at)]
        around.own.update(dict.fromkeys(named, Meaning.FUNCTION))
        around.interfaces.update(named)
    for name, offset in included(text, masked):
        found[units.owner(offset)].includes.append(name)


def meaning(name: str, units: Structure) -> Meaning:
    """What a procedure or a generic interface of the file is."""
    return Meaning.FUNCTION if name in units.functions else Meaning.SUBROUTINE


def external(units: Structure) -> dict[str, Meaning]:
    """The procedures of a file that are in no other unit."""
    names = [
        procedure.name
        for procedure, parent in zip(units.procedures, units.parents, strict=True)
        if parent < 0 and procedure.kind in ("function", "subroutine")
    ]
    names += (name for name, unit in units.entries if unit >= 0 and units.parents[unit] < 0)
    return {name: meaning(name, units) for name in names}


def included(text: str, masked: str) -> Iterator[tuple[str, int]]:
    """The names of the files that a text includes, and where it does."""
    if "#" in text or "include" in masked:
        for match in _INCLUDE.finditer(text):
            yield match[1] or match[2] or match[3], match.start()


def _declare(scope: Scope, masked: str) -> None:
    """Add what the specification part of a module, or an included file, declares."""
    within = False
    for line in masked.split("\n"):
        if not line or line.isspace():
            continue
        for part in line.split(";"):
            statement = part[_LABEL.match(part).end() :].rstrip()  # type: ignore[union-attr]  # it matches anything
            if within:
                within = _BLOCK_END.match(statement) is None
            elif (of_type := _TYPE.match(statement)) or _INTERFACE.match(statement):
                within = True
                if of_type:
                    scope.own.setdefault(of_type[1], Meaning.VALUE)  # a structure constructor, unless it is overloaded
            elif access := _ACCESS.match(statement):
                _show(scope, access[1], access[2])
            else:
                names = declared(statement)
                if names:
                    for name, said in names.items():
                        if scope.own.get(name, Meaning.TYPED) is Meaning.TYPED:
                            scope.own[name] = said
                    if of_all := _ACCESS_OF_ALL.match(statement):
                        (scope.public if of_all[1] == "public" else scope.hidden).update(names)


def _show(scope: Scope, access: str, names: str) -> None:
    if names.strip():
        listed = {name.strip() for name in separated(names)}
        (scope.public if access == "public" else scope.hidden).update(listed)
    else:
        scope.private = access == "private"
