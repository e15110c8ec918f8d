"""The DO loops of a Fortran file, which binomial checkpointing acts upon."""

from __future__ import annotations

import re
from typing import cast

from rewriter.languages.fortran.patterns import NAME, has_bounds
from rewriter.languages.fortran.statement import statement_around
from rewriter.languages.fortran.structure import Structure
from rewriter.languages.model import Call, Kind, Scan

_DO = re.compile(
    rf"(?:{NAME}[ \t]*:[ \t]*)?do(?:[ \t]*(\d+)[ \t]*,?)?[ \t]*"
    rf"(?:while[ \t]*\(|concurrent[ \t]*\(|{NAME}[ \t]*=|(?=;|\n|\Z))"
)
_END_DO = re.compile(r"end[ \t]*do\b")


def loops(scan: Scan) -> list[Call]:
    """DO loops in source order. A loop that ends at a label reaches to the end of the labelled statement."""
    units = cast(Structure, scan.structure)
    masked = scan.masked
    found: list[Call] = []
    stack: list[tuple[int, str]] = []
    labels: set[str] = set()
    line = 0
    for logical in masked.split("\n"):
        if "do" in logical or labels:
            segment = line
            for part in logical.split(";"):
                stop = segment + len(part)
                if part.strip():
                    statement = statement_around(masked, segment + len(part) - len(part.lstrip()))
                    opening = _DO.match(masked, statement.start, min(len(masked), statement.end + 1))
                    if opening and opening[0].endswith("=") and not has_bounds(masked, opening.end(), statement.end):
                        opening = None
                    if opening:
                        stack.append((statement.start, opening[1] or ""))
                        labels.update(filter(None, [opening[1]]))
                    elif _END_DO.match(masked, statement.start) and stack:
                        _close(found, stack, statement.end, units)
                    while stack and statement.label and stack[-1][1] == statement.label:
                        _close(found, stack, statement.end, units)
                        labels.discard(statement.label)
                segment = stop + 1
        line += len(logical) + 1
    return sorted(found, key=lambda call: call.start)


def _close(found: list[Call], stack: list[tuple[int, str]], end: int, units: Structure) -> None:
    start, _label = stack.pop()
    found.append(Call("do", Kind.LOOP, start, end, start, start, units.owner(start), None))
