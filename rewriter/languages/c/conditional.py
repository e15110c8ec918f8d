"""``#if`` branches: what is dead, and whose brackets count where the branches differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rewriter.languages.c.mask import Masked

_LINE = re.compile(r"#\s*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*(0[ \t\r]*(?:$|/)|1[ \t\r]*(?:$|/))?", re.ASCII)
_BLOCK = re.compile(rb"[^;{}]*+\{|\}")
_PARENTHESIS = re.compile(rb"[()]")


class _Branch(NamedTuple):
    start: int
    stop: int
    dead: bool


def settled(text: str, masked: Masked) -> str:
    """The masked code with brackets that balance over ``#if … #else … #endif``.

    Where the branches leave brackets open or close more than they open, those of the first
    branch that is not ``#if 0`` count: the others lose theirs, and the heads of their blocks.
    ``#if 0`` is blank.
    """
    groups = _groups(text, masked.cpp)
    if not groups:
        return masked.code
    code = bytearray(masked.code, "latin-1")
    for group in groups:
        for branch in group:
            if branch.dead:
                code[branch.start : branch.stop] = b" " * (branch.stop - branch.start)
        alive = [branch for branch in group if not branch.dead]
        for pattern, opening, closing in ((_BLOCK, b"{", b"}"), (_PARENTHESIS, b"(", b")")):
            if any(code.count(opening, b.start, b.stop) != code.count(closing, b.start, b.stop) for b in alive):
                for branch in alive[1:]:
                    code[branch.start : branch.stop] = pattern.sub(_blanks, code[branch.start : branch.stop])
    return code.decode("latin-1")


def _blanks(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])


def _groups(text: str, cpp: Sequence[tuple[int, int]]) -> list[list[_Branch]]:
    """The conditionals that matter (several branches, or a dead one), inner ones before outer ones."""
    groups: list[list[_Branch]] = []
    open_groups: list[tuple[list[_Branch], int, bool, bool]] = []
    for start, end in cpp:
        match = _LINE.match(text, start, end)
        if match is None:
            continue
        word, constant = match[1], (match[2] or " ")[0]
        if word.startswith("if"):
            open_groups.append(([], end, constant == "0", constant == "1"))
        elif open_groups:
            done, since, dead, taken = open_groups.pop()
            done.append(_Branch(since, start, dead))
            if word != "endif":
                open_groups.append((done, end, taken or (word == "elif" and constant == "0"), taken))
            elif len(done) > 1 or dead:
                groups.append(done)
    return groups
