"""The words of one ``$AD`` directive, read as Tapenade reads them (facts seen with 3.16 of 2020 to 2024)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rewriter.grammar import grammar


class DirectiveText(NamedTuple):
    """A directive without the comment around it."""

    keyword: str
    """Upper case."""
    arguments: str
    """As written, up to our mark."""
    ours: bool


@cache
def parsed(comment: str) -> DirectiveText:
    """Read the text of a comment behind its lead-in and blanks; it must begin with ``$AD `` in any case."""
    from lark import Token

    tokens = [token for token in grammar("directive").parse(comment).children if isinstance(token, Token)]
    keyword = tokens[1]  # behind the sentinel
    mark = next((token for token in tokens if token.type == "MARK"), None)
    arguments = comment[keyword.end_pos : mark.start_pos if mark is not None else len(comment)]
    return DirectiveText(str(keyword).upper(), arguments.strip(), mark is not None)
