"""The loop over recorded figures: what it keeps, what it blames, where it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.profile.estimates import Estimate
from rewriter.profile.model import Prediction
from rewriter.reports.tuned import factor
from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.judging import Budget, Measured
from rewriter.search.registry import strategy
from rewriter.search.state import Knowledge, SearchState, Strategy
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.loop import Expected, Limits, Step, _measured, best, search
from rewriter.tuning.result import figures, relative
from tests.support.recorded import Recorded

RECORDED = Recorded()
NONE = BASELINE


def limits(budget: int | None = None, trials: int | None = None, at_once: int = 1) -> Limits:
    return Limits(budget=lambda _: Budget(peak=budget), trials=trials, at_once=at_once)


# Small benches: every configuration has its seconds and its peak, and each rule of the loop is seen alone.

LOOP = "m.f90::top>do#1"
SET, SET_TWO = LoopSetting(LOOP, "n", 4, "1"), LoopSetting("m.f90::top>do#2", "n", 4, "1")
Figures = tuple[float | tuple[float, ...], int] | Verdict | None
"""Seconds and peak; what went wrong; nothing, where there is no more to be told."""


def choice(words: str = "") -> Choice:
    """Sites of one letter; L and M are settings of two loops."""
    settings = {"L": SET, "M": SET_TWO}
    sites = frozenset(word for word in words if word not in settings)
    return Choice(sites, frozenset(settings[word] for word in words if word in settings))


class Predicted:
    """A profile by which every site gains a second and takes ten bytes."""

    estimates: ClassVar[dict[str, Estimate]] = {}

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        count = len(frozenset(unchecked))
        return Prediction(100.0 - count, 10 * count, at_least=count > 1, rough=False)


class Table:
    """A bench of figures by configuration, which remembers what it was asked."""

    def __init__(self, figures: Mapping[str, Figures], blamed: Sequence[str] = ()) -> None:
        self.figures = {choice(words): figure for words, figure in figures.items()}
        self.blamed = tuple(blamed)
        self.trials: list[tuple[Choice, Choice]] = []
        self.prepared: list[tuple[list[Choice], Choice]] = []
        self.profiled: list[Choice] = []

    def _seconds(self, of: Choice) -> tuple[float, ...]:
        figure = self.figures[of]
        assert isinstance(figure, tuple)
        return figure[0] if isinstance(figure[0], tuple) else (figure[0],)

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        self.prepared.append((list(choices), against))

    def trial(self, choice: Choice, against: Choice) -> Trial:
        self.trials.append((choice, against))
        figure = self.figures[choice]
        if not isinstance(figure, tuple):
            return Trial(choice, None, failure=figure, reason="a reason", sites=self.blamed if figure else ())
        return Trial(choice, Measured(self._seconds(choice), figure[1], 7), self._seconds(against))

    def knowledge(self, choice: Choice) -> Knowledge:
        self.profiled.append(choice)
        return Predicted()


def proposing(*words: str, profiles: bool = True) -> Strategy:
    """A strategy that proposes these sites, added to what is kept, in order; none that may not be touched."""

    def propose(now: SearchState) -> Choice | None:
        offers = [word for word in words if set(word) <= {*now.touchable}]
        wanted = (now.kept.adding(offer) for offer in offers)
        return next((choice for choice in wanted if choice not in now.tried), None)

    return Strategy("proposing", profiles, propose)


def ran(
    bench: Table, strategy: Strategy, starts: Sequence[str] = ("",), budget: int | None = None, **limited: Any
) -> list[Step]:
    return list(
        search(bench, strategy, "abcd", Limits(budget=lambda _: Budget(peak=budget), **limited), [*map(choice, starts)])
    )


def told(steps: Sequence[Step]) -> list[tuple[str, Verdict]]:
    short = {str(SET): "L", str(SET_TWO): "M"}
    return [("".join(sorted(short.get(w, w) for w in step.tried.choice.names)), step.verdict) for step in steps]


K, NB = Verdict.KEPT, Verdict.NOT_BETTER


def test_nothing_is_limited_unless_told() -> None:
    free = Limits(budget=lambda _: Budget())
    assert (free.trials, free.at_once, free.ahead, free.expired()) == (None, 1, 1, False)


def test_a_path_keeps_what_is_better_and_goes_on_from_there() -> None:
    bench = Table({"": (9.0, 10), "a": (9.5, 10), "b": (7.0, 90), "ab": (8.0, 90), "bc": (7.0, 80), "abc": (7.0, 90)})
    steps = ran(bench, proposing("a", "b", "c"))
    assert told(steps) == [("", Verdict.BASELINE), ("a", NB), ("b", K), ("ab", NB), ("bc", K), ("abc", NB)]
    assert [(step.reason, step.gain and step.gain.seconds) for step in steps[:4]] == [
        *[("", None), ("gains -0.5 s, noise 0 s", -0.5), ("", 2.0), ("gains -1 s, noise 0 s", -1.0)]
    ]
    assert [step.against for step in steps] == [*map(choice, ["", "", "", "b", "b", "bc"])]
    assert bench.trials == [(step.tried.choice, step.against) for step in steps]
    assert bench.profiled == [*map(choice, ["", "b", "bc"])]
    assert bench.prepared == [([step.tried.choice], step.against) for step in steps[1:]]
    # By the profile of what was kept before.
    assert steps[0].expected is None
    assert steps[1].expected == Expected(1.0, 10, at_least=False)
    assert steps[4].expected == Expected(1.0, 20, at_least=True)
    assert best(steps) == steps[4]


def test_without_profiles_nothing_is_expected_and_no_path_begins_elsewhere() -> None:
    bench = Table({"": (9.0, 10), "a": (8.0, 10), "L": (1.0, 1)})
    steps = ran(bench, proposing("a", profiles=False), ["", "L"])
    assert told(steps) == [("", Verdict.BASELINE), ("a", K)]
    assert [step.expected for step in steps] == [None, None]
    assert bench.profiled == []


@pytest.mark.parametrize(("figure", "verdict"), [(None, Verdict.NOT_RUN), (Verdict.TIMED_OUT, Verdict.TIMED_OUT)])
def test_what_cannot_be_measured(figure: Figures, verdict: Verdict) -> None:
    (step,) = ran(Table({"": figure}), proposing("a"))
    assert step == Step(step.tried, verdict, "a reason", None, None)
    last = ran(Table({"": (9.0, 1), "a": figure}), proposing("a"))[-1]
    assert (last.verdict, last.reason, last.gain, last.against) == (verdict, "a reason", None, choice())
    assert last.expected is not None
    start = ran(Table({"": (9.0, 1), "L": figure}), proposing(), ["", "L"])[-1]
    assert start == Step(start.tried, verdict, "a reason", None, None)


@pytest.mark.parametrize(("words", "tried"), [("", [""]), ("a", ["", "a", "L", "L"]), ("L", ["", "a", "L"])])
def test_what_was_measured_but_failed(words: str, tried: list[str]) -> None:
    class Differs(Table):
        def trial(self, choice: Choice, against: Choice) -> Trial:
            done = super().trial(choice, against)
            return replace(done, failure=Verdict.GRADIENT_DIFFERS) if choice == wrong else done

    wrong = choice(words)
    figures: dict[str, Figures] = {"": (9.0, 1), "a": (8.0, 1), "L": (7.0, 1), "La": (6.0, 1)}
    steps = ran(Differs(figures), proposing("a"), ["", "L"])
    assert [name for name, _ in told(steps)] == tried
    (failed,) = (step for step in steps if step.tried.choice == wrong)
    assert (failed.verdict, failed.gain) == (Verdict.GRADIENT_DIFFERS, None)


def test_what_is_over_the_budget_is_not_kept_however_fast() -> None:
    steps = ran(Table({"": (9.0, 10), "a": (1.0, 51), "b": (8.0, 50)}), proposing("a", "b"), budget=50, trials=2)
    assert told(steps) == [("", Verdict.BASELINE), ("a", Verdict.OVER_BUDGET), ("b", K)]
    assert steps[1].reason == "peak stack 51 bytes, allowed 50"
    assert steps[1].gain is not None and steps[1].gain.seconds == 8.0


def test_from_a_baseline_over_the_budget_what_keeps_it_is_better_however_slow() -> None:
    steps = ran(Table({"": (1.0, 60), "a": (9.0, 50), "ab": (9.5, 50)}), proposing("a", "b"), budget=50)
    assert told(steps) == [("", Verdict.BASELINE), ("a", K), ("ab", NB)]
    assert steps[0].reason == "peak stack 60 bytes, allowed 50"


def test_trials_and_time_end_a_path() -> None:
    figures: dict[str, Figures] = {"": (9.0, 10), "a": (9.5, 10), "b": (9.5, 10), "c": (9.5, 10), "d": (9.5, 10)}
    strategy = proposing("a", "b", "c", "d")
    for trials in range(5):
        assert len(ran(Table(figures), strategy, trials=trials)) == 1 + trials
    assert len(ran(Table(figures), strategy, trials=9)) == 5
    clock = iter([False, False, True])
    assert len(ran(Table(figures), strategy, expired=lambda: next(clock))) == 3


def test_the_bench_is_told_what_comes_if_nothing_is_kept() -> None:
    figures: dict[str, Figures] = {"": (9.0, 10), "a": (9.5, 10), "b": (9.5, 10), "c": (9.5, 10), "d": (9.5, 10)}
    bench = Table(figures)
    ran(bench, proposing("a", "b", "c", "d"), ahead=2, trials=3)
    assert bench.prepared == [
        ([*map(choice, "ab")], choice()),
        ([*map(choice, "bc")], choice()),
        ([choice("c")], choice()),
    ]


def test_the_site_to_blame_is_left_alone() -> None:
    figures: dict[str, Figures] = {"": (9.0, 10), "a": Verdict.NOT_BUILT, "ab": (1.0, 1), "b": (8.0, 10)}
    strategy = proposing("a", "b", "ab")
    assert told(ran(Table(figures), strategy)) == [("", Verdict.BASELINE), ("a", Verdict.NOT_BUILT), ("b", K)]
    # Another one is named.
    figures = {"": (9.0, 10), "a": Verdict.NOT_BUILT, "ac": (8.0, 10), "c": (8.5, 10)}
    steps = ran(Table(figures, ["b"]), proposing("a", "b", "c"))
    assert told(steps)[1:] == [("a", Verdict.NOT_BUILT), ("c", K), ("ac", K)]
    # Of two that were tried together nobody knows which.
    figures = {"": (9.0, 10), "ab": Verdict.NOT_BUILT, "a": (8.0, 10), "b": (8.0, 10)}
    assert told(ran(Table(figures), proposing("ab", "a"), trials=2))[1:] == [("ab", Verdict.NOT_BUILT), ("a", K)]
    # What stood before is not to blame, even where it is named.
    figures = {"": (9.0, 10), "a": (8.0, 10), "ab": Verdict.NOT_BUILT, "ac": (7.0, 10)}
    steps = ran(Table(figures, ["a"]), proposing("a", "b", "c"))
    assert told(steps)[2:] == [("ab", Verdict.NOT_BUILT), ("ac", K)]


# Paths from set loops.


def test_a_path_from_a_set_loop_is_held_against_the_best() -> None:
    bench = Table({"": (9.0, 50), "a": (8.0, 90), "L": (12.0, 20), "La": (7.0, 30)})
    steps = ran(bench, proposing("a"), ["", "L"])
    assert told(steps) == [*[("", Verdict.BASELINE), ("a", K), ("L", Verdict.START), ("La", K), ("La", Verdict.BEST)]]
    assert [step.against for step in steps[2:]] == [choice(), choice("L"), choice("a")]
    assert bench.trials[2:] == [(choice("L"), choice()), (choice("La"), choice("L")), (choice("La"), choice("a"))]
    assert steps[2].gain is not None and steps[2].gain.seconds == -3.0
    assert (steps[2].reason, steps[2].expected) == ("", None)
    assert steps[4].gain is not None and steps[4].gain.seconds == 1.0
    assert steps[4].expected == steps[3].expected != None  # noqa: E711
    assert bench.profiled == [*map(choice, ["", "a", "L", "La"])]
    assert best(steps) == steps[4]
    assert best(steps[:4]) == steps[1], "what is kept on another path is not the best yet"


def test_where_a_path_ends_worse_the_best_stays() -> None:
    steps = ran(Table({"": (9.0, 50), "L": (12.0, 60), "M": (8.0, 50)}), proposing(), ["", "L", "M"])
    assert told(steps) == [
        *[("", Verdict.BASELINE), ("L", Verdict.START), ("L", NB), ("M", Verdict.START), ("M", Verdict.BEST)]
    ]
    assert steps[2].reason == "against the best so far: gains -3 s, noise 0 s"
    assert steps[4].against == choice(), "held against the best, not against the last"
    assert best(steps) == steps[4]
    # And the next path is held against what was better.
    steps = ran(Table({"": (9.0, 50), "L": (8.0, 50), "M": (8.5, 50)}), proposing(), ["", "L", "M"])
    assert (told(steps)[-1], steps[-1].against) == (("M", NB), choice("L"))
    assert best(steps) == steps[2]


@pytest.mark.parametrize(("seconds", "verdict"), [(9.01, NB), (9.0, Verdict.BEST), (8.99, Verdict.BEST)])
def test_of_two_paths_one_that_lowers_the_peak_must_take_no_more_time(seconds: float, verdict: Verdict) -> None:
    noisy: tuple[float, ...] = (8.0, 9.0, 10.0)
    figures: dict[str, Figures] = {"": (noisy, 50), "L": ((seconds - 1, seconds, seconds + 1), 40)}
    last = ran(Table(figures), proposing(), ["", "L"])[-1]
    assert last.verdict is verdict
    if verdict is NB:
        assert last.gain is not None and last.reason == f"against the best so far: {last.gain.told}"


def test_a_gain_within_the_noise_does_not_make_a_path_the_best() -> None:
    steps = ran(Table({"": ((8.0, 9.0, 10.0), 50), "L": ((7.9, 8.9, 9.9), 60)}), proposing(), ["", "L"])
    assert told(steps)[-1] == ("L", NB)
    assert steps[-1].gain is not None and steps[-1].gain.seconds > 0


def test_paths_and_budgets() -> None:
    # Over it in the end: not even compared.
    steps = ran(Table({"": (9.0, 50), "L": (1.0, 60)}), proposing(), ["", "L"], budget=50)
    assert told(steps) == [("", Verdict.BASELINE), ("L", Verdict.START)]
    assert steps[1].reason == "peak stack 60 bytes, allowed 50"
    # The first to keep it is better without being run again.
    bench = Table({"": (1.0, 60), "L": (9.0, 50), "M": (9.5, 50)})
    steps = ran(bench, proposing(), ["", "L", "M"], budget=50)
    assert told(steps)[1:] == [*[("L", Verdict.START), ("L", Verdict.BEST), ("M", Verdict.START), ("M", NB)]]
    assert steps[2] == replace(steps[1], verdict=Verdict.BEST, reason="the first to keep the budget")
    assert len(bench.trials) == 4


def test_trials_are_counted_over_all_paths() -> None:
    figures: dict[str, Figures] = {"": (9.0, 50), "a": (8.0, 50), "L": (9.0, 50), "La": (7.0, 50), "M": (9.0, 50)}
    for trials, count in ((0, 1), (1, 2), (2, 4), (3, 5), (4, 7)):
        # With the last of each path against the best.
        assert len(ran(Table(figures), proposing("a"), ["", "L", "M"], trials=trials)) == count, trials
    clock = iter([False, False, True])
    assert len(ran(Table(figures), proposing("a"), ["", "L"], expired=lambda: next(clock))) == 2


def test_a_loop_that_fails_is_not_set_again() -> None:
    figures: dict[str, Figures] = {"": (9.0, 50), "L": Verdict.NOT_BUILT, "LM": (1.0, 1), "M": (8.0, 50)}
    steps = ran(Table(figures), proposing(), ["", "L", "LM", "M"])
    assert told(steps) == [
        *[("", Verdict.BASELINE), ("L", Verdict.NOT_BUILT), ("M", Verdict.START), ("M", Verdict.BEST)]
    ]
    # A site that only fails with a set loop is left alone on that path only.
    figures = {"": (9.0, 50), "a": (9.5, 50), "L": (9.0, 50), "La": Verdict.NOT_BUILT, "M": (9.0, 50), "Ma": (7.0, 9)}
    steps = ran(Table(figures), proposing("a"), ["", "L", "M"])
    assert told(steps)[-2:] == [("Ma", K), ("Ma", Verdict.BEST)]
    # The loops that are set already are not to blame for a site.
    figures = {"": (9.0, 50), "L": (8.0, 50), "La": Verdict.IGNORED, "Lb": (7.0, 50), "a": (9.5, 50), "b": (9.5, 50)}
    steps = ran(Table(figures, [LOOP]), proposing("a", "b"), ["", "L"])
    assert told(steps)[-3:] == [("La", Verdict.IGNORED), ("Lb", K), ("Lb", Verdict.BEST)]


def test_what_was_not_measured_cannot_be_gone_on_from() -> None:
    step = Step(Trial(choice("a"), None), Verdict.TIMED_OUT, "", None, None)
    with pytest.raises(ValueError, match=r"^timed out was not measured$"):
        _measured(step)


def test_the_best_step() -> None:
    def step(words: str, verdict: Verdict) -> Step:
        return Step(Trial(choice(words), None), verdict, "", None, None)

    base, a, b, start, end = (
        *(step("", Verdict.BASELINE), step("a", K), step("b", NB), step("L", Verdict.START), step("Lb", K)),
    )
    won = step("Lb", Verdict.BEST)
    assert best([base]) == best([base, b]) == base
    assert best([base, a, b]) == a
    assert best([base, a, start, end]) == a
    assert best([base, a, start, end, won, b]) == won
    assert best([base, start, end, won, start, end]) == won


# Recorded figures of the glacier.


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

    def trial(self, choice: Choice, against: Choice) -> Trial:
        tried = RECORDED.trial(choice, against)
        return replace(tried, measured=None, failure=Verdict.GRADIENT_DIFFERS) if self.site in choice.sites else tried

    def knowledge(self, choice: Choice) -> Knowledge:
        return RECORDED.knowledge(choice)


@pytest.mark.parametrize("at_once", [1, 4])
def test_the_site_that_spoils_is_found_and_left_alone(at_once: int) -> None:
    (creep,) = (site for site in RECORDED.touchable if "creep" in site)
    steps = list(search(Spoiled(creep), strategy("gain-first"), RECORDED.touchable, limits(at_once=at_once)))
    alone = [n for n, step in enumerate(steps) if creep in step.tried.choice.sites and step.verdict != Verdict.KEPT]
    assert alone, "the largest gain should be tried"
    last_kept = max(n for n, step in enumerate(steps) if step.verdict is Verdict.KEPT)
    assert creep not in steps[last_kept].tried.choice.sites
    assert RECORDED.seconds(steps[last_kept].tried.choice) < RECORDED.seconds(NONE)


class Broken(Spoiled):
    """Not even the baseline can be built."""

    def trial(self, choice: Choice, against: Choice) -> Trial:  # noqa: ARG002
        return Trial(choice, None, failure=Verdict.NOT_BUILT, reason="no compiler")


def test_a_failing_baseline_ends_the_search() -> None:
    (step,) = search(Broken(""), strategy("gain-first"), RECORDED.touchable, limits())
    assert step.verdict is Verdict.NOT_BUILT
    assert step.reason == "no compiler"


def test_what_is_no_gain_beyond_noise_is_not_kept() -> None:
    class Noisy(Spoiled):
        def trial(self, choice: Choice, against: Choice) -> Trial:  # noqa: ARG002
            peak = RECORDED.peak(NONE) + len(choice.names)
            return Trial(choice, Measured((0.9, 1.0, 1.1), peak, 0), (0.95, 1.02, 1.1))

    steps = list(search(Noisy(""), strategy("random", count=5), RECORDED.touchable, limits()))
    assert {step.verdict for step in steps[1:]} == {Verdict.NOT_BETTER}
    assert "noise" in steps[-1].reason


def test_speed_ups_compare_runs_made_in_turn_though_the_machine_grows_slower() -> None:
    """Each step gains a fifth; the machine takes twice as long at each."""

    class Slowing(Spoiled):
        def trial(self, choice: Choice, against: Choice) -> Trial:
            speed = 2.0 ** len(choice.names)
            before = speed * 0.8 ** len(against.names)
            return Trial(choice, Measured((speed * 0.8 ** len(choice.names),), 1, 0), (before,) if choice else ())

    bench = Slowing("")
    steps = list(search(bench, strategy("exhaustive"), RECORDED.touchable[:3], limits()))
    kept = [step for step in steps if step.verdict in (Verdict.BASELINE, Verdict.KEPT)]
    assert relative(kept) == pytest.approx([1.0, 0.8, 0.64, 0.512])
    assert factor(relative(kept)[-1]) == "1.95x"
    final = Trial(kept[-1].tried.choice, Measured((3.0,), 1, 0), (6.0,))
    assert relative(kept, final) == pytest.approx([1.0, 0.8, 0.64, 0.5])
    failed = Trial(kept[-1].tried.choice, None, failure=Verdict.TIMED_OUT)
    assert relative(kept, failed) == relative(kept)
    told = figures(kept[0], kept[-1], final)
    assert (told["baseline"]["seconds"], told["measured"]["seconds"]) == (6.0, 3.0)
    assert relative([*kept, replace(kept[-1], tried=failed, verdict=Verdict.TIMED_OUT)])[-1] is None
