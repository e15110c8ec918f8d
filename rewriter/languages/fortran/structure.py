"""The program units of a Fortran file: what a call stands in, and what names the file defines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from rewriter.languages.fortran.patterns import ARGUMENTS, NAME
from rewriter.languages.model import Procedure, ProcedureKind

_HEADERS = {
    "subroutine": re.compile(rf"subroutine[ \t]*({NAME})[ \t]*(?=\(|;|\n|bind|\Z)"),
    "function": re.compile(rf"function[ \t]*({NAME})[ \t]*\("),
    "program": re.compile(rf"program[ \t]+({NAME})[ \t]*(?=;|\n|\Z)"),
    "submodule": re.compile(rf"submodule[ \t]*\([^\n]*?\)[ \t]*({NAME})[ \t]*(?=;|\n|\Z)"),
    "module": re.compile(rf"module[ \t]+({NAME})[ \t]*(?=;|\n|\Z)"),
    "procedure": re.compile(rf"procedure[ \t]+({NAME})[ \t]*(?=;|\n|\Z)"),
    "block": re.compile(rf"block[ \t]*data(?:[ \t]+({NAME}))?[ \t]*(?=;|\n|\Z)"),
    "interface": re.compile(rf"interface(?:[ \t]+({NAME})|[ \t]+[^\n;]*)?[ \t]*(?=;|\n|\Z)"),
    "entry": re.compile(rf"entry[ \t]+({NAME})[ \t]*(?=\(|;|\n|\Z)"),
    "contains": re.compile(r"contains[ \t]*(?=;|\n|\Z)"),
}
_KINDS: dict[str, ProcedureKind] = {
    "subroutine": "subroutine",
    "function": "function",
    "program": "program",
    "submodule": "submodule",
    "module": "module",
    "procedure": "procedure",
    "block": "block data",
}
_CLOSERS = re.compile(
    r"end[ \t]*(?:(subroutine|function|program|submodule|module|procedure|interface|block[ \t]*data)\b[^;\n=(%]*)?"
    r"(?=;|\n|\Z)"
)
_PREFIX = re.compile(rf"(?:[a-z_$][\w$]*+(?:[ \t]*+\*[ \t]*+(?:\d++|\([*]\)))?+(?:[ \t]*+{ARGUMENTS})?+[ \t]*+)*+")
_SPECIFICS = re.compile(rf"(?:module[ \t]+)?procedure[ \t]*(?:::)?[ \t]*({NAME}(?:[ \t]*,[ \t]*{NAME})*)")
_PREFIXED = frozenset({"subroutine", "function", "procedure", "interface"})


class Interface(NamedTuple):
    """An interface block."""

    name: str
    """Of a generic one; else ``""``."""
    owner: int
    """Index of the procedure it is in; -1 for none."""
    functions: frozenset[str]
    """Those it has the headers of."""
    specifics: frozenset[str]
    """Of a generic one, the procedures that it can mean."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The program units of one file."""

    procedures: list[Procedure]
    defines: frozenset[str]
    functions: frozenset[str]
    """Names that ``name(...)`` can refer to; functions whose bodies are in other files included."""
    results: frozenset[str]
    """Functions with a RESULT clause: inside them their own name is a call."""
    borders: list[int]
    owners: list[int]
    parents: list[int]
    """Of each procedure the index of the unit it is in; -1 for none."""
    interfaces: list[Interface]
    entries: list[tuple[str, int]]
    """Names of ENTRY statements, each with the index of its procedure."""

    def owner(self, offset: int) -> int:
        """Index of the innermost procedure around ``offset``; -1 where there is none."""
        return self.owners[bisect_right(self.borders, offset) - 1]

    def specification_end(self, unit: int) -> int:
        """Where the first unit begins that this one contains; its own end if it contains none."""
        own = self.procedures[unit]
        following = self.procedures[unit + 1 : unit + 2]
        return following[0].start if following and following[0].start < own.end else own.end


def structure(masked: str) -> Structure:
    """Read the program units of a masked text. Headers that cpp alternatives repeat count once."""
    units = _Units(masked)
    for offset, keyword, name, line_end in _events(masked):
        if keyword.startswith("end"):
            units.end(keyword[4:], line_end)
        elif keyword == "contains":
            units.contains()
        elif keyword == "entry":
            units.entry(name)
        else:
            units.header(offset, keyword, name, line_end)
    return units.finished()


_CODE = frozenset({"subroutine", "function", "program", "procedure"})


@dataclass(slots=True)
class _Open:
    keyword: str
    name: str
    start: int
    index: int
    contains: bool = False
    functions: set[str] = field(default_factory=set)
    """Of an interface: those whose headers it has."""


