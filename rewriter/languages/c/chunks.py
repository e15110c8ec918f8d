"""Cut masked code at every ``;``, ``{`` and ``}`` that is not inside parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from rewriter.languages.c.patterns import BRACES, PARENTHESES
from rewriter.languages.model import Problem, ProblemKind

_CHUNK = re.compile(
    rf"\s*+([^;{{}}()=]*+(?:(?:{PARENTHESES}|=\s*+{BRACES}|=)[^;{{}}()=]*+)*+)([;{{}}()]|\Z)",
    re.ASCII,
)
_PAIR = re.compile(PARENTHESES, re.ASCII)
_BRACKET = re.compile(r"[(){}]")


Chunk = tuple[int, int, str, bool]
"""A piece of code up to what ends it: its first character that is not blank, the offset of its end,
that end (``;``, ``{``, ``}``, or nothing where the text ends), and whether parentheses are in it.

A plain tuple: there are as many as there are lines of code."""


def chunks(code: str, problems: list[Problem]) -> Iterator[Chunk]:
    """The chunks in order; parentheses that do not match are told in ``problems`` and otherwise ignored.

    Braces right after ``=`` are part of the chunk that they initialise.
    """
    since, skip, hopeless = -1, 0, 0
    for match in _CHUNK.finditer(code):
        start, stop = match.span(1)
        end = match[2]
        if end == "(" or end == ")":
            since = start if since < 0 else since
            if stop >= skip:
                matched = False
                if end == "(" and stop >= hopeless:
                    matched, reached = _closing(code, stop + 1)
                    skip, hopeless = (reached, hopeless) if matched else (skip, reached)
                if not matched:
                    problems.append(Problem(stop, f"'{end}' has no counterpart", ProblemKind.PARENTHESES))
        elif stop < skip:
            since = start if since < 0 else since
        else:
            if since >= 0:
                start, since = since, -1
            if end or stop > start:
                yield start, stop, end, code.find("(", start, stop) >= 0


def _closing(code: str, start: int) -> tuple[bool, int]:
    """Whether a ``(`` that ends at ``start`` is closed before its block ends, and one past the bracket that tells."""
    depth, braces = 1, 0
    for match in _BRACKET.finditer(code, start):
        bracket = match[0]
        if bracket == "(":
            depth += 1
        elif bracket == ")":
            depth -= 1
            if not depth:
                return True, match.end()
        elif bracket == "{":
            braces += 1
        else:
            braces -= 1
            if braces < 0:
                return False, match.end()
    return False, len(code)


class Pairs:
    """The parentheses of one chunk."""

    def __init__(self, code: str, start: int, stop: int) -> None:
        self._code = code
        self._start = start
        self._stop = stop

    def closing(self, opening: int) -> int:
        """One past the ``)`` that belongs to the ``(`` at ``opening``; one past ``opening`` if there is none."""
        match = _PAIR.match(self._code, opening, self._stop)
        return match.end() if match is not None else self._deep.get(opening, opening + 1)

    @cached_property
    def _deep(self) -> dict[int, int]:
        """One past the partner of every ``(`` that has one inside of the same braces."""
        found: dict[int, int] = {}
        blocks: list[list[int]] = [[]]
        for match in _BRACKET.finditer(self._code, self._start, self._stop):
            bracket = match[0]
            if bracket == "(":
                blocks[-1].append(match.start())
            elif bracket == "{":
                blocks.append([])
            elif bracket == "}":
                blocks.pop()
                blocks = blocks or [[]]
            elif blocks[-1]:
                found[blocks[-1].pop()] = match.end()
        return found
