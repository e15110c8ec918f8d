"""Directives out of a Fortran text again, to the very bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rewriter.errors import Refused
from rewriter.languages.directive_text import DirectiveText, parsed
from rewriter.languages.directives import OFF, Attaches, attached, rank
from rewriter.languages.fortran import opened_if
from rewriter.languages.fortran.mask import code
from rewriter.languages.fortran.mask import masked as masked_text
from rewriter.languages.fortran.statement import next_statement, statement_around
from rewriter.languages.marks import MARK, OFF_MARK, unquoted
from rewriter.languages.model import Change, Form, Undone
from rewriter.languages.moved import Moved
from rewriter.text.edits import Edit, edited, line_end, line_of, newline_at

_LINE = re.compile(rf"^[ \t]*[cC*!] *(?P<words>\$AD +\S[^\n]*{MARK}[^\n]*)$", re.MULTILINE | re.IGNORECASE)
"""Lines that may be ours."""
_OFF = re.compile(rf"(?:^C |!){OFF_MARK}(?=[cC*!] *\$[aA][dD] +\S)", re.MULTILINE)


def undo(text: str, form: Form) -> Undone:
    """The text without what bears our mark, and what that was.

    Raises :class:`Refused`, with the line, where it has been changed so that the old bytes cannot be had.
    """
    if MARK not in text and MARK not in text.lower():
        return Undone(text, [])
    masked = masked_text(text, form)
    edits: list[Edit] = []
    found: list[tuple[str, str, int]] = []
    covered = -1
    behind: list[tuple[int, str, str]] = []
    for line, words in _marked(text, masked):
        stop = line_end(text, line)
        keyword, arguments, shape = words.keyword, words.arguments, words.shape
        following = next_statement(masked, stop)
        stands_behind = attached(keyword) is Attaches.BEFORE
        if stands_behind:
            behind.append((line, keyword, arguments))
        elif following is not None:
            found.append((keyword, arguments, following.body))
        if following is None and (shape or not stands_behind):
            raise Refused("no statement after this directive; remove it by hand", line=line_of(text, line))
        if following is not None and shape == "split":
            _only_ours(text, masked, stop, following.start)
            covered = following.start
            edits.append(Edit(line - len(newline_at(text, line - 1)), covered, unquoted(words.memory)))
        elif following is not None and shape:
            _only_ours(text, masked, stop, following.body)
            edits += opened_if.closing(text, masked, form, shape, words.memory, line, following)
        elif stop > covered:
            start = line - len(newline_at(text, line - 1)) if stop == len(text) and text[-1:] != "\n" else line
            edits.append(Edit(start, stop, ""))
    full = ""
    for match in _OFF.finditer(text):
        full = full or code(text, form)
        if not full[match.start() : match.end()].strip():
            edits.append(Edit(match.start(), match.end(), ""))
            found.append((OFF, "", match.end()))
    edits.sort(key=lambda edit: edit.start)
    base = edited(text, edits)
    mask = masked_text(base, form) if behind else ""
    moved = Moved(edits)
    changes = [Change(keyword, moved(at), arguments) for keyword, arguments, at in found]
    for line, keyword, arguments in behind:
        at = moved(line)
        while at and mask[at - 1] in " \t\n;":
            at -= 1
        changes.append(Change(keyword, statement_around(mask, max(0, at - 1)).body, arguments))
    return Undone(base, sorted(changes, key=lambda c: (c.at, rank(c.keyword), c.arguments)))


def _marked(text: str, masked: str) -> Iterator[tuple[int, DirectiveText]]:
    """The lines that are ours: where each begins, and its words."""
    for match in _LINE.finditer(text):
        if not masked[match.start() : match.end()].strip():
            words = parsed(match["words"].rstrip())
            if words.ours:
                yield match.start(), words


def _only_ours(text: str, masked: str, start: int, stop: int) -> None:
    """Raises :class:`Refused` where anything but our lines stands between the two offsets."""
    ours = {line for line, _ in _marked(text[start:stop], masked[start:stop])}
    rest, line = text[start:stop], 0
    while line < len(rest):
        following = line_end(rest, line)
        if line not in ours and rest[line:following].strip():
            raise Refused(
                "text was added between the directive and its statement; move it away", line=line_of(text, start)
            )
        line = following
