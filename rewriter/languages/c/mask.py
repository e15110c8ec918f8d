"""Hide what is not C code: a text of the same length without comments, strings and cpp lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ESCAPED = r"\\(?:\r\n|.|\Z)"
_COMMENT = r"/\*.*?(?:\*/|\Z)"
_LINE_COMMENT = rf"//[^\\\n]*+(?:{_ESCAPED}[^\\\n]*+)*+"
STRING = rf'"[^"\\\n]*+(?:{_ESCAPED}[^"\\\n]*+)*+"?'
CHARACTER = rf"'[^'\\\n]*+(?:{_ESCAPED}[^'\\\n]*+)*+'"
_CPP = rf"\#[^\n\\/\"']*+(?:(?:{_COMMENT}|{_LINE_COMMENT}|{STRING}|{CHARACTER}|{_ESCAPED}|[/\"'])[^\n\\/\"']*+)*+"
SPLICE = r"\\\r?\n"

HIDDEN = re.compile(rf"{_COMMENT}|{_LINE_COMMENT}|{STRING}|{CHARACTER}|{_CPP}|{SPLICE}", re.DOTALL)
"""A comment, string, character, whole cpp line (with its continuation lines) or splice."""

_KEPT = re.compile(rf"{STRING}|{CHARACTER}|({_COMMENT}|{_LINE_COMMENT}|{SPLICE})", re.DOTALL)


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
            return first * (end - start)
        if first == "#":
            cpp.append((start, end))
        return " " * (end - start)

    return Masked(HIDDEN.sub(hidden, text), cpp)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the comments, but for those on cpp lines."""
    return (match.span() for match in HIDDEN.finditer(text) if match[0][0] == "/")


def without_comments(text: str) -> str:
    """The text, as long as before, with blanks for comments and cpp lines; strings stay."""
    return HIDDEN.sub(lambda match: match[0] if match[0][0] in "\"'" else " " * len(match[0]), text)


def cpp_words(line: str) -> str:
    """A cpp line on one line, without comments, with one blank where there were several."""
    return " ".join(_KEPT.sub(lambda match: " " if match[1] else match[0], line).split())
