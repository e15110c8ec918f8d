"""Time gained against peak stack, a point for each site or callee; drawn by matplotlib, which is loaded when asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rewriter.profile.estimates import COST, GAIN, NEUTRAL, SPLIT
from rewriter.profile.ranks import EstimateRow
from rewriter.reports.drawing import empty_figure
from rewriter.reports.units import change, time
from rewriter.text.printable import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

COLOURS = {GAIN: "#009e73", NEUTRAL: "#6b6b6b", COST: "#0072b2", SPLIT: "#d55e00"}
"""Told apart by colour-blind readers too."""
LEGEND = {
    GAIN: "lowers the peak",
    NEUTRAL: "leaves the peak unchanged",
    COST: "raises the peak",
    SPLIT: "not checkpointed in this run",
}
_DECADES = 4
"""How many decades of a quantity are shown before what is smaller is drawn close to zero."""


def figure(rows: Sequence[EstimateRow], title: str, labels: int = 12) -> Figure:
    """The plot of some rows, with the ``labels`` that gain most time named.

    Of several ranks a point shows the median time gained and the largest growth of the peak, and whiskers the spread.
    Raises :class:`ToolFailed` where matplotlib is not installed.
    """
    result, axes = empty_figure(title)
    _scale(axes.set_xscale, axes.set_xlim, axes.set_xticks, [x for row in rows for x in row.peak], change)
    _scale(axes.set_yscale, axes.set_ylim, axes.set_yticks, [y for row in rows for y in row.seconds], time)
    axes.axvline(0, color="0.8", linewidth=0.8, zorder=0)
    axes.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    _points(axes, rows)
    axes.set_xlabel("growth of the peak stack")
    axes.set_ylabel("time gained")
    _legend(result, rows)
    best = sorted((row for row in rows if row.seconds.median > 0), key=lambda row: -row.seconds.median)[:labels]
    _label(result, axes, rows, best)
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
    set_scale("symlog", linthresh=linear, linscale=0.5)
    lowest, highest = min([0.0, *values]), max([0.0, *values])
    limits = (1.6 * lowest or -0.6 * linear, 1.9 * highest or 0.6 * linear)
    set_limits(*limits)
    powers = [linear * 10**power for power in range(top + 1)]
    ticks = [tick for tick in (*(-power for power in powers), 0.0, *powers) if limits[0] <= tick <= limits[1]]
    set_ticks(ticks, [words(tick).replace(".00", "").replace(".0 ", " ") for tick in ticks])
    set_ticks([], minor=True)


def _points(axes: Axes, rows: Sequence[EstimateRow]) -> None:
    for group, colour in COLOURS.items():
        for bound in (False, True):
            some = [row for row in rows if row.group == group and row.at_least == bound]
            axes.scatter(
                [row.peak.high for row in some],
                [row.seconds.median for row in some],
                s=26,
                marker=">" if bound else "o",
                facecolors="white" if bound else colour,
                edgecolors=colour,
                linewidths=1.1,
                zorder=3,
            )
    for row in rows:
        x, y = row.peak, row.seconds
        if x.low < x.high:
            axes.plot(
                [x.low, x.high], [y.median, y.median], color=COLOURS[row.group], alpha=0.3, linewidth=0.6, zorder=2
            )
        if y.low < y.high:
            axes.plot([x.high, x.high], [y.low, y.high], color=COLOURS[row.group], alpha=0.3, linewidth=0.6, zorder=2)


def _legend(drawn: Figure, rows: Sequence[EstimateRow]) -> None:
    from matplotlib.lines import Line2D

    def entry(marker: str, colour: str, words: str, filled: bool) -> Line2D:
        face = colour if filled else "white"
        return Line2D([], [], linestyle="", marker=marker, color=colour, markerfacecolor=face, label=words)

    groups = {row.group for row in rows}
    entries = [entry("s", colour, LEGEND[group], True) for group, colour in COLOURS.items() if group in groups]
    if any(row.at_least for row in rows):
        entries.append(entry(">", "0.3", "a lower bound: at least this far to the right", False))
    if entries:
        drawn.legend(
            handles=entries,
            loc="outside lower center",
            ncols=len(entries) if len(entries) <= 4 else 3,
            frameon=False,
            fontsize=8,
            handletextpad=0.2,
            columnspacing=1.2,
        )


def _label(drawn: Figure, axes: Axes, rows: Sequence[EstimateRow], best: Iterable[EstimateRow]) -> None:
    """Name points, each beside its own where nothing is in the way, else further off with a line to it."""
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    drawn.draw_without_rendering()
    pixels = drawn.dpi / 72
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
                parse_math=False,
                xytext=(dx, dy),
                textcoords="offset points",
                fontsize=7,
                bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none", "alpha": 0.7},
                ha="left" if dx > 0 else "right" if dx < 0 else "center",
                va="center",
                arrowprops={"arrowstyle": "-", "color": "0.6", "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3},
                zorder=4,
            )
            text.get_window_extent()  # puts the text where it belongs; what it returns holds the line as well
            box = Text.get_window_extent(text)
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
            if inside and not box.count_overlaps(taken):
                taken.append(box)
                break
            text.remove()


_OFFSETS = [
    (dx * distance, dy * distance)
    for distance in (1.0, 2.0, 3.0, 4.5, 6.0)
    for dx, dy in ((7, 0), (-7, 0), (6, 6), (-6, 6), (6, -6), (-6, -6), (7, 12), (-7, 12), (7, -12), (-7, -12))
]
"""Where a label may stand, in points from what it names: the nearest first."""


def _name(row: EstimateRow) -> str:
    first = row.sites[0]
    place = f"{first.file}:{first.line}" if len(row.sites) == 1 else f"{len(row.sites)} sites"
    return drawable(f"{row.callee} ({place})")
