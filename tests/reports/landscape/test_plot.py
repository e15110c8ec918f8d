"""The plot of time against peak stack: its legend, its axes, the marks of its points."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from matplotlib.figure import Figure

from rewriter.reports.landscape.plot import figure
from rewriter.reports.landscape.points import BASELINE_SERIES, Point

BASE = Point(BASELINE_SERIES, 0.08, 131_000, (), False, "baseline")
GAIN = Point("gain-first", 0.05, 447_000, ("a.f::s>f#1",), True, "kept")
LOSS = Point("careful-on-memory", 0.09, 140_000, ("a.f::s>f#1",), False, "not better")
RANDOM = Point("random", 0.12, 12_000_000, ("a.f::s>g#1",), False, "over budget")


def legend(drawn: Figure) -> list[str]:
    return [text.get_text() for text in drawn.legends[0].get_texts()]


def mark(drawn: Figure, index: int) -> Any:
    """The line that is one point."""
    (line,) = (line for line in lines(drawn) if line.get_gid() == f"point-{index}")
    return line


def test_the_names_each_series_once_and_axes_their_units() -> None:
    drawn = figure([BASE, GAIN, LOSS, RANDOM, RANDOM], "t", budget=3_930_000)
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == [
        *("baseline", "gain-first", "careful-on-memory", "tried, not kept", "random", "Pareto front", "budget, 3.93 MB")
    ]
    (axes,) = drawn.axes
    assert axes.get_ylabel() == "run time, ms"
    assert axes.get_xscale() == "log"
    drawn = figure([BASE, LOSS], "t")
    assert drawn.axes[0].get_xlabel() == "peak stack, kB"
    drawn.draw_without_rendering()
    labels = [label.get_text() for label in drawn.axes[0].get_xticklabels()]
    assert len(set(labels)) == len(labels), "ticks can be told apart"


def test_every_point_bears_its_index_in_an_svg() -> None:
    drawn = io.StringIO()
    figure([GAIN, BASE, RANDOM, LOSS], "t").savefig(drawn, format="svg")
    assert sorted(re.findall(r'<g id="point-(\d+)">', drawn.getvalue())) == list("0123")


def lines(drawn: Figure) -> list[Any]:
    return list(drawn.axes[0].lines)


def test_a_path_goes_from_the_baseline_through_what_was_kept() -> None:
    drawn = figure([BASE, replace(GAIN, kept=False, peak=500_000), GAIN], "t")
    (path,) = (line for line in lines(drawn) if line.get_color() == "#d55e00" and len(line.get_xydata()) == 2)
    assert path.get_xydata().tolist() == [[131_000, 0.08], [447_000, 0.05]]


def test_what_was_tried_but_not_kept_is_hollow_and_lies_below() -> None:
    drawn = figure([BASE, replace(GAIN, kept=False, peak=500_000), GAIN], "t")
    assert mark(drawn, 1).get_fillstyle() == "none"
    assert mark(drawn, 2).get_fillstyle() == "full"
    assert mark(drawn, 1).get_zorder() < mark(drawn, 2).get_zorder()


def test_the_front_is_a_staircase_of_what_nothing_beats() -> None:
    drawn = figure([BASE, GAIN, replace(LOSS, peak=500_000)], "t")
    (front,) = (line for line in lines(drawn) if line.get_drawstyle() == "steps-post")
    assert front.get_xydata().tolist() == [[131_000, 0.08], [447_000, 0.05]]


def test_clouds_are_told_apart_by_colour() -> None:
    drawn = figure([RANDOM, replace(RANDOM, series="replay")], "t")
    assert mark(drawn, 0).get_color() != mark(drawn, 1).get_color()


def test_more_series_than_colours_are_all_drawn() -> None:
    drawn = figure([replace(RANDOM, series=f"cloud {n}") for n in range(7)], "t")
    assert legend(drawn) == [*(f"cloud {n}" for n in range(7)), "Pareto front"]
    assert mark(drawn, 6).get_color() == mark(drawn, 0).get_color()


def test_the_budget_counts_for_the_scale() -> None:
    assert figure([BASE, LOSS], "t").axes[0].get_xscale() == "linear"
    assert figure([BASE, LOSS], "t", budget=600_000).axes[0].get_xscale() == "log"
    assert figure([replace(BASE, peak=0), GAIN], "t").axes[0].get_xscale() == "linear"


def test_units_are_those_of_the_largest_value() -> None:
    def words(*points: Point) -> tuple[str, str]:
        (axes,) = figure(points, "t").axes
        return axes.get_xlabel(), axes.get_ylabel()

    assert words(replace(BASE, peak=900, seconds=60.0)) == ("peak stack, bytes", "run time, s")
    assert words(replace(BASE, peak=1000, seconds=0.0009)) == ("peak stack, kB", "run time, µs")


def test_no_name_of_a_series_is_a_formula() -> None:
    drawn = figure([replace(RANDOM, series="$\\frac$\x1b")], "$x_$")
    drawn.draw_without_rendering()
    assert legend(drawn)[0] == "$\\frac$\\x1b"
