"""Cut masked code at every ``;``, ``{`` and ``}`` that is not inside parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rewriter.languages.c.patterns import BRACES, PARENTHESES
from rewriter.languages.model import Problem

_CHUNK = re.compile(
    rf"[^;{{}}()=]*+(?:(?:{PARENTHESES}|=\s*+{BRACES}|=)[^;{{}}()=]*+)*+([;{{}}()]|\Z)",
    re.ASCII,
)
_BRACKET = re.compile(r"[(){}]")
_CODE = re.compile(r"\S", re.ASCII)


class Chunk(NamedTuple):
    """A piece of code up to what ends it: a simple statement, the head of a block, or nothing."""

    start: int
    """Its first character that is not blank."""
    stop: int
    """The offset of ``end``."""
    end: str
    """``;``, ``{``, ``}``, or nothing at the end of the text."""
    called: bool
    """Whether there are parentheses in it."""


def chunks(code: str, problems: list[Problem]) -> Iterator[Chunk]:
    """The chunks in order; parentheses that do not match are told in ``problems`` and otherwise ignored.

    Braces right behind ``=`` are part of the chunk that they initialise.
    """
    since, skip = -1, 0
    for match in _CHUNK.finditer(code):
        start, stop = match.span()
        end = match[1]
        if end == "(" or end == ")":
            since = start if since < 0 else since
            if stop > skip:
                close = _closing(code, stop) if end == "(" else -1
                skip = max(skip, close)
                if close < 0:
                    problems.append(Problem(stop - 1, f"'{end}' has no partner"))
            continue
        if stop <= skip:
            since = start if since < 0 else since
            continue
        if since >= 0:
            start, since = since, -1
        first = _CODE.search(code, start, stop)
        if first is not None:
            stop -= len(end)
            yield Chunk(first.start(), stop, end, code.find("(", start, stop) >= 0)


def _closing(code: str, start: int) -> int:
    """One behind the ``)`` for a ``(`` that ends at ``start``; -1 if a block ends before."""
    depth, braces = 1, 0
    for match in _BRACKET.finditer(code, start):
        bracket = match[0]
        if bracket == "(":
            depth += 1
        elif bracket == ")":
            depth -= 1
            if not depth:
                return match.end()
        elif bracket == "{":
            braces += 1
        else:
            braces -= 1
            if braces < 0:
                return -1
    return -1


def closing(code: str, opening: int) -> int:
    """One behind the ``)`` that belongs to the ``(`` at ``opening``; one behind ``opening`` if there is none."""
    match = _PAIR.match(code, opening)
    return match.end() if match else max(_closing(code, opening + 1), opening + 1)


_PAIR = re.compile(PARENTHESES, re.ASCII)
