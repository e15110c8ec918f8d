"""The plane of time and peak stack drawn by matplotlib: the cloud, each strategy's path, the budget, the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rewriter.reports.drawing import empty_figure
from rewriter.reports.landscape.points import BASELINE_SERIES, BINOMIAL_ENDING, Point, pareto
from rewriter.reports.units import SIZE_UNITS, TIME_UNITS, size
from rewriter.search.registry import PATHS
from rewriter.text.printable import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Look = dict[str, Any]
"""Properties of a line."""
CLOUDS = ("0.72", "#cc79a7", "#e69f00")
GREEN, MARKS = "#117733", ("o", "^", "v", "X")
"""Of configurations with binomial loops, whatever tried them; distinguished by their marks."""
_FRONT: Look = {"color": "#009e73", "alpha": 0.35, "linewidth": 5.0, "solid_capstyle": "butt"}
_CLOUD: Look = {"linestyle": "", "marker": "o", "markersize": 4, "markeredgewidth": 0}
_PATH: Look = {"linewidth": 1.2, "markersize": 5.5, "markeredgewidth": 0.8}
_BASELINE: Look = {"linestyle": "", "marker": "D", "markersize": 7, "color": "black"}
_BUDGET: Look = {"color": "0.3", "linewidth": 1.0, "linestyle": "--"}


def figure(points: Sequence[Point], title: str, budget: int | None = None) -> Figure:
    """The plot. Each point bears ``point-<its index>`` as its id in an SVG.

    Raises :class:`ToolFailed` where matplotlib is not installed.
    """
    result, axes = empty_figure(title)
    from matplotlib.lines import Line2D

    legend = []
    series = [name for name in dict.fromkeys(point.series for point in points) if name != BASELINE_SERIES]
    if any(point.series == BASELINE_SERIES for point in points):
        _points(axes, points, BASELINE_SERIES, _BASELINE, 5)
        legend.append(Line2D([], [], label=BASELINE_SERIES, **_BASELINE))
    for name, drawn in ((name, drawn) for name, drawn in PATHS.items() if name in series):
        look: Look = {**_PATH, "color": drawn.colour, "marker": drawn.marker}
        path = [point for point in points if point.series == BASELINE_SERIES or (point.series == name and point.kept)]
        axes.plot([p.peak for p in path], [p.seconds for p in path], color=drawn.colour, linewidth=1.2, zorder=3)
        _points(axes, points, name, {**look, "linestyle": ""}, 4)
        legend.append(Line2D([], [], label=drawable(name), markeredgecolor="white", **look))
    if any(point.series in PATHS and not point.kept for point in points):
        hollow: Look = {**_PATH, "linestyle": "", "color": "0.3", "fillstyle": "none", "marker": "s"}
        legend.append(Line2D([], [], label="tried, not kept", **hollow))
    clouds = [name for name in series if name not in PATHS and not name.endswith(BINOMIAL_ENDING)]
    for name, colour in zip(clouds, CLOUDS * len(clouds), strict=False):
        look = {**_CLOUD, "color": colour}
        _points(axes, points, name, look, 2)
        legend.append(Line2D([], [], label=drawable(name), **look))
    binomial = [name for name in series if name.endswith(BINOMIAL_ENDING)]
    for name, mark in zip(binomial, MARKS * len(binomial), strict=False):
        look = {**_CLOUD, "color": GREEN, "marker": mark, "markersize": 5.5}
        _points(axes, points, name, look, 4)
        legend.append(Line2D([], [], label=drawable(name), **look))
    front = pareto(points)
    axes.step([p.peak for p in front], [p.seconds for p in front], where="post", zorder=1, **_FRONT)
    legend.append(Line2D([], [], label="Pareto front", **_FRONT))
    if budget is not None:
        axes.axvline(budget, zorder=1, **_BUDGET)
        legend.append(Line2D([], [], label=f"budget, {size(budget)}", **_BUDGET))
    _axes(axes, points, budget)
    for words in result.legend(handles=legend, loc="outside lower center", ncols=4, frameon=False, fontsize=8).texts:
        words.set_parse_math(False)
    return result


def _points(axes: Axes, points: Sequence[Point], series: str, look: Look, order: int) -> None:
    """The points of a series; of a path those that were kept are filled and lie above the others."""
    for index, point in enumerate(points):
        if point.series != series:
            continue
        hollow = point.series in PATHS and not point.kept
        edge: Look = {"fillstyle": "none"} if hollow else {"markeredgecolor": "white"} if point.series in PATHS else {}
        above = order - 0.5 * hollow
        axes.plot([point.peak], [point.seconds], zorder=above, gid=f"point-{index}", **{**look, **edge})


def _axes(axes: Axes, points: Sequence[Point], budget: int | None) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    peaks = [point.peak for point in points] + ([budget] if budget is not None else [])
    if peaks and min(peaks) > 0 and max(peaks) > 4 * min(peaks):
        axes.set_xscale("log")
        decades = max(peaks) / min(peaks) > 1e3
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0,) if decades else (1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: size(value)))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel("peak stack", fontsize=9)
    else:
        unit, name = _unit(peaks, (*SIZE_UNITS, (1.0, "bytes")))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:g}"))
        axes.set_xlabel(f"peak stack, {name}", fontsize=9)
    scale, name = _unit([point.seconds for point in points], TIME_UNITS)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / scale:g}"))
    axes.set_ylabel(f"run time, {name}", fontsize=9)
    axes.margins(0.06)


def _unit(values: Sequence[float], units: Sequence[tuple[float, str]]) -> tuple[float, str]:
    """The largest unit that the largest value is not below."""
    largest = max(values, default=0.0)
    return next((unit for unit in units if largest >= unit[0]), units[-1])
