"""``rewriter tune`` and ``rewriter report``."""

from __future__ import annotations

import json
import math
import signal
import sys
import time as clock
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from rewriter.cli.output import Output, output_options
from rewriter.cli.progress import shown
from rewriter.configuration.commands import save_to
from rewriter.errors import RewriterError, UsageError
from rewriter.report import tuned
from rewriter.report.landscape.page import page
from rewriter.report.landscape.plot import figure
from rewriter.report.landscape.points import pareto, record
from rewriter.report.profile import disturbed
from rewriter.report.units import counted
from rewriter.search import choice as choices
from rewriter.search import idle
from rewriter.search.judging import Budget
from rewriter.search.registry import MANY, STRATEGIES, strategy
from rewriter.search.state import Choice, Situation
from rewriter.search.trial import Tried, Verdict
from rewriter.text.interrupted import check_finished
from rewriter.tools.tapenade import find, info
from rewriter.tuning.bench import Remembering
from rewriter.tuning.eligible import reasons
from rewriter.tuning.journal import Journal
from rewriter.tuning.loop import Limits, Step, best, search
from rewriter.tuning.task import Task, allowed, load
from rewriter.tuning.template import suggested
from rewriter.tuning.work_folder import occupied
from rewriter.tuning.workers import Alone, Cluster, Crew, Processes
from rewriter.tuning.workshop import Workshop

TASK = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def tune() -> None:
    """Find the calls not to checkpoint: profile, estimate, measure real runs, keep what pays off."""


@tune.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@output_options()
def init(folder: Path, out: Output) -> int:
    """Write a commented tune.toml into FOLDER, filled in as far as possible from what is there."""
    target = folder / "tune.toml"
    if target.exists():
        raise UsageError(f"{target}: already exists; move it away to get a new one")
    target.write_text(suggested(folder), encoding="utf-8")
    out.records([{"path": str(target)}], lambda: [str(target)])
    out.tell("check it: values that could not be determined are marked FIXME")
    return 0


