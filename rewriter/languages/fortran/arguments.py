"""What Tapenade does first of a statement, which is what a directive before the statement acts upon.

Seen with the releases of 2020 and 2024, see ``benchmarks/obeyed.py``: Tapenade takes a statement apart from the inside
outwards and from left to right. Each function that it does not know to be elementary gets a statement of its own, and
so does each argument of a call that is an expression: ``call f(n+1, x)`` becomes ``arg1 = n + 1`` and
``call f(arg1, x)``. The first of these takes the directive. Variables, elements, sections, components and constants,
also with a sign or in parentheses, are no expressions, nor are MIN, MAX and ABS, whose insides Tapenade does not enter
at this time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rewriter.languages.fortran.by_declaration import Functions
from rewriter.languages.fortran.intrinsics import COMPUTED, INLINED, INTRINSICS
from rewriter.languages.nesting import flattened, separated

NOTHING, EXPRESSION = -1, -2
"""What is first where no call is: nothing but the statement, or an expression."""

_SUSPECT = re.compile(r"[-+*/<>=]|\.[a-z]+\.|\(|\dh")
_EXPONENT = re.compile(r"(?<=[\d.])[ ]*_?[ ]*[ed][ ]*[-+]?[ ]*(?=\d)")
_OPERATOR = re.compile(r"[-+*/<>,]|==|\.[a-z]+\.|^\d+h")
_LITERAL = re.compile(r"\.(?:true|false)\.")
_ENCLOSED = re.compile(r"[-+ \t]*+\(")
_PARENTHESIS = re.compile(r"[()]")
_APPLIED = re.compile(r"([a-z_$][\w$]*)[ \t]*@[ \t]*")
_NAMED = re.compile(r"([a-z_$][\w$]*+)[ \t]*+\(")
_PART = r"[a-z_$][\w$]*+(?:[ \t]*+\([^()=]*+\))?+"
_ITEM = rf"[-+]?[ \t]*+(?:\d++|\.(?:true|false)\.|{_PART}(?:%{_PART})*+)"
_PLAIN = re.compile(rf"\((?:[ \t]*+(?:{_ITEM}[ \t]*+)?+[,)])*+")
"""Lists of nothing but variables, elements, sections and whole numbers: most lists, recognised in one match."""
_KEYWORD = re.compile(r"[ \t]*[a-z]\w*[ \t]*=(?!=)")
_LEVELS = re.compile(r"[()\[\]:]")
_TOKEN = re.compile(r"(?<![\w$])([a-z_$][\w$]*+)[ \t]*+\(|[(),\[\]]")


class _Kind(Enum):
    """What an opened parenthesis is of."""

    CALL = "a call: its arguments are looked at"
    INDEX = "an index, or what may be one"
    OTHER = "an elementary function, or none"


class _Open(NamedTuple):
    kind: _Kind
    first: int
    """What is first once it closes: the start of a call, EXPRESSION, or NOTHING."""
    inside: int
    """Where its last argument so far begins."""


class Known(NamedTuple):
    """What is known of names before parentheses; others are those of arrays."""

    called: Collection[int] = ()
    """Where the functions are referenced that can be sites."""
    functions: Functions = Functions()
    """Of other names those that are functions."""


def first(masked: str, start: int, stop: int, known: Known, *, arguments: bool = False) -> int:
    """What Tapenade does first of an expression, or of the ``arguments`` of a call: the start of a function that is
    called in it, or EXPRESSION, or NOTHING."""
    opened = [_Open(_Kind.CALL if arguments else _Kind.OTHER, NOTHING, start)]
    hidden = indexed = 0
    for token in _TOKEN.finditer(masked, start, stop):
        mark = token[0][-1]
        if hidden or (mark == "(" and token[1] in INLINED):
            hidden += (mark in "([") - (mark in ")]")
        elif mark in "([":
            opened.append(_opening(masked, token, known, opened[-1].kind, within_index=indexed > 0))
            indexed += opened[-1].kind is _Kind.INDEX
        elif opened[-1].kind is _Kind.CALL and _computed(masked[opened[-1].inside : token.start()]):
            return EXPRESSION
        elif mark == ",":
            opened[-1] = opened[-1]._replace(inside=token.end())
        elif len(opened) == 1 and arguments:
            return NOTHING
        elif len(opened) > 1:
            closed = opened.pop()
            indexed -= closed.kind is _Kind.INDEX
            if closed.first != NOTHING:
                return closed.first
    return EXPRESSION if arguments and _computed(masked[opened[0].inside : stop]) else NOTHING


def _opening(masked: str, token: re.Match[str], known: Known, around: _Kind, *, within_index: bool) -> _Open:
    name, start, inside = token[1], token.start(), token.end()
    if name is None:
        return _Open(_Kind.OTHER, NOTHING, inside)
    if start in known.called:
        return _Open(_Kind.CALL, start, inside)
    if masked[start - 1 : start] == "%":
        return _Open(_Kind.INDEX, NOTHING, inside)
    if name in known.functions.computed or (name in COMPUTED and not within_index):
        return _Open(_Kind.CALL, EXPRESSION, inside)
    if name in known.functions.in_place and around is _Kind.CALL:
        return _Open(_Kind.CALL, EXPRESSION, inside)
    elementary = name in INTRINSICS or name in known.functions.in_place
    return _Open(_Kind.OTHER if elementary else _Kind.INDEX, NOTHING, inside)


def is_section(arguments: str) -> bool:
    """Whether what stands in parentheses has a range in it (``2:n``), which only arrays and strings take."""
    if ":" not in arguments:
        return False
    depth = 0
    for mark in _LEVELS.findall(arguments):
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif depth == 1:
            return True
    return False


def has_computed(arguments: str, functions: Callable[[], Functions] = Functions) -> bool:
    """Whether one of the arguments (masked text with its parentheses) is an expression to be computed.

    ``functions`` tells what is known as a function, should it matter.
    """
    stop = len(arguments) - 1
    if not _SUSPECT.search(arguments, 1, stop):
        return False
    names = _NAMED.findall(arguments)
    known = functions() if names else Functions()
    if _PLAIN.fullmatch(arguments) and all(those.isdisjoint(names) for those in (INTRINSICS, *known)):
        return False
    return first(arguments, 1, stop, Known(functions=known), arguments=True) == EXPRESSION


@lru_cache(maxsize=4096)
def _computed(argument: str) -> bool:
    """Whether an argument is an expression."""
    keyword = _KEYWORD.match(argument)
    argument = argument[keyword.end() if keyword else 0 :].strip(" \t")
    if _ENCLOSED.match(argument) or argument.startswith("["):
        start, stop, constructor = _inside(argument)
        argument = argument[start:stop]
        if constructor:
            return any(_computed(element) for element in separated(argument))
    argument = _EXPONENT.sub("", _LITERAL.sub("", argument.lstrip("-+ \t")))
    argument = flattened(argument)
    applied = _APPLIED.fullmatch(argument)
    return _OPERATOR.search(argument) is not None or (applied is not None and applied[1] in INTRINSICS)


def _inside(argument: str) -> tuple[int, int, bool]:
    """What all pairs of parentheses around the argument, blanks and signs before them leave of it, and whether that is
    the list of an array constructor."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for match in _PARENTHESIS.finditer(argument):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            partners[opened.pop()] = match.start()
    start, stop = 0, len(argument)
    while (sign := _ENCLOSED.match(argument, start, stop)) and partners.get(sign.end() - 1) == stop - 1:
        start, stop = sign.end(), stop - 1
        if argument.startswith("/", start) and argument.endswith("/", start, stop):
            return start + 1, stop - 1, True
        while start < stop and argument[start] in " \t":
            start += 1
        while start < stop and argument[stop - 1] in " \t":
            stop -= 1
    if argument.startswith("[", start) and argument.endswith("]", start, stop):
        return start + 1, stop - 1, True
    return start, stop, False
