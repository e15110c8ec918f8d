"""Edits of a text by span.

A source is decoded as Latin-1, in which every byte is one character, so that encoding it again gives the bytes back
whatever they were. A UTF-8 byte order mark is no part of the text, and lines that CR alone ends are read as if LF did.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``new`` (Latin-1)."""

    start: int
    end: int
    new: str


def decode(data: bytes) -> str:
    """The text of a file, one character a byte."""
    text = data.removeprefix(BOM_UTF8).decode("latin-1")
    return text.replace("\r", "\n") if _ends_lines_with_cr(data) else text


def encode(text: str, like: bytes = b"") -> bytes:
    """The bytes of a text that was decoded from ``like``, or edited since; the inverse of :func:`decode`."""
    data = text.encode("latin-1")
    if _ends_lines_with_cr(like):
        data = data.replace(b"\n", b"\r")
    return BOM_UTF8 + data if like.startswith(BOM_UTF8) else data


def _ends_lines_with_cr(data: bytes) -> bool:
    return b"\r" in data and b"\n" not in data


def displayed(data: bytes) -> str:
    """Bytes as text to be printed: UTF-8 where they are; the others come out again with the same handler of errors."""
    return data.decode("utf-8", "surrogateescape")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, whose offsets refer to the text before any of them.

    Edits with the same span start are done in the order given.

    Raises ``ValueError`` where two edits overlap: that is a mistake of the caller.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < position or edit.end < edit.start:
            raise ValueError(f"edit {edit} overlaps the one before it, which ends at {position}")
        pieces.append(text[position : edit.start])
        pieces.append(edit.new)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def line_of(text: str, offset: int) -> int:
    """The number, from 1, of the line that holds ``offset``."""
    return text.count("\n", 0, offset) + 1


class Lines:
    """Line numbers of one text, for many offsets of it."""

    def __init__(self, text: str) -> None:
        self._newlines = [match.start() for match in re.finditer("\n", text)]

    def number(self, offset: int) -> int:
        """As :func:`line_of`."""
        return bisect_left(self._newlines, offset) + 1


def line_start(text: str, offset: int) -> int:
    """The offset of the first character of the line that holds ``offset``."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """The offset just after the newline of the line that holds ``offset`` (or the text's end)."""
    newline = text.find("\n", offset)
    return len(text) if newline < 0 else newline + 1


def newline_at(text: str, offset: int) -> str:
    """How the line that holds ``offset`` ends (``"\\r\\n"`` or ``"\\n"``); the text's habit if it ends at none."""
    end = line_end(text, offset)
    if text[end - 1 : end] == "\n":
        return "\r\n" if text[end - 2 : end] == "\r\n" else "\n"
    return "\r\n" if "\r\n" in text else "\n"
