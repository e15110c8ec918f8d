"""The statements of a C text in a normal form that white space, comments and line breaks do not change."""

from __future__ import annotations

import re

from rewriter.languages.c.chunks import chunks
from rewriter.languages.c.heads import taken_apart
from rewriter.languages.c.mask import CHARACTER, STRING, cpp_words, mask, without_comments
from rewriter.languages.c.patterns import NAME

_TOKEN = re.compile(
    rf"{NAME}|\.?\d(?:[eEpP][+-]|[\w.])*+|{STRING}|{CHARACTER}"
    r"|->|\+\+|--|<<=|>>=|<<|>>|\.\.\.|&&|\|\||##|[-+*/%&|^<>=!]=|\S",
    re.ASCII | re.DOTALL,
)


def statement_spans(text: str) -> list[tuple[int, str]]:
    """Offset of the first character, and words joined by blanks, of each statement in order.

    A simple statement goes up to its ``;``; an ``if (...)``, ``else``, label, ``{``, ``}`` and a cpp
    line (which begins with ``#``) is one by itself. Never raises.
    """
    masked = mask(text)
    words = without_comments(text)
    spans = [(start, cpp_words(text[start:end])) for start, end in masked.cpp]
    for start, stop, end, _ in chunks(masked.code, []):
        parts = taken_apart(masked.code, start, stop)
        spans += [(head.start, _normal(words[head.start : head.stop])) for head in parts.heads]
        simple = end if end == ";" else ""
        if parts.body < stop or simple:
            spans.append((parts.body, _normal(words[parts.body : stop] + simple)))
        if end and not simple:
            spans.append((stop, end))
    spans.sort()
    return spans


def statements(text: str) -> list[str]:
    """The normal forms alone: equal for two texts that differ in comments and layout only."""
    return [words for _, words in statement_spans(text)]


def _normal(words: str) -> str:
    return " ".join(_TOKEN.findall(words))