class _Units:
    """The program units so far; those that are open are on a stack."""

    def __init__(self, masked: str) -> None:
        self._masked = masked
        self._procedures: list[Procedure] = []
        self._borders, self._owners = [0], [-1]
        self._parents: list[int] = []
        self._interfaces: list[Interface] = []
        self._entries: list[tuple[str, int]] = []
        self._stack: list[_Open] = []
        self._defines: set[str] = set()
        self._functions: set[str] = set()
        self._results: set[str] = set()
        self._generics: list[tuple[str, str, set[str]]] = []

    @property
    def _in_interface(self) -> bool:
        return any(unit.keyword == "interface" for unit in self._stack)

    def header(self, offset: int, keyword: str, name: str, line_end: int) -> None:
        """A unit or an interface begins."""
        in_interface = self._in_interface
        if keyword == "procedure" and in_interface:
            return
        line = self._masked.rfind("\n", 0, offset) + 1
        if keyword == "function":
            self._functions.add(name)
            if "result" in self._masked[self._masked.find(")", offset) : line_end]:
                self._results.add(name)
        if keyword == "interface" or in_interface:
            if keyword == "function":
                self._stack[-1].functions.add(name)
            self._stack.append(_Open(keyword, name, line, -1))
            return
        last = self._stack[-1] if self._stack else None
        if last is not None and not last.contains and last.keyword in _CODE:
            if last.name == name:
                return  # the header again, of another cpp alternative
            self._close(line)
        self._parents.append(self._around())
        path = ".".join([*(unit.name for unit in self._stack), name or "block_data"])
        self._stack.append(_Open(keyword, name, line, len(self._procedures)))
        self._procedures.append(Procedure(path, _KINDS[keyword], line, len(self._masked)))
        if keyword in _CODE:
            self._defines.add(name)
        self._borders.append(line)
        self._owners.append(len(self._procedures) - 1)

    def entry(self, name: str) -> None:
        if not self._in_interface:
            self._defines.add(name)
            self._entries.append((name, self._around()))
            if any(unit.keyword == "function" for unit in self._stack):
                self._functions.add(name)

    def contains(self) -> None:
        if self._stack:
            self._stack[-1].contains = True

    def end(self, keyword: str, line_end: int) -> None:
        """The innermost unit ends, or the innermost of this keyword with all that are open in it."""
        if keyword and not any(unit.keyword == keyword for unit in self._stack):
            return
        while self._stack:
            found = not keyword or self._stack[-1].keyword == keyword
            self._close(line_end)
            if found:
                break

    def finished(self) -> Structure:
        """What was read; units still open end with the text."""
        while self._stack:
            self._close(len(self._masked))
        for name, body, specifics in self._generics:
            self._defines.add(name)
            if specifics & self._functions or "function" in body:
                self._functions.add(name)
        return Structure(
            self._procedures,
            frozenset(self._defines),
            frozenset(self._functions),
            frozenset(self._results),
            self._borders,
            self._owners,
            self._parents,
            self._interfaces,
            self._entries,
        )

    def _around(self) -> int:
        """The index of the innermost procedure that is open."""
        return next((unit.index for unit in reversed(self._stack) if unit.index >= 0), -1)

    def _close(self, at: int) -> None:
        unit = self._stack.pop()
        if unit.index >= 0:
            self._procedures[unit.index] = self._procedures[unit.index]._replace(end=at)
        elif unit.keyword == "interface":
            body = self._masked[unit.start : at] if unit.name else ""
            specifics = {name.strip() for match in _SPECIFICS.finditer(body) for name in match[1].split(",")}
            heads = {match[1] for match in _HEADERS["subroutine"].finditer(body)} | unit.functions if body else ()
            specific = frozenset(specifics.union(heads))
            self._interfaces.append(Interface(unit.name, self._around(), frozenset(unit.functions), specific))
            if unit.name:
                self._generics.append((unit.name, body, specifics))
        self._borders.append(at)
        self._owners.append(self._around())


def _events(masked: str) -> list[tuple[int, str, str, int]]:
    """Headers, ``contains`` and ENDs in source order: offset, keyword (``end ...`` for ENDs), name, end of line."""
    events: list[tuple[int, str, str, int]] = []
    for keyword, pattern in _HEADERS.items():
        if keyword not in masked:
            continue
        for match in pattern.finditer(masked):
            offset = match.start()
            if offset and (masked[offset - 1].isalnum() or masked[offset - 1] in "_$%"):
                continue
            before = _before(masked, offset)
            if before and not (keyword in _PREFIXED and _is_prefix(keyword, before)):
                continue
            name = match[1] or "" if match.re.groups else ""
            if keyword == "module" and name == "procedure":
                continue
            events.append((offset, keyword, name, _line_end(masked, match.end())))
    for match in _CLOSERS.finditer(masked):
        if _before(masked, match.start()):
            continue
        keyword = "block" if (match[1] or "").startswith("block") else match[1] or ""
        events.append((match.start(), f"end {keyword}".rstrip(), "", _line_end(masked, match.end())))
    events.sort()
    return events


def _before(masked: str, offset: int) -> str:
    """What stands before ``offset`` in its statement, label left out."""
    line = masked.rfind("\n", 0, offset) + 1
    before = masked[masked.rfind(";", line, offset) + 1 or line : offset].strip(" \t")
    return "" if before.isdigit() else before


def _is_prefix(keyword: str, before: str) -> bool:
    if keyword == "interface":
        return before == "abstract"
    if keyword == "procedure":
        return before == "module"
    return not before.startswith("end") and _PREFIX.fullmatch(before) is not None


def _line_end(masked: str, offset: int) -> int:
    newline = masked.find("\n", offset)
    return len(masked) if newline < 0 else newline + 1
