"""Names that a function's own variables take from functions: what they call is known only when the program runs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rewriter.languages.c import obstacles
from rewriter.languages.c.patterns import NAME
from rewriter.languages.model import Call, Kind, Procedure

_POINTER = re.compile(rf"\(\s*\*[\s*]*(?:(?:const|volatile|restrict)\b\s*)*({NAME})\s*(?:\[\w*\]\s*)*\)\s*\(", re.ASCII)
_VARIABLE = (
    r"(?<![\w.>])(?!(?:return|else|goto|case|sizeof|do|typedef)\b)"
    rf"{NAME}(?:\s*\*[\s*]*|\s+)(?:(?:const|volatile|restrict)\b\s*)*(?<![\w]){{name}}\s*(?:\[[^]]*\]\s*)*[,;=)]"
)


def shadowed(code: str, procedures: Sequence[Procedure], calls: Sequence[Call]) -> list[Call]:
    """The calls, with an obstacle where a pointer or another variable has the callee's name."""
    called = {call.callee for call in calls}
    pointers = set(_pointers(code, procedures, called))
    typed: dict[tuple[int, str], bool] = {}
    result = []
    for call in calls:
        key = (call.procedure, call.callee)
        if key not in typed:
            typed[key] = key in pointers or (-1, call.callee) in pointers or _is_variable(code, procedures, *key)
        if typed[key]:
            call = call._replace(kind=call.kind | Kind.METHOD, obstacle=obstacles.METHOD)
        result.append(call)
    return result


def _pointers(code: str, procedures: Sequence[Procedure], called: set[str]) -> Iterator[tuple[int, str]]:
    """The pointers to functions that are declared, and in which function; those of the file are in -1."""
    starts = [procedure.start for procedure in procedures]
    for match in _POINTER.finditer(code):
        if match[1] in called:
            at = bisect_right(starts, match.start()) - 1
            yield (at if at >= 0 and match.start() < procedures[at].end else -1), match[1]


def _is_variable(code: str, procedures: Sequence[Procedure], procedure: int, name: str) -> bool:
    """Whether a function declares a variable or a parameter of this name, of whatever type."""
    if procedure < 0 or not re.fullmatch(NAME, name):
        return False
    own = procedures[procedure]
    pattern = re.compile(_VARIABLE.format(name=re.escape(name)), re.ASCII)
    return pattern.search(code, own.start, own.end) is not None
