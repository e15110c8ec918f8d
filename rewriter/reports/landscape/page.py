"""One HTML page without any network: the plot, whose points show their configuration, and a table of the front."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Sequence

from rewriter.reports.landscape.plot import figure
from rewriter.reports.landscape.points import BASELINE_SERIES, Point, pareto
from rewriter.reports.units import size, time

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.3rem } h2 { font-size: 1.1rem } svg { display: block; width: 100%; height: auto }
#plot { position: relative; cursor: crosshair } #plot:focus-visible { outline: 2px solid #0072b2 }
#ring { position: absolute; width: 18px; height: 18px; margin: -9px; box-sizing: border-box; border: 2px solid #222;
  border-radius: 50%; pointer-events: none }
#told { position: absolute; max-width: 26rem; max-height: 22rem; overflow: auto; background: #fff; font-size: .85rem;
  border: 1px solid #888; border-radius: 4px; padding: .3rem .7rem; box-shadow: 0 2px 8px #0003; pointer-events: none;
  white-space: pre-line; overflow-wrap: anywhere }
#told.pinned { pointer-events: auto; border-color: #222 } #told::first-line { font-weight: 600 }
[hidden] { display: none }
table { border-collapse: collapse; font-size: .85rem } td, th { padding: .2rem .8rem; text-align: right;
  border-bottom: 1px solid #ddd; vertical-align: top } td:last-child, th:last-child { text-align: left }
"""
_SCRIPT = """
const [plot, told, ring] = ['plot', 'told', 'ring'].map(id => document.getElementById(id));
const marks = points.map((_, i) => document.getElementById('point-' + i));
let at = -1;
marks.forEach(mark => mark.querySelector('title').remove());
const places = () => {
  const origin = plot.getBoundingClientRect();
  return marks.map(mark => {
    const box = mark.getBoundingClientRect();
    return [box.x + box.width / 2 - origin.x, box.y + box.height / 2 - origin.y];
  });
};
const show = i => {
  at = i;
  const [x, y] = places()[i], right = x > plot.clientWidth / 2, low = y > plot.clientHeight / 2;
  told.textContent = points[i];
  told.hidden = ring.hidden = false;
  ring.style.left = x + 'px';
  ring.style.top = y + 'px';
  told.style.top = low ? '' : y + 'px';
  told.style.bottom = low ? plot.clientHeight - y + 'px' : '';
  told.style.left = right ? '' : x + 16 + 'px';
  told.style.right = right ? plot.clientWidth - x + 16 + 'px' : '';
  told.scrollTop = 0;
};
const hide = () => { told.hidden = ring.hidden = true; pin(false) };
const pin = on => told.classList.toggle('pinned', on);
const pinned = () => told.classList.contains('pinned');
const nearest = event => {
  const origin = plot.getBoundingClientRect();
  const apart = places().map(([x, y]) => Math.hypot(x - event.clientX + origin.x, y - event.clientY + origin.y));
  const i = apart.indexOf(Math.min(...apart));
  return apart[i] < 24 ? i : -1;
};
plot.addEventListener('pointermove', event => {
  if (pinned()) return;
  const i = nearest(event);
  if (i < 0) hide(); else if (i !== at || told.hidden) show(i);
});
plot.addEventListener('pointerleave', () => { if (!pinned()) hide() });
plot.addEventListener('click', event => {
  if (told.contains(event.target)) return;
  const i = nearest(event);
  if (i < 0) hide(); else { show(i); pin(true) }
});
plot.addEventListener('blur', hide);
plot.addEventListener('keydown', event => {
  const now = order.indexOf(at), last = order.length - 1;
  const next = { ArrowRight: Math.min(now + 1, last), ArrowLeft: Math.max(now - 1, 0), Home: 0, End: last }[event.key];
  if (event.key === 'Escape') hide();
  if (next === undefined) return;
  event.preventDefault();
  show(order[next]);
});
"""
_HOW = (
    "Point at a configuration to see which sites it does not checkpoint; click to pin the list, Escape to close it."
    " With the plot in focus, the arrow keys go from point to point by growing peak stack."
)


def page(points: Sequence[Point], title: str, budget: int | None = None) -> str:
    """The page. Raises as :func:`rewriter.reports.landscape.plot.figure` does."""
    baseline = next((point.seconds for point in points if point.series == BASELINE_SERIES), None)
    words = [_words(point, baseline) for point in points]
    order = sorted(range(len(points)), key=lambda index: (points[index].peak, points[index].seconds))
    data = f"const points = {_script(words)}, order = {_script(order)};"
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>\n<h1>{html.escape(title)}</h1>\n'
        f'<div id="plot" tabindex="0" role="application" aria-label="run time against peak stack" '
        f'aria-describedby="how">\n{_drawing(points, words, budget)}\n'
        f'<div id="ring" hidden></div><div id="told" role="status" hidden></div></div>\n<p id="how">{_HOW}</p>\n'
        f"<h2>The Pareto front</h2>\n{_table(points, baseline)}\n<script>{data}{_SCRIPT}</script></html>\n"
    )


def _drawing(points: Sequence[Point], words: Sequence[str], budget: int | None) -> str:
    """The plot in SVG, each point with its words as the title that browsers show where scripts are off."""
    drawing = io.StringIO()
    figure(points, "", budget).savefig(drawing, format="svg", metadata={"Date": None})
    svg = re.sub(r"(?s)<metadata>.*?</metadata>", "", drawing.getvalue())
    return re.sub(
        r'<g id="point-(\d+)">',
        lambda mark: f"{mark[0]}<title>{html.escape(words[int(mark[1])])}</title>",
        svg[svg.index("<svg") :],
    )


def _script(value: object) -> str:
    """A value in a script; no ``<`` of a name ends the script or begins a comment in it."""
    return json.dumps(value).replace("<", "\\u003c")


def _words(point: Point, baseline: float | None) -> str:
    factor = f" ({baseline / point.seconds:.2f}x)" if baseline and point.seconds else ""
    what = point.series if point.series == point.verdict else f"{point.series}: {point.verdict}"
    sites = "\n".join(point.unchecked) or "every site is checkpointed"
    count = f"not checkpointed ({len(point.unchecked)}):\n" if point.unchecked else ""
    loops = "".join(f"{words}\n" for words in point.snapshots)
    return f"{what}\n{time(point.seconds)}{factor}, peak stack {size(point.peak)}\n{loops}{count}{sites}"


def _table(points: Sequence[Point], baseline: float | None) -> str:
    rows = []
    for point in pareto(points):
        factor = f"{baseline / point.seconds:.2f}x" if baseline and point.seconds else ""
        sites = "<br>".join(map(html.escape, (*point.snapshots, *point.unchecked))) or "none"
        cells = (size(point.peak), time(point.seconds), factor, html.escape(point.series), sites)
        rows.append("<tr>" + "".join(f"<td>{cell}" for cell in cells))
    return (
        "<table><tr><th>peak stack<th>run time<th>against the baseline<th>found by<th>not checkpointed\n"
        + "\n".join(rows)
        + "</table>"
    )
