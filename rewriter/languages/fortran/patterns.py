"""Regular expressions over masked text that more than one reader of Fortran uses."""

from __future__ import annotations

import re

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
    for match in _PARENTHESIS.finditer(masked, opening):
        mark = match.group()
        if mark == "(":
            depth += 1
        elif mark == "\n":
            return -1
        else:
            depth -= 1
            if not depth:
                return match.start()
    return -1
