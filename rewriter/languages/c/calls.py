"""The calls of one chunk of code, and whether a directive before their statement reaches them.

Seen with Tapenade of 2020 and 2024 alike: a directive before a simple statement acts on the
call that is evaluated first, which for Tapenade is the one that is closed first in the text
(arguments before their call, the left side of an assignment before the right one).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from rewriter.languages.c import obstacles
from rewriter.languages.c.arguments import computed_end
from rewriter.languages.c.chunks import Pairs
from rewriter.languages.c.heads import Statement, taken_apart
from rewriter.languages.c.library import INLINED, INTRINSICS
from rewriter.languages.c.patterns import NAME, NOT_CALLED, SPECIFIER
from rewriter.languages.c.walk import Piece
from rewriter.languages.model import Call, Kind
from rewriter.languages.nesting import DEEPEST, flattened
from rewriter.languages.obstacle import Obstacle
from rewriter.text.edits import line_start

_STARRED = rf"\*[\s*]*+(?:{NAME}[^()]*+|\([^()]*+\)\s*+)"
_REACHED = rf"{NAME}\s*+(?:->|\.)[^()=<>!&|]*+(?:->[^()=<>!&|]*+)*+"
_POINTED = rf"\(\s*+(?:{_STARRED}|{_REACHED})\)\s*+\("
_WRITTEN = re.compile(
    rf"(?<![\w\x80-\xff])({NAME}(?:\s*+(?:->|\.)\s*+{NAME}|\s*+\[[^][()]*+\])*+)\s*+\(|\]\s*+\(|{_POINTED}",
    re.ASCII,
)
_THROUGH_POINTER = re.compile(_POINTED, re.ASCII)
_PLAIN = re.compile(rf"({NAME})\s*+(\((?![\s*])[^()]*+\))\s*+", re.ASCII)
"""A call that is all of its statement and has no parentheses in its arguments: the most frequent sort."""
_VALUE = frozenset({"return", "else", "do"})
"""A value or a statement follows these words, so that a parenthesis after them can begin a call through a pointer."""
_STAR_ONLY = re.compile(r"\(\s*\*[\s*]*[)\[]", re.ASCII)
_INDEX = re.compile(r"\[[^]]*\]")
_BLANKS = re.compile(r"\s+", re.ASCII)
_VOID = re.compile(r"\(\s*void\s*\)\s*", re.ASCII)
_DECLARATION = re.compile(
    rf"{SPECIFIER}"
    rf"|(?!(?:return|goto|sizeof)\b){NAME}(?:\s++(?!\*){NAME}|\s*+\*[\s*]*+(?:(?:const|volatile|restrict)\b\s*+)*+{NAME}\s*+[;,=\[(]"
    rf"|\s*+\(\s*+\*[\s*]*+{NAME}\s*+(?:\[\w*+\])?\s*+\)\s*+\()",
    re.ASCII,
)


class _Written(NamedTuple):
    callee: str
    start: int
    end: int
    pointer: bool
    """Called through a pointer or a member."""


def calls_in(text: str, code: str, piece: Piece, macros: frozenset[str]) -> list[Call]:
    """The calls of one chunk, in the order of their first character."""
    plain = _PLAIN.fullmatch(code, piece.start, piece.stop)
    if plain is not None and plain[1] not in NOT_CALLED:
        return [_alone(text, code, piece, plain, macros)]
    written = _written(code, piece.start, piece.stop)
    if not written:
        return []
    parts = taken_apart(code, piece.start, piece.stop)
    body = parts.body
    calls = [_in_head(call, parts, piece.procedure) for call in written if call.start < body]
    written = written[len(calls) :]
    if not written:
        return calls
    hindered = _hindered(code, piece, parts)
    if _DECLARATION.match(code, body, piece.stop + 1):
        equals = code.find("=", body, piece.stop)
        written = [call for call in written if 0 <= equals < call.start or code[call.start - 1] == "["]
        hindered = obstacles.DECLARATION
    hidden = [(call.start, call.end) for call in written if call.callee in INLINED]
    first = _first([call for call in written if not _inside(call, hidden)])
    expanded = 0
    place = _place(text, code, parts)
    for call in written:
        kind = place | (_CALL if _is_all(call, code, body, piece.stop) else _FUNCTION)
        obstacle: Obstacle | None = None
        if call.pointer:
            kind, obstacle = kind | _METHOD, obstacles.METHOD
        elif call.callee in macros:
            kind, obstacle = kind | _MACRO, obstacles.MACRO
        elif call.callee in INTRINSICS:
            obstacle = obstacles.LIBRARY
        elif hindered:
            obstacle = hindered
        elif call.start < expanded:
            obstacle = obstacles.MACRO_ARGUMENT
        elif first is not None and first is not call:
            obstacle = obstacles.later(first.callee)
        elif _inside(call, hidden):
            obstacle = obstacles.INLINED
        else:
            obstacle = _computed_before(code, body, call, written)
        if kind & (_METHOD | _MACRO) and first is not None and first is not call:
            obstacle = obstacles.later(first.callee)
        if call.callee in macros:
            expanded = max(expanded, call.end)
        calls.append(
            Call(call.callee, _KINDS[kind], call.start, call.end, parts.start, body, piece.procedure, obstacle)
        )
    return calls


def _alone(text: str, code: str, piece: Piece, plain: re.Match[str], macros: frozenset[str]) -> Call:
    """The call of a chunk that is nothing else: what :func:`calls_in` would say of it, sooner."""
    callee, start = plain[1], piece.start
    kind = _stands(code, line_start(text, start), start) | _CALL
    obstacle: Obstacle | None
    if callee in macros:
        kind, obstacle = kind | _MACRO, obstacles.MACRO
    elif callee in INTRINSICS:
        obstacle = obstacles.LIBRARY
    elif piece.first_in_do:
        obstacle = obstacles.FIRST_IN_DO
    elif piece.end != ";":
        obstacle = obstacles.UNFINISHED
    else:
        obstacle = obstacles.COMPUTED if computed_end(plain[2]) >= 0 else None
    return Call(callee, _KINDS[kind], start, plain.end(2), start, start, piece.procedure, obstacle)


_KINDS = [Kind(value) for value in range(2 * max(Kind))]
"""Kinds by value: joining flags of an enumeration one by one is slow."""
_CALL, _FUNCTION, _METHOD, _MACRO = Kind.CALL.value, Kind.FUNCTION.value, Kind.METHOD.value, Kind.MACRO.value


def _place(text: str, code: str, parts: Statement) -> int:
    """The kinds that tell where a statement stands."""
    kind = Kind.ONE_LINE_IF.value if parts.one_line else Kind.LABELLED.value if parts.labelled else 0
    return kind | _stands(code, line_start(text, parts.start), parts.start)


def _stands(code: str, line: int, start: int) -> int:
    """``AFTER_SEMICOLON`` if something ends on the line before the statement begins there; else nothing."""
    before = code[line:start]
    if before.isspace() or not before:
        return 0
    return Kind.AFTER_SEMICOLON.value if ";" in before or "{" in before or "}" in before else 0


def _is_all(call: _Written, code: str, body: int, stop: int) -> bool:
    """Whether the statement is nothing but this call, which may be cast to void."""
    if call.start != body and (call.start > body + 20 or _VOID.fullmatch(code, body, call.start) is None):
        return False
    return call.end == stop or code[call.end : stop].isspace()


def _written(code: str, start: int, stop: int) -> list[_Written]:
    """Everything in ``code[start:stop]`` that is written like a call."""
    found: list[_Written] = []
    pairs = Pairs(code, start, stop)
    for match in _WRITTEN.finditer(code, start, stop):
        name = match[1]
        at = match.start()
        opening = match.end() - 1
        if name in _VALUE and (pointed := _THROUGH_POINTER.match(code, opening, stop)):
            match, name, at, opening = pointed, None, pointed.start(), pointed.end() - 1
        if name is None:
            callee = _BLANKS.sub("", match[0][:-1])[1:-1] or "[]"
            found.append(_Written(callee, at, pairs.closing(opening), True))
        elif name not in NOT_CALLED and not (
            code[opening + 1 : opening + 2] in " *\t\r\n" and _STAR_ONLY.match(code, opening)
        ):
            pointer = code[at - 1] in " .>\t\r\n" and _is_member(code, start, at)
            if "." in name or ">" in name or "[" in name:
                name, pointer = _INDEX.sub("[]", _BLANKS.sub("", name)), True
            found.append(_Written(name, at, pairs.closing(opening), pointer))
    return found


def _is_member(code: str, start: int, at: int) -> bool:
    """Whether ``.`` or ``->`` stands before a name."""
    while at > start and code[at - 1].isspace():
        at -= 1
    return at > start and (code[at - 1] == "." or code.startswith("->", max(start, at - 2), at))


def _in_head(call: _Written, parts: Statement, procedure: int) -> Call:
    """A call inside of what stands before the simple statement."""
    head = parts.heads[bisect_right(parts.heads, call.start, key=lambda head: head.stop)]
    obstacle = obstacles.condition(head.word) if head.kind == "control" else obstacles.UNFINISHED
    kind = _FUNCTION | (_METHOD if call.pointer else _MACRO if call.start == head.start else 0)
    return Call(call.callee, _KINDS[kind], call.start, call.end, head.start, head.start, procedure, obstacle)


def _hindered(code: str, piece: Piece, parts: Statement) -> Obstacle | None:
    """What keeps a directive from acting on this statement at all."""
    loops = [head.word for head in parts.heads if head.kind in ("control", "bare")]
    if (loops or ["do" if piece.first_in_do else ""])[-1] == "do":
        return obstacles.FIRST_IN_DO
    if any(head.kind == "macro" for head in parts.heads):
        return obstacles.BEHIND_MACRO
    if piece.end != ";":
        return obstacles.UNFINISHED
    return obstacles.BRACES if code.find("{", parts.body, piece.stop) >= 0 else None


def _first(written: Sequence[_Written]) -> _Written | None:
    """The call that is evaluated first."""
    return min((call for call in written if call.callee not in INTRINSICS), key=lambda call: call.end, default=None)


def _inside(call: _Written, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < call.start < end for start, end in spans)


def _computed_before(code: str, body: int, first: _Written, written: Sequence[_Written]) -> Obstacle | None:
    """The obstacle where an argument of the first call, or of one that it is an argument of, or what stands before a
    comma, is computed before it."""
    around = [
        call
        for call in written
        if call.start <= first.start and call.end >= first.end and call.callee not in INTRINSICS
    ]
    if len(around) > DEEPEST:
        return obstacles.DEEP
    outer = min((call.start for call in around), default=first.start)
    if "," in re.split(r"[(\[]", flattened(code[body:outer], "()[]"), maxsplit=1)[0]:
        return obstacles.COMPUTED
    for call in around:
        opening = code.find("(", call.start, call.end)
        end = computed_end(code[opening : call.end])
        if 0 <= end < first.end - opening:
            return obstacles.COMPUTED
    return None
