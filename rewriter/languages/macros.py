"""What is known of the macros of cpp: which of them close a call, or hide the border of a block.

Tapenade reads Fortran after cpp. Where a macro holds ``rc=status); if (status /= 0) call fail(n``, the
statement that a reader of the source sees is another one than Tapenade's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(?:\([^)\n]*\))?((?:.*\\\r?\n)*.*)", re.MULTILINE)
_ASIDE = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|\\\r?\n", re.DOTALL)
_BORDER = re.compile(
    r"(?:^|;)\s*(?:end\s*(?:if|do|select|where)\b|else\b|do\b|select\b|case\b|(?:if|where)\s*\(.*\)\s*(?:then\s*)?(?:$|;))",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_BRACKET = re.compile(r"[()]")


class Macros(NamedTuple):
    """The macros that some files define, and the names that they declare."""

    closing: frozenset[str] = frozenset()
    """Those with a parenthesis that has no partner, or with a ``;``."""
    bordering: frozenset[str] = frozenset()
    """Those that begin or end a block."""
    harmless: frozenset[str] = frozenset()
    """All others."""
    declared: frozenset[str] = frozenset()
    """Lower case: names of variables, constants and procedures that are declared in capitals."""
    whole: bool = True
    """Whether these are all files there are, so that a name that nothing explains may be a macro."""

    @classmethod
    def of(cls, parts: Iterable[Macros]) -> Macros:
        """Those of many files together; a macro with several definitions is the worst of them."""
        parts = list(parts)
        closing = frozenset().union(*(part.closing for part in parts))
        bordering = frozenset().union(*(part.bordering for part in parts))
        harmless = frozenset().union(*(part.harmless for part in parts))
        return cls(
            closing,
            bordering,
            harmless - closing - bordering,
            frozenset().union(*(part.declared for part in parts)),
            all(part.whole for part in parts),
        )


NONE = Macros()


def defined(text: str) -> Macros:
    """The macros that a text defines."""
    if "#" not in text:
        return NONE
    closing: set[str] = set()
    bordering: set[str] = set()
    bodies: dict[str, list[str]] = {}
    for match in _DEFINE.finditer(text):
        body = _ASIDE.sub(" ", match[2]).strip()
        bodies.setdefault(match[1], []).append(body)
        if _closes(body):
            closing.add(match[1])
        if _BORDER.search(body):
            bordering.add(match[1])
    found = {"closing": closing, "bordering": bordering}
    for names in found.values():
        while more := {name for name in bodies.keys() - names if _mentions(bodies[name], names)}:
            names |= more
    return Macros(frozenset(closing), frozenset(bordering), frozenset(bodies.keys() - closing - bordering))


def _mentions(bodies: Iterable[str], names: set[str]) -> bool:
    return bool(names) and any(word in names for body in bodies for word in _WORD.findall(body))


def _closes(body: str) -> bool:
    depth = 0
    for bracket in _BRACKET.findall(body):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return True
    return depth != 0 or ";" in body
