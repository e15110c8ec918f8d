"""The statements a checkpoint directive can act upon, read by grammars of their own.

The readers that find call sites in whole files are built for speed. Where something is written,
the few statements concerned are read once more by a grammar, which knows nothing of those readers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from rewriter.grammar import grammar

if TYPE_CHECKING:
    from lark import Token


_PLAIN = re.compile(r"(?:\d+:)?call([a-z_$][\w$]*)(?:\((?:[a-z_$][\w$]*|\d+)(?:,(?:[a-z_$][\w$]*|\d+))*\))?")
"""A CALL with no more than names and whole numbers as arguments: the grammar would say the same of it, but later."""


def referenced(words: str, language: str) -> tuple[str, ...] | None:
    """The names that a statement calls, or refers to with parentheses, in the order they are written.

    ``words`` is the normalised text of the statement, as ``Language.spans`` gives it, and
    ``language`` is ``fortran`` or ``c``. ``None``: it is no statement that a directive can act upon.
    """
    if language == "fortran" and (plain := _PLAIN.fullmatch(words)):
        return (plain[1],)
    from lark.exceptions import LarkError

    try:
        tree = grammar(f"candidate_{language}", positions=False).parse(words)
    except LarkError:
        return None
    found: list[tuple[int, str]] = []
    for node in tree.iter_subtrees():
        if node.data in ("called", "reference"):
            name = cast("Token", node.children[0])
            found.append((name.start_pos or 0, name.removeprefix("call") if node.data == "called" else str(name)))
    return tuple(name for _, name in sorted(found))
