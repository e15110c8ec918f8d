"""The program units of a Fortran file: what a call stands in, and what names the file defines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from rewriter.languages.fortran.patterns import ARGUMENTS, NAME
from rewriter.languages.model import Procedure, ProcedureKind

MAIN = "main__"
"""The name of a main program that has no PROGRAM statement."""

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

    def owner(self, offset: int) -> int:
        """Index of the innermost procedure around ``offset``; -1 where there is none."""
        return self.owners[bisect_right(self.borders, offset) - 1]


def structure(masked: str) -> Structure:
    """Read the program units of a masked text. Headers that cpp alternatives repeat count once."""
    procedures: list[Procedure] = []
    borders, owners = [0], [-1]
    stack: list[_Open] = []
    defines: set[str] = set()
    functions: set[str] = set()
    results: set[str] = set()
    generics: list[tuple[str, int, int]] = []

    def close(at: int) -> None:
        unit = stack.pop()
        if unit.index >= 0:
            procedures[unit.index] = procedures[unit.index]._replace(end=at)
        elif unit.keyword == "interface" and unit.name:
            generics.append((unit.name, unit.start, at))
        borders.append(at)
        owners.append(next((u.index for u in reversed(stack) if u.index >= 0), -1))

    for offset, keyword, name, line_end in _events(masked):
        if keyword.startswith("end"):
            wanted = keyword[4:]
            if wanted and not any(unit.keyword == wanted for unit in stack):
                continue
            while stack:
                found = not wanted or stack[-1].keyword == wanted
                close(line_end)
                if found:
                    break
            continue
        in_interface = any(unit.keyword == "interface" for unit in stack)
        if keyword == "contains":
            if stack:
                stack[-1].contains = True
            continue
        if keyword == "entry":
            if not in_interface:
                defines.add(name)
                if any(unit.keyword == "function" for unit in stack):
                    functions.add(name)
            continue
        if keyword == "procedure" and in_interface:
            continue
        line = masked.rfind("\n", 0, offset) + 1
        if keyword == "function":
            functions.add(name)
            closed = masked.find(")", offset)
            if "result" in masked[closed:line_end]:
                results.add(name)
        if keyword == "interface" or in_interface:
            stack.append(_Open(keyword, name, line, -1))
            continue
        if stack and not stack[-1].contains and stack[-1].keyword in _CODE:
            if stack[-1].name == name:
                continue
            close(line)
        path = ".".join([*(unit.name for unit in stack), name or "block_data"])
        stack.append(_Open(keyword, name, line, len(procedures)))
        procedures.append(Procedure(path, _KINDS[keyword], line, len(masked)))
        if keyword in _CODE:
            defines.add(name)
        borders.append(line)
        owners.append(len(procedures) - 1)
    while stack:
        close(len(masked))
    for name, start, end in generics:
        defines.add(name)
        body = masked[start:end]
        specifics = {s.strip() for m in _SPECIFICS.finditer(body) for s in m[1].split(",")}
        if specifics & functions or "function" in body:
            functions.add(name)
    return Structure(procedures, frozenset(defines), frozenset(functions), frozenset(results), borders, owners)


_CODE = frozenset({"subroutine", "function", "program", "procedure"})


@dataclass(slots=True)
class _Open:
    keyword: str
    name: str
    start: int
    index: int
    contains: bool = False


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
