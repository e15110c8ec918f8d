"""What lines to place look like: spelling, indentation and width in the two forms."""

from __future__ import annotations

from rewriter.languages.fortran.mask import FIXED_WIDTHS, FREE_WIDTH
from rewriter.languages.fortran.statement import Statement
from rewriter.languages.marks import MARK, OFF_MARK
from rewriter.text.edits import line_end, line_start


def width(form: str) -> int:
    """The last column of a line."""
    return FIXED_WIDTHS.get(form, FREE_WIDTH)


def directive(keyword: str, arguments: str, form: str, indent: str, memory: str = "") -> str:
    """One directive line with our mark, without its newline. Fixed form wants it in column 1."""
    words = " ".join(word for word in (keyword, arguments, MARK, memory) if word)
    if form != "free":
        return f"C$AD {words}"
    line = f"{indent}!$AD {words}"
    return line if len(line) <= FREE_WIDTH else f"!$AD {words}"


def switched_off(text: str, at: int, form: str) -> str:
    """What to put before the user's directive at ``at`` to make it inert."""
    column_one = line_start(text, at) == at
    return f"C {OFF_MARK}" if form != "free" and column_one else f"!{OFF_MARK}"


def indentation(text: str, statement: Statement, form: str) -> str:
    """The blanks before a statement's line, its label left out; at least to column 7 in fixed form."""
    start = line_start(text, statement.segment if statement.after_semicolon else statement.start)
    line = text[start : statement.start]
    if statement.after_semicolon:
        line = text[start : line_end(text, start)]
        line = line[: len(line) - len(line.lstrip(" \t"))]
    indent = "".join(c if c == "\t" else " " for c in line)
    if form != "free" and "\t" not in indent:
        indent = indent.ljust(6)
        if len(indent) + len("END IF") > width(form):
            indent = " " * 6
    return indent


def column_kept(prefix: str) -> str:
    """As much room as ``prefix`` takes, so that what follows it stays in its column."""
    return "".join(c if c == "\t" else " " for c in prefix)
