"""Directives into a C text and out of it again, to the very bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from rewriter.errors import Refused
from rewriter.languages.c.directives import Line, directive_lines
from rewriter.languages.c.fragments import CodeStep, checked, steps
from rewriter.languages.c.mask import Masked, mask
from rewriter.languages.directives import OFF, Attaches, attached, rank, unfit
from rewriter.languages.marks import MARK, OFF_MARK
from rewriter.languages.model import Change, Undone
from rewriter.languages.moved import Moved
from rewriter.text.edits import Edit, edited, line_end, line_of, line_start, newline_at

_BLANK = re.compile(r"[ \t\f\v]*")
_CODE = re.compile(r"\S", re.ASCII)


def place(text: str, changes: Sequence[Change]) -> list[Edit]:
    """The edits that place ``changes`` into a text without our marks.

    A directive gets a line of its own before its statement; where something else begins the line
    of the statement, it stands between the two. Raises :class:`Refused`, with the line, where Tapenade would not obey.
    """
    _sound(text, changes)
    masked = mask(text)
    ends = checked(text, masked, changes)
    lines = list(directive_lines(text)) if any(change.keyword == OFF for change in changes) else []
    edits: list[tuple[int, Edit]] = []
    for change in changes:
        if change.keyword == OFF:
            edit = _off(text, lines, change)
        elif attached(change.keyword) is Attaches.BEFORE:
            edit = _behind(text, masked, ends[change.at], change)
        else:
            edit = _before(text, change)
        edits.append((rank(change.keyword), edit))
    return [edit for _, edit in sorted(edits, key=lambda ranked: (ranked[1].start, ranked[0], ranked[1].new))]


def undo(text: str) -> Undone:
    """The text without what bears our mark, and what that was.

    Raises :class:`Refused`, with the line, where the code around one of ours is gone.
    """
    ours = [line for line in directive_lines(text) if line.off or line.words.ours] if MARK in text.lower() else []
    if not ours:
        return Undone(text, [])
    edits = [_removed(text, line) for line in ours]
    base = edited(text, edits)
    code = mask(text).code
    ends = any(attached(line.words.keyword) is Attaches.BEFORE and not line.off for line in ours)
    simple = [step for step in steps(base, mask(base)) if step.simple] if ends else []
    moved = Moved(edits)
    changes = [_change(text, code, simple, line, moved) for line in ours]
    return Undone(base, sorted(changes, key=lambda change: (change.at, rank(change.keyword), change.arguments)))


def _sound(text: str, changes: Iterable[Change]) -> None:
    for change in changes:
        if why := unfit(change.keyword, change.arguments, "c"):
            raise Refused(f"{change.keyword}: {why}", line=line_of(text, change.at))


def _directive(change: Change) -> str:
    return f"/* $AD {change.keyword} {MARK} */"


def _before(text: str, change: Change) -> Edit:
    line = line_start(text, change.at)
    indent = text[line : change.at]
    if _BLANK.fullmatch(indent):
        return Edit(line, line, indent + _directive(change) + newline_at(text, change.at))
    return Edit(change.at, change.at, _directive(change) + " ")


def _behind(text: str, masked: Masked, end: int, change: Change) -> Edit:
    """On a line of its own if the statement is the last on its line; comments may follow it there."""
    stop = line_end(text, end)
    if masked.code[stop - 1] == "\n" and masked.code[end:stop].isspace():
        indent = _BLANK.match(text, line_start(text, change.at))
        return Edit(stop, stop, (indent[0] if indent else "") + _directive(change) + newline_at(text, end))
    return Edit(end, end, " " + _directive(change))


def _off(text: str, lines: Sequence[Line], change: Change) -> Edit:
    here = [line for line in lines if line.start == change.at]
    if len(here) != 1:
        what = "there are two directives in one comment; split it" if here else "no directive begins here"
        raise Refused(f"{OFF}: {what}", line=line_of(text, change.at))
    return Edit(here[0].at, here[0].at, OFF_MARK)


def _removed(text: str, line: Line) -> Edit:
    if line.off:
        return Edit(line.at, line.at + len(OFF_MARK), "")
    start, stop = line_start(text, line.start), line_end(text, line.end)
    alone = _BLANK.fullmatch(text, start, line.start) and _BLANK.fullmatch(text[line.end : stop].rstrip("\r\n"))
    if alone:
        return Edit(start, stop, "")
    if attached(line.words.keyword) is Attaches.BEFORE:
        return Edit(line.start - (text[line.start - 1] == " "), line.end, "")
    return Edit(line.start, line.end + (text[line.end : line.end + 1] == " "), "")


def _change(text: str, code: str, simple: Sequence[CodeStep], line: Line, moved: Moved) -> Change:
    keyword, arguments = line.words.keyword, line.words.arguments
    if line.off:
        return Change(OFF, moved(line.start))
    if attached(keyword) is Attaches.BEFORE:
        before = bisect_right(simple, moved(line.start), key=lambda step: step.end)
        if before:
            return Change(keyword, simple[before - 1].body, arguments)
    elif (following := _CODE.search(code, line.end)) is not None:
        return Change(keyword, moved(following.start()), arguments)
    raise Refused(f"the statement of this {keyword} is gone; remove it by hand", line=line_of(text, line.start))
