"""Points in the plane of time and peak stack: their front and their records."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rewriter.reports.landscape.points import Point, pareto, record

POINT = Point("random", 1.0, 100, ("a.f::s>f#1",), True, "kept", (("a.f::s>do#1", "n+1 4 1"), ("a.f::s>do#2", "9 2 0")))
POINTS = st.lists(
    st.builds(
        lambda seconds, peak: replace(POINT, seconds=float(seconds), peak=peak), st.integers(0, 6), st.integers(0, 6)
    )
)


def beats(one: Point, other: Point) -> bool:
    """Whether a point is nowhere worse and somewhere better."""
    return (
        one.seconds <= other.seconds
        and one.peak <= other.peak
        and (one.seconds, one.peak) != (other.seconds, other.peak)
    )


@given(POINTS)
def test_the_front_is_what_no_other_beats(points: list[Point]) -> None:
    front = pareto(points)
    unbeaten = [point for point in points if not any(beats(other, point) for other in points)]
    assert {(point.seconds, point.peak) for point in front} == {(point.seconds, point.peak) for point in unbeaten}
    assert all(point in points for point in front)


@given(POINTS)
def test_along_the_front_the_peak_grows_and_the_time_falls(points: list[Point]) -> None:
    front = pareto(points)
    for one, other in pairwise(front):
        assert one.peak < other.peak and one.seconds > other.seconds


@given(POINTS, st.randoms())
def test_the_front_does_not_depend_on_the_order(points: list[Point], random: Random) -> None:
    shuffled = points.copy()
    random.shuffle(shuffled)
    assert pareto(shuffled) == pareto(points) == pareto(pareto(points))


def test_loops_in_words() -> None:
    assert POINT.snapshots == ["a.f::s>do#1: 4 snapshots", "a.f::s>do#2: 2 snapshots"]


def test_records() -> None:
    assert record(POINT, [POINT]) == {
        "series": "random",
        "seconds": 1.0,
        "peak": 100,
        "kept": True,
        "pareto": True,
        "verdict": "kept",
        "not_checkpointed": ["a.f::s>f#1"],
        "binomial": {"a.f::s>do#1": "n+1 4 1", "a.f::s>do#2": "9 2 0"},
    }
    assert record(POINT, [replace(POINT, peak=99)])["pareto"] is False
