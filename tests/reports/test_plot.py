"""Time gained against peak stack: a picture that can be read."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from matplotlib.text import Annotation, Text

from rewriter.profile.calltree import Recording, Visit
from rewriter.profile.estimates import COST, GAIN, SPLIT
from rewriter.profile.model import Model
from rewriter.profile.ranks import EstimateRow, Spread, rows
from rewriter.reports.plot import LEGEND, figure
from tests.support.call_trees import profile, site


def test_labels_keep_apart() -> None:
    # 60 sites whose points lie close together
    sites = [site(f"procedure_{n}", n, joint_visits=1, advance=1 + n / 100) for n in range(60)]
    visits = tuple(Visit(0, n, 90 + n % 7, 0) for n in range(60))
    drawn = figure(rows([Model(profile(sites, [Recording((), 100), Recording(visits, 500)]))]), "close", labels=20)
    drawn.canvas.draw()
    labels = [child for child in drawn.axes[0].get_children() if isinstance(child, Annotation)]
    assert len(labels) > 4
    assert "procedure_59 (model.f90:59)" in {label.get_text() for label in labels}
    boxes = [Text.get_window_extent(label) for label in labels]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    frame = drawn.axes[0].get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_nothing_to_draw() -> None:
    drawn = figure([], "an empty run")
    drawn.canvas.draw()
    assert drawn.axes[0].get_title(loc="left") == "an empty run"


def test_names_are_no_formulas_of_mathematics() -> None:
    sites = [site("$x^$", 1, joint_visits=1, advance=1.0, file="$\\frac$\n.f90")]
    drawn = figure(rows([Model(profile(sites, [Recording((), 5), Recording((Visit(0, 0, 9, 0),), 5)]))]), "$y_$")
    drawn.canvas.draw()
    labels = [child for child in drawn.axes[0].get_children() if isinstance(child, Annotation)]
    assert [label.get_text() for label in labels] == ["$x^$ ($\\frac$\\n.f90:1)"]


def row(seconds: float, *peaks: int, checkpointed: bool = True, at_least: bool = False) -> EstimateRow:
    places = (site("f"),)
    return EstimateRow(
        "f", places, checkpointed, 1, 8, 8, Spread.of([seconds]), Spread.of(peaks), at_least, rough=False
    )


def legend(*rows: EstimateRow) -> list[str]:
    return [text.get_text() for drawn in figure(rows, "").legends for text in drawn.get_texts()]


def test_the_legend_has_the_groups_that_are_there() -> None:
    assert legend() == []
    assert legend(row(1, 5), row(1, -5)) == [LEGEND[GAIN], LEGEND[COST]]
    bound = row(1, 5, checkpointed=False, at_least=True)
    assert legend(bound) == [LEGEND[SPLIT], "a lower bound: at least this far to the right"]


def test_only_what_gains_time_is_named_the_best_first() -> None:
    def named(labels: int) -> list[str]:
        sites = [site(f"f{n}", n, joint_visits=1, advance=float(n)) for n in (1, 2, 3)]
        visits = tuple(Visit(0, n, 10 ** (n + 2), 0) for n in range(3))
        found = rows([Model(profile(sites, [Recording((), 7), Recording(visits, 5)]))])
        children = figure(found, "", labels=labels).axes[0].get_children()
        return [child.get_text().split()[0] for child in children if isinstance(child, Annotation)]

    assert named(1) == ["f3"]
    assert named(0) == []
    assert not [c for c in figure([row(-1, 5)], "").axes[0].get_children() if isinstance(c, Annotation)]


def test_ranks_are_a_point_where_the_peak_grows_most_with_a_whisker() -> None:
    axes: Any = figure([row(2, 10, 20, 40)], "").axes[0]
    points = [tuple(point) for drawn in axes.collections for point in drawn.get_offsets()]
    assert points == [(40, 2)]
    whiskers = [list(line.get_xdata()) for line in axes.lines if line.get_alpha() == 0.3]
    assert whiskers == [[10, 40]]


def test_ticks_read_as_sizes_and_times_around_zero() -> None:
    (axes,) = figure([row(0.5, 3_000_000), row(-2, -40)], "").axes
    words = [label.get_text() for label in axes.get_xticklabels()]
    assert "0 B" in words and "+1 MB" in words
    ticks = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    times = {round(tick, 3): label.get_text() for tick, label in ticks}
    assert times == {-1: "-1 s", -0.1: "-100 ms", 0: "0 s", 0.1: "100 ms"}
