"""Regular expressions over masked text that more than one reader of Fortran uses."""

from __future__ import annotations

import re
from functools import lru_cache

NAME = r"[a-z_$][\w$]*"


def _parenthesised(depth: int) -> str:
    inner = r"[^()\n]*+"
    for _ in range(depth):
        inner = rf"(?:[^()\n]++|\({inner}\))*+"
    return rf"\({inner}\)"


ARGUMENTS = _parenthesised(6)
"""A balanced parenthesis on one logical line, up to six levels deep."""

LABEL = re.compile(r"[ \t]*(?:(\d[\d ]{0,5})(?=[ \t]*[a-z_$]))?[ \t]*")
"""What stands before a statement: blanks and perhaps a label."""

ASSIGNMENT = re.compile(rf"{NAME}(?:[ \t]*{ARGUMENTS})?(?:[ \t]*%[ \t]*{NAME}(?:[ \t]*{ARGUMENTS})?)*[ \t]*=(?![=])")
"""An assignment or pointer assignment, from its first character."""


_PARENTHESIS = re.compile(r"[()\n]")


def closing(masked: str, opening: int) -> int:
    """The offset of the parenthesis that closes the one at ``opening``; -1 if its logical line has none."""
    depth = 0
    for count, match in enumerate(_PARENTHESIS.finditer(masked, opening)):
        mark = match.group()
        if mark == "(":
            depth += 1
        elif mark == "\n":
            return -1
        else:
            depth -= 1
            if not depth:
                return match.start()
        if count == _MANY:
            return _pairs(masked, masked.rfind("\n", 0, opening) + 1).get(opening, (-1, 0))[0]
    return -1


_GROUPING = re.compile(r"[()\[\],]")


def has_bounds(masked: str, start: int, stop: int) -> bool:
    """Whether a comma stands outside of parentheses: in ``do i = 1, n`` one does, in ``dot = f(a, b)`` none."""
    depth = 0
    for match in _GROUPING.finditer(masked, start, stop):
        mark = match.group()
        if mark == "," and not depth:
            return True
        depth += (mark in "([") - (mark in ")]")
    return False


_MANY = 200
"""After so many parentheses all those of the line are paired, once and for all."""


def levels(masked: str, opening: int, end: int) -> int:
    """How deep parentheses are nested in the pair from ``opening`` to before ``end``; 0 where there are few."""
    if masked.count("(", opening, end) <= _MANY:
        return 0
    return _pairs(masked, masked.rfind("\n", 0, opening) + 1).get(opening, (-1, 0))[1]


@lru_cache(maxsize=2)
def _pairs(masked: str, line: int) -> dict[int, tuple[int, int]]:
    """For each opening parenthesis of a logical line the closing one, and how many levels the pair has in all."""
    found: dict[int, tuple[int, int]] = {}
    opened: list[int] = []
    heights = [0]
    for match in _PARENTHESIS.finditer(masked, line):
        mark = match.group()
        if mark == "\n":
            break
        if mark == "(":
            opened.append(match.start())
            heights.append(0)
        elif opened:
            height = heights.pop() + 1
            heights[-1] = max(heights[-1], height)
            found[opened.pop()] = match.start(), height
    return found
