"""Names that variables take from functions: what is called by them is known only when the program runs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rewriter.languages.c import obstacles
from rewriter.languages.c.patterns import NAME
from rewriter.languages.model import Call, Kind, Procedure

_NO_TYPE = r"(?!(?:return|else|goto|case|typedef|do|sizeof|if|while|for|switch)\b)"
_POINTER = rf"\(\s*+\*[\s*]*+(?:(?:const|volatile|restrict)\b\s*+)*+({NAME})\s*+(?:\[\w*+\]\s*+)*+\)\s*+\("
_DECLARATION = re.compile(
    rf"[;{{}}]\s*+{_NO_TYPE}(?:{NAME}(?:\s++(?=[\w*(])|\s*+\*[\s*]*+))++([^;(){{}}]*+)(?:{_POINTER})?",
    re.ASCII,
)
"""The beginning of a declaration, up to its first parenthesis or, where that is one, to its pointer to a function."""
_DECLARATOR = re.compile(rf"[\s*]*+({NAME})\s*+(?:\[[^]]*\]\s*)*(?:=|\Z)", re.ASCII)
_PARAMETER = re.compile(rf"{NAME}(?:\s*+\*[\s*]*+|\s++)({NAME})\s*+[,)(\[;]|{_POINTER}", re.ASCII)
_LINKAGE = re.compile(r'extern\s*"+\s*\{', re.ASCII)


def shadowed(code: str, procedures: Sequence[Procedure], calls: list[Call]) -> list[Call]:
    """The calls; where a variable or a parameter has the callee's name, with that as an obstacle if there is none."""
    called = {call.callee for call in calls}
    variables = {*_parameters(code, procedures, called), *_variables(code, procedures, called)}
    if not variables:
        return calls
    return [
        call._replace(kind=call.kind | Kind.METHOD, obstacle=obstacles.METHOD)
        if not call.obstacle and ((call.procedure, call.callee) in variables or (-1, call.callee) in variables)
        else call
        for call in calls
    ]


def _parameters(code: str, procedures: Sequence[Procedure], called: set[str]) -> Iterator[tuple[int, str]]:
    """The functions that have a parameter of such a name, and the name."""
    for unit, procedure in enumerate(procedures):
        head = code.find("(", procedure.start)
        for match in _PARAMETER.finditer(code, head, code.find("{", head)):
            if (name := match[1] or match[2]) in called:
                yield unit, name


def _variables(code: str, procedures: Sequence[Procedure], called: set[str]) -> Iterator[tuple[int, str]]:
    """The functions that declare a variable of such a name, and the name; -1 where it is a variable of the file."""
    ends = [procedure.end for procedure in procedures]
    for match in _DECLARATION.finditer(f";{code}"):  # a declaration follows something
        for name in called.intersection(_declared(match)):
            at = match.start(1) - 1
            unit = bisect_right(ends, at)
            if unit < len(procedures) and at > procedures[unit].start:
                yield unit, name
            elif not _in_braces(code[ends[unit - 1] if unit else 0 : at]):
                yield -1, name


def _declared(match: re.Match[str]) -> Iterator[str]:
    """The variables of a declaration."""
    if match[2]:
        yield match[2]
    *items, last = match[1].split(",")
    # What ends at a parenthesis or a brace is a prototype, a definition or a structure.
    if "=" in last or match.string[match.end(1) : match.end(1) + 1] not in "({":
        items.append(last)
    for item in items:
        if declarator := _DECLARATOR.match(item):
            yield declarator[1]


def _in_braces(outside: str) -> bool:
    """Whether what follows a text that is outside of functions is inside of a structure."""
    plain = _LINKAGE.sub("", outside)
    return plain.count("{") > plain.count("}")