@tune.command()
@click.argument("file", type=TASK, default="tune.toml")
@click.option("--strategy", "name", type=click.Choice(STRATEGIES), help="Search strategy, instead of the one in FILE.")
@click.option("--trials", type=click.IntRange(0), help="Maximum number of trials, instead of the one in FILE.")
@click.option(
    "--journal",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Record of all trials.  [default: tune.jsonl beside FILE]",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    help="Working folder.  [default: .rewriter-tune beside FILE]",
)
@click.option("--tapenade", "explicit", type=click.Path(path_type=Path), help="Tapenade's folder or launcher.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration to write.  [default: tuned.toml beside FILE]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Number of configurations to build at the same time.",
)
@click.option("--overlap", is_flag=True, help="Time them at the same time, too.")
@click.option("--executor", metavar="NAME", help="Run trials as jobs on a cluster: slurm, or local to try it out.")
@click.option(
    "--executor-option",
    "executor_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="Option for submitit, such as slurm_partition=short (repeatable).",
)
@output_options()
def run(
    file: Path,
    name: str | None,
    trials: int | None,
    journal: Path | None,
    work: Path | None,
    explicit: Path | None,
    output: Path | None,
    jobs: int,
    overlap: bool,
    executor: str | None,
    executor_options: tuple[str, ...],
    out: Output,
) -> int:
    """Run the search that FILE describes, or continue an earlier one.

    Exit status: 0 a configuration better than the baseline was found and saved; 1 none was found.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # like Ctrl-C, with all that runs for us
    task = load(file)
    strategy_name = name or task.search.strategy
    most = task.search.trials if trials is None else trials
    task = replace(task, search=replace(task.search, strategy=strategy_name, trials=most))
    check_finished(task.root, task.sources.files)
    tapenade = find(explicit)
    folder, notes = work or file.parent / ".rewriter-tune", journal or file.parent / "tune.jsonl"
    target = output or file.parent / "tuned.toml"
    with occupied(folder):
        workshop = Workshop(task, tapenade, folder, apart=(file, notes, target))
        crew = _crew(task, workshop, jobs, executor, executor_options)
        book = Journal(notes)
        bench = Remembering(workshop, book, crew, overlap=overlap)
        if bench.changed:
            out.warn(f"{_some(bench.changed)} changed since {notes} was written, so none of its trials are reused")
        limits = replace(_limits(task, clock.monotonic()), ahead=jobs)
        found, final, steps = _searched(file, task, workshop, bench, limits, out)
        parts = tuned.relative(steps, final)
        records = [tuned.step_record(step, part) for step, part in zip(steps, parts, strict=True)]
        end = {"strategy": strategy_name, "steps": records, "budget": _budget_bytes(task, steps)}
        book.add(f"search {strategy_name}", end)
        out.records(records, lambda: tuned.path(steps, parts, out.colour))
        if changed := workshop.changed():
            out.warn(f"{_some(changed)} changed during the search: the result is for the code as it was before")
        if final is None:
            out.tell(_why_nothing(task, workshop, bench, steps, limits))
            return 1
        made = {"strategy": strategy_name, "tapenade": info(tapenade).text}
        saved = workshop.configuration(found.tried.choice)
        saved = replace(saved, made={**saved.made, **made}, figures=tuned.figures(steps[0], found, final))
        save_to(target, saved, task.root)
        out.tell(f"saved in {target}")
    return 0


def _searched(
    file: Path, task: Task, workshop: Workshop, bench: Remembering, limits: Limits, out: Output
) -> tuple[Step, Tried | None, list[Step]]:
    """Search; the best step, what it gave when it was built from scratch (``None`` of the baseline), and all steps."""
    why_not = reasons(workshop.listing, task.sites)
    touchable = [site.id for site in workshop.listing.sites if site.id not in why_not]
    for line in tuned.left_alone(why_not):
        out.tell(line)
    starts = choices.starts(loop.settings for loop in task.binomial)
    if not touchable and len(starts) == 1:
        raise UsageError(f"{file}: none of {len(workshop.listing.sites)} call sites can be switched")
    steps: list[Step] = []
    name = task.search.strategy
    plan = strategy(name, count=limits.trials or MANY, seed=task.search.seed)
    ways = f", {counted(len(starts) - 1, 'way')} to set loops" if len(starts) > 1 else ""
    out.tell(f"{len(touchable)} sites{ways}, strategy {name}, {info(workshop.tapenade).text}")
    with shown(out, _trials(name, limits.trials, len(touchable), len(starts)), task.search.limit) as progress:
        for step in search(bench, plan, touchable, limits, starts):
            steps.append(step)
            progress.step(steps)
            if step.verdict is Verdict.BASELINE:
                profile = bench.profile(step.tried.choice)
                progress.tell(f"the baseline: {tuned.baseline(profile)}")
                if plan.profiles and (disturbance := disturbed(profile)):
                    progress.tell(f"rewriter: the profile that the estimates are based on: {disturbance}")
    if steps[0].verdict is not Verdict.BASELINE:
        tried = steps[0].tried
        raise _Failed(f"the baseline: {steps[0].verdict}: {tried.reason}; see {tried.log}")
    found = best(steps)
    final = bench.afresh(found.tried.choice, steps[0].tried.choice) if found is not steps[0] else None
    if final is not None and final.failure is not None:
        raise _Failed(
            f"the best configuration, built from scratch and run in turn with the baseline: {final.failure}:"
            f" {final.reason}; see {final.log}, and try reuse = false in [build]"
        )
    return found, final, steps


def _why_nothing(task: Task, workshop: Workshop, bench: Remembering, steps: Sequence[Step], limits: Limits) -> str:
    """Why nothing better than the baseline was found."""
    none: Choice = frozenset()
    if len(steps) > 1:
        return tuned.nothing_better(steps, bench.profile(none))
    if limits.trials == 0:
        why = "no trials are allowed"
    elif limits.expired():
        why = "the time limit of the search was reached"
    elif strategy(task.search.strategy).profiles:
        why_not = reasons(workshop.listing, task.sites)
        touchable = tuple(site.id for site in workshop.listing.sites if site.id not in why_not)
        why = idle.reason(Situation(touchable, knowledge=bench.knowledge(none), budget=_budget_bytes(task, steps)))
    else:
        why = "there is nothing to try"
    return f"nothing was tried: {why}. The baseline: {tuned.baseline(bench.profile(none))}."


def _some(names: Sequence[str]) -> str:
    """The first few of several names."""
    more = [f"{len(names) - 3:,} more"] if len(names) > 3 else []
    return " and ".join([", ".join(names[:3]), *more])


def _trials(strategy: str, limit: int | None, sites: int, starts: int) -> int:
    """How many trials a search may take: for the strategies that follow estimates, a guess."""
    every: int = 2**sites * starts - 1
    most = {"random": min(MANY, every), "exhaustive": every}.get(strategy, (sites + 1) * starts)
    return most if limit is None else min(limit, every)


def _crew(task: Task, workshop: Workshop, jobs: int, executor: str | None, options: Sequence[str]) -> Crew:
    if executor is None:
        if options:
            raise UsageError("--executor-option needs --executor")
        return Processes(jobs) if jobs > 1 else Alone()
    named = dict(option.partition("=")[::2] for option in options)
    runs = 2 * task.run.repetitions + 1
    seconds = task.differentiate.limit + 2 * task.build.limit + runs * task.run.limit
    return Cluster(executor, jobs, workshop.folder / "jobs", math.ceil(seconds / 60), named)


class _Failed(RewriterError):
    """The code as it is, or what was found in the end, cannot be differentiated, built or run."""

    exit_status = 4


def _limits(task: Task, began: float) -> Limits:
    ends = began + task.search.limit if task.search.limit is not None else float("inf")
    return Limits(
        budget=lambda baseline: Budget(
            allowed(task.budget.peak, baseline.peak), allowed(task.budget.resident, baseline.resident)
        ),
        trials=task.search.trials,
        at_once=task.search.at_once,
        expired=lambda: clock.monotonic() > ends,
    )


def _budget_bytes(task: Task, steps: Sequence[Step]) -> int | None:
    baseline = steps[0].tried.measured
    return allowed(task.budget.peak, baseline.peak) if baseline is not None else None


@click.command()
@click.argument("journals", nargs=-1, required=True, type=TASK, metavar="JOURNAL...")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="OUT.(png|svg|pdf|html|csv|json)",
    help="The file to write.",
)
@click.option("--title", default="Time against peak stack", show_default=True, help="Title of the plot.")
@output_options()
def report(journals: tuple[Path, ...], output: Path, title: str, out: Output) -> int:
    """Plot what searches found: time against peak stack, the path of each strategy, the budget, the Pareto front."""
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
    out.records([{"path": str(output)}], lambda: [str(output)])
    return 0
