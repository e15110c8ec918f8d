"""Tapenade's own profile reports, shown as ours are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.text import Text

from rewriter.profile.estimates import COST, GAIN, GROUPS, NEUTRAL
from rewriter.profile.tapenade_report import Report, ReportRow
from rewriter.reports.profile import HEADINGS
from rewriter.reports.tables import lines_of, table
from rewriter.reports.units import change, size


def group(row: ReportRow) -> str:
    """The paper's group."""
    return COST if row.peak > 0 else GAIN if row.peak < 0 else NEUTRAL


def text(report: Report, colour: bool, top: int | None = None) -> Iterator[str]:
    """The rows under a heading for each group, each group in the report's order; ``top`` of each at most."""
    yield f"peak stack {size(report.peak)}"
    parts: list[Any] = []
    for name, rows in groupby(sorted(report.rows, key=lambda row: GROUPS.index(group(row))), key=group):
        members = list(rows)
        columns = ["time gain", "peak", "calls", "callee", "at"]
        cells = [_cells(row) for row in members[:top]]
        parts += [Text(), Text(HEADINGS[name], style="bold"), table(columns, cells, left=(3, 4))]
        if len(members) > len(cells):
            parts.append(Text(f"  and {len(members) - len(cells):,} more", style="dim"))
    yield from lines_of(parts, colour)


def _cells(row: ReportRow) -> list[str]:
    gain = f"{row.ticks} mms" if row.seconds is None else f"{row.seconds:,.3f} s"
    return [gain, change(row.peak), f"{row.calls:,}", row.callee or "(fragment)", f"{row.file}:{row.line}"]


def record(row: ReportRow) -> dict[str, Any]:
    """One row for ``--format json``; bytes and seconds, ``null`` where the report has none."""
    return {
        "callee": row.callee,
        "group": group(row),
        "sites": [{"file": row.file, "line": row.line, "id": None}],
        "calls": row.calls,
        "seconds": row.seconds,
        "mms": row.ticks,
        "peak": row.peak,
    }
