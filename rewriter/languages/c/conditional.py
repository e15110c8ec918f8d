"""``#if`` branches: what is dead, and whose brackets count where the branches differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rewriter.languages.c.mask import Masked
from rewriter.languages.model import Problem, ProblemKind

_LINE = re.compile(r"#\s*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*(0[ \t\r]*(?:$|/)|1[ \t\r]*(?:$|/))?", re.ASCII)
_BRACE = re.compile(rb"[{}]")
_PARENTHESIS = re.compile(rb"[()]")
_CALL = re.compile(rb"[\w\x80-\xff]\s*+\(")


class _Branch(NamedTuple):
    start: int
    stop: int
    dead: bool


def settled(text: str, masked: Masked) -> str:
    """The masked code with brackets that balance over ``#if … #else … #endif``.

    Where the branches leave brackets open or close more than they open, those of the first
    branch that is not ``#if 0`` count. In the others a brace becomes a ``;``, so that the calls
    in the heads of their blocks stay; parentheses become blanks, which :func:`unlisted` tells of.
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
        for pattern, opening, closing, instead in ((_BRACE, b"{", b"}", b";"), (_PARENTHESIS, b"(", b")", b" ")):
            if _unbalanced(code, alive, opening, closing):
                for branch in alive[1:]:
                    code[branch.start : branch.stop] = pattern.sub(instead, code[branch.start : branch.stop])
    return code.decode("latin-1")


def unlisted(text: str, masked: Masked) -> list[Problem]:
    """The branches of which :func:`settled` hides calls, because their parentheses do not close inside them."""
    problems: list[Problem] = []
    code = bytearray(masked.code, "latin-1")
    for group in _groups(text, masked.cpp):
        alive = [branch for branch in group if not branch.dead]
        if _unbalanced(code, alive, b"(", b")"):
            for branch in alive[1:]:
                if _CALL.search(code, branch.start, branch.stop):
                    problems.append(Problem(branch.start, UNLISTED, ProblemKind.CPP))
    return problems


UNLISTED = "a parenthesis is open across this branch of #if: calls in the branch are not listed"


def _unbalanced(code: bytearray, branches: Sequence[_Branch], opening: bytes, closing: bytes) -> bool:
    return any(code.count(opening, b.start, b.stop) != code.count(closing, b.start, b.stop) for b in branches)


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
