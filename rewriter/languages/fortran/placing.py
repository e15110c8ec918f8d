"""Directives into a Fortran text and out of it again, to the very bytes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rewriter.errors import Refused
from rewriter.languages import binomial
from rewriter.languages.directive_text import DirectiveText, parsed
from rewriter.languages.fortran import fragments, opened_if
from rewriter.languages.fortran.layout import column_kept, directive, indentation, switched_off
from rewriter.languages.fortran.mask import masked as masked_text
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.fortran.statement import Statement, statement_around
from rewriter.languages.marks import MARK, OFF, ORDER, quoted, unquoted
from rewriter.languages.model import Change, Undone
from rewriter.languages.moved import Moved
from rewriter.languages.obstacle import Code, Obstacle, obstacle
from rewriter.text.edits import Edit, edited, line_end, line_of, line_start, newline_at

_LINE = re.compile(rf"^[ \t]*[cC*!] *(?P<words>\$AD +\S[^\n]*{MARK}[^\n]*)$", re.MULTILINE | re.IGNORECASE)
"""Lines that may be ours."""
_CODE = re.compile(r"[^\s;]")
_LINE_OF_CODE = re.compile(r"[^\s;][^\n]*+")
_OFF = re.compile(rf"(?:^C |!){OFF}(?=[cC*!] *\$[aA][dD] +\S)", re.MULTILINE)


def place(text: str, masked: str, form: str, changes: Iterable[Change]) -> list[Edit]:
    """The edits that place ``changes`` into a text without our marks.

    Raises :class:`Refused`, with the line, where Tapenade would not obey or a line has no room.
    """
    changes = list(changes)
    for change in changes:
        why = f"it takes no arguments, but was given {change.arguments!r}" if change.arguments else ""
        if change.keyword == "BINOMIAL-CKP":
            why = binomial.unfit(change.arguments)
        if why:
            raise Refused(f"{change.keyword}: {why}", line=line_of(text, change.at))
    fragments.check(text, masked, changes)
    ordered = sorted(changes, key=lambda change: (change.at, ORDER[change.keyword], change.arguments))
    before: dict[int, list[Change]] = {}
    edits: list[Edit] = []
    for change in ordered:
        statement = statement_around(masked, change.at)
        if change.keyword == "OFF":
            edits.append(Edit(change.at, change.at, switched_off(text, change.at, form)))
        elif change.keyword == "CHECKPOINT-END":
            edits += _behind(text, masked, form, statement, change, before)
        elif change.keyword == "NOCHECKPOINT" and statement.one_line_if:
            edits += _inside_if(text, masked, form, statement, change)
        else:
            before.setdefault(statement.start, []).append(change)
    for start, wanted in before.items():
        wanted.sort(key=lambda change: ORDER[change.keyword])
        edits.append(_before(text, masked, form, statement_around(masked, start), wanted))
    return _joined(edits)


def hindrance(text: str, masked: str, form: str, body: int) -> Obstacle | None:
    """Why a NOCHECKPOINT cannot be placed before the statement whose ``body`` begins there; ``None`` where it can."""
    try:
        place(text, masked, form, [Change("NOCHECKPOINT", body)])
    except Refused as refused:
        return obstacle(Code.LAYOUT, refused.reason)
    return None


def _before(text: str, masked: str, form: str, statement: Statement, changes: Sequence[Change]) -> Edit:
    """Directive lines before a statement; one that follows a ``;`` gets a line of its own."""
    newline = newline_at(text, statement.start)
    indent = indentation(text, statement, form)
    memory = ""
    if statement.after_semicolon:
        stop = statement.segment - 1
        gap_start = line_start(masked, stop) + len(masked[line_start(masked, stop) : stop].rstrip(" \t"))
        gap = text[gap_start : statement.start]
        if re.search(r"^[ \t]*[#cC*!]|!", gap, re.MULTILINE):
            raise Refused("comments or cpp lines before the statement after ';'", line=line_of(text, statement.start))
        memory = f"split {quoted(gap)}"
    lines = [
        directive(c.keyword, c.arguments, form, indent, memory if not n else "") + newline
        for n, c in enumerate(changes)
    ]
    if not statement.after_semicolon:
        at = line_start(text, statement.segment)
        at = line_start(text, statement.start) if text[at : statement.start].isspace() else at
        return Edit(at, at, "".join(lines))
    prefix = text[line_start(text, statement.start) : statement.start]
    kept = column_kept(prefix) if form != "free" else indent
    return Edit(gap_start, statement.start, newline + "".join(lines) + kept)


def _inside_if(text: str, masked: str, form: str, statement: Statement, change: Change) -> list[Edit]:
    memory, edits, indent = opened_if.opening(text, masked, form, statement)
    line = directive(change.keyword, change.arguments, form, indent, memory) + newline_at(text, statement.start)
    return [edits[0]._replace(new=edits[0].new.replace("{}", line, 1)), *edits[1:]]


def _behind(
    text: str, masked: str, form: str, statement: Statement, change: Change, before: dict[int, list[Change]]
) -> list[Edit]:
    """A CHECKPOINT-END behind a statement: Tapenade gives it to the next statement of the same block."""
    following = next_statement(masked, statement.end)
    if following is not None and following.after_semicolon and following.line == statement.line:
        before.setdefault(following.start, []).append(change)
        return []
    after = after_statement(text, masked, statement.end)
    if after is None:
        raise Refused("cpp leaves the statement open: no place for CHECKPOINT-END", line=line_of(text, statement.start))
    newline = newline_at(text, statement.start)
    line = directive(change.keyword, change.arguments, form, indentation(text, statement, form))
    unfinished = after == len(text) and not text.endswith("\n")
    return [Edit(after, after, newline + line if unfinished else line + newline)]


def next_statement(masked: str, offset: int) -> Statement | None:
    """The first statement that starts at or behind ``offset``."""
    match = _CODE.search(masked, offset, line_end(masked, offset))
    if match:
        return statement_around(masked, match.start())
    lines = _lines_of_code(masked)
    place = bisect_left(lines, offset)
    return statement_around(masked, lines[place]) if place < len(lines) else None


@lru_cache(maxsize=2)
def _lines_of_code(masked: str) -> list[int]:
    """Where the first statement of each line begins."""
    return [match.start() for match in _LINE_OF_CODE.finditer(masked)]


def _joined(edits: list[Edit]) -> list[Edit]:
    """In order of position; an END IF goes before what is placed in front of the next statement."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end > edit.start, "end if" not in edit.new.lower()))


