"""Arguments that Tapenade computes in a statement of its own, which takes the directive away.

Seen with the releases of 2020 and 2024: ``f(n + 1, x)`` becomes ``arg1 = n + 1; f(arg1, x)``, and a
directive before the call is lost without a message; so it is for a call in a later argument, but not
for one in that argument or in an earlier one. Names, elements, numbers, strings, casts, minus signs and what ``&`` or
``*`` is applied to do no harm, nor do ``abs`` and ``fabs``; see ``benchmarks/obeyed.py``.

``(a) - 1`` and ``(a) * b`` are casts if ``a`` is a type. They are read as casts only where it surely is one, since a
directive before an expression that was missed would be lost.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rewriter.languages.c.library import INLINED, INTRINSICS
from rewriter.languages.c.patterns import NAME, SPECIFIER
from rewriter.languages.nesting import DEEPEST, flattened

_SUSPECT = re.compile(r"[-+*/%<>=&|^?!~(']|\bsizeof\b")
_CAST = rf"\(\s*(?:{SPECIFIER}[\w\s*]*+|\w+_t\b[\s*]*+|{NAME}\s*+\*[\s*]*+|{NAME}\s*+(?=\)\s*+[\w(]))\)"
_UNARY = re.compile(rf"(?:[-&*\s]|{_CAST})*+")
_EXPONENT = re.compile(r"(?<=[\d.])[eE][-+](?=\d)")
_OPERATOR = re.compile(r"[-+*/%<>=&|^?!~,']|\bsizeof\b")
_SEPARATOR = re.compile(r"[()\[\],]")
_CALLED = re.compile(rf"({NAME})\s*@")


def computed_end(arguments: str) -> int:
    """One past the first argument that is an expression; -1 for none. ``arguments`` includes the parentheses."""
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
def _computed(argument: str, depth: int = DEEPEST) -> bool:
    if not depth:
        return False  # within so many parentheses nobody writes an expression
    argument = argument.strip()
    unary = _UNARY.match(argument)
    applied, argument = (unary[0].rstrip(), argument[unary.end() :]) if unary else ("", argument)
    if argument.startswith("("):
        end = _closing(argument) + 1
        behind = argument[end:].lstrip()
        if not behind:
            return not applied.endswith("*") and _computed(argument[1 : end - 1], depth - 1)
        if behind.startswith("[") and _computed(argument[1 : end - 1], depth - 1):
            return True
    argument = flattened(_EXPONENT.sub("", argument).replace("->", "."), "()[]")
    if _OPERATOR.search(argument):
        return True
    called = _CALLED.fullmatch(argument.strip())
    return called is not None and called[1] in INTRINSICS - INLINED


def _closing(argument: str) -> int:
    """The parenthesis that closes the one that the argument begins with; the last character where none does."""
    depth = 0
    for match in _SEPARATOR.finditer(argument):
        depth += (match[0] in "([") - (match[0] in ")]")
        if not depth:
            return match.start()
    return len(argument) - 1
