"""Names that what is written before a statement makes a function, though nothing in the tree has a body for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rewriter.languages.fortran.declarations import Meaning, declared, externals

_TYPE = re.compile(r"\n[ \t]*type\b(?:[^\n(]*::)?[ \t]*([a-z_]\w*)[ \t]*(?=\n)")
_DEFINED = re.compile(r"\n[ \t]*([a-z_][\w$]*)[ \t]*\((?:[ \t]*[a-z_][\w$]*[ \t]*[,)])+[ \t]*=(?!=)")
_EXECUTABLE = re.compile(r"\n[ \t]*(?:\d+[ \t]*)?(?:(?:call|if|do|print|write|read|return)\b|[a-z_][\w$]*[ \t]*=(?!=))")
"""What stands after all statement functions."""


class Functions(NamedTuple):
    """Names by what they are."""

    computed: frozenset[str] = frozenset()
    """External functions and structure constructors."""
    in_place: frozenset[str] = frozenset()
    """Statement functions."""


@lru_cache(maxsize=8)
def functions(masked: str, start: int, end: int) -> Functions:
    """Those that the procedure in ``masked[start:end]`` names; types count wherever the file defines them."""
    start = max(0, start - 1)
    found = set(_types(masked))
    for _, named in externals(masked, start, end):
        found.update(named)
    executable = _EXECUTABLE.search(masked, start, end)
    stop = executable.start() + 1 if executable else end
    defined = {match[1] for match in _DEFINED.finditer(masked, start, stop)}
    said = _said(masked[start:stop]) if defined else {}
    return Functions(frozenset(found), frozenset(name for name in defined if said.get(name) is Meaning.TYPED))


def _said(specification: str) -> dict[str, Meaning]:
    """What the statements of a specification part declare names as; a name with dimensions anywhere is an array."""
    found: dict[str, Meaning] = {}
    for line in specification.split("\n"):
        for statement in line.split(";"):
            for name, meaning in declared(statement).items():
                if found.get(name) is not Meaning.VALUE:
                    found[name] = meaning
    return found


@lru_cache(maxsize=1)
def _types(masked: str) -> frozenset[str]:
    return frozenset(match[1] for match in _TYPE.finditer(masked)) if "type" in masked else frozenset()
