"""Hide what is not C code: a text of the same length without comments, strings and cpp lines."""

from __future__ import annotations

import re
from typing import NamedTuple

_ESCAPED = r"\\(?:\r\n|.|\Z)"
_COMMENT = r"/\*.*?(?:\*/|\Z)"
_LINE_COMMENT = rf"//[^\\\n]*+(?:{_ESCAPED}[^\\\n]*+)*+"
_STRING = rf'"[^"\\\n]*+(?:{_ESCAPED}[^"\\\n]*+)*+"?'
_CHARACTER = rf"'[^'\\\n]*+(?:{_ESCAPED}[^'\\\n]*+)*+'"
_CPP = rf"\#[^\n\\/\"']*+(?:(?:{_COMMENT}|{_LINE_COMMENT}|{_STRING}|{_CHARACTER}|{_ESCAPED}|[/\"'])[^\n\\/\"']*+)*+"
_SPLICE = r"\\\r?\n"

HIDDEN = re.compile(rf"{_COMMENT}|{_LINE_COMMENT}|{_STRING}|{_CHARACTER}|{_CPP}|{_SPLICE}", re.DOTALL)
"""A comment, string, character, whole cpp line (with its continuation lines) or splice."""

COMMENT = re.compile(rf"{_COMMENT}|{_LINE_COMMENT}", re.DOTALL)


class Masked(NamedTuple):
    """A text in which only code is left."""

    code: str
    """As long as the text; comments and cpp lines are blanks, strings and characters are quotes."""
    cpp: list[tuple[int, int]]
    """Spans of the cpp lines, from their ``#`` on."""


def mask(text: str) -> Masked:
    """Blank comments, strings and cpp lines. Never fails: what is not closed ends with the line, or the text."""
    cpp: list[tuple[int, int]] = []

    def hidden(match: re.Match[str]) -> str:
        start, end = match.span()
        first = text[start]
        if first == '"' or first == "'":
            return '"' * (end - start)
        if first == "#":
            cpp.append((start, end))
        return " " * (end - start)

    return Masked(HIDDEN.sub(hidden, text), cpp)
