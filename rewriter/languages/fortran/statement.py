"""One statement of a masked text, and where its parts are."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from rewriter.languages.fortran.patterns import LABEL, closing
from rewriter.text.edits import line_end

_IF = re.compile(r"(?:else[ \t]*)?if[ \t]*\(")
_THEN = re.compile(r"[ \t]*then[ \t]*$")
_CODE = re.compile(r"[^\s;]")
_LINE_OF_CODE = re.compile(r"[^\s;][^\n]*+")


class Statement(NamedTuple):
    """The parts of one statement, as offsets."""

    line: int
    """Start of the logical line."""
    segment: int
    """Start of the statement with its label: after the ``;`` or at the start of the logical line."""
    start: int
    """First character after the label."""
    body: int
    """What a one-line IF guards; else :attr:`start`."""
    end: int
    """One past the last character."""
    label: str
    closed: int
    """One-line IF: the parenthesis that closes the condition; else -1."""

    @property
    def one_line_if(self) -> bool:
        return self.closed >= 0

    @property
    def after_semicolon(self) -> bool:
        return self.segment > self.line


def statement_around(masked: str, offset: int) -> Statement:
    """The statement that holds ``offset``."""
    line = masked.rfind("\n", 0, offset) + 1
    stop = masked.find("\n", offset)
    if stop < 0:
        stop = len(masked)
    segment = masked.rfind(";", line, offset) + 1 or line
    semicolon = masked.find(";", offset, stop)
    if semicolon >= 0:
        stop = semicolon
    return statement_in(masked, line, segment, stop)


def statement_in(masked: str, line: int, segment: int, stop: int) -> Statement:
    """The statement between ``segment`` and ``stop`` of the logical line that starts at ``line``."""
    match = LABEL.match(masked, segment, stop)
    start = match.end() if match else segment
    label = (match[1] or "").replace(" ", "") if match else ""
    end = segment + len(masked[segment:stop].rstrip(" \t"))
    if masked.startswith("if", start):
        opening = _IF.match(masked, start, end)
        if opening and (closed := closing(masked, opening.end() - 1)) >= 0 and closed < end:
            rest = closed + 1
            body = rest + len(masked[rest:end]) - len(masked[rest:end].lstrip(" \t"))
            if body < end and masked[body].isalpha() and not _THEN.match(masked, rest, end):
                return Statement(line, segment, start, body, end, label, closed)
    return Statement(line, segment, start, start, end, label, -1)


def next_statement(masked: str, offset: int) -> Statement | None:
    """The first statement that starts at or after ``offset``."""
    match = _CODE.search(masked, offset, line_end(masked, offset))
    if match:
        return statement_around(masked, match.start())
    lines = _lines_of_code(masked)
    place = bisect_left(lines, offset)
    return statement_around(masked, lines[place]) if place < len(lines) else None


@lru_cache(maxsize=2)
def _lines_of_code(masked: str) -> list[int]:
    """Where the first statement of each line begins."""
    return [match.start() for match in _LINE_OF_CODE.finditer(masked)]
