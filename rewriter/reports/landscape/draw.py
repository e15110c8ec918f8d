"""What searches found, as a picture, a page or a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rewriter.errors import UsageError
from rewriter.reports import tuned
from rewriter.reports.landscape.page import page
from rewriter.reports.landscape.plot import figure
from rewriter.reports.landscape.points import pareto, record

TITLE = "Time against peak stack"


def draw(journals: Sequence[Path], output: Path, *, title: str = TITLE) -> None:
    """Write what the finished searches in some journals found: time against peak stack, budget, Pareto front.

    The suffix of ``output`` says as what: ``.png``, ``.svg``, ``.pdf``, ``.html``, ``.csv`` or ``.json``.

    Raises :class:`UsageError` for another suffix, a file that is not a journal, or journals without a finished search.
    """
    points, budget = tuned.landscape(journals)
    if not points:
        raise UsageError(f"{', '.join(map(str, journals))}: no search has finished there")
    front = pareto(points)
    kind = output.suffix.lower().lstrip(".")
    if kind in ("png", "svg", "pdf"):
        figure(points, title, budget).savefig(output, format=kind, dpi=200)
    elif kind == "html":
        output.write_text(page(points, title, budget), encoding="utf-8")
    elif kind == "json":
        drawn = {"title": title, "budget": budget, "points": [record(point, front) for point in points]}
        output.write_text(json.dumps(drawn, indent=1) + "\n", encoding="utf-8")
    elif kind == "csv":
        output.write_text(tuned.as_csv(points), encoding="utf-8")
    else:
        raise UsageError(f"{output}: the name must end in .png, .svg, .pdf, .html, .csv or .json")