def undo(text: str, form: str) -> Undone:
    """The text without what bears our mark, and what that was.

    Raises :class:`Refused`, with the line, where it has been changed so that the old bytes cannot be had.
    """
    if MARK not in text and MARK not in text.lower():
        return Undone(text, [])
    masked = masked_text(text, form)
    edits: list[Edit] = []
    found: list[tuple[str, str, int]] = []
    covered = -1
    behind: list[tuple[int, str]] = []
    for line, words in _marked(text, masked):
        stop = line_end(text, line)
        keyword, arguments, shape = words.keyword, words.arguments, words.shape
        following = next_statement(masked, stop)
        if keyword == "CHECKPOINT-END":
            behind.append((line, arguments))
        elif following is not None:
            found.append((keyword, arguments, following.body))
        if following is None and (shape or keyword != "CHECKPOINT-END"):
            raise Refused("no statement after this directive; remove it by hand", line=line_of(text, line))
        if following is not None and shape == "split":
            _only_ours(text, masked, stop, following.start)
            covered = following.start
            edits.append(Edit(line - len(newline_at(text, line - 1)), covered, unquoted(words.memory)))
        elif following is not None and shape:
            _only_ours(text, masked, stop, following.body)
            edits += opened_if.closing(text, masked, shape, words.memory, line, following)
        elif stop > covered:
            start = line - len(newline_at(text, line - 1)) if stop == len(text) and text[-1:] != "\n" else line
            edits.append(Edit(start, stop, ""))
    for match in _OFF.finditer(text):
        if not masked[match.start() : match.end()].strip():
            edits.append(Edit(match.start(), match.end(), ""))
            found.append(("OFF", "", match.end()))
    edits.sort(key=lambda edit: edit.start)
    base = edited(text, edits)
    mask = masked_text(base, form)
    moved = Moved(edits)
    changes = [Change(keyword, moved(at), arguments) for keyword, arguments, at in found]
    for line, arguments in behind:
        at = moved(line)
        while at and mask[at - 1] in " \t\n;":
            at -= 1
        changes.append(Change("CHECKPOINT-END", statement_around(mask, max(0, at - 1)).body, arguments))
    return Undone(base, sorted(changes, key=lambda c: (c.at, ORDER[c.keyword], c.arguments)))


def _marked(text: str, masked: str) -> Iterator[tuple[int, DirectiveText]]:
    """The lines that are ours: where each begins, and its words."""
    for match in _LINE.finditer(text):
        if not masked[match.start() : match.end()].strip():
            words = parsed(match["words"].rstrip())
            if words.ours:
                yield match.start(), words


def _only_ours(text: str, masked: str, start: int, stop: int) -> None:
    """Raises :class:`Refused` where something else than our lines stands there."""
    ours = {line for line, _ in _marked(text[start:stop], masked[start:stop])}
    rest, line = text[start:stop], 0
    while line < len(rest):
        following = line_end(rest, line)
        if line not in ours and rest[line:following].strip():
            raise Refused(
                "text was added between the directive and its statement; move it away", line=line_of(text, start)
            )
        line = following
