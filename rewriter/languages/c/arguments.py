"""Arguments that Tapenade computes in a statement of its own, which takes the directive away.

Seen with the releases of 2020 and 2024: ``f(n + 1, x)`` becomes ``arg1 = n + 1; f(arg1, x)``, and a
directive before the call is lost without a message. So is one that is meant for a call in a later argument, but
not one for a call in that argument or in an earlier one. Names, elements, constants, casts and signs do no harm.

``(a) - 1`` and ``(a) * b`` are casts if ``a`` is a type. They are read as casts only where it surely is one, since a
directive before an expression that was missed would be lost.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rewriter.languages.c.library import INTRINSICS
from rewriter.languages.c.patterns import NAME, SPECIFIER
from rewriter.languages.nesting import DEEPEST, flattened

_SUSPECT = re.compile(r"[-+*/%<>=&|^?]|\(")
_CAST = rf"\(\s*(?:{SPECIFIER}[\w\s*]*+|\w+_t\b[\s*]*+|{NAME}\s*+\*[\s*]*+|{NAME}\s*+(?=\)\s*+[\w(]))\)"
_UNARY = re.compile(rf"(?:[-+&*!~\s]|{_CAST})*+")
_EXPONENT = re.compile(r"(?<=[\d.])[eE][-+](?=\d)")
_BINARY = re.compile(r"[-+*/%<>=&|^?]")
_SEPARATOR = re.compile(r"[()\[\],]")
_CALLED = re.compile(rf"({NAME})\s*@")


def computed_end(arguments: str) -> int:
    """One behind the first argument that is an expression; -1 for none. ``arguments`` includes the parentheses."""
    stop = len(arguments) - 1
    if not _SUSPECT.search(arguments, 1, stop):
        return -1
    depth, start = 0, 1
    for match in _SEPARATOR.finditer(arguments, 1, stop):
        mark = match[0]
        depth += (mark in "([") - (mark in ")]")
        if mark == "," and not depth:
            if _computed(arguments[start : match.start()]):
                return match.start()
            start = match.end()
    return stop if _computed(arguments[start:stop]) else -1


@lru_cache(maxsize=4096)
def _computed(argument: str) -> bool:
    for _ in range(DEEPEST):
        argument = _UNARY.sub("", argument, count=1).strip()
        flat = flattened(argument, "()[]")
        if flat != "@" or argument[0] != "(":
            break
        argument = argument[1:-1]
    if _BINARY.search(_EXPONENT.sub("", flat).replace("->", ".")):
        return True
    called = _CALLED.fullmatch(flat)
    return called is not None and called[1] in INTRINSICS
