"""Our mark at the end of each line that is inserted into an adjoint code, and taking these lines out again.

A line that bears the mark is ours as a whole, but for ``cut``. Where something of the user's had to be changed, the
mark remembers it. Both kinds of memory go back to the beginning of the next line that is not ours:

- ``lead``: the blanks and the label that were there.
- ``cut``: a line of the user's was cut in two, as where a one-line IF was opened. The mark stands after the first
  part, which stays; the next line that is not ours begins with the second. Remembered is what stood between the two.
"""

from __future__ import annotations

import re

from rewriter.errors import Refused
from rewriter.languages.marks import MARK, quoted, unquoted
from rewriter.text.edits import Edit, edited, line_of, line_start

_WORDS = f"{MARK} callback"
_MARKED = re.compile(
    rf"(?:(?:[ ]&\r?\n&|\r?\n     \+)?[ ](?P<tail>THEN))?[ ](?:!|/\*)[ ]{_WORDS}"
    r"(?:[ ](?P<kind>lead|cut)[ ](?P<memory>\S+))?(?:[ ]\*/)?[ \t\r]*(?:\n|\Z)"
)
_BLANK = re.compile(r"[ \t]*")


def marked(line: str, *, c: bool = False, kind: str = "", memory: str = "") -> str:
    """A line (without its newline) with our mark, and what it remembers."""
    words = f"{_WORDS} {kind} {quoted(memory)}" if kind else _WORDS
    return f"{line} /* {words} */" if c else f"{line} ! {words}"


def removed(text: str) -> str:
    """The text without what was inserted.

    Raises :class:`Refused`, with the line, where what a mark remembers has lost its place.
    """
    if _WORDS not in text:
        return text
    edits: list[Edit] = []
    pending: tuple[int, str, str] | None = None
    """Where the replacement begins, its kind and its memory, until the next line that is not ours."""
    position = 0
    for match in _MARKED.finditer(text):
        cut = match["kind"] == "cut"
        start = match.start() if cut else line_start(text, match.end("tail") if match["tail"] else match.start())
        if pending is not None and start > position:
            edits.append(_restored(text, position, pending))
            pending = None
        edits.append(Edit(start, match.end(), ""))
        if match["kind"]:
            pending = (match.start(), match["kind"], unquoted(match["memory"]))
        position = match.end()
    if pending is not None:
        edits.append(_restored(text, position, pending))
    return edited(text, edits)


def _restored(text: str, line: int, pending: tuple[int, str, str]) -> Edit:
    blank = _BLANK.match(text, line)
    stop = blank.end() if blank else line
    if stop >= len(text) or text[stop] in "\r\n":
        raise Refused("the statement after this callback is gone", line=line_of(text, pending[0]))
    return Edit(line, stop, pending[2])
