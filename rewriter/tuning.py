"""The loop: a strategy proposes, a bench tries, what is better beyond noise is kept. No input or output of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from rewriter.engine.tried import Tried, Verdict
from rewriter.search.judging import Budget, Gain, Measured, better
from rewriter.search.situation import Choice, Knowledge, Situation, Strategy


class Bench(Protocol):
    """What tries configurations: real Tapenade, compiler and runs, or what a journal remembers of them."""

    def prepare(self, choices: Sequence[Choice], against: Choice) -> None:
        """Be told which trials come next, the first of them for certain, the others if that is not kept."""

    def trial(self, choice: Choice, against: Choice) -> Tried:
        """Differentiate, build, run and measure ``choice``, its runs in turn with those of ``against``."""

    def knowledge(self, choice: Choice) -> Knowledge:
        """The profile of a configuration that was tried and did not fail."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the profile of the configuration kept before told of the next."""

    gain: float
    """Seconds."""
    peak: int
    """Of the stack, in bytes."""
    at_least: bool
    """Whether ``peak`` is a lower bound."""


@dataclass(frozen=True, slots=True)
class Step:
    """One configuration tried and judged."""

    tried: Tried
    verdict: Verdict
    reason: str
    gain: Gain | None
    """Against the configuration kept before."""
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Path:
    """A search from its baseline on."""

    steps: tuple[Step, ...] = field(default=())

    @property
    def kept(self) -> tuple[Step, ...]:
        """The baseline and what was kept after it, in order."""
        return tuple(step for step in self.steps if step.verdict in (Verdict.BASELINE, Verdict.KEPT))


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a search ends."""

    budget: Callable[[Measured], Budget]
    """The budget, which may be told as a multiple of the baseline."""
    trials: int | None = None
    """How many configurations are tried at most, the baseline not counted."""
    at_once: int = 1
    """How many suggestions one step follows."""
    ahead: int = 1
    """How many trials the bench is told of before the first of them."""
    expired: Callable[[], bool] = lambda: False
    """Whether the time for the whole search is up."""


def search(bench: Bench, strategy: Strategy, touchable: Sequence[str], limits: Limits) -> Iterator[Step]:
    """Try what the strategy proposes and yield each step, the baseline first.

    The configuration kept last is the best. Sites that a failure names are left alone from then on. The search ends
    with a failing baseline, with nothing left to propose, or at one of the limits.
    """
    none: Choice = frozenset()
    first = bench.trial(none, none)
    yield Step(first, first.failure or Verdict.BASELINE, first.reason, None, None)
    if first.measured is None or first.failure:
        return
    best, budget = first.measured, limits.budget(first.measured)
    now = Situation(
        tuple(touchable),
        tried=frozenset([none]),
        knowledge=bench.knowledge(none) if strategy.profiles else None,
        budget=budget.peak,
        at_once=limits.at_once,
    )
    count = 0
    while (limits.trials is None or count < limits.trials) and not limits.expired():
        left = limits.ahead if limits.trials is None else min(limits.ahead, limits.trials - count)
        coming = _coming(strategy, now, left)
        if not coming:
            return
        choice = coming[0]
        bench.prepare(coming, now.kept)
        step = _judged(bench.trial(choice, now.kept), best, budget, _expected(now, choice))
        count += 1
        now = replace(now, tried=now.tried | {choice})
        if step.verdict is Verdict.KEPT and step.tried.measured is not None:
            best = step.tried.measured
            now = replace(now, kept=choice)
            if strategy.profiles:
                now = replace(now, knowledge=bench.knowledge(choice))
        elif step.tried.failure is not None:
            added = choice - now.kept
            blamed = set(step.tried.sites) - now.kept or (added if len(added) == 1 else set())
            now = replace(now, touchable=tuple(site for site in now.touchable if site not in blamed))
        yield step


def _coming(strategy: Strategy, now: Situation, count: int) -> list[Choice]:
    """What is tried next, if nothing of it is kept."""
    coming: list[Choice] = []
    while len(coming) < count and (choice := strategy.propose(now)) is not None:
        coming.append(choice)
        now = replace(now, tried=now.tried | {choice})
    return coming


def _expected(now: Situation, choice: Choice) -> Expected | None:
    if now.knowledge is None:
        return None
    then = now.knowledge.predict(choice)
    return Expected(now.knowledge.predict(now.kept).seconds - then.seconds, then.peak, then.at_least)


def _judged(tried: Tried, best: Measured, budget: Budget, expected: Expected | None) -> Step:
    if tried.failure is not None or tried.measured is None:
        return Step(tried, tried.failure or Verdict.NOT_RUN, tried.reason, None, expected)
    gain = Gain.of(tried.reference, tried.measured.seconds)
    if over := budget.exceeded(tried.measured):
        return Step(tried, Verdict.OVER_BUDGET, over, gain, expected)
    if better(gain, best.peak, tried.measured.peak):
        return Step(tried, Verdict.KEPT, "", gain, expected)
    reason = f"gains {gain.seconds:.3g} s, noise {gain.noise:.3g} s"
    return Step(tried, Verdict.NOT_BETTER, reason, gain, expected)
