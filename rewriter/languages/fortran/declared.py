"""Names that what is written before a statement makes a function, though nothing in the tree has a body for it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_EXTERNAL = re.compile(r"\n[ \t]*(?:[^\n=]*,[ \t]*)?external\b[^\n:]*?(?:::)?([\w$ \t,]+)(?=\n)")
_TYPE = re.compile(r"\n[ \t]*type\b(?:[^\n(]*::)?[ \t]*([a-z_]\w*)[ \t]*(?=\n)")
_DEFINED = re.compile(r"\n[ \t]*([a-z_][\w$]*)[ \t]*\((?:[ \t]*[a-z_][\w$]*[ \t]*[,)])+[ \t]*=(?!=)")
_SCALAR = r"\n[ \t]*(?:real|integer|double|logical|complex|character)\b[^\n]*?(?<![\w$%]){name}[ \t]*(?=[,\n])"
_DIMENSION = r"\n[^\n=]*\bdimension\b[^\n]*(?<![\w$%]){name}\b"


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
    if masked.find("external", start, end) >= 0:
        for match in _EXTERNAL.finditer(masked, start, end):
            found.update(match[1].replace(",", " ").split())
    defined: set[str] = set()
    for name in {match[1] for match in _DEFINED.finditer(masked, start, end)}:
        scalar = re.compile(_SCALAR.format(name=re.escape(name)))
        dimension = re.compile(_DIMENSION.format(name=re.escape(name)))
        if scalar.search(masked, start, end) and not dimension.search(masked, start, end):
            defined.add(name)
    return Functions(frozenset(found), frozenset(defined))


@lru_cache(maxsize=1)
def _types(masked: str) -> frozenset[str]:
    return frozenset(match[1] for match in _TYPE.finditer(masked)) if "type" in masked else frozenset()
