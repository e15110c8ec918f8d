"""Tables that spreadsheets open."""

from __future__ import annotations

import re

from rewriter.text.printable import printable

_FORMULA = re.compile(r"[=@]|[+-](?!\.?[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?\Z)")


def cell(words: str) -> str:
    """The words of a cell: unusual blanks as escapes, an apostrophe before what would be a formula."""
    shown = printable(words)
    return f"'{shown}" if _FORMULA.match(shown) else shown
