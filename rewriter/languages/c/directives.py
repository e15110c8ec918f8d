"""The ``$AD`` directives of a C file that Tapenade reads.

Seen with the releases of 2020 and 2024: each line of a block comment is read that begins,
after blanks alone (a tab will not do), with ``$AD`` and a blank; a ``//`` comment likewise. Text
before it makes it inert, and so do ``/**`` and ``* $AD``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rewriter.languages.c.mask import comments
from rewriter.languages.c.spans import statement_spans
from rewriter.languages.directive_text import DirectiveText, parsed
from rewriter.languages.directives import OFF, hint, lead, unfit
from rewriter.languages.marks import OFF_MARK
from rewriter.languages.model import Directive

_BLANK = r" |\\\r?\n"
_SWITCHED_OFF = rf"(?:{_BLANK})*+(?P<off>{OFF_MARK})(?=\$AD +\S)"
_SPLICE = re.compile(r"\\\r?\n")


class Line(NamedTuple):
    """A line of a comment that Tapenade reads as a directive, or would if we had not switched it off."""

    start: int
    """Span of the comment."""
    end: int
    at: int
    """Where ``$AD`` is, or our ``rewriter off:`` before it."""
    off: bool
    words: DirectiveText


def directive_lines(text: str) -> Iterator[Line]:
    """All directive lines of the comments of a text, in order."""
    if re.search(hint(), text) is None:
        return
    pattern = rf"(?:\A/[*/]|(?<!\\)(?<!\\\r)\n)(?:{_SWITCHED_OFF}|{lead(_BLANK)})(?P<words>\S)"
    line = re.compile(pattern, re.IGNORECASE)
    for start, end in comments(text):
        comment = text[start:end]
        body = comment.removesuffix("*/") if comment.startswith("/*") else comment
        lines = list(line.finditer(body))
        stops = [match.start() for match in lines[1:]] + [len(body)]
        for match, stop in zip(lines, stops, strict=False):
            words = parsed(_SPLICE.sub("", body[match.start("words") : stop]).strip())
            if words.ours and (match.start() or len(lines) > 1 or words.shape or unfit(words.keyword, "", "c")):
                words = words._replace(ours=False)  # we place comments that hold nothing else, and none of these
            off = match["off"] is not None
            yield Line(start, end, start + match.start("off" if off else "words"), off, words)


def directives(text: str) -> list[Directive]:
    """The live directives in order, and with keyword ``OFF`` those of the user that our mark switches off.

    None of them is a trailing one: at the end of a line, too, a comment goes to the next statement of its block.
    """
    found: list[Directive] = []
    for line in directive_lines(text):
        words = line.words
        keyword, arguments = (OFF, words.keyword) if line.off else (words.keyword, words.arguments)
        ours = line.off or words.ours
        found.append(Directive(keyword, arguments, line.start, line.end, ours, False, words.sentinel))
    return found


_PRAGMA = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+(\$?AD[ \t][^\n]*)", re.MULTILINE | re.IGNORECASE)


def comment_bodies(text: str) -> Iterator[tuple[int, str]]:
    """Where each comment begins, and its first line without the characters that make it one; pragmas of AD likewise."""
    for start, end in comments(text):
        yield start, text[start + 2 : end].removesuffix("*/").lstrip("*").split("\n")[0]
    for match in _PRAGMA.finditer(text):
        yield match.start(), match[1].replace("$", "")


def reach(text: str, directive: Directive) -> int:
    """The body of the statement that a directive acts upon: the next one in its block; -1 for none.

    Labels, opening braces and cpp lines between do not matter.
    """
    starts, reached = _reached(text)
    return reached[bisect_left(starts, directive.end)]


@lru_cache(maxsize=1)
def _reached(text: str) -> tuple[list[int], list[int]]:
    """Offsets of what a directive can act upon and of what ends blocks, and what a directive before each reaches."""
    spans = [
        (at, words)
        for at, words in statement_spans(text)
        if words[0] != "#" and words != "{" and not words.endswith(" :")
    ]
    return [at for at, _ in spans], [*(-1 if words == "}" else at for at, words in spans), -1]
