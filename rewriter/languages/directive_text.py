"""The words of one directive, read as its tool reads them (of Tapenade: facts seen with 3.16 of 2020 to 2024)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rewriter.grammar import grammar
from rewriter.languages.directives import AD, head, row


class DirectiveText(NamedTuple):
    """A directive without the comment around it."""

    keyword: str
    """Upper case."""
    arguments: str
    """As written, up to our mark."""
    ours: bool
    """Whether it is exactly what we would place; a directive that holds our word by chance is not."""
    shape: str = ""
    """Of ours: how the layout was changed, lower case: ``split``, or ``if`` and what is written after it."""
    memory: str = ""
    """Of ours: the bytes that this change replaced, quoted."""
    sentinel: str = AD.text
    """Upper case."""


@cache
def parsed(comment: str) -> DirectiveText:
    """Read the text of a comment after its lead-in and blanks; it must begin with a sentinel and a blank."""
    from lark import Token

    begun = re.match(head(), comment, re.IGNORECASE)
    if begun is None:
        raise ValueError(f"not a directive: {comment!r}")
    keyword, sentinel, rest = begun["keyword"].upper(), begun["sentinel"].upper(), comment[begun.end() :]
    known = {token.type: token for token in grammar("directive").parse(rest).children if isinstance(token, Token)}
    if "MARK" in known:
        arguments = rest[: known["MARK"].start_pos].strip()
        shape, memory = known.get("SHAPE", "").lower(), known.get("MEMORY", "")
        if sentinel == AD.text and _ours(keyword, arguments, shape):
            return DirectiveText(keyword, arguments, True, shape, str(memory))
    return DirectiveText(keyword, rest.strip(), False, sentinel=sentinel)


def _ours(keyword: str, arguments: str, shape: str) -> bool:
    """Whether this is a directive that we would place."""
    found = row(keyword)
    if found is None or not found.placed or (shape.startswith("if") and not found.opens_if):
        return False
    return not found.wrong(arguments)
