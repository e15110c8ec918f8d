"""The words of one ``$AD`` directive, read as Tapenade reads them (facts seen with 3.16 of 2020 to 2024)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rewriter.grammar import grammar
from rewriter.languages import binomial
from rewriter.languages.marks import ORDER


class DirectiveText(NamedTuple):
    """A directive without the comment around it."""

    keyword: str
    """Upper case."""
    arguments: str
    """As written, up to our mark."""
    ours: bool
    """Whether it is what we place, to the word; a directive that holds our word by chance is not."""
    shape: str = ""
    """Of ours: how the layout was changed, ``split`` or ``if`` with what belongs to it, lower case."""
    memory: str = ""
    """Of ours: the bytes that this change replaced, quoted."""


@cache
def parsed(comment: str) -> DirectiveText:
    """Read the text of a comment behind its lead-in and blanks; it must begin with ``$AD `` in any case."""
    from lark import Token

    tokens = [token for token in grammar("directive").parse(comment).children if isinstance(token, Token)]
    keyword = tokens[1]  # behind the sentinel
    known = {token.type: token for token in tokens}
    if "MARK" in known:
        arguments = comment[keyword.end_pos : known["MARK"].start_pos].strip()
        shape, memory = known.get("SHAPE", "").lower(), known.get("MEMORY", "")
        if _ours(keyword.upper(), arguments, shape):
            return DirectiveText(keyword.upper(), arguments, True, shape, str(memory))
    return DirectiveText(keyword.upper(), comment[keyword.end_pos :].strip(), False)


def _ours(keyword: str, arguments: str, shape: str) -> bool:
    """Whether this is a directive that we would place."""
    if shape.startswith("if") and keyword != "NOCHECKPOINT":
        return False
    if keyword == "BINOMIAL-CKP":
        return not binomial.unfit(arguments)
    return keyword in ORDER and not arguments
