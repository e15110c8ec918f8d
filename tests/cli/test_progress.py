"""What is shown while a search goes on: a line for each step, on a terminal with a bar below them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import click
import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from rewriter.cli.output import Output
from rewriter.cli.progress import Shown, shown
from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.judging import Measured
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.loop import Step
from rewriter.tuning.tune import Plan
from tests.support.call_trees import LOOP

Captured = pytest.CaptureFixture[str]
JOURNAL = Path("tune.jsonl")
SET = Choice(frozenset(), frozenset([LoopSetting("m.f90::s>do#1", "n+1", 4, "1")]))


def plan(*, changed: tuple[str, ...] = (), starts: tuple[Choice, ...] = (BASELINE,), trials: int = 3) -> Plan:
    left = {"m.f90::s>h#1": "a macro"}
    return Plan("gain-first", ("m.f90::s>f#1", "m.f90::s>g#1"), left, starts, trials, "Tapenade 3.16", changed)


def step(verdict: Verdict, seconds: float, *sites: str) -> Step:
    tried = Trial(BASELINE.adding(sites), Measured((seconds,), 1000, 5000), (2.0,) if sites else (), log="a.log")
    return Step(tried, verdict, "", None, None)


STEPS = [step(Verdict.BASELINE, 2.0), step(Verdict.KEPT, 1.0, "m.f90::s>f#1")]


def output(*, quiet: bool = False) -> Output:
    return Output("text", quiet, "never")


def test_what_a_search_sets_out_to_do(capsys: Captured) -> None:
    with shown(output(), JOURNAL, None) as progress:
        progress.begins(plan())
    assert capsys.readouterr().err.splitlines() == [
        "left alone: m.f90::s>h#1: a macro",
        "2 sites, strategy gain-first, Tapenade 3.16",
    ]


def test_ways_to_set_loops_are_those_beside_the_first(capsys: Captured) -> None:
    with shown(output(), JOURNAL, None) as progress:
        progress.begins(plan(starts=(BASELINE, SET)))
    assert "2 sites, 1 way to set loops, strategy" in capsys.readouterr().err


def test_changed_files_are_told(capsys: Captured) -> None:
    with shown(output(), JOURNAL, None) as progress:
        progress.begins(plan(changed=("m.f90",)))
    first = capsys.readouterr().err.splitlines()[0]
    assert first == "rewriter: m.f90 changed since tune.jsonl was written, so none of its trials are reused"


def test_a_busy_machine_is_told_where_estimates_are_made(capsys: Captured) -> None:
    with shown(output(), JOURNAL, None) as progress:
        progress.baseline(LOOP, estimates=False)
        assert capsys.readouterr().err == "the baseline: it checkpoints all 2 call sites that its run reaches\n"
        progress.baseline(LOOP, estimates=True)
        assert "the profile that the estimates are based on: the process had 10.0 s" in capsys.readouterr().err


def test_each_step_is_a_line(capsys: Captured) -> None:
    with shown(output(), JOURNAL, None) as progress:
        progress.begins(plan())
        capsys.readouterr()
        progress.tried(STEPS[:1])
        progress.tried(STEPS)
    baseline, kept = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r" +0 .* baseline: 2\.00 s \(1\.00x\), peak 1\.00 kB", baseline)
    assert re.fullmatch(r" +1 .* kept m\.f90::s>f#1: 1\.00 s \(2\.00x\), peak 1\.00 kB", kept)


def test_quiet_is_quiet(capsys: Captured) -> None:
    with shown(output(quiet=True), JOURNAL, None) as progress:
        progress.begins(plan(changed=("m.f90",)))
        progress.baseline(LOOP, estimates=True)
        progress.tried(STEPS)
    assert capsys.readouterr() == ("", "")


def on_terminal(limit: float | None = None) -> tuple[Shown, Progress, io.StringIO]:
    terminal = io.StringIO()
    console = Console(file=terminal, force_terminal=True, width=40)
    bar = Progress(TextColumn("{task.description}", markup=False), console=console, auto_refresh=False)
    return Shown(output(), bar, JOURNAL, limit), bar, terminal


def test_on_a_terminal_lines_stand_above_the_bar_whole_and_as_they_are(capsys: Captured) -> None:
    progress, bar, terminal = on_terminal()
    odd = step(Verdict.KEPT, 1.0, "a[red]/\x1b[2J.f90::s>f#1")
    with bar:
        progress.tried([STEPS[0], odd])
    assert any(
        "kept a[red]/\\x1b[2J.f90::s>f#1: 1.00 s" in line for line in click.unstyle(terminal.getvalue()).split("\n")
    )
    assert capsys.readouterr().err == ""


def test_the_bar_tells_how_many_the_best_and_the_time_left() -> None:
    progress, bar, _ = on_terminal()
    progress.begins(plan(trials=3))
    (task,) = bar.tasks
    assert (task.description, task.completed, task.total) == ("the baseline", 0, 4)
    progress.tried(STEPS)
    (task,) = bar.tasks
    assert (task.completed, task.total) == (2, 4)
    assert re.fullmatch(r"best so far 1\.00 s \(2\.00x\), peak 1\.00 kB, about .* left", task.description)


def test_there_may_be_more_trials_than_were_expected() -> None:
    progress, bar, _ = on_terminal()
    progress.begins(plan(trials=1))
    progress.tried([*STEPS, STEPS[1], STEPS[1]])
    (task,) = bar.tasks
    assert (task.completed, task.total) == (4, 5)


def test_no_more_time_is_left_than_the_limit_leaves() -> None:
    progress, bar, _ = on_terminal(limit=0.0)
    progress.begins(plan(trials=1000))
    progress.tried(STEPS)
    assert bar.tasks[0].description.endswith("about 0 s left")
