"""Our mark on what we place in a source, and how it remembers the bytes that were there before.

The mark stands after a directive, where Tapenade reads no further (seen with the releases
of 2020 and 2024): ``!$AD NOCHECKPOINT rewriter``. Where a one-line IF was opened or a line
split, a shape and the bytes it replaced follow: ``!$AD NOCHECKPOINT rewriter if .``
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

MARK = "rewriter"
OFF_MARK = "rewriter off: "
"""Stands before a user's directive that is switched off: text that does not begin with ``$AD`` is inert."""

_PLAIN = frozenset(range(0x21, 0x7F)) - frozenset(b".%")


def quoted(text: str) -> str:
    """One word for any characters: blanks as ``.``, the unprintable percent-encoded; ``-`` for none."""
    if not text:
        return "-"
    escaped = "".join(
        chr(code) if code in _PLAIN else "." if code == 0x20 else f"%{code:02X}" for code in text.encode("latin-1")
    )
    return "%2D" if escaped == "-" else escaped


def unquoted(word: str) -> str:
    """The inverse of :func:`quoted`."""
    if word == "-":
        return ""
    return unquote_to_bytes(re.sub(r"\.", " ", word)).decode("latin-1")
