"""The loop over recorded figures: what it keeps, what it blames, where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.reports.tuned import factor
from rewriter.search.judging import Budget, Measured
from rewriter.search.registry import strategy
from rewriter.search.state import Choice, Knowledge
from rewriter.search.trial import Tried, Verdict
from rewriter.tuning.loop import Limits, search
from rewriter.tuning.result import figures, relative
from tests.support.recorded import Recorded

RECORDED = Recorded()
NONE: Choice = frozenset()


def limits(budget: int | None = None, trials: int | None = None, at_once: int = 1) -> Limits:
    return Limits(budget=lambda _: Budget(peak=budget), trials=trials, at_once=at_once)


@settings(deadline=None)
@given(st.sampled_from(["random", "gain-first", "careful-on-memory"]), st.sampled_from([2, 4, 10, 40, 120]))
def test_what_is_kept_keeps_the_budget_gains_and_is_tried_once(name: str, factor: int) -> None:
    budget = factor * RECORDED.peak(NONE)
    steps = list(search(RECORDED, strategy(name, count=40), RECORDED.touchable, limits(budget)))
    choices = [step.tried.choice for step in steps]
    assert choices[0] == NONE
    assert len(choices) == len(set(choices))
    kept = [step.tried for step in steps if step.verdict in (Verdict.BASELINE, Verdict.KEPT)]
    for before, after in pairwise(kept):
        assert before.measured is not None and after.measured is not None
        assert after.measured.peak <= budget
        assert after.measured.median <= before.measured.median


def test_the_estimates_gain_most_of_what_there_is_in_a_tenth_of_the_trials() -> None:
    budget = 10 * RECORDED.peak(NONE)
    steps = list(search(RECORDED, strategy("gain-first"), RECORDED.touchable, limits(budget)))
    kept = [step for step in steps if step.verdict is Verdict.KEPT]
    assert len(steps) < len(RECORDED.records) / 10
    most = RECORDED.seconds(NONE) - RECORDED.seconds(RECORDED.best(budget))
    assert RECORDED.seconds(NONE) - RECORDED.seconds(kept[-1].tried.choice) > 0.9 * most


def test_everything_is_tried_by_exhaustive() -> None:
    steps = list(search(RECORDED, strategy("exhaustive"), RECORDED.touchable, limits()))
    assert {step.tried.choice for step in steps} == set(RECORDED.records)
    kept = [step for step in steps if step.verdict is Verdict.KEPT]
    assert RECORDED.seconds(kept[-1].tried.choice) == min(map(RECORDED.seconds, RECORDED.records))


def test_trials_end_a_search() -> None:
    assert len(list(search(RECORDED, strategy("exhaustive"), RECORDED.touchable, limits(trials=7)))) == 8


class Spoiled:
    """Recorded figures, but one site spoils the gradient of every configuration it is in."""

    def __init__(self, site: str) -> None:
        self.site = site

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        RECORDED.prepare(choices, against)

    def trial(self, choice: Choice, against: Choice) -> Tried:
        tried = RECORDED.trial(choice, against)
        return replace(tried, measured=None, failure=Verdict.GRADIENT_DIFFERS) if self.site in choice else tried

    def knowledge(self, choice: Choice) -> Knowledge:
        return RECORDED.knowledge(choice)


@pytest.mark.parametrize("at_once", [1, 4])
def test_the_site_that_spoils_is_found_and_left_alone(at_once: int) -> None:
    (creep,) = (site for site in RECORDED.touchable if "creep" in site)
    steps = list(search(Spoiled(creep), strategy("gain-first"), RECORDED.touchable, limits(at_once=at_once)))
    alone = [n for n, step in enumerate(steps) if creep in step.tried.choice and step.verdict != Verdict.KEPT]
    assert alone, "the largest gain should be tried"
    last_kept = max(n for n, step in enumerate(steps) if step.verdict is Verdict.KEPT)
    assert creep not in steps[last_kept].tried.choice
    assert RECORDED.seconds(steps[last_kept].tried.choice) < RECORDED.seconds(NONE)


class Broken(Spoiled):
    """Not even the baseline can be built."""

    def trial(self, choice: Choice, against: Choice) -> Tried:  # noqa: ARG002
        return Tried(choice, None, failure=Verdict.NOT_BUILT, reason="no compiler")


def test_a_failing_baseline_ends_the_search() -> None:
    (step,) = search(Broken(""), strategy("gain-first"), RECORDED.touchable, limits())
    assert step.verdict is Verdict.NOT_BUILT
    assert step.reason == "no compiler"


def test_what_is_no_gain_beyond_noise_is_not_kept() -> None:
    class Noisy(Spoiled):
        def trial(self, choice: Choice, against: Choice) -> Tried:  # noqa: ARG002
            peak = RECORDED.peak(NONE) + len(choice)
            return Tried(choice, Measured((0.9, 1.0, 1.1), peak, 0), (0.95, 1.02, 1.1))

    steps = list(search(Noisy(""), strategy("random", count=5), RECORDED.touchable, limits()))
    assert {step.verdict for step in steps[1:]} == {Verdict.NOT_BETTER}
    assert "noise" in steps[-1].reason


def test_speed_ups_compare_runs_made_in_turn_though_the_machine_grows_slower() -> None:
    """Each step gains a fifth; the machine takes twice as long at each."""

    class Slowing(Spoiled):
        def trial(self, choice: Choice, against: Choice) -> Tried:
            speed = 2.0 ** len(choice)
            before = speed * 0.8 ** len(against)
            return Tried(choice, Measured((speed * 0.8 ** len(choice),), 1, 0), (before,) if choice else ())

    bench = Slowing("")
    steps = list(search(bench, strategy("exhaustive"), RECORDED.touchable[:3], limits()))
    kept = [step for step in steps if step.verdict in (Verdict.BASELINE, Verdict.KEPT)]
    assert relative(kept) == pytest.approx([1.0, 0.8, 0.64, 0.512])
    assert factor(relative(kept)[-1]) == "1.95x"
    final = Tried(kept[-1].tried.choice, Measured((3.0,), 1, 0), (6.0,))
    assert relative(kept, final) == pytest.approx([1.0, 0.8, 0.64, 0.5])
    failed = Tried(kept[-1].tried.choice, None, failure=Verdict.TIMED_OUT)
    assert relative(kept, failed) == relative(kept)
    told = figures(kept[0], kept[-1], final)
    assert (told["baseline"]["seconds"], told["measured"]["seconds"]) == (6.0, 3.0)
    assert relative([*kept, replace(kept[-1], tried=failed, verdict=Verdict.TIMED_OUT)])[-1] is None
