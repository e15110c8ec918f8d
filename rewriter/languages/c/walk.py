"""Go through the chunks of a text and know which function each is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rewriter.languages.c.chunks import chunks
from rewriter.languages.c.functions import defined_function, old_function
from rewriter.languages.model import Problem, ProblemKind, Procedure
from rewriter.text.edits import line_start

_INDENT = re.compile(r"[ \t]*")
_DO = re.compile(r"\bdo\s*[{;]", re.ASCII)
_LINKAGE = re.compile(r'\s*extern\s*"+\s*', re.ASCII)


class Piece(NamedTuple):
    """A chunk inside of a function."""

    start: int
    """Its first character that is not blank."""
    stop: int
    """The offset of ``end``; equal to ``start`` for a lone ``;``, ``{`` or ``}``."""
    end: str
    called: bool
    """Whether there are parentheses in it."""
    procedure: int
    depth: int
    """How many braces are open before ``end``, the function's own among them."""
    first_in_do: bool
    """Whether ``do {`` stands before it, with nothing but braces between."""


def walk(
    text: str, code: str, procedures: list[Procedure], problems: list[Problem], *, by_indentation: bool = False
) -> Iterator[Piece]:
    """The chunks inside of functions, in order; the functions are appended to ``procedures`` as they end.

    ``by_indentation`` is for a text whose braces do not match, which is told in ``problems``:
    a ``}`` that is the first of its line ends a function if, and only if, it is indented no
    deeper than the function's head.
    """
    outside: list[bool] = []  # for each open brace outside of functions: can functions be defined inside?
    old: tuple[int, str] | None = None
    depth, opened, name, first_in_do = 0, 0, "", False
    do_loops = _DO.search(code) is not None
    for start, stop, end, called in chunks(code, problems):
        if depth:
            yield Piece(start, stop, end, called, len(procedures), depth, first_in_do)
            if end == "{":
                depth += 1
                first_in_do = first_in_do if stop == start else do_loops and _opens_do(code, start, stop)
            elif end == "}":
                depth -= 1
                first_in_do = False
                if by_indentation:
                    depth = _by_indentation(text, opened, stop, depth, problems)
                if not depth:
                    procedures.append(Procedure(name, "function", opened, stop + 1))
            else:
                # The brace of ``do {`` in a later branch of #if has become a semicolon.
                first_in_do = do_loops and _opens_do(code, start, stop)
        elif end == "{":
            name, head = _function(code, start, stop, old) if all(outside) else ("", start)
            old = None
            if name:
                opened, depth = line_start(text, head), 1
            else:
                outside.append(_LINKAGE.fullmatch(code, start, stop) is not None)
        elif end == "}":
            if outside:
                outside.pop()
            else:
                problems.append(Problem(stop, "'}' closes nothing", ProblemKind.BRACES))
        elif called and all(outside) and (found := old_function(code[start:stop])):
            old = start, found
    if depth:
        problems.append(Problem(opened, f"the braces of {name} do not match: '{{' is not closed", ProblemKind.BRACES))
        procedures.append(Procedure(name, "function", opened, len(text)))
    elif outside:
        problems.append(Problem(len(text), "a '{' outside of any function is not closed", ProblemKind.BRACES))


def _function(code: str, start: int, stop: int, old: tuple[int, str] | None) -> tuple[str, int]:
    """The function that begins with a ``{`` after a chunk, and where its head is; ``""`` where none does.

    ``old``: the head before the chunk, if that is one in the style of K&R.
    """
    if stop > start:
        name, offset = defined_function(code[start:stop])
        return name, start + offset
    return ("", start) if old is None else (old[1], old[0])


def _opens_do(code: str, start: int, stop: int) -> bool:
    """Whether the chunk ends with the word ``do``."""
    return code[start:stop].rstrip().endswith("do")


def _by_indentation(text: str, opened: int, at: int, depth: int, problems: list[Problem]) -> int:
    """How many braces are open after the ``}`` at ``at``, told by its indentation if that contradicts."""
    indent = text[line_start(text, at) : at]
    if indent.strip():
        return depth
    outermost = len(indent.expandtabs()) <= _indentation(text, opened)
    if outermost and depth:
        problems.append(
            Problem(
                at, f"'}}' taken for the end of the function, though {depth} more should follow", ProblemKind.BRACES
            )
        )
        return 0
    if not outermost and not depth:
        problems.append(
            Problem(at, "'}' taken as superfluous: it is indented deeper than the function", ProblemKind.BRACES)
        )
        return 1
    return depth


def _indentation(text: str, line: int) -> int:
    match = _INDENT.match(text, line)
    return len(match[0].expandtabs()) if match else 0
