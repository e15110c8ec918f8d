"""The time and the peak stack of an adjoint run under any choice of what is checkpointed, from one profile.

Run time is additive over sites: not checkpointing one gains what writing its snapshots, running its primal twice and
reading the snapshots took. Peak stack is a max-plus function of the call tree, in the words of the paper (Hascoet et
al., Profiling checkpointing schedules in adjoint ST-AD, arXiv 2405.15590): see ``docs/model.md``.

Nothing is unrolled. Whatever happens on the stack, be it one push, a visit, or a loop of a million visits, comes down
to an :class:`Effect`, and effects are put together in constant time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rewriter.profile.calltree import Episode, Item, Profile, Repeat, Visit
from rewriter.profile.duplicated import duplicated_primal
from rewriter.profile.visits import walk

Sites = frozenset[int]
"""Sites by their index in :attr:`Profile.sites`."""


class Effect(NamedTuple):
    """What a piece of an adjoint run does to the stack, in bytes relative to where the piece begins."""

    left: int
    """What its forward sweep leaves."""
    high: int
    """The highest that the stack comes in either sweep; at least 0, its beginning."""

    def then(self, later: Effect) -> Effect:
        """The effect of two pieces whose forward sweeps run one after the other."""
        return Effect(self.left + later.left, max(self.high, self.left + later.high))

    def times(self, count: int) -> Effect:
        """The effect of the same piece ``count`` (at least 1) times in a row."""
        return Effect(count * self.left, self.high + max(0, (count - 1) * self.left))


NOTHING = Effect(0, 0)


class Prediction(NamedTuple):
    """What a run is expected to take."""

    seconds: float
    """Wall-clock time of the whole process without instrumentation."""
    peak: int
    """Peak stack in bytes."""
    at_least: bool
    """Whether ``peak`` is a lower bound: a site is not checkpointed whose tape was seen only in checkpointed code, or
    is checkpointed though its snapshot was never seen."""
    rough: bool
    """Whether ``seconds`` holds the reckoned cost of checkpointing sites that ran not checkpointed."""


class Model:
    """Predicts any configuration of one profiled run.

    Sites are named by their index in ``profile.sites``. A site that occurred both checkpointed and not counts as
    checkpointed in ``measured``.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        sites = profile.sites
        self._ran_split: Sites = frozenset(index for index, site in enumerate(sites) if site.split_visits)
        self.measured: Sites = frozenset(index for index in self._ran_split if not sites[index].joint_visits)
        """The sites that were not checkpointed in the profiled run."""
        self._homes: list[set[int]] = [set() for _ in sites]
        self._callers: list[set[int]] = [set() for _ in profile.recordings]
        for index, recording in enumerate(profile.recordings):
            for _, item in walk(recording.items):
                self._callers[item.recording].add(index)
                if isinstance(item, Visit):
                    self._homes[item.site].add(index)
        self._costs = duplicated_primal(profile)
        self._base: list[Effect] = [NOTHING] * len(profile.recordings)
        for index in range(len(profile.recordings)):
            self._base[index] = self._recording(index, self.measured, self._base)

    def predict(self, unchecked: Iterable[int]) -> Prediction:
        """Time and peak if the sites ``unchecked``, and no others, are not checkpointed."""
        chosen = frozenset(unchecked)
        added, removed = chosen - self.measured, self.measured - chosen
        return Prediction(
            seconds=self.seconds(chosen),
            peak=self.peak(chosen),
            at_least=bool(added or self._ran_split - chosen),
            rough=bool(removed),
        )

    def seconds(self, unchecked: Sites) -> float:
        """Wall-clock time of the process without instrumentation, in seconds."""
        profile = self.profile
        gained = sum(profile.sites[site].checkpointing for site in unchecked - self.measured)
        spent = sum(self._costs[site] for site in self.measured - unchecked)
        return profile.wall - profile.overhead - gained + spent

    def peak(self, unchecked: Sites) -> int:
        """Peak stack in bytes."""
        effects = list(self._base)
        for index in self._above(unchecked ^ self.measured):
            effects[index] = self._recording(index, unchecked, effects)
        return self.profile.base + max((effects[recording].high for _, recording in self.profile.runs), default=0)

    def _above(self, sites: Iterable[int]) -> list[int]:
        """The recordings that hold visits of the sites, themselves or somewhere below, callees first."""
        found: set[int] = set()
        waiting = {home for site in sites for home in self._homes[site]}
        while waiting:
            found |= waiting
            waiting = {caller for recording in waiting for caller in self._callers[recording]} - found
        return sorted(found)

    def _recording(self, index: int, unchecked: Sites, effects: Sequence[Effect]) -> Effect:
        recording = self.profile.recordings[index]
        return _run(recording.items, unchecked, effects).then(_push(recording.tail))


def _run(items: Iterable[Item], unchecked: Sites, effects: Sequence[Effect]) -> Effect:
    total = NOTHING
    for item in items:
        if isinstance(item, Repeat):
            total = total.then(_run(item.block, unchecked, effects).times(item.times))
            continue
        callee = effects[item.recording]
        if isinstance(item, Episode):
            total = total.then(Effect(0, callee.high))
            continue
        if item.site not in unchecked:
            snapshot = max(item.snapshot, 0)  # of an unknown one this much is certain
            callee = Effect(snapshot, max(snapshot, callee.high))
        total = total.then(_push(item.gap)).then(callee)
    return total


def _push(size: int) -> Effect:
    return Effect(size, max(0, size))
