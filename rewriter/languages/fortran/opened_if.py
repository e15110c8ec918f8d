"""A one-line IF becomes a block IF, for a directive before the statement it guards; and back.

Tapenade ignores a directive before a one-line IF, and one between its condition and its
statement. In fixed form the statement keeps its column: a string that continues on the next
line reaches to the last column, so that moving its beginning would change it.
"""

from __future__ import annotations

import re

from rewriter.errors import Refused
from rewriter.languages.fortran.layout import column_kept, indentation, width
from rewriter.languages.fortran.mask import code, cpp_line
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.fortran.statement import Statement
from rewriter.languages.marks import quoted, unquoted
from rewriter.languages.model import Scan
from rewriter.text.edits import Edit, line_end, line_of, line_start, newline_at

_THEN_AT_END = re.compile(r" ?then\r?\n\Z", re.IGNORECASE)
_THEN_LINE = re.compile(r"(?:     [^ 0\n]| {0,4}\t[1-9])?[ \t]*then\r?\n\Z", re.IGNORECASE)
_END_IF_LINE = re.compile(r"[ \t]*end[ \t]*if[ \t]*(?:\r?\n|\Z)", re.IGNORECASE)
_STOP = re.compile(r"[;\n]")
_END_IF_BEFORE = re.compile(r"\r?\n[ \t]*end if", re.IGNORECASE)


def opening(scan: Scan, statement: Statement) -> tuple[str, Edit, Edit, str]:
    """How to open the IF: the mark's memory, the edits that open and close it, and the indentation of the directive.

    The text of the first edit has a ``{}`` for the directive lines.

    Raises :class:`Refused` where cpp lines stand in the way.
    """
    text, masked, form = scan.text, scan.masked, scan.form
    upper = text[statement.start : statement.start + 2] == "IF"
    then, end_if = ("THEN", "END IF") if upper else ("then", "end if")
    newline = newline_at(text, statement.start)
    indent = indentation(text, statement, form)
    gap_start, body = statement.closed + 1, statement.body
    gap = text[gap_start:body]
    line = line_start(text, body)
    inner = indent + "  "
    if "\n" not in gap:
        here = gap_start - line
        if here + len(then) > width(form):
            raise Refused("no room for THEN after the condition", line=line_of(text, body))
        blank = " " if here + 1 + len(then) <= width(form) else ""
        before = column_kept(text[line:body]) if form != "free" else inner[: body - line]
        opened = Edit(gap_start, body, f"{blank}{then}{newline}{{}}{before}")
        memory = f"if {quoted(gap)}"
    else:
        if cpp_line(form).search(text, gap_start, body):
            raise Refused("cpp lines between the condition of the IF and its statement", line=line_of(text, body))
        prefix = text[line:body]
        then_line = indent + then if form == "free" else continuation_field(prefix) + then
        before = column_kept(prefix) if form != "free" else inner[: len(prefix)]
        opened = Edit(line, body, f"{then_line}{newline}{{}}{before}")
        memory = f"if+ {quoted(prefix)}"
    end = _end(text, masked, form, statement)
    rest = masked[end : line_end(text, end)]
    if rest.lstrip(" \t").startswith(";"):
        end_column = end - line_start(text, end)
        pad = max(0, end_column - len(indent + end_if)) if form != "free" else 0
        closed = Edit(end, end, f"{newline}{indent}{end_if}{' ' * pad}")
        return f"if;{pad}" + memory[2:], opened, closed, inner
    after = after_statement(text, masked, form, end)
    if after is None:
        raise Refused("cpp leaves the statement open, so its END IF has no place", line=line_of(text, body))
    if after == len(text) and not text.endswith("\n"):
        closed = Edit(after, after, f"{newline}{indent}{end_if}")
    else:
        closed = Edit(after, after, f"{indent}{end_if}{newline}")
    return memory, opened, closed, inner


def _end(text: str, masked: str, form: str, statement: Statement) -> int:
    """One past the last character of a statement, be it that of a string, which the masked text does not show."""
    stop = _STOP.search(masked, statement.end)
    behind = code(text, form)[statement.end : stop.start() if stop else len(text)]
    return statement.end + len(behind.rstrip(" \t"))


def continuation_field(prefix: str) -> str:
    """The first six columns of a continuation line, or its TAB and digit."""
    match = re.match(r"     [^ 0\n]| {0,4}\t[1-9]", prefix)
    return match.group() if match else prefix


def closing(
    text: str, masked: str, form: str, shape: str, memory: str, directive_line: int, statement: Statement
) -> list[Edit]:
    """The edits that make a one-line IF again; the inverse of :func:`opening`.

    ``statement`` is what the directive stands before. Raises :class:`Refused` where the block
    does not look as it was placed.
    """
    kept = unquoted(memory)
    continued = shape.endswith("+")
    match = (_THEN_LINE if continued else _THEN_AT_END).search(
        text, line_start(text, directive_line - 1) if continued else max(0, directive_line - 8), directive_line
    )
    if match is None:
        raise Refused("no THEN before this directive; close the opened IF by hand", line=line_of(text, directive_line))
    edits = [Edit(match.start(), statement.body, kept)]
    wrong = Refused(
        "no END IF after the statement of the IF that was opened; someone has changed the block: close it by hand",
        line=line_of(text, statement.end),
    )
    if shape.startswith("if;"):
        end = _end(text, masked, form, statement)
        end_if = _END_IF_BEFORE.match(text, end)
        if end_if is None:
            raise wrong
        edits.append(Edit(end, end_if.end() + int(shape[3:].rstrip("+")), ""))
        return edits
    after = after_statement(text, masked, form, statement.end)
    line = _END_IF_LINE.match(text, after) if after is not None else None
    if line is None or not line.group().strip():
        raise wrong
    start = line.start()
    if not line.group().endswith("\n"):
        start -= len(newline_at(text, start - 1))
    edits.append(Edit(start, line.end(), ""))
    return edits
