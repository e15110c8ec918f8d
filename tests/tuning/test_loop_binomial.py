"""The loop with binomial loops as knobs: where paths begin, what beats what, what is drawn; figures are made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.profile.estimates import Estimate
from rewriter.profile.model import Prediction
from rewriter.search.choice import BASELINE, Choice, LoopSetting, from_json, starts, to_json
from rewriter.search.judging import Budget, Measured
from rewriter.search.registry import strategy
from rewriter.search.trial import Trial, Verdict
from rewriter.tuning.loop import Limits, Step, best, search
from rewriter.tuning.result import relative

STEP, MIX, LOOP = "m.f90::run>step#1", "m.f90::step>mix#1", "m.f90::run>do#1"
NONE = BASELINE
FEW, MANY = (LoopSetting(LOOP, "nt+1", count, "1") for count in (2, 8))


def choice(*parts: str | LoopSetting) -> Choice:
    """Of sites and settings."""
    settings = frozenset(part for part in parts if isinstance(part, LoopSetting))
    return Choice(frozenset(part for part in parts if isinstance(part, str)), settings)


STARTS = (NONE, choice(FEW), choice(MANY))


@dataclass(frozen=True)
class Figures:
    """A run of 20 s with a stack of 100 bytes; both sites gain time for memory, the loop memory for time."""

    choice: Choice

    @property
    def estimates(self) -> Mapping[str, Estimate]:
        return {
            site: Estimate("", (0,), True, 1, None, None, seconds, peak, False, False)
            for site, (seconds, peak) in {STEP: (5.0, 100), MIX: (3.0, 30)}.items()
        }

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        chosen = frozenset(unchecked)
        assert chosen <= {STEP, MIX}, "a setting of a loop is no site"
        loop = {2: (2.0, -60), 8: (0.5, -30)}
        setting = [loop[setting.snapshots] for setting in self.choice.loops]
        sites = [(-self.estimates[site].seconds, self.estimates[site].peak) for site in chosen]
        seconds, peaks = zip((20.0, 100), *setting, *sites, strict=True)
        return Prediction(sum(seconds), int(sum(peaks)), False, False)


@dataclass
class Bench:
    """Tries by reckoning, and notes what it was asked."""

    failures: Mapping[str | LoopSetting, Trial] = field(default_factory=dict)
    """By what a configuration holds."""
    asked: list[tuple[Choice, Choice]] = field(default_factory=list)

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        """Nothing need be made."""

    def trial(self, choice: Choice, against: Choice) -> Trial:
        self.asked.append((choice, against))
        for part, failed in self.failures.items():
            if part in choice.sites or part in choice.loops:
                return Trial(choice, None, failure=failed.failure, sites=failed.sites)
        figures, before = (Figures(one).predict(one.sites) for one in (choice, against))
        reference = (before.seconds,) if choice != against else ()
        return Trial(choice, Measured((figures.seconds,), figures.peak, 0), reference)

    def knowledge(self, choice: Choice) -> Figures:
        return Figures(choice)


def steps(
    budget: int | None, name: str = "gain-first", bench: Bench | None = None, trials: int | None = None
) -> list[Step]:
    within = Limits(budget=lambda _: Budget(peak=budget), trials=trials)
    return list(search(bench or Bench(), strategy(name, count=100), [STEP, MIX], within, STARTS))


@pytest.mark.parametrize("name", ["gain-first", "careful-on-memory"])
def test_room_that_a_loop_makes_is_used_by_sites(name: str) -> None:
    tried = steps(100, name)
    assert best([step for step in tried if not step.tried.choice.loops]).tried.choice == NONE
    found = best(tried)
    assert found.tried.choice == choice(MANY, MIX), "17.5 s and 100 bytes"
    assert found.verdict is Verdict.BEST
    assert found.gain is not None and found.gain.seconds == pytest.approx(1.5), "than few snapshots and mix"
    assert found.against == choice(FEW, MIX)
    parts = relative(tried)
    assert parts[tried.index(found)] == pytest.approx(17.5 / 20)
    for step, part in zip(tried, parts, strict=True):
        assert step.tried.measured is not None
        assert part == pytest.approx(step.tried.measured.median / 20), "whatever it was run in turn with"


def test_where_there_is_room_the_loop_stays_as_it_is() -> None:
    tried = steps(None)
    assert best(tried).tried.choice == choice(STEP, MIX)
    assert [step.verdict for step in tried if step.tried.choice in STARTS] == ["baseline", "start", "start"]
    ends = [step for step in tried if step.against == choice(STEP, MIX)]
    assert [step.verdict for step in ends] == [Verdict.NOT_BETTER] * 2
    assert all("against the best so far: gains -" in step.reason for step in ends)


def test_less_stack_is_no_reason_to_take_a_path_that_took_more_time_within_the_noise() -> None:
    class Noisy(Bench):
        def trial(self, choice: Choice, against: Choice) -> Trial:
            tried = super().trial(choice, against)
            assert tried.measured is not None
            (seconds,) = tried.measured.seconds
            noise = (-1.0, 0.0, 1.0) if choice.loops & {FEW, MANY} and not choice.sites else (0.0,)
            return replace(tried, measured=replace(tried.measured, seconds=tuple(seconds + part for part in noise)))

    tried = list(search(Noisy(), strategy("gain-first"), [], Limits(budget=lambda _: Budget()), STARTS))
    few, many = (step for step in tried if step.verdict is Verdict.NOT_BETTER)
    assert "gains -2 s, noise 0.741 s" in few.reason
    assert "against the best so far: gains -0.5 s, noise 0.741 s" in many.reason, "though it takes 30 bytes less"
    assert best(tried) is tried[0]


def test_over_a_budget_that_the_baseline_does_not_keep_the_first_that_does_is_better_at_any_time() -> None:
    bench = Bench()
    tried = steps(60, bench=bench)
    assert tried[0].reason == "peak stack 100 bytes, allowed 60"
    found = best(tried)
    assert found.tried.choice == choice(FEW)
    assert found.reason == "the first to keep the budget"
    (many,) = (step for step in tried if step.tried.choice == choice(MANY))
    assert (many.verdict, many.reason) == (Verdict.START, "peak stack 70 bytes, allowed 60")
    assert len(bench.asked) == len(set(bench.asked)) == len(tried) - 1, "that it keeps the budget is known by then"
    assert relative(tried)[tried.index(found)] == pytest.approx(22 / 20)
    assert best(steps(30)).verdict is Verdict.BASELINE, "nothing keeps so little"


def test_a_setting_that_fails_is_left_alone_and_a_loop_that_is_blamed_with_all_its_settings() -> None:
    failed = Trial(NONE, None, failure=Verdict.NOT_RUN)
    tried = steps(100, bench=Bench({FEW: failed}))
    assert [step.verdict for step in tried if FEW in step.tried.choice.loops] == [Verdict.NOT_RUN]
    assert best(tried).tried.choice == choice(MANY, MIX)
    ignored = Trial(NONE, None, failure=Verdict.IGNORED, sites=(LOOP,))
    tried = steps(100, bench=Bench({FEW: ignored, MANY: ignored}))
    assert [step.tried.choice for step in tried if step.tried.choice.loops] == [choice(FEW)]
    tried = steps(100, "random", Bench({FEW: ignored, MANY: ignored}))
    assert len([step for step in tried if step.tried.choice.loops]) == 1


def test_a_site_that_fails_under_a_set_loop_is_blamed_there_alone() -> None:
    def holds(choice: Choice) -> bool:
        return MIX in choice.sites and FEW in choice.loops

    class Apart(Bench):
        def trial(self, choice: Choice, against: Choice) -> Trial:
            if holds(choice):
                return Trial(choice, None, failure=Verdict.IGNORED, sites=(LOOP,))
            return super().trial(choice, against)

    tried = steps(100, bench=Apart())
    assert len([step for step in tried if holds(step.tried.choice)]) == 1
    assert best(tried).tried.choice == choice(MANY, MIX)


def test_other_strategies_draw_settings_too() -> None:
    for name in ("exhaustive", "random"):
        tried = [step.tried.choice for step in steps(None, name)]
        assert len(tried) == len(set(tried)) == 3 * 2**2
        assert all(len(choice.loops) <= 1 for choice in tried)
        assert best(steps(100, name)).tried.choice == choice(MANY, MIX)


def test_limits_hold_for_all_paths_together() -> None:
    assert len(steps(100, trials=2)) == 1 + 2 + 1, "the end of a path that began is judged still"
    assert len(steps(None, trials=2)) == 1 + 2, "no path began"


def test_too_many_ways_to_set_loops_are_refused() -> None:
    def loop(number: int, count: int) -> list[LoopSetting]:
        return [LoopSetting(f"m.f90::run>do#{number}", "nt+1", snapshots, "1") for snapshots in range(1, count + 1)]

    ways = starts([loop(1, 3), loop(2, 7)])
    assert len(ways) == len(set(ways)) == 32
    assert ways[0] == NONE
    assert max(len(way.loops) for way in ways) == 2
    with pytest.raises(UsageError, match="there are 36 ways to set the loops"):
        starts([loop(1, 3), loop(2, 8)])


WORDS = st.text("abn1+*()_", min_size=1)
SETTINGS = st.builds(LoopSetting, st.sampled_from([LOOP, "a b/m.f90::m.run>do#12"]), WORDS, st.integers(1, 99), WORDS)


@given(st.frozensets(SETTINGS, max_size=2), st.frozensets(st.text(), max_size=3))
def test_a_choice_comes_back_from_a_journal(loops: frozenset[LoopSetting], sites: frozenset[str]) -> None:
    made = Choice(sites, loops)
    assert from_json(json.loads(json.dumps(to_json(made)))) == made
