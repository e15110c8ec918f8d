"""What stands before a simple statement in its chunk: labels, ``if (...)``, ``else``, ``for (...)``, macros."""

from __future__ import annotations

import re
from typing import NamedTuple

from rewriter.languages.c.patterns import NAME, PARENTHESES

_HEAD = re.compile(
    rf"""\s*+(?:
        (?P<bare>else|do)\b
      | (?P<label>case\b[^:;{{}}]*+:|{NAME}\s*+:(?!:))
      | (?:
            (?P<control>if|for|while|switch)
          | (?:__attribute__|__attribute|__declspec|_Alignas|alignas)
          | (?!(?:return|sizeof|goto|break|continue)\b)(?P<macro>{NAME})
        )
        \s*+{PARENTHESES}(?(macro)(?=\s*+[A-Za-z_{{]))
    )\s*+""",
    re.ASCII | re.VERBOSE,
)


class Head(NamedTuple):
    """One thing that stands before a simple statement."""

    kind: str
    """``bare``, ``control``, ``label``, ``macro`` or, for an attribute, nothing."""
    word: str
    start: int
    stop: int


class Statement(NamedTuple):
    """A chunk, taken apart."""

    heads: list[Head]
    start: int
    """Where the statement begins after its labels: at the innermost ``if``, ``else``, ``for`` or ``while``."""
    body: int
    """Where what a directive acts upon begins; the chunk's end if there are only heads."""
    one_line: bool
    """Whether the body is the unbraced body of a control statement."""
    labelled: bool
    """Whether a label stands directly before ``start``."""


def taken_apart(code: str, start: int, stop: int) -> Statement:
    """The heads of the chunk ``code[start:stop]`` and where its simple statement begins."""
    heads: list[Head] = []
    begin = body = start
    one_line = labelled = False
    while body < stop and (match := _HEAD.match(code, body, stop)) is not None:
        kind = match.lastgroup or ""
        word = match[kind] if kind else ""
        heads.append(Head(kind, word, body, match.end()))
        if kind == "control" or kind == "bare":
            begin, one_line = body, True
            labelled = labelled and len(heads) > 1 and heads[-2].kind == "label"
            body = match.end()
        else:
            body = match.end()
            if kind == "label" and not one_line:
                labelled, begin = True, body
            elif not one_line:
                begin = body
    return Statement(heads, begin, body, one_line, labelled)
