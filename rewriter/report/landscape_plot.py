"""The plane of time and peak stack drawn by matplotlib: the cloud, each strategy's path, the budget, the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rewriter.errors import ToolFailed
from rewriter.report.landscape import BASELINE, Point, pareto
from rewriter.report.units import size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {"gain-first": "#d55e00", "careful-on-memory": "#0072b2"}
"""Of paths, told apart by colour-blind readers too; all other series are clouds."""
CLOUDS = ("0.72", "#cc79a7", "#e69f00")


def figure(points: Sequence[Point], title: str, budget: int | None = None) -> Figure:
    """The plot. Each point bears ``point-<its index>`` as its id in an SVG.

    Raises :class:`ToolFailed` where matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ToolFailed("drawing needs matplotlib, which is not installed: pip install matplotlib") from error
    result = Figure(figsize=(7.5, 5.0), layout="constrained")
    axes = result.add_subplot()
    baseline = [point for point in points if point.series == BASELINE]
    front = pareto(points)
    axes.step(
        [point.peak for point in front],
        [point.seconds for point in front],
        where="post",
        color="#009e73",
        linewidth=1.0,
        label="Pareto front",
        zorder=2,
    )
    clouds = [name for name in dict.fromkeys(point.series for point in points) if name not in (*COLOURS, BASELINE)]
    for name, colour in zip(clouds, CLOUDS * len(clouds), strict=False):
        _points(axes, points, name, {"marker": "o", "markersize": 3.5, "color": colour, "markeredgewidth": 0}, 1)
    for name, colour in COLOURS.items():
        path = [*baseline, *(point for point in points if point.series == name and point.kept)]
        if any(point.series == name for point in points):
            axes.plot([p.peak for p in path], [p.seconds for p in path], color=colour, linewidth=1.2, zorder=3)
        _points(axes, points, name, {"marker": "s", "markersize": 5, "color": colour, "markeredgecolor": "white"}, 4)
    _points(axes, points, BASELINE, {"marker": "D", "markersize": 7, "color": "black"}, 5)
    if budget is not None:
        axes.axvline(budget, color="0.3", linewidth=1.0, linestyle="--", label=f"budget, {size(budget)}", zorder=1)
    _axes(axes, points, budget)
    axes.set_title(title, loc="left", fontsize=10)
    result.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return result


def _points(axes: Axes, points: Sequence[Point], series: str, look: dict[str, Any], order: int) -> None:
    label = series
    hollow = {**look, "fillstyle": "none", "markeredgecolor": look["color"]}
    for index, point in enumerate(points):
        if point.series != series:
            continue
        drawn = hollow if series in COLOURS and not point.kept else look
        axes.plot([point.peak], [point.seconds], linestyle="", zorder=order, gid=f"point-{index}", label=label, **drawn)
        label = "_nolegend_"


def _axes(axes: Axes, points: Sequence[Point], budget: int | None) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    peaks = [point.peak for point in points] + ([budget] if budget is not None else [])
    if peaks and min(peaks) > 0 and max(peaks) > 4 * min(peaks):
        axes.set_xscale("log")
        decades = max(peaks) / min(peaks) > 1e3
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0,) if decades else (1.0, 2.0, 5.0)))
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: size(value)))
    axes.set_xlabel("peak stack")
    axes.set_ylabel("run time, seconds")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    axes.margins(0.06)
