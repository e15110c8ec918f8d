"""Unified diffs as ``diff -p`` prints them: three lines of context, and after ``@@`` the header of the procedure.

As many lines of context before a change as after it: GNU patch takes a hunk with fewer lines after than before to
stand at the end of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate, pairwise

from rewriter.languages.model import Procedure
from rewriter.text.edits import displayed

CONTEXT = 3
"""Lines of context on either side of a change."""

Block = tuple[int, int, int, int]
"""Lines ``[i, j)`` of the old text that lines ``[k, m)`` of the new one replace."""


def unified(path: str, before: bytes, after: bytes, procedures: Sequence[Procedure]) -> Iterator[str]:
    """The lines of a unified diff, newlines included. ``procedures`` are those of the text before."""
    # Not ``splitlines``, which ends a line at a lone carriage return, too.
    old, new = list(BytesIO(before)), list(BytesIO(after))
    blocks = list(_changes(old, new))
    if not blocks:
        return
    headings = _headings(before, procedures)
    offsets = [0, *accumulate(map(len, old))]
    yield f"--- {_named('a', path)}\n"
    yield f"+++ {_named('b', path)}\n"
    for hunk in _hunks(blocks):
        first, last = hunk[0], hunk[-1]
        start, stop = max(0, first[0] - CONTEXT), min(len(old), last[1] + CONTEXT)
        new_start, new_stop = first[2] - (first[0] - start), last[3] + (stop - last[1])
        _, heading = headings[bisect_left(headings, (offsets[first[0]],)) - 1]
        yield f"@@ -{_range(start, stop)} +{_range(new_start, new_stop)} @@{heading}\n"
        position = start
        for old_start, old_stop, begin, end in hunk:
            yield from _lines(" ", old[position:old_start])
            yield from _lines("-", old[old_start:old_stop])
            yield from _lines("+", new[begin:end])
            position = old_stop
        yield from _lines(" ", old[position:stop])


_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _named(side: str, path: str) -> str:
    """The name of a file in the head of a diff: in quotes where it holds what would end it, as git writes it."""
    name = f"{side}/{path}"
    if not _SPECIAL.search(name):
        return f"{name}\t" if " " in name else name  # else patch takes the name to end at the blank
    return '"' + _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{ord(found[0]):03o}"), name) + '"'


def _changes(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Block]:
    """Where the texts differ. Each difference is left at the nearest line that both have: what is placed is short and
    stands between lines that stay, and nothing is looked at more than a few times, however much the texts repeat."""
    i = k = 0
    while i < len(old) or k < len(new):
        if i < len(old) and k < len(new) and old[i] == new[k]:
            i, k = i + 1, k + 1
            continue
        j, m = _met_again(old, new, i, k)
        yield i, j, k, m
        i, k = j, m


def _met_again(old: Sequence[bytes], new: Sequence[bytes], i: int, k: int) -> tuple[int, int]:
    """The nearest places from ``i`` and ``k`` on whose lines are the same; the ends where there are none."""
    reach = 8
    while True:
        places = {old[n]: n for n in reversed(range(i, min(i + reach, len(old))))}
        met = [(places[new[n]], n) for n in range(k, min(k + reach, len(new))) if new[n] in places]
        if met:
            return min(met, key=sum)
        if i + reach >= len(old) and k + reach >= len(new):
            return len(old), len(new)
        reach *= 2


def _hunks(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    hunk = [blocks[0]]
    for one, other in pairwise(blocks):
        if other[0] - one[1] <= 2 * CONTEXT:
            hunk.append(other)
        else:
            yield hunk
            hunk = [other]
    yield hunk


def _headings(data: bytes, procedures: Sequence[Procedure]) -> list[tuple[int, str]]:
    """From which offset on which header is that of the innermost procedure, in order; ``""`` for none."""
    mark = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0  # no part of the text
    borders = sorted([(mark + p.end, False) for p in procedures] + [(mark + p.start, True) for p in procedures])
    around = [""]
    found = [(-1, "")]
    for at, opens in borders:
        if opens:
            header = data[at : at + 400].split(b"\n", 1)[0].split()
            around.append(f" {displayed(b' '.join(header))[:80]}")
        else:
            around.pop()
        found.append((at, around[-1]))
    return found


def _range(start: int, stop: int) -> str:
    count = stop - start
    return f"{start + 1 if count else start},{count}"


def _lines(sign: str, lines: Sequence[bytes]) -> Iterator[str]:
    for line in lines:
        yield sign + displayed(line)
        if not line.endswith(b"\n"):
            yield "\n\\ No newline at end of file\n"
