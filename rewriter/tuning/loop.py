"""The loop: a strategy proposes, a bench tries, what is better beyond noise is kept. No input or output of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rewriter.search.choice import BASELINE, Choice, LoopSetting
from rewriter.search.judging import Budget, Gain, Measured, better
from rewriter.search.state import Knowledge, SearchState, Strategy
from rewriter.search.trial import Trial, Verdict


class Bench(Protocol):
    """What tries configurations: real Tapenade, compiler and runs, or what a journal remembers of them."""

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        """Learn which trials come next, the first of them for certain, the others if that is not kept."""

    def trial(self, choice: Choice, against: Choice) -> Trial:
        """Differentiate, build, run and measure ``choice``, its runs in turn with those of ``against``."""

    def knowledge(self, choice: Choice) -> Knowledge:
        """The profile of a configuration that was tried and did not fail."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the profile of the configuration kept before predicted for the next."""

    gain: float
    """Seconds."""
    peak: int
    """Of the stack, in bytes."""
    at_least: bool
    """Whether ``peak`` is a lower bound."""


@dataclass(frozen=True, slots=True)
class Step:
    """One configuration tried and judged."""

    tried: Trial
    verdict: Verdict
    reason: str
    gain: Gain | None
    """Against :attr:`against`."""
    expected: Expected | None
    against: Choice = BASELINE
    """What its runs were made in turn with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a search ends."""

    budget: Callable[[Measured], Budget]
    """The budget, which may be given as a multiple of the baseline."""
    trials: int | None = None
    """How many configurations are tried at most, the baseline not counted, nor the last of a path against the best."""
    at_once: int = 1
    """How many suggestions one step follows."""
    ahead: int = 1
    """How many trials are announced to the bench before the first of them."""
    expired: Callable[[], bool] = lambda: False
    """Whether the time for the whole search is up."""


def best(steps: Sequence[Step]) -> Step:
    """The step of the best configuration: the last one kept on the path from the baseline, or what beat it since."""
    found, first_path = steps[0], True
    for step in steps:
        first_path = first_path and step.verdict is not Verdict.START
        if step.verdict is Verdict.BEST or (step.verdict is Verdict.KEPT and first_path):
            found = step
    return found


def search(
    bench: Bench,
    strategy: Strategy,
    touchable: Sequence[str],
    limits: Limits,
    starts: Sequence[Choice] = (BASELINE,),
) -> Iterator[Step]:
    """Try what the strategy proposes and yield each step, the baseline first; :func:`best` gives what was found.

    ``starts`` are the ways to set binomial loops, the first of which sets none. A setting mostly loses time to gain
    room, so no single step would keep it: a strategy that profiles goes a path of its own from each start, and where
    the path ends is held against the best so far. Other strategies draw their configurations with all settings.

    Sites that a failure names are left alone from then on; on a path from set loops, only on that path. The search
    ends with a failing baseline, with nothing left to propose, or at one of the limits.
    """
    first = bench.trial(BASELINE, BASELINE)
    if first.measured is None or first.failure:
        yield Step(first, first.failure or Verdict.NOT_RUN, first.reason, None, None)
        return
    budget = limits.budget(first.measured)
    begin = Step(first, Verdict.BASELINE, budget.exceeded(first.measured), None, None)
    yield begin
    course = _Course(bench, strategy, limits, budget)
    now = SearchState(tuple(touchable), starts=tuple(starts), budget=budget.peak, at_once=limits.at_once)
    champion, now = yield from course.path(begin, now)
    for start in starts[1:] if strategy.profiles else ():
        if course.left < 1:
            return
        if start not in now.starts:
            continue
        step = course.start(start)
        yield step
        if step.verdict is not Verdict.START:
            now = _without(now, step.tried)
            continue
        last, _ = yield from course.path(step, now)
        if not budget.exceeded(_measured(last)):
            step = course.against(champion, last)
            yield step
            champion = step if step.verdict is Verdict.BEST else champion


