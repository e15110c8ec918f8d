"""Which of many spans of a text is the innermost around a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from heapq import heappop, heappush


def innermost(spans: Sequence[tuple[int, int, str]]) -> Callable[[int], str]:
    """A function from a place to the name of the shortest span ``(start, end, name)`` around it, ``""`` for none."""
    starts = sorted(spans)
    borders = sorted({border for start, end, _ in spans for border in (start, end)})
    names: list[str] = []
    around: list[tuple[int, str, int]] = []
    n = 0
    for border in borders:
        while n < len(starts) and starts[n][0] == border:
            start, end, name = starts[n]
            heappush(around, (end - start, name, end))
            n += 1
        while around and around[0][2] <= border:
            heappop(around)
        names.append(around[0][1] if around else "")

    def at(place: int) -> str:
        before = bisect_right(borders, place)
        return names[before - 1] if before else ""

    return at
