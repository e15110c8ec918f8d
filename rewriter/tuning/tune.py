"""A whole search: from a task to what was found, with a journal to go on from."""

from __future__ import annotations

import time as clock
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from rewriter.configuration.model import Configuration
from rewriter.errors import ToolFailed, UsageError
from rewriter.profile.calltree import Profile
from rewriter.search import idle
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.choice import starts as ways_to_set
from rewriter.search.judging import Budget
from rewriter.search.registered import MANY, every
from rewriter.search.registry import most_trials, strategy
from rewriter.search.state import SearchState
from rewriter.search.together import together
from rewriter.search.trial import Trial, Verdict
from rewriter.text.interrupted import check_finished
from rewriter.tools.tapenade import Tapenade, find
from rewriter.tuning.bench import RememberingBench
from rewriter.tuning.eligible import companions, reasons
from rewriter.tuning.journal import Journal
from rewriter.tuning.loop import Limits, Step, best, search
from rewriter.tuning.result import figures, relative, step_record
from rewriter.tuning.sizes import allowed
from rewriter.tuning.task import Task
from rewriter.tuning.task_file import load
from rewriter.tuning.work_folder import occupied
from rewriter.tuning.workers import Alone, Processes, Workers
from rewriter.tuning.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search sets out to do."""

    strategy: str
    touchable: tuple[str, ...]
    """Ids of the sites that may be switched."""
    left_alone: Mapping[str, str]
    """Ids of the others, and why."""
    starts: tuple[Choice, ...]
    """The ways to set binomial loops; the first sets none."""
    trials: int
    """How many there may be at most: for the strategies that follow estimates, a guess."""
    tapenade: str
    """Its version, as it prints it."""
    changed: tuple[str, ...]
    """The files that have changed since the journal was written, so that nothing is taken over from it."""


class Watcher(Protocol):
    """Is told of a search while it goes on."""

    def begins(self, plan: Plan) -> None:
        """What the search sets out to do."""

    def baseline(self, profile: Profile, *, estimates: bool) -> None:
        """The profile of the baseline, and whether estimates are made from it."""

    def tried(self, steps: Sequence[Step]) -> None:
        """All steps so far; the last is new."""


class _Nobody:
    """Watches nothing."""

    def begins(self, plan: Plan) -> None:
        pass

    def baseline(self, profile: Profile, *, estimates: bool) -> None:
        pass

    def tried(self, steps: Sequence[Step]) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Result:
    """What a search came to."""

    plan: Plan
    steps: tuple[Step, ...]
    """All configurations tried, the baseline first."""
    relative: tuple[float | None, ...]
    """Of each step, its run time as a part of the baseline's; ``None`` where it was not measured."""
    best: Step
    configuration: Configuration | None
    """The best one, to be applied to the sources as they were; ``None`` where nothing is better than the baseline."""
    baseline: Profile
    nothing_tried: str
    """Why nothing was tried; empty where something was."""
    budget: int | None
    """Largest peak stack allowed, in bytes."""
    changed: tuple[str, ...]
    """The files that changed while the search went on."""


def tune(
    task: Task | Path,
    *,
    tapenade: Tapenade | None = None,
    folder: Path | None = None,
    journal: Path | None = None,
    apart: Collection[Path] = (),
    workers: Callable[[Path], Workers] | None = None,
    jobs: int = 1,
    overlap: bool = False,
    watcher: Watcher | None = None,
) -> Result:
    """Search for the calls that are best not checkpointed, or go on where an earlier search left off.

    ``task`` may be the path of a ``tune.toml``. ``folder`` is where trials are made (``.rewriter-tune`` beside it) and
    ``journal`` what is remembered of them (``tune.jsonl``); ``apart`` are files beside the code that do not belong to
    it. ``jobs`` configurations are made at once, with ``overlap`` also timed at once; ``workers`` makes other workers
    than processes of this machine, given a folder for files of their own.

    Raises :class:`UsageError` for a task that makes no sense or leaves nothing to try, :class:`Refused` where another
    search works in the folder, :class:`ToolFailed` where the baseline, or the best in the end, cannot be
    differentiated, built or run, or something else killed a program twice.
    """
    if isinstance(task, Path):
        task = load(task)
    check_finished(task.root, task.sources.files)
    place, notes = folder or task.folder / ".rewriter-tune", journal or task.folder / "tune.jsonl"
    with occupied(place):
        crew: Workers = workers(place / "jobs") if workers else Processes(jobs) if jobs > 1 else Alone()
        workshop = Workshop(task, tapenade or find(), place, apart=(task.file, notes, *apart))
        book = Journal(notes)
        bench = RememberingBench(workshop, book, crew, overlap=overlap)
        return _searched(task, workshop, bench, book, jobs, watcher or _Nobody())


