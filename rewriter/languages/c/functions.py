"""Recognise the head of a function definition, new or old (Kernighan and Ritchie)."""

from __future__ import annotations

import re

from rewriter.languages.c.patterns import NAME, NOT_CALLED, PARENTHESES

_GROUP = re.compile(rf"(?:({NAME})\s*)?{PARENTHESES}", re.ASCII)
_RETURNS_POINTER = re.compile(rf"\(\s*\*[\s*]*({NAME})\s*\(", re.ASCII)
_OLD = re.compile(rf"({NAME})\s*\(\s*(?:{NAME}\s*(?:,\s*{NAME}\s*)*)?\)\s*({NAME})", re.ASCII)
_TYPE = re.compile(rf"({NAME})[\s*]+\Z", re.ASCII)
_ONLY_A_NAME = re.compile(rf"({NAME})\s*", re.ASCII)
_STORAGE = frozenset(("static", "extern", "inline", "__inline", "__inline__"))


def defined_function(head: str) -> tuple[str, int]:
    """The name of the function whose body opens after ``head`` and where its head begins; no name if it is none.

    Words with parentheses may be macros: the name is the first with a type before it, else the
    last (``EXPORT(int) f(int a)``). A macro alone may stand for the whole head, and names it.
    """
    only = _ONLY_A_NAME.fullmatch(head)
    if only is not None and only[1] not in NOT_CALLED:
        return only[1], 0
    if head.find("=", 0, head.find("(")) >= 0:
        return "", 0
    start = 0
    named = [match for match in _GROUP.finditer(head) if match[1] is not None and match[1] not in NOT_CALLED]
    for match in named:
        typed = _TYPE.search(head, start, match.start())
        if (typed is not None and typed[1] not in _STORAGE) or match is named[-1]:
            return match[1], start
        start = _behind_macro(head, match.end(), start)
    pointer = _RETURNS_POINTER.search(head)
    return (pointer[1] if pointer is not None else ""), 0


def _behind_macro(head: str, stop: int, start: int) -> int:
    """Where the head begins: after a macro that has a line of its own, else where it has begun."""
    rest = head[stop:]
    blanks = len(rest) - len(rest.lstrip())
    return stop + blanks if "\n" in rest[:blanks] else start


def old_function(declaration: str) -> str:
    """The name in ``double f(a, b) double a`` (the chunk up to the first ``;``); empty if it is not such a head."""
    match = _OLD.search(declaration)
    if match is None or match[1] in NOT_CALLED or match[2].startswith("__a") or "=" in declaration[: match.start()]:
        return ""
    return match[1]
