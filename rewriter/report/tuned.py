"""A search for people and for programs: progress, the path it took, and its points."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from rewriter.engine.tried import Verdict
from rewriter.journal import read
from rewriter.report.landscape import BASELINE, Point, pareto, record
from rewriter.report.units import size, time
from rewriter.tuning import Step

SEARCH = "search "
"""How the key of a search that came to its end begins in a journal."""


def line(number: int, steps: Sequence[Step], elapsed: float) -> str:
    """One line of progress for the step tried last."""
    step = steps[-1]
    measured, first = step.tried.measured, steps[0].tried.measured
    words = f"{number:>4}  {time(elapsed):>7}  {step.verdict}{_changed(steps)}"
    if measured is not None and first is not None:
        words += f": {time(measured.median)} ({first.median / measured.median:.2f}x), peak {size(measured.peak)}"
    if step.reason:
        words += f": {step.reason}"
    if step.verdict not in (Verdict.BASELINE, Verdict.KEPT, Verdict.OVER_BUDGET, Verdict.NOT_BETTER):
        words += f"; see {step.tried.log}"
    return words


def _changed(steps: Sequence[Step]) -> str:
    """The sites that the step tried last switched, against what was kept before it."""
    kept = (step for step in steps[-2::-1] if step.verdict in (Verdict.BASELINE, Verdict.KEPT))
    before = next((step.tried.choice for step in kept), frozenset())
    names = sorted(before ^ steps[-1].tried.choice)
    return f" {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}" if names else ""


def path(steps: Sequence[Step], colour: bool) -> Iterator[str]:
    """The table of the configurations that were kept, from the baseline on."""
    first = steps[0].tried.measured
    if first is None:
        return
    heading = (
        f"{'run time':>9} {'gain':>6} {'peak stack':>10} {'resident':>9}  {'expected':>20}  no longer checkpointed"
    )
    yield click.style(heading, bold=True) if colour else heading
    before: frozenset[str] = frozenset()
    for step in steps:
        if step.verdict not in (Verdict.BASELINE, Verdict.KEPT) or step.tried.measured is None:
            continue
        measured, told = step.tried.measured, ""
        if step.expected is not None:
            told = f"{time(-step.expected.gain)}, {'>= ' if step.expected.at_least else ''}{size(step.expected.peak)}"
        news = ", ".join(sorted(step.tried.choice - before)) or "(the baseline)"
        if gone := sorted(before - step.tried.choice):
            news += f"; again checkpointed: {', '.join(gone)}"
        yield (
            f"{time(measured.median):>9} {first.median / measured.median:>5.2f}x {size(measured.peak):>10}"
            f" {size(measured.resident):>9}  {told:>20}  {news}"
        )
        before = step.tried.choice


def step_record(step: Step) -> dict[str, Any]:
    """One step as plain values: seconds and bytes."""
    measured, expected = step.tried.measured, step.expected
    return {
        "not_checkpointed": sorted(step.tried.choice),
        "verdict": str(step.verdict),
        "reason": step.reason,
        "sites": list(step.tried.sites),
        "seconds": list(measured.seconds) if measured else None,
        "median": measured.median if measured else None,
        "peak": measured.peak if measured else None,
        "resident": measured.resident if measured else None,
        "gain": step.gain.seconds if step.gain else None,
        "noise": step.gain.noise if step.gain else None,
        "expected_gain": expected.gain if expected else None,
        "expected_peak": expected.peak if expected else None,
        "log": step.tried.log,
    }


def figures(first: Step, best: Step) -> dict[str, Any]:
    """What a saved configuration tells of itself."""
    result: dict[str, Any] = {}
    for name, step in (("baseline", first), ("measured", best)):
        if step.tried.measured is not None:
            measured = step.tried.measured
            result[name] = {"seconds": measured.median, "peak": measured.peak, "resident": measured.resident}
    if best.expected is not None:
        result["expected"] = {"gain_of_last_step": best.expected.gain, "peak": best.expected.peak}
    return result


def landscape(journals: Sequence[Path]) -> tuple[list[Point], int | None]:
    """The points of all searches that came to their end, and the smallest budget among them.

    Raises :class:`UsageError` for a file that is no journal.
    """
    points: list[Point] = []
    budgets = []
    for path in journals:
        for search in (entry for entry in read(path) if "steps" in entry):
            if search["budget"] is not None:
                budgets.append(search["budget"])
            for step in search["steps"]:
                baseline = step["verdict"] == Verdict.BASELINE
                if step["median"] is None or (baseline and any(point.series == BASELINE for point in points)):
                    continue
                points.append(
                    Point(
                        BASELINE if baseline else search["strategy"],
                        step["median"],
                        step["peak"],
                        tuple(step["not_checkpointed"]),
                        step["verdict"] == Verdict.KEPT,
                        step["verdict"],
                    )
                )
    return points, min(budgets, default=None)


def as_csv(points: Sequence[Point]) -> str:
    """The points as a table; sites are separated by blanks."""
    front = pareto(points)
    text = io.StringIO()
    rows = [record(point, front) for point in points]
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "not_checkpointed": " ".join(row["not_checkpointed"])} for row in rows)
    return text.getvalue()
