"""Parentheses in parentheses, however deep."""

from __future__ import annotations

import re

DEEPEST = 200
"""Calls that are arguments of one another are not judged where they are nested deeper than this."""
_SEPARATOR = re.compile(r"[()\[\]{},]")
_BRACKETS = {"()": re.compile(r"[()]"), "()[]": re.compile(r"[()\[\]]")}


def flattened(text: str, brackets: str = "()") -> str:
    """The text with ``@`` for each outermost pair of ``brackets`` and its contents; a bracket without partner stays."""
    pieces: list[str] = []
    opened: list[int] = []
    position = 0
    for match in _BRACKETS[brackets].finditer(text):
        mark = match.group()
        pieces.append(text[position : match.start()])
        position = match.end()
        if mark in "([":
            opened.append(len(pieces))
            pieces.append(mark)
        elif opened and pieces[opened[-1]] + mark in ("()", "[]"):
            del pieces[opened.pop() :]
            pieces.append("@")
        else:
            opened.clear()
            pieces.append(mark)
    return "".join([*pieces, text[position:]])


def separated(items: str) -> tuple[str, ...]:
    """What commas separate, but for those in parentheses, brackets or braces; nothing of an empty text."""
    parts: list[str] = []
    depth = start = 0
    for match in _SEPARATOR.finditer(items):
        mark = match[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif not depth:
            parts.append(items[start : match.start()])
            start = match.end()
    rest = items[start:]
    return (*parts, rest) if rest or parts else ()
