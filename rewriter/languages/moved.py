"""Where offsets of a text are after edits of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rewriter.text.edits import Edit


class Moved:
    """A function from old offsets to new ones. One inside of what an edit replaces moves to where that edit begins."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """``edits`` are in order and do not overlap."""
        self._edits = edits
        self._ends = [edit.end for edit in edits]
        self._shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

    def __call__(self, offset: int) -> int:
        before = bisect_right(self._ends, offset)
        inside = before < len(self._edits) and self._edits[before].start < offset
        return (self._edits[before].start if inside else offset) + self._shifts[before]
