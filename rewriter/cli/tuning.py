"""``rewriter tune`` and ``rewriter report``."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from rewriter.cli.needed import tell_options
from rewriter.cli.output import Output, output_options
from rewriter.cli.progress import shown
from rewriter.configuration.commands import save_to
from rewriter.errors import UsageError
from rewriter.languages.registry import SUFFIXES
from rewriter.reports import tuned
from rewriter.reports.landscape.draw import TITLE, draw
from rewriter.reports.units import some
from rewriter.search.registry import STRATEGIES
from rewriter.text.files import found
from rewriter.text.interrupted import interrupted, unfinished
from rewriter.tools.tapenade import find
from rewriter.tuning.result import step_record
from rewriter.tuning.task import Task
from rewriter.tuning.task_file import load
from rewriter.tuning.template import suggested
from rewriter.tuning.tune import tune as search
from rewriter.tuning.workers import Cluster, Workers

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
    for left in interrupted(folder, found([folder], SUFFIXES)):
        out.warn(unfinished(left))
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
    most = task.search.trials if trials is None else trials
    task = replace(task, search=replace(task.search, strategy=name or task.search.strategy, trials=most))
    folder = work or file.parent / ".rewriter-tune"
    notes, target = journal or file.parent / "tune.jsonl", output or file.parent / "tuned.toml"
    with shown(out, notes, task.search.limit) as progress:
        result = search(
            task,
            tapenade=find(explicit),
            folder=folder,
            journal=notes,
            apart=[target],
            workers=_cluster(task, jobs, executor, executor_options),
            jobs=jobs,
            overlap=overlap,
            watcher=progress,
        )
    pairs = list(zip(result.steps, result.relative, strict=True))
    out.records((step_record(*pair) for pair in pairs), lambda: tuned.path(result.steps, result.relative, out.colour))
    if result.changed:
        out.warn(f"{some(result.changed)} changed during the search: the result is for the code as it was before")
    if result.configuration is None:
        out.tell(tuned.nothing_better(result))
        return 1
    save_to(target, result.configuration, task.root)
    out.tell(f"saved in {target}")
    tell_options(result.configuration, out)
    return 0


def _cluster(task: Task, jobs: int, executor: str | None, options: Sequence[str]) -> Callable[[Path], Workers] | None:
    """What makes workers of the jobs of a cluster, where one is asked for."""
    if executor is None:
        if options:
            raise UsageError("--executor-option needs --executor")
        return None
    named = dict(option.partition("=")[::2] for option in options)
    runs = 2 * task.run.repetitions + 1
    seconds = task.differentiate.limit + 2 * task.build.limit + runs * task.run.limit
    return lambda folder: Cluster(executor, jobs, folder, math.ceil(seconds / 60), named)


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
@click.option("--title", default=TITLE, show_default=True, help="Title of the plot.")
@output_options()
def report(journals: tuple[Path, ...], output: Path, title: str, out: Output) -> int:
    """Plot what searches found: time against peak stack, the path of each strategy, the budget, the Pareto front."""
    draw(journals, output, title=title)
    out.records([{"path": str(output)}], lambda: [str(output)])
    return 0
