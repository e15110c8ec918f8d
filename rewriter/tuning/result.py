"""What a search gave, as values: each step's time as a part of the baseline's, records for the journal, figures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from rewriter.search.choice import Choice
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.loop import Step, best

GONE_ON_FROM = (Verdict.BASELINE, Verdict.START, Verdict.KEPT)
"""The verdicts of configurations that a path went through."""


def relative(steps: Sequence[Step], final: Trial | None = None) -> list[float | None]:
    """Of each step the run time as a part of the baseline's; ``None`` where it was not measured.

    Only runs made in turn are compared: a step's with those of the configuration it was tried against, and so on down
    to the baseline. ``final`` is the best, run once more in turn with the baseline itself: that counts.
    """
    parts: list[float | None] = []
    known: dict[Choice, float] = {}
    for step in steps:
        part = _part(step.tried)
        parts.append(None if part is None else known.get(step.against, 1.0) * part)
        if step.verdict in (*GONE_ON_FROM, Verdict.BEST) and part is not None:
            known[step.tried.choice] = known.get(step.against, 1.0) * part
    if final is not None and (part := _part(final)) is not None:
        found = best(steps)
        parts[next(number for number, step in enumerate(steps) if step is found)] = part
    return parts


def _part(tried: Trial) -> float | None:
    if tried.measured is None:
        return None
    reference = median(tried.reference) if tried.reference else tried.measured.median
    return tried.measured.median / reference if reference else 1.0


def step_record(step: Step, part: float | None) -> dict[str, Any]:
    """One step as plain values: seconds and bytes, and its run time as a part of the baseline's."""
    measured, expected = step.tried.measured, step.expected
    return {
        "not_checkpointed": sorted(step.tried.choice.sites),
        "binomial": {setting.loop: setting.arguments for setting in sorted(step.tried.choice.loops)},
        "verdict": str(step.verdict),
        "reason": step.reason,
        "sites": list(step.tried.sites),
        "seconds": list(measured.seconds) if measured else None,
        "median": measured.median if measured else None,
        "relative": part,
        "peak": measured.peak if measured else None,
        "resident": measured.resident if measured else None,
        "gain": step.gain.seconds if step.gain else None,
        "noise": step.gain.noise if step.gain else None,
        "expected_gain": expected.gain if expected else None,
        "expected_peak": expected.peak if expected else None,
        "log": step.tried.log,
    }


def figures(first: Step, best: Step, final: Trial) -> dict[str, Any]:
    """What a saved configuration tells of itself; ``final`` as in :func:`relative`."""
    result: dict[str, Any] = {}
    baseline, measured = first.tried.measured, final.measured or best.tried.measured
    if baseline is not None and measured is not None:
        before = median(final.reference) if final.reference else baseline.median
        result["baseline"] = {"seconds": before, "peak": baseline.peak, "resident": baseline.resident}
        result["measured"] = {"seconds": measured.median, "peak": measured.peak, "resident": measured.resident}
    if best.expected is not None:
        result["expected"] = {"gain_of_last_step": best.expected.gain, "peak": best.expected.peak}
    return result
