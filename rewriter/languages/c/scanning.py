"""Read one C file: its functions and their calls."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rewriter.languages.c.calls import calls_in
from rewriter.languages.c.conditional import settled, unlisted
from rewriter.languages.c.mask import mask
from rewriter.languages.c.patterns import NAME
from rewriter.languages.c.shadowed import shadowed
from rewriter.languages.c.walk import walk
from rewriter.languages.model import Call, Problem, ProblemKind, Procedure, Scan

_MACRO = re.compile(rf"#\s*define\s+({NAME})\(", re.ASCII)


def scan(text: str) -> Scan:
    """Functions, calls and function-like macros of a C file; never raises, see ``Scan.problems``.

    ``Scan.functions`` has no meaning here: every function can be called for its value or without.
    """
    masked = mask(text)
    code = settled(text, masked)
    macros = _macros(text, masked.cpp)
    procedures, calls, problems = _read(text, code, macros)
    if any(problem.kind is ProblemKind.BRACES for problem in problems):
        procedures, calls, problems = _read(text, code, macros, by_indentation=True)
    return Scan(
        form="c",
        text=text,
        procedures=procedures,
        calls=calls,
        defines=frozenset(procedure.name for procedure in procedures),
        macros=macros,
        problems=sorted({*problems, *unlisted(text, masked)}),
    )


def _read(
    text: str, code: str, macros: frozenset[str], *, by_indentation: bool = False
) -> tuple[list[Procedure], list[Call], list[Problem]]:
    procedures: list[Procedure] = []
    problems: list[Problem] = []
    calls: list[Call] = []
    for piece in walk(text, code, procedures, problems, by_indentation=by_indentation):
        if piece.called:
            calls += calls_in(text, code, piece, macros)
    return procedures, shadowed(code, procedures, calls), problems


def _macros(text: str, cpp: Iterable[tuple[int, int]]) -> frozenset[str]:
    matches = (_MACRO.match(text, start, end) for start, end in cpp)
    return frozenset(match[1] for match in matches if match is not None)
