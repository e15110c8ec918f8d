"""What all plots share: an empty picture of one size, and how its axes look; matplotlib is loaded when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewriter.errors import ToolFailed
from rewriter.text.printable import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def empty_figure(title: str) -> tuple[Figure, Axes]:
    """A picture with nothing in it yet, and its axes.

    Raises :class:`ToolFailed` where matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ToolFailed("plotting needs matplotlib, which is not installed: pip install matplotlib") from error
    figure = Figure(figsize=(7.5, 5.0), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(drawable(title), loc="left", fontsize=10, parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    return figure, axes
