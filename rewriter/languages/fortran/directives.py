"""The ``$AD`` directives of a Fortran file that Tapenade reads, and what each acts upon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rewriter.languages.directive_text import parsed
from rewriter.languages.directives import OFF, hint, lead
from rewriter.languages.fortran.mask import code
from rewriter.languages.fortran.statement import next_statement, statement_around
from rewriter.languages.marks import OFF_MARK
from rewriter.languages.model import Directive, Scan
from rewriter.text.edits import line_start

_OFF = re.compile(rf"(?:^C |!){OFF_MARK}[c*!] *(\$ad +\S[^\n]*)", re.IGNORECASE | re.MULTILINE)


def directives(scan: Scan) -> Iterator[Directive]:
    """Directives in source order; one that the marks of a user's file switch off has the keyword ``OFF``."""
    text, masked, form = scan.text, scan.masked, scan.form
    if not re.search(hint(), text):
        return
    full = ""
    begins = "!" if form == "free" else "(?:^[c*!]|!)"
    for match in re.finditer(rf"{begins}{lead()}(\S[^\n]*)", text, re.IGNORECASE | re.MULTILINE):
        start, end = match.start(), match.end()
        line = line_start(text, start)
        before = masked[line:start]
        if masked[start:end].strip() or "!" in text[line + len(before.rstrip(" \t")) : start]:
            continue
        if form != "free" and text[line] in "cC*dD" and start != line:
            continue
        if text[line:start].strip():
            full = full or code(text, form)
            if full[start:end].strip():
                continue  # in a string
        words = parsed(match[1].rstrip())
        trailing = bool(before.strip()) or (form != "free" and start != line)
        yield Directive(words.keyword, words.arguments, start, end, words.ours, trailing, words.sentinel)
    for match in _OFF.finditer(text):
        full = full or code(text, form)
        if not full[match.start() : match.end()].strip():
            yield Directive(OFF, parsed(match[1].rstrip()).keyword, match.start(), match.end(), True, False)


_FREE_COMMENT = re.compile(
    r"^[ \t]*+(?=[!cC*])(?:!([^\n]*)|(?<![ \t]).(\$ad[ \t][^\n]*))", re.IGNORECASE | re.MULTILINE
)
_FIXED_COMMENT = re.compile(r"^(?:[cC*!dD]|[ \t]+!)([^\n]*)", re.MULTILINE)


def comments(scan: Scan) -> Iterator[tuple[int, str]]:
    """Where the comments begin that have lines of their own, and what they say.

    In free form also those that only fixed form takes for comments.
    """
    for match in (_FREE_COMMENT if scan.form == "free" else _FIXED_COMMENT).finditer(scan.text):
        if match.re.groups > 1 and match[2] is not None:
            yield match.start(), match[2].replace("$", "", 1)
        elif not scan.masked[match.start() : match.end()].strip():
            yield match.start(1) - 1, match[1]


def spelt(scan: Scan, words: str) -> str:
    """The line that is a directive of these words."""
    return f"!$AD {words}" if scan.form == "free" else f"C$AD {words}"


def reach(scan: Scan, directive: Directive) -> int:
    """The first character of the statement a directive acts upon; -1 where none follows.

    That is the statement it stands inside of (between continuation lines), or the next one.
    It is the next one also for a directive that acts upon the statement before it, such as CHECKPOINT-END.
    """
    masked = scan.masked
    around = statement_around(masked, directive.start)
    if not directive.trailing and around.start < directive.start and masked[around.start : directive.start].strip():
        return around.start
    following = next_statement(masked, directive.end)
    return following.start if following is not None else -1
