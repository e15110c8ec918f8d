"""The innermost of many spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rewriter.languages.spanning import innermost


def test_the_innermost_span() -> None:
    at = innermost([(0, 9, "a"), (2, 5, "b"), (3, 4, "c"), (7, 12, "d")])
    assert [at(place) for place in range(13)] == ["a", "a", "b", "c", "b", "a", "a", "d", "d", "d", "d", "d", ""]


def test_outside_of_all() -> None:
    assert innermost([])(3) == ""
    assert innermost([(2, 4, "a")])(1) == ""


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_it_is_the_shortest_of_those_around(ends: list[tuple[int, int]]) -> None:
    spans = [(min(pair), max(pair), "abcdefgh"[n]) for n, pair in enumerate(ends)]
    at = innermost(spans)
    for place in range(10):
        around = sorted((end - start, name) for start, end, name in spans if start <= place < end)
        assert at(place) == (around[0][1] if around else "")
