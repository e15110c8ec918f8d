"""What changing one site, or all sites of one callee, does to a profiled run: the paper's cost and benefit.

Unlike the predictions of :mod:`rewriter.profile.model` these do not add up: choose with the model, look with these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rewriter.profile.calltree import UNSEEN, Profile
from rewriter.profile.model import Model
from rewriter.profile.visits import occurrences

GAIN = "gain"
NEUTRAL = "neutral"
COST = "cost"
SPLIT = "split"
GROUPS = (GAIN, NEUTRAL, COST, SPLIT)
"""What not checkpointing does to the peak stack: lowers it, leaves it as it is, or raises it; and, last, sites that
were not checkpointed in the run already."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What happens if ``sites``, and nothing else, change between checkpointed and not checkpointed."""

    callee: str
    sites: tuple[int, ...]
    """Indices in :attr:`Profile.sites`: one, or all of a callee that stand alike."""
    checkpointed: bool
    """How they stood in the run: whether they would cease to be checkpointed, or begin to be."""
    calls: int
    """Their dynamic occurrences."""
    snapshot: int | None
    """Bytes of the largest snapshot; ``None`` if none was seen."""
    snapshots: int | None
    """Bytes of all snapshots ever written; ``None`` if none was seen."""
    seconds: float
    """Gained where positive, lost where negative."""
    peak: int
    """By how many bytes the peak stack grows; negative where it shrinks."""
    at_least: bool
    """Whether the peak stack grows by at least that much (shrinks by at most that much), rather than by that much."""
    rough: bool
    """Whether ``seconds`` are reckoned from other measurements."""


def by_site(model: Model) -> list[Estimate]:
    """One estimate for each site, in the order of :attr:`Profile.sites`."""
    return _estimates(model, [(site,) for site in range(len(model.profile.sites))])


def by_callee(model: Model) -> list[Estimate]:
    """One estimate for each callee, all its sites that stand alike changed together; callees in alphabetical order."""
    together: dict[tuple[str, bool], list[int]] = {}
    for index, site in enumerate(model.profile.sites):
        together.setdefault((site.callee, index in model.measured), []).append(index)
    return _estimates(model, [tuple(together[key]) for key in sorted(together)])


def _estimates(model: Model, groups: Sequence[tuple[int, ...]]) -> list[Estimate]:
    profile, now = model.profile, model.predict(model.measured)
    largest, total = _snapshots(profile)
    result = []
    for group in groups:
        sites = [profile.sites[index] for index in group]
        then = model.predict(model.measured.symmetric_difference(group))
        seen = [index for index in group if largest[index] != UNSEEN]
        result.append(
            Estimate(
                callee=sites[0].callee,
                sites=group,
                checkpointed=group[0] not in model.measured,
                calls=sum(site.joint_visits + site.split_visits for site in sites),
                snapshot=max(largest[index] for index in seen) if seen else None,
                snapshots=sum(total[index] for index in seen) if seen else None,
                seconds=now.seconds - then.seconds,
                peak=then.peak - now.peak,
                at_least=then.at_least,
                rough=then.rough,
            )
        )
    return result


def _snapshots(profile: Profile) -> tuple[list[int], list[int]]:
    """Of each site, the largest snapshot and all together, in bytes; :data:`UNKNOWN` and 0 where none was seen."""
    largest, total = [UNSEEN] * len(profile.sites), [0] * len(profile.sites)
    for times, visit in occurrences(profile):
        if visit.snapshot != UNSEEN:
            largest[visit.site] = max(largest[visit.site], visit.snapshot)
            total[visit.site] += times * visit.snapshot
    return largest, total
