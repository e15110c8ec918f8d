"""One HTML page without any network: the plot, whose points tell their configuration, and a table of the front."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Sequence

from rewriter.report.landscape import BASELINE, Point, pareto
from rewriter.report.landscape_plot import figure
from rewriter.report.units import size, time

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.3rem } svg { width: 100%; height: auto } [id^="point-"] { cursor: pointer }
#told { min-height: 7rem; border-left: 4px solid #0072b2; padding: .2rem 1rem; background: #f6f6f6;
  white-space: pre-line; font-size: .85rem }
table { border-collapse: collapse; font-size: .85rem } td, th { padding: .2rem .8rem; text-align: right;
  border-bottom: 1px solid #ddd; vertical-align: top } td:last-child, th:last-child { text-align: left }
"""
_SCRIPT = """
const told = document.getElementById('told');
points.forEach((text, i) => {
  const mark = document.getElementById('point-' + i);
  if (mark) ['mouseover', 'click'].forEach(e => mark.addEventListener(e, () => { told.textContent = text }));
});
"""


def page(points: Sequence[Point], title: str, budget: int | None = None) -> str:
    """The page. Raises as :func:`rewriter.report.landscape_plot.figure` does."""
    drawing = io.StringIO()
    figure(points, title, budget).savefig(drawing, format="svg", metadata={"Date": None})
    svg = drawing.getvalue()
    svg = svg[svg.index("<svg") :]
    words = [_words(point) for point in points]
    svg = re.sub(
        r'<g id="point-(\d+)">', lambda mark: f"{mark[0]}<title>{html.escape(words[int(mark[1])])}</title>", svg
    )
    data = json.dumps(words).replace("</", "<\\/")
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style>\n<h1>{html.escape(title)}</h1>\n{svg}\n"
        f'<p id="told">Point at a configuration to see which sites it does not checkpoint.</p>\n'
        f"<h2>The Pareto front</h2>\n{_table(points)}\n"
        f"<script>const points = {data};{_SCRIPT}</script></html>\n"
    )


def _words(point: Point) -> str:
    sites = "\n".join(point.unchecked) or "every site is checkpointed"
    return f"{point.series}, {point.verdict}: {time(point.seconds)}, {size(point.peak)}\n{sites}"


def _table(points: Sequence[Point]) -> str:
    baseline = next((point.seconds for point in points if point.series == BASELINE), None)
    rows = []
    for point in pareto(points):
        factor = f"{baseline / point.seconds:.2f}x" if baseline and point.seconds else ""
        sites = "<br>".join(map(html.escape, point.unchecked)) or "none"
        rows.append(f"<tr><td>{size(point.peak)}<td>{time(point.seconds)}<td>{factor}<td>{sites}")
    return (
        "<table><tr><th>peak stack<th>run time<th>against the baseline<th>not checkpointed\n"
        + "\n".join(rows)
        + "</table>"
    )
