"""Configurations in the plane of time and peak stack, as in Figures 4 and 5 of the paper (arXiv 2405.15590)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BASELINE_SERIES = "baseline"
BINOMIAL_ENDING = ", binomial"
"""What the name of a series ends with whose configurations hold binomial loops."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measured configuration."""

    series: str
    """What it was tried by: a strategy's name, with :data:`BINOMIAL_ENDING` where loops are set; else
    :data:`BASELINE_SERIES`."""
    seconds: float
    """Run time: that of the baseline times the part of it that runs in turn gave."""
    peak: int
    """Peak stack in bytes."""
    unchecked: tuple[str, ...]
    """The ids of the sites that are not checkpointed."""
    kept: bool
    """Whether the search went on from it."""
    verdict: str
    """In words."""
    binomial: tuple[tuple[str, str], ...] = ()
    """The ids of the loops under binomial checkpointing, with the arguments: steps + 1, snapshots, first step."""

    @property
    def snapshots(self) -> list[str]:
        """Of each such loop, in words."""
        return [f"{loop}: {arguments.split()[1]} snapshots" for loop, arguments in self.binomial]


def pareto(points: Iterable[Point]) -> list[Point]:
    """The points that no other one beats in both time and peak stack, by growing peak."""
    front: list[Point] = []
    for point in sorted(points, key=lambda point: (point.peak, point.seconds)):
        if not front or point.seconds < front[-1].seconds:
            front.append(point)
    return front


def record(point: Point, front: Sequence[Point]) -> dict[str, Any]:
    """One point for JSON and CSV."""
    return {
        "series": point.series,
        "seconds": point.seconds,
        "peak": point.peak,
        "kept": point.kept,
        "pareto": point in front,
        "verdict": point.verdict,
        "not_checkpointed": list(point.unchecked),
        "binomial": dict(point.binomial),
    }
