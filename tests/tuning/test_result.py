"""Run times as parts of the baseline's, along the configurations that each was run in turn with."""

from __future__ import annotations

import json

import pytest

from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.judging import Gain, Measured
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.loop import Expected, Step
from rewriter.tuning.result import figures, relative, step_record

A, AB, B = (Choice(frozenset(sites)) for sites in ("a", "ab", "b"))
LOOP = Choice(loops=frozenset([LoopSetting("do#1", "n+1", 4, "1")]))


def step(
    choice: Choice,
    verdict: Verdict,
    seconds: float | None,
    reference: float | None = None,
    against: Choice = BASELINE,
) -> Step:
    """One whose runs took ``seconds``, those made in turn with it ``reference``."""
    measured = None if seconds is None else Measured((seconds, seconds, seconds + 9), 100, 200)
    return Step(Trial(choice, measured, () if reference is None else (reference,)), verdict, "", None, None, against)


FIRST = step(BASELINE, Verdict.BASELINE, 10.0)


def test_each_is_a_part_of_what_it_was_run_in_turn_with() -> None:
    steps = [
        FIRST,
        step(A, Verdict.KEPT, 5.0, 10.0),
        step(AB, Verdict.NOT_BETTER, 6.0, 4.0, A),  # the machine was faster by then
        step(B, Verdict.KEPT, 2.0, 8.0, A),
        step(AB, Verdict.NOT_RUN, None, None, B),
        step(AB, Verdict.KEPT, 4.0, 2.0, B),
    ]
    assert relative(steps) == [1.0, 0.5, 0.75, 0.125, None, 0.25]


@pytest.mark.parametrize("verdict", [Verdict.START, Verdict.BEST, Verdict.KEPT])
def test_what_a_path_went_through_carries_on(verdict: Verdict) -> None:
    assert relative([FIRST, step(A, verdict, 5.0, 10.0), step(AB, Verdict.OVER_BUDGET, 5.0, 10.0, A)])[2] == 0.25


def test_what_was_not_kept_or_not_measured_does_not_carry_on() -> None:
    steps = [FIRST, step(A, Verdict.NOT_BETTER, 5.0, 10.0), step(AB, Verdict.KEPT, 5.0, 10.0, A)]
    assert relative(steps)[2] == 0.5
    steps = [FIRST, step(A, Verdict.KEPT, 5.0, 10.0), step(A, Verdict.KEPT, None), step(AB, Verdict.KEPT, 1.0, 2.0, A)]
    assert relative(steps) == [1.0, 0.5, None, 0.25]


def test_without_time_nothing_is_faster() -> None:
    assert relative([step(BASELINE, Verdict.BASELINE, 0.0), step(A, Verdict.KEPT, 3.0, 0.0)]) == [1.0, 1.0]


def test_the_best_run_in_turn_with_the_baseline_counts() -> None:
    steps = [FIRST, step(A, Verdict.KEPT, 5.0, 10.0), step(AB, Verdict.NOT_BETTER, 5.0, 5.0, A)]
    final = Trial(A, Measured((6.0,), 1, 1), (10.0,))
    assert relative(steps, final) == [1.0, 0.6, 0.5]
    assert relative(steps, Trial(A, None)) == [1.0, 0.5, 0.5], "it was not measured"


def test_a_step_as_plain_values() -> None:
    choice = Choice(frozenset("ba"), LOOP.loops)
    tried = Trial(choice, Measured((2.0, 1.0, 5.0), 7, 8), (3.0,), None, "", ("b", "a"), "x.log")
    one = Step(tried, Verdict.KEPT, "gains", Gain(1.0, 0.5), Expected(0.75, 6, at_least=False))
    assert json.loads(json.dumps(step_record(one, 0.5))) == {
        "not_checkpointed": ["a", "b"],
        "binomial": {"do#1": "n+1 4 1"},
        "verdict": "kept",
        "reason": "gains",
        "sites": ["b", "a"],
        "seconds": [2.0, 1.0, 5.0],
        "median": 2.0,
        "relative": 0.5,
        "peak": 7,
        "resident": 8,
        "gain": 1.0,
        "noise": 0.5,
        "expected_gain": 0.75,
        "expected_peak": 6,
        "log": "x.log",
    }


def test_what_was_not_measured_is_none() -> None:
    record = step_record(step(A, Verdict.NOT_BUILT, None), None)
    missing = ("seconds", "median", "relative", "peak", "resident", "gain", "noise", "expected_gain", "expected_peak")
    assert {name for name, value in record.items() if value is None} == set(missing)


def test_the_figures_of_what_is_saved() -> None:
    best = Step(Trial(A, Measured((5.0,), 50, 60)), Verdict.KEPT, "", None, Expected(4.0, 55, at_least=False))
    final = Trial(A, Measured((6.0, 4.0, 7.0), 70, 80), (12.0, 11.0, 13.0))
    assert figures(FIRST, best, final) == {
        "baseline": {"seconds": 12.0, "peak": 100, "resident": 200},
        "measured": {"seconds": 6.0, "peak": 70, "resident": 80},
        "expected": {"gain_of_last_step": 4.0, "peak": 55},
    }
    assert figures(FIRST, best, Trial(A, None))["measured"] == {"seconds": 5.0, "peak": 50, "resident": 60}
    assert figures(FIRST, best, Trial(A, None))["baseline"]["seconds"] == 10.0
    assert figures(step(BASELINE, Verdict.BASELINE, None), step(A, Verdict.KEPT, 1.0), final) == {}
