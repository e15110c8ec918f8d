"""Names of files and sites on a terminal: what would move the cursor or turn the text around is shown as an escape."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\udc80-\udc9f]"  # bytes that are no UTF-8, as the names of files have them
)
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")


def printable(text: str, keep: str = "") -> str:
    """The text with its control characters as escapes, ``\\n`` or ``\\x1b``; but for those that are the layout."""
    if text.isprintable():
        return text
    return _HIDDEN.sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)


def coloured(line: str) -> str:
    """As :func:`printable`, of a line that we have coloured: names in it must be printable already."""
    return "".join(part if _COLOUR.fullmatch(part) else printable(part) for part in _COLOUR.split(line))


def drawable(text: str) -> str:
    """As :func:`printable`, for a picture, which can only hold UTF-8."""
    return printable(text).encode("utf-8", "backslashreplace").decode()


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udc9f":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
