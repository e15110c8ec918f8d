"""The time and the peak stack of an adjoint run under any choice of what is checkpointed, from one profile.

Run time is additive over sites: not checkpointing one gains what writing its snapshots, running its primal twice and
reading the snapshots took. Peak stack is a max-plus function of the call tree, in the words of the paper (Hascoet et
al., Profiling checkpointing schedules in adjoint ST-AD, arXiv 2405.15590): see ``docs/model.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rewriter.profile.calltree import Profile
from rewriter.profile.duplicated import duplicated_primal
from rewriter.profile.earlier import seen
from rewriter.profile.effects import EffectTree

Sites = frozenset[int]
"""Sites by their index in :attr:`Profile.sites`."""


class Prediction(NamedTuple):
    """What a run is expected to take."""

    seconds: float
    """Wall-clock time of the whole process without instrumentation."""
    peak: int
    """Peak stack in bytes."""
    at_least: bool
    """Whether ``peak`` is a lower bound: a site is not checkpointed whose tape was seen only in checkpointed code, or
    is checkpointed though its snapshot was not seen for certain."""
    rough: bool
    """Whether ``seconds`` holds the reckoned cost of checkpointing sites that ran not checkpointed."""


class Model:
    """Predicts any configuration of one profiled run.

    Sites are named by their index in ``profile.sites``. A site that occurred both checkpointed and not counts as
    checkpointed in ``measured``.
    """

    def __init__(self, profile: Profile, earlier: Iterable[Profile] = ()) -> None:
        """``earlier`` runs of the same code, with other sites checkpointed, tell what this one did not see."""
        self.profile = profile
        sites = profile.sites
        self._ran_split: Sites = frozenset(index for index, site in enumerate(sites) if site.split_visits)
        self.measured: Sites = frozenset(index for index in self._ran_split if not sites[index].joint_visits)
        """The sites that were not checkpointed in the profiled run."""
        known = seen(profile, earlier)
        self._unknown: Sites = frozenset(
            index for index in self._ran_split if index not in known or known[index].smallest < known[index].largest
        )
        self._reckoned: Sites = self.measured - known.keys()
        self._costs = duplicated_primal(profile)
        for index, cost in known.items():
            self._costs[index] = cost.seconds * sites[index].split_visits
        snapshots = {index: cost.smallest for index, cost in known.items()}
        self._effects = EffectTree(profile, self.measured, snapshots)

    def predict(self, unchecked: Iterable[int]) -> Prediction:
        """Time and peak if the sites ``unchecked``, and no others, are not checkpointed."""
        chosen = frozenset(unchecked)
        added, removed = chosen - self.measured, self.measured - chosen
        return Prediction(
            seconds=self.seconds(chosen),
            peak=self.peak(chosen),
            at_least=bool(added or self._unknown - chosen),
            rough=bool(removed & self._reckoned),
        )

    def seconds(self, unchecked: Sites) -> float:
        """Wall-clock time of the process without instrumentation, in seconds."""
        profile = self.profile
        gained = sum(profile.sites[site].checkpointing for site in unchecked - self.measured)
        spent = sum(self._costs[site] for site in self.measured - unchecked)
        return profile.wall - profile.overhead - gained + spent

    def peak(self, unchecked: Sites) -> int:
        """Peak stack in bytes."""
        return self.profile.base + self._effects.high(unchecked)