@dataclass(slots=True)
class _Course:
    """What the paths of one search share."""

    bench: Bench
    strategy: Strategy
    limits: Limits
    budget: Budget
    count: int = 0
    """Of the configurations tried."""

    @property
    def left(self) -> int:
        """How many trials may be announced to the bench next."""
        if self.limits.expired():
            return 0
        most = self.limits.ahead
        return most if self.limits.trials is None else min(most, self.limits.trials - self.count)

    def start(self, choice: Choice) -> Step:
        """Try what a path is to begin from, next to the baseline."""
        tried = self.bench.trial(choice, BASELINE)
        self.count += 1
        if tried.failure is not None or tried.measured is None:
            return Step(tried, tried.failure or Verdict.NOT_RUN, tried.reason, None, None)
        gain = Gain.of(tried.reference, tried.measured.seconds)
        return Step(tried, Verdict.START, self.budget.exceeded(tried.measured), gain, None)

    def path(self, begin: Step, now: SearchState) -> Generator[Step, None, tuple[Step, SearchState]]:
        """Go on from one configuration; the last one kept, and where the search stands then."""
        last, choice = begin, begin.tried.choice
        now = replace(now, kept=choice, tried=frozenset([choice]), knowledge=self._knowledge(choice))
        while coming := _coming(self.strategy, now, self.left):
            proposed = coming[0]
            self.bench.prepare(coming, now.kept)
            step = self._judged(proposed, last, _expected(now, proposed))
            self.count += 1
            now = replace(now, tried=now.tried | {proposed})
            if step.verdict is Verdict.KEPT:
                last = step
                now = replace(now, kept=proposed, knowledge=self._knowledge(proposed))
            elif step.tried.failure is not None:
                now = _without(now, step.tried)
            yield step
        return last, now

    def against(self, best: Step, last: Step) -> Step:
        """What a path within the budget ends with against the best so far, run in turn if that keeps it too.

        It is better where it gains time, or lowers the peak stack and takes no more time: the difference of two paths
        may be a real loss within the noise, other than that of a single site.
        """
        if self.budget.exceeded(_measured(best)):
            return replace(last, verdict=Verdict.BEST, reason="the first to keep the budget")
        step = self._judged(last.tried.choice, best, last.expected)
        if step.verdict is Verdict.KEPT and step.gain is not None:
            if step.gain.seconds >= 0:
                return replace(step, verdict=Verdict.BEST)
            step = replace(step, verdict=Verdict.NOT_BETTER, reason=step.gain.told)
        return replace(step, reason=f"against the best so far: {step.reason}")

    def _judged(self, choice: Choice, best: Step, expected: Expected | None) -> Step:
        """Try one configuration against another."""
        against = best.tried.choice
        tried, measured = self.bench.trial(choice, against), _measured(best)
        if tried.failure is not None or tried.measured is None:
            return Step(tried, tried.failure or Verdict.NOT_RUN, tried.reason, None, expected, against)
        gain = Gain.of(tried.reference, tried.measured.seconds)
        if over := self.budget.exceeded(tried.measured):
            return Step(tried, Verdict.OVER_BUDGET, over, gain, expected, against)
        if self.budget.exceeded(measured) or better(gain, measured.peak, tried.measured.peak):
            return Step(tried, Verdict.KEPT, "", gain, expected, against)
        return Step(tried, Verdict.NOT_BETTER, gain.told, gain, expected, against)

    def _knowledge(self, choice: Choice) -> Knowledge | None:
        return self.bench.knowledge(choice) if self.strategy.profiles else None


def _measured(step: Step) -> Measured:
    """Of a step that was kept or begun from."""
    if step.tried.measured is None:
        raise ValueError(f"{step.verdict} was not measured")
    return step.tried.measured


def _without(now: SearchState, failed: Trial) -> SearchState:
    """Where a search stands without the sites and the settings that a failure is blamed on."""
    added = failed.choice.without(now.kept)
    stood = now.kept.sites.union(setting.loop for setting in now.kept.loops)
    blamed, settings = frozenset(failed.sites) - stood, frozenset[LoopSetting]()
    if not blamed and len(added.names) == 1:
        blamed, settings = added.sites, added.loops
    touchable = tuple(site for site in now.touchable if site not in blamed)
    starts = tuple(way for way in now.starts if not any(s.loop in blamed or s in settings for s in way.loops))
    return replace(now, touchable=touchable, starts=starts)


def _coming(strategy: Strategy, now: SearchState, count: int) -> list[Choice]:
    """What is tried next, if nothing of it is kept."""
    coming: list[Choice] = []
    while len(coming) < count and (choice := strategy.propose(now)) is not None:
        coming.append(choice)
        now = replace(now, tried=now.tried | {choice})
    return coming


def _expected(now: SearchState, choice: Choice) -> Expected | None:
    if now.knowledge is None:
        return None
    then = now.knowledge.predict(choice.sites)
    return Expected(now.knowledge.predict(now.kept.sites).seconds - then.seconds, then.peak, then.at_least)
