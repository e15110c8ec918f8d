"""A search for people and for programs: progress, the path it took, and its points."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rewriter.errors import UsageError
from rewriter.profile.calltree import Profile
from rewriter.reports.landscape.points import BASELINE_SERIES, BINOMIAL_ENDING, Point, pareto, record
from rewriter.reports.spreadsheet import cell
from rewriter.reports.units import counted, size, time
from rewriter.search.choice import Choice
from rewriter.search.trial import Verdict
from rewriter.tuning.journal import read
from rewriter.tuning.loop import Step, best
from rewriter.tuning.result import GONE_ON_FROM, relative
from rewriter.tuning.tune import Result


def factor(part: float | None) -> str:
    """How many times as fast: ``1.75x``."""
    return f"{1 / part:.2f}x" if part else ""


def baseline(profile: Profile) -> str:
    """What the baseline checkpoints, by the sites that its run reached."""
    reached = len(profile.sites)
    split = sum(not site.joint_visits for site in profile.sites)
    if not reached:
        return "the run reaches none of the call sites of the adjoint code"
    if not split:
        return f"it checkpoints all {reached:,} call sites that its run reaches"
    how = "options or directives have split the others" if split < reached else "options or directives have split all"
    return f"it checkpoints {reached - split:,} of {reached:,} call sites that its run reaches: {how}"


def nothing_better(result: Result) -> str:
    """The message if nothing is better than the baseline."""
    if result.nothing_tried:
        return f"nothing was tried: {result.nothing_tried}. The baseline: {baseline(result.baseline)}."
    over = " None keeps within the budget, nor does the baseline." if result.steps[0].reason else ""
    trials = counted(len(result.steps) - 1, "trial")
    return f"none of {trials} is better than the baseline; {baseline(result.baseline)}.{over}"


def left_alone(why_not: Mapping[str, str]) -> Iterator[str]:
    """Each reason once, with one of the sites that it holds for."""
    alike: dict[str, list[str]] = {}
    for site, why in why_not.items():
        alike.setdefault(why, []).append(site)
    for why, sites in alike.items():
        several = f"{len(sites):,} sites, such as " if len(sites) > 1 else ""
        yield f"left alone: {several}{sites[0]}: {why}"


def line(number: int, steps: Sequence[Step], elapsed: float) -> str:
    """One line of progress for the step tried last."""
    step = steps[-1]
    measured, part = step.tried.measured, relative(steps)[-1]
    words = f"{number:>4}  {time(elapsed):>7}  {step.verdict}{_changed(step)}"
    if measured is not None:
        words += f": {time(measured.median)} ({factor(part)}), peak {size(measured.peak)}"
    if step.reason:
        words += f": {step.reason}"
    if step.verdict not in (*GONE_ON_FROM, Verdict.BEST, Verdict.OVER_BUDGET, Verdict.NOT_BETTER):
        words += f"; see {step.tried.log}"
    return words


def standing(steps: Sequence[Step]) -> str:
    """The best so far: ``53.0 ms (1.58x), peak 1.32 MB``."""
    found = best(steps)
    part = relative(steps)[next(number for number, step in enumerate(steps) if step is found)]
    measured = found.tried.measured
    return f"{time(measured.median)} ({factor(part)}), peak {size(measured.peak)}" if measured is not None else "none"


def _changed(step: Step) -> str:
    """What a step switched, against the configuration it was tried against."""
    gone, new = step.against.without(step.tried.choice), step.tried.choice.without(step.against)
    names = sorted([*gone.names, *new.names])
    return f" {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}" if names else ""


def path(steps: Sequence[Step], parts: Sequence[float | None], colour: bool) -> Iterator[str]:
    """The table of the configurations that were kept, from the baseline and from each start on.

    ``parts`` are those of :func:`relative`.
    """
    heading = (
        f"{'run time':>9} {'gain':>6} {'peak stack':>10} {'resident':>9}  {'expected':>20}  no longer checkpointed"
    )
    yield click.style(heading, bold=True) if colour else heading
    before = Choice()
    last = best(steps)
    for step, part in zip(steps, parts, strict=True):
        if step.verdict is Verdict.START:
            before = Choice()
        if step.verdict not in (*GONE_ON_FROM, Verdict.BEST) or step.tried.measured is None:
            continue
        measured, told = step.tried.measured, ""
        if step.expected is not None:
            told = f"{time(-step.expected.gain)}, {'>= ' if step.expected.at_least else ''}{size(step.expected.peak)}"
        news = ", ".join(step.tried.choice.without(before).names) or "(the baseline)"
        if step.verdict is Verdict.BEST:
            news = "(the best)" if step is last else "(the best so far)"
        elif gone := before.without(step.tried.choice).names:
            news += f"; again checkpointed: {', '.join(gone)}"
        yield (
            f"{time(measured.median):>9} {factor(part):>6} {size(measured.peak):>10}"
            f" {size(measured.resident):>9}  {told:>20}  {news}"
        )
        before = step.tried.choice


def landscape(journals: Sequence[Path]) -> tuple[list[Point], int | None]:
    """The points of all finished searches, and the smallest budget among them.

    Their seconds are parts of the first baseline's, so that points measured at different moments can be compared.
    Raises :class:`UsageError` for a file that is not a journal.
    """
    points: list[Point] = []
    budgets = []
    seconds = None
    for path in journals:
        for search in (entry for entry in read(path) if "steps" in entry):
            try:
                if search["budget"] is not None:
                    budgets.append(int(search["budget"]))
                for step in search["steps"]:
                    seconds = seconds or step["median"]
                    point = _point(search["strategy"], step, seconds)
                    if point is None or (
                        point.series == BASELINE_SERIES and any(one.series == BASELINE_SERIES for one in points)
                    ):
                        continue
                    points.append(point)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise UsageError(f"{path}: the record of a search is damaged; search again") from error
    return points, min(budgets, default=None)


def _point(strategy: str, step: Mapping[str, Any], seconds: float) -> Point | None:
    """Of a recorded step, where it was measured."""
    if step["relative"] is None:
        return None
    verdict, loops = Verdict(step["verdict"]), dict(step["binomial"])
    if any(len(str(arguments).split()) != 3 for arguments in loops.values()):
        raise ValueError("arguments of BINOMIAL-CKP are three words")
    return Point(
        BASELINE_SERIES if verdict is Verdict.BASELINE else strategy + (BINOMIAL_ENDING if loops else ""),
        seconds * step["relative"],
        int(step["peak"]),
        tuple(map(str, step["not_checkpointed"])),
        verdict is Verdict.KEPT,
        str(verdict),
        tuple((str(loop), str(arguments)) for loop, arguments in loops.items()),
    )


def as_csv(points: Sequence[Point]) -> str:
    """The points as a table; sites are separated by blanks, loops by semicolons."""
    front = pareto(points)
    text = io.StringIO()
    rows = [record(point, front) for point in points]
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        loops = "; ".join(f"{loop} {arguments}" for loop, arguments in row["binomial"].items())
        plain = {**row, "not_checkpointed": " ".join(row["not_checkpointed"]), "binomial": loops}
        writer.writerow({key: cell(str(value)) for key, value in plain.items()})
    return text.getvalue()
