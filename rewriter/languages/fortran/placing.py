"""Directives into a Fortran text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rewriter.errors import Refused
from rewriter.languages.directives import NOCHECKPOINT, OFF, Attaches, attached, rank, row, unfit
from rewriter.languages.fortran import fragments, obstacles, opened_if
from rewriter.languages.fortran.layout import column_kept, directive, indentation, switched_off
from rewriter.languages.fortran.macros import closing_macro
from rewriter.languages.fortran.mask import code, cpp_line
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.fortran.statement import Statement, next_statement, statement_around
from rewriter.languages.macros import NONE, Macros
from rewriter.languages.marks import quoted
from rewriter.languages.model import Call, Change, Scan
from rewriter.languages.obstacle import Code, Obstacle, obstacle
from rewriter.text.edits import Edit, line_of, line_start, newline_at

_COMMENT = re.compile(r"^[cC*]|!", re.MULTILINE)
"""Between statements where nothing but blanks, comments, cpp lines and what joins lines can stand."""


def place(scan: Scan, changes: Iterable[Change], known: Macros = NONE) -> list[Edit]:
    """The edits that place ``changes`` into a text without our marks.

    Raises :class:`Refused`, with the line, where Tapenade would not obey or a line has no room.
    """
    changes = list(changes)
    for change in changes:
        if why := unfit(change.keyword, change.arguments, "fortran"):
            raise Refused(f"{change.keyword}: {why}", line=line_of(scan.text, change.at))
    fragments.check(scan, changes, known)
    before: dict[int, list[Change]] = {}
    edits: list[Edit] = []
    closing: list[Edit] = []
    """The END IFs, which go before what is placed in front of the next statement."""
    for change in sorted(changes, key=lambda change: (change.at, rank(change.keyword), change.arguments)):
        statement = statement_around(scan.masked, change.at)
        found = row(change.keyword)
        if change.keyword == OFF:
            edits.append(Edit(change.at, change.at, switched_off(scan.text, change.at, scan.form)))
        elif attached(change.keyword) is Attaches.BEFORE:
            edits += _behind(scan, statement, change, before)
        elif found is not None and found.opens_if and statement.one_line_if:
            opened, closed = _inside_if(scan, statement, change)
            edits.append(opened)
            closing.append(closed)
        else:
            before.setdefault(statement.start, []).append(change)
    for start, wanted in before.items():
        wanted.sort(key=lambda change: rank(change.keyword))
        edits.append(_before(scan, statement_around(scan.masked, start), wanted))
    return sorted([*closing, *edits], key=lambda edit: (edit.start, edit.end > edit.start))


def hindrance(scan: Scan, call: Call, known: Macros = NONE) -> Obstacle | None:
    """Why the lines of this call cannot be rewritten to make room for a NOCHECKPOINT; ``None`` where they can."""
    statement = statement_around(scan.masked, call.body)
    if statement.one_line_if and (macro := closing_macro(scan, statement, known)):
        return obstacles.closed_by(macro)
    try:
        place(scan, [Change(NOCHECKPOINT, call.body)], known)
    except Refused as refused:
        return obstacle(Code.LAYOUT, refused.reason)
    return None


def _before(scan: Scan, statement: Statement, changes: Sequence[Change]) -> Edit:
    """Directive lines before a statement; one that follows a ``;`` gets a line of its own."""
    text, masked, form = scan.text, scan.masked, scan.form
    newline = newline_at(text, statement.start)
    indent = indentation(text, statement, form)
    memory = ""
    if statement.after_semicolon:
        stop = statement.segment - 1
        start = line_start(masked, stop)
        gap_start = start + len(code(text, form)[start:stop].rstrip(" \t"))
        gap = text[gap_start : statement.start]
        if _COMMENT.search(gap) or cpp_line(form).search(text, gap_start, statement.start):
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


def _inside_if(scan: Scan, statement: Statement, change: Change) -> tuple[Edit, Edit]:
    """The edit that opens the IF, with the directive in it, and the one that closes it."""
    memory, opened, closed, indent = opened_if.opening(scan, statement)
    line = directive(change.keyword, change.arguments, scan.form, indent, memory)
    line += newline_at(scan.text, statement.start)
    return opened._replace(new=opened.new.replace("{}", line, 1)), closed


def _behind(scan: Scan, statement: Statement, change: Change, before: dict[int, list[Change]]) -> list[Edit]:
    """A directive after a statement: Tapenade gives it to the next statement of the same block."""
    text, masked = scan.text, scan.masked
    following = next_statement(masked, statement.end)
    if following is not None and following.after_semicolon and following.line == statement.line:
        before.setdefault(following.start, []).append(change)
        return []
    after = after_statement(text, masked, scan.form, statement.end)
    if after is None:
        raise Refused(
            f"cpp leaves the statement open: no place for {change.keyword}", line=line_of(text, statement.start)
        )
    newline = newline_at(text, statement.start)
    line = directive(change.keyword, change.arguments, scan.form, indentation(text, statement, scan.form))
    unfinished = after == len(text) and not text.endswith("\n")
    return [Edit(after, after, newline + line if unfinished else line + newline)]
