"""Time gained against peak stack, a point for each site or callee; drawn by matplotlib, which is loaded when asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rewriter.errors import ToolFailed
from rewriter.profile.estimates import COST, GAIN, NEUTRAL, SPLIT
from rewriter.profile.ranks import Row
from rewriter.report.units import change, time

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

COLOURS = {GAIN: "#009e73", NEUTRAL: "#6b6b6b", COST: "#0072b2", SPLIT: "#d55e00"}
"""Told apart by colour-blind readers too."""
LEGEND = {
    GAIN: "lowers the peak",
    NEUTRAL: "leaves the peak as it is",
    COST: "raises the peak",
    SPLIT: "not checkpointed in this run",
}
_DECADES = 5
"""How many decades of a quantity are told apart before what is smaller is drawn close to zero."""


def figure(rows: Sequence[Row], title: str, labels: int = 12) -> Figure:
    """The plot of some rows, with the ``labels`` that gain most time named.

    Of several ranks a point shows the median time gained and the largest growth of the peak, and whiskers the spread.
    Raises :class:`ToolFailed` where matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ToolFailed("drawing needs matplotlib, which is not installed: pip install matplotlib") from error
    result = Figure(figsize=(7.5, 5.0), layout="constrained")
    axes = result.add_subplot()
    _scale(axes.set_xscale, axes.set_xlim, axes.set_xticks, [x for row in rows for x in row.peak], change)
    _scale(axes.set_yscale, axes.set_ylim, axes.set_yticks, [y for row in rows for y in row.seconds], time)
    axes.axvline(0, color="0.8", linewidth=0.8, zorder=0)
    axes.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    _points(axes, rows)
    axes.set_xlabel("growth of the peak stack")
    axes.set_ylabel("time gained")
    axes.set_title(title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    if rows:
        result.legend(
            loc="outside lower center", ncols=3, frameon=False, fontsize=8, handletextpad=0.3, columnspacing=1.2
        )
    best = sorted((row for row in rows if row.seconds.median > 0), key=lambda row: -row.seconds.median)[:labels]
    _label(axes, rows, best)
    return result


def _scale(
    set_scale: Callable[..., None],
    set_limits: Callable[..., object],
    set_ticks: Callable[..., object],
    values: Sequence[float],
    words: Callable[[float], str],
) -> None:
    """An axis that is linear around zero and logarithmic beyond, with ticks that people read."""
    largest = max(map(abs, values), default=0) or 1.0
    smallest = min((abs(value) for value in values if value), default=largest)
    linear = 10.0 ** math.floor(math.log10(max(smallest, largest / 10**_DECADES)))
    top = math.ceil(math.log10(largest / linear))
    set_scale("symlog", linthresh=linear, linscale=0.6)
    powers = [linear * 10**power for power in range(top + 1)]
    below, above = min(values, default=0) < 0, max(values, default=0) > 0
    set_limits(-1.6 * max(-min(values), linear) if below else -0.4 * linear, 1.9 * largest if above else 0.4 * linear)
    ticks = [*(-power for power in reversed(powers) if below), 0.0, *(power for power in powers if above)]
    limits = (1.6 * min(values, default=0), 1.9 * largest)
    ticks = [tick for tick in ticks if limits[0] <= tick <= limits[1]]
    set_ticks(ticks, [words(tick) for tick in ticks])
    set_ticks([], minor=True)


def _points(axes: Axes, rows: Sequence[Row]) -> None:
    for group in COLOURS:
        for at_least in (False, True):
            some = [row for row in rows if row.group == group and row.at_least == at_least]
            if not some:
                continue
            axes.scatter(
                [row.peak.high for row in some],
                [row.seconds.median for row in some],
                s=26,
                marker=">" if at_least else "o",
                facecolors="white" if at_least else COLOURS[group],
                edgecolors=COLOURS[group],
                linewidths=1.1,
                label=LEGEND[group] + (", by at least so much" if at_least else ""),
                zorder=3,
            )
    for row in rows:
        x, y = row.peak, row.seconds
        if x.low < x.high:
            axes.plot([x.low, x.high], [y.median, y.median], color=COLOURS[row.group], linewidth=0.6, zorder=2)
        if y.low < y.high:
            axes.plot([x.high, x.high], [y.low, y.high], color=COLOURS[row.group], linewidth=0.6, zorder=2)


def _label(axes: Axes, rows: Sequence[Row], best: Iterable[Row]) -> None:
    """Name points, each beside its own where nothing is in the way, else further off with a line to it."""
    from matplotlib.transforms import Bbox

    canvas = axes.get_figure(root=True)
    assert canvas is not None, "the axes of a figure have a figure"  # noqa: S101
    canvas.draw_without_rendering()
    pixels = canvas.dpi / 72
    taken: list[Bbox] = []
    for row in rows:
        x, y = axes.transData.transform((row.peak.high, row.seconds.median))
        taken.append(Bbox.from_bounds(x - 3 * pixels, y - 3 * pixels, 6 * pixels, 6 * pixels))
    frame = axes.get_window_extent()
    for row in best:
        point = (row.peak.high, row.seconds.median)
        for dx, dy in _OFFSETS:
            text = axes.annotate(
                _name(row),
                point,
                xytext=(dx, dy),
                textcoords="offset points",
                fontsize=7,
                ha="left" if dx > 0 else "right" if dx < 0 else "center",
                va="center",
                arrowprops={"arrowstyle": "-", "color": "0.6", "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3},
                zorder=4,
            )
            box = text.get_window_extent()
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
            if inside and not box.count_overlaps(taken):
                taken.append(box)
                break
            text.remove()


_OFFSETS = [
    (dx * distance, dy * distance)
    for distance in (1.0, 2.0, 3.0, 4.5, 6.0, 8.0)
    for dx, dy in ((7, 0), (-7, 0), (6, 6), (-6, 6), (6, -6), (-6, -6), (7, 12), (-7, 12), (7, -12), (-7, -12))
]
"""Where a label may stand, in points from what it names: the nearest first."""


def _name(row: Row) -> str:
    first = row.sites[0]
    return (
        f"{row.callee} ({first.file}:{first.line})" if len(row.sites) == 1 else f"{row.callee} ({len(row.sites)} sites)"
    )
