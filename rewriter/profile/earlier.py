"""What other runs of the same code tell of sites that were not checkpointed in the one at hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rewriter.profile.calltree import UNKNOWN, Profile, Site
from rewriter.profile.visits import occurrences


class Seen(NamedTuple):
    """What checkpointing a site took in another run."""

    smallest: int
    """Bytes of its smallest snapshot."""
    largest: int
    seconds: float
    """A visit, on average."""


def seen(profile: Profile, earlier: Iterable[Profile]) -> dict[int, Seen]:
    """For sites that ran not checkpointed, by index, what an earlier run that checkpointed them saw.

    Sites are the same if callee, file and line are. Of several runs that tell, the last counts.
    """
    wanted = {_key(site): index for index, site in enumerate(profile.sites) if site.split_visits}
    found: dict[int, Seen] = {}
    for other in earlier:
        sizes: dict[int, list[int]] = {}
        for _, visit in occurrences(other):
            if visit.snapshot != UNKNOWN:
                sizes.setdefault(visit.site, []).append(visit.snapshot)
        for index, snapshots in sizes.items():
            site = other.sites[index]
            here = wanted.get(_key(site))
            if here is not None and site.joint_visits:
                found[here] = Seen(min(snapshots), max(snapshots), site.checkpointing / site.joint_visits)
    return found


def _key(site: Site) -> tuple[str, str, int]:
    return site.callee, site.file, site.line
