"""C, as Tapenade reads it: the functions of :class:`rewriter.languages.registry.Language`.

They work on the text alone: what else a scan holds is not needed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rewriter.languages.c import fragments, placing, scanning
from rewriter.languages.c.directives import comment_bodies as read_comments
from rewriter.languages.c.directives import directives as read_directives
from rewriter.languages.c.directives import reach as reached
from rewriter.languages.c.names import declared, defined_by, joined, meanings
from rewriter.languages.c.spans import statement_spans
from rewriter.languages.macros import NONE, Macros, defined
from rewriter.languages.model import Call, Change, Directive, Form, Scan, Undone
from rewriter.languages.obstacle import Obstacle
from rewriter.text.edits import Edit

__all__ = [
    "comments",
    "declared",
    "defined_by",
    "directives",
    "dropped",
    "hindrance",
    "joined",
    "loops",
    "macros",
    "meanings",
    "name",
    "place",
    "reach",
    "references",
    "scan",
    "spans",
    "spelt",
    "suffixes",
    "undo",
]

name = "c"
suffixes = frozenset((".c", ".h"))


def scan(text: str, suffix: str, form: str | None) -> Scan:  # noqa: ARG001
    return scanning.scan(text)


def references(scan: Scan, candidates: frozenset[str], is_function: Callable[[int, str], bool]) -> list[Call]:  # noqa: ARG001
    return scan.calls


def loops(scan: Scan) -> list[Call]:  # noqa: ARG001
    return []


def directives(scan: Scan) -> Iterable[Directive]:
    return read_directives(scan.text)


def reach(scan: Scan, directive: Directive) -> int:
    return reached(scan.text, directive)


def comments(scan: Scan) -> Iterable[tuple[int, str]]:
    return read_comments(scan.text)


def dropped(scan: Scan, pairs: Sequence[tuple[int, int]]) -> list[str]:
    return fragments.dropped(scan.text, pairs)


def spelt(scan: Scan, words: str) -> str:  # noqa: ARG001
    return f"/* $AD {words} */"


def spans(scan: Scan) -> list[tuple[int, str]]:
    return statement_spans(scan.text)


def macros(scan: Scan) -> Macros:
    return defined(scan.text)


def place(scan: Scan, changes: Iterable[Change], known: Macros = NONE) -> list[Edit]:  # noqa: ARG001
    return placing.place(scan.text, list(changes))


def hindrance(scan: Scan, call: Call, known: Macros = NONE) -> Obstacle | None:  # noqa: ARG001
    return None


def undo(text: str, form: Form) -> Undone:  # noqa: ARG001
    return placing.undo(text)
