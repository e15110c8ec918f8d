"""Unified diffs whose context begins at the header of the enclosing procedure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from rewriter.languages.model import Procedure
from rewriter.text.edits import decode, displayed

CONTEXT = 3
"""Lines of context behind a change, and before one that no procedure encloses."""


def unified(path: str, before: bytes, after: bytes, procedures: Sequence[Procedure]) -> Iterator[str]:
    """The lines of a unified diff, newlines included. ``procedures`` are those of the text before."""
    old, new = _split(before), _split(after)
    blocks = _changes(old, new)
    if not blocks:
        return
    headers = _header_lines(decode(before), procedures)
    tab = "\t" if " " in path else ""  # else patch takes the name to end at the blank
    yield f"--- a/{path}{tab}\n"
    yield f"+++ b/{path}{tab}\n"
    for hunk in _hunks(blocks, headers, len(old)):
        first, last = hunk[0], hunk[-1]
        lead = first[0] - max(0, min(first[0] - CONTEXT, _header(headers, first[0])))
        start = first[0] - lead
        stop = min(len(old), last[1] + CONTEXT)
        new_start = first[2] - lead
        new_stop = last[3] + (stop - last[1])
        yield f"@@ -{_range(start, stop)} +{_range(new_start, new_stop)} @@\n"
        position = start
        for old_start, old_stop, begin, end in hunk:
            yield from _lines(" ", old[position:old_start])
            yield from _lines("-", old[old_start:old_stop])
            yield from _lines("+", new[begin:end])
            position = old_stop
        yield from _lines(" ", old[position:stop])


Block = tuple[int, int, int, int]


def _split(data: bytes) -> list[str]:
    """The lines; ``str.splitlines`` would end one at a form feed, too, and at bytes that are part of a letter."""
    return [displayed(line) for line in BytesIO(data)]


def _changes(old: list[str], new: list[str]) -> list[Block]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    behind = 0
    while behind < min(len(old), len(new)) - start and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    matcher = difflib.SequenceMatcher(None, old[start : len(old) - behind], new[start : len(new) - behind], False)
    return [(i + start, j + start, k + start, m + start) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _hunks(blocks: list[Block], headers: list[int], lines: int) -> Iterator[list[Block]]:
    hunk = [blocks[0]]
    for one, other in pairwise(blocks):
        begins = max(0, min(other[0] - CONTEXT, _header(headers, other[0])))
        if begins <= min(lines, one[1] + CONTEXT):
            hunk.append(other)
        else:
            yield hunk
            hunk = [other]
    yield hunk


def _header_lines(text: str, procedures: Sequence[Procedure]) -> list[int]:
    """Line numbers, from 0, of headers; one more than a procedure's last line stands as -1 - line."""
    lines = []
    for procedure in procedures:
        lines.append(
            (text.count("\n", 0, procedure.start), text.count("\n", 0, max(procedure.start, procedure.end - 1)))
        )
    return [value for pair in lines for value in pair]


def _header(headers: list[int], line: int) -> int:
    """The header of the innermost procedure around a line; the line itself where there is none."""
    around = [start for start, end in zip(headers[::2], headers[1::2], strict=True) if start <= line <= end]
    return max(around, default=line)


def _range(start: int, stop: int) -> str:
    count = stop - start
    return f"{start + 1 if count else start},{count}"


def _lines(sign: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"