def _searched(
    task: Task, workshop: Workshop, bench: RememberingBench, book: Journal, jobs: int, watcher: Watcher
) -> Result:
    plan = _plan(task, workshop, bench)
    watcher.begins(plan)
    limits = replace(_limits(task, clock.monotonic()), ahead=jobs)
    drawn = strategy(plan.strategy, count=limits.trials or MANY, seed=task.search.seed)
    chosen = together(drawn, companions(workshop.listing, plan.touchable))
    steps: list[Step] = []
    for step in search(bench, chosen, plan.touchable, limits, plan.starts):
        steps.append(step)
        watcher.tried(steps)
        if step.verdict is Verdict.BASELINE:
            watcher.baseline(bench.profile(BASELINE), estimates=chosen.profiles)
    if steps[0].verdict is not Verdict.BASELINE:
        tried = steps[0].tried
        raise ToolFailed(f"the baseline: {steps[0].verdict}: {tried.reason}; see {tried.log}")
    found = best(steps)
    final = _confirmed(bench, found) if found is not steps[0] else None
    parts = relative(steps, final)
    budget = _budget(task, steps)
    records = [step_record(step, part) for step, part in zip(steps, parts, strict=True)]
    book.add(f"search {plan.strategy}", {"strategy": plan.strategy, "steps": records, "budget": budget})
    return Result(
        plan,
        tuple(steps),
        tuple(parts),
        found,
        _configuration(workshop, plan, steps[0], found, final) if final is not None else None,
        bench.profile(BASELINE),
        _why_nothing(task, plan, bench, limits, budget) if len(steps) == 1 else "",
        budget,
        tuple(workshop.changed()),
    )


def _plan(task: Task, workshop: Workshop, bench: RememberingBench) -> Plan:
    why_not = reasons(workshop.listing, task.sites, options=task.differentiate.takes_options)
    touchable = tuple(site.id for site in workshop.listing.sites if site.id not in why_not)
    starts = ways_to_set(loop.settings for loop in task.binomial)
    if not touchable and len(starts) == 1:
        raise UsageError(f"{task.file}: none of {len(workshop.listing.sites)} call sites can be switched")
    name = task.search.strategy
    size = len(touchable), len(starts)
    trials = most_trials(name, *size) if task.search.trials is None else min(task.search.trials, every(*size))
    return Plan(name, touchable, why_not, starts, trials, workshop.tapenade_info.text, tuple(bench.changed))


def _confirmed(bench: RememberingBench, found: Step) -> Trial:
    """The best configuration, built from scratch and run in turn with the baseline."""
    final = bench.afresh(found.tried.choice, BASELINE)
    if final.failure is not None:
        raise ToolFailed(
            f"the best configuration, built from scratch and run in turn with the baseline: {final.failure}:"
            f" {final.reason}; see {final.log}, and try reuse = false in [build]"
        )
    return final


def _configuration(workshop: Workshop, plan: Plan, baseline: Step, found: Step, final: Trial) -> Configuration:
    saved = workshop.configuration(found.tried.choice)
    made = {**saved.made, "strategy": plan.strategy, "tapenade": plan.tapenade}
    return replace(saved, made=made, figures=figures(baseline, found, final))


def _why_nothing(task: Task, plan: Plan, bench: RememberingBench, limits: Limits, budget: int | None) -> str:
    if limits.trials == 0:
        return "no trials are allowed"
    if limits.expired():
        return "the time limit of the search was reached"
    if strategy(task.search.strategy).profiles:
        return idle.reason(SearchState(plan.touchable, knowledge=bench.knowledge(BASELINE), budget=budget))
    return "there is nothing to try"


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


def _budget(task: Task, steps: Sequence[Step]) -> int | None:
    baseline = steps[0].tried.measured
    return allowed(task.budget.peak, baseline.peak) if baseline is not None else None
