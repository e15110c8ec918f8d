"""What the derivatives of an adjoint code are called, told by the heads of its procedures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from rewriter.callbacks.names import Names, is_adjoint_variable
from rewriter.errors import UsageError
from rewriter.languages.model import Scan
from rewriter.languages.nesting import separated
from rewriter.languages.tree import Unit, leaves

_ARGUMENTS = re.compile(r"\(([^()]*)\)")
_NAME = re.compile(r"[a-z_]\w*")


def arguments(scan: Scan, unit: Unit) -> list[str]:
    """The names of the arguments of a procedure, in lower case."""
    text, end = (scan.masked, "\n") if scan.masked else (scan.text, "{")
    stop = text.find(end, unit.start)
    match = _ARGUMENTS.search(text, unit.start, stop if stop >= 0 else len(text))
    parts = separated(match[1].lower()) if match is not None else ()
    return [names[-1] for part in parts if (names := _NAME.findall(part.partition("[")[0]))]


def patterns(given: Sequence[str], words: Collection[str]) -> Iterator[str]:
    """How each derivative among the arguments of an adjoint is named, if it stands after its variable as it does in
    Tapenade's code. ``words``: the names that the primal uses."""
    for primal, derivative in pairwise(given):
        pattern = derivative.replace(primal, "%", 1)
        if derivative not in words and primal in words and pattern != derivative and re.search("[a-z]", pattern):
            yield pattern


def has_derivative(unit: Unit, given: Sequence[str], words: Collection[str], names: Names) -> bool:
    """Whether anything in an adjoint is named as a derivative is said to be."""
    candidates = {*given, *(leaf.target.lower() for leaf in leaves(unit.body))} - {"", *words}
    return any(is_adjoint_variable(name, names.variable) for name in candidates)


def check(names: Names, found: Counter[str], *, known: bool) -> None:
    """Raise :class:`UsageError` if no derivative is ``known`` by the name said; propose what is ``found`` most."""
    if known or not found:
        return
    best, count = max(found.items(), key=lambda entry: (entry[1], entry[0]))
    raise UsageError(
        f"--variable-name {names.variable!r}: no derivative of the adjoint code is called so;"
        f" give --variable-name {best!r}, which fits {count} of its arguments"
    )
