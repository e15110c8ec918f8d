"""What other runs of the same code tell of sites that were not checkpointed in the one at hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rewriter.profile.calltree import UNSEEN, Profile
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

    Directives move lines. So sites are the same if they are the k-th ones, by line, of a callee in a file in both runs;
    where the two saw different numbers of them nothing is known. Of several runs that do know, the last counts.
    """
    here = _in_order(profile)
    found: dict[int, Seen] = {}
    for other in earlier:
        sizes: dict[int, list[int]] = {}
        for _, visit in occurrences(other):
            if visit.snapshot != UNSEEN:
                sizes.setdefault(visit.site, []).append(visit.snapshot)
        for key, there in _in_order(other).items():
            if len(here.get(key, ())) != len(there):
                continue
            for index, twin in zip(here[key], there, strict=True):
                site = other.sites[twin]
                if profile.sites[index].split_visits and site.joint_visits and twin in sizes:
                    cost = site.checkpointing / site.joint_visits
                    found[index] = Seen(min(sizes[twin]), max(sizes[twin]), cost)
    return found


def _in_order(profile: Profile) -> dict[tuple[str, str], list[int]]:
    """The sites of each callee in each file, by line."""
    found: dict[tuple[str, str], list[int]] = {}
    for index in sorted(range(len(profile.sites)), key=lambda index: profile.sites[index].line):
        site = profile.sites[index]
        found.setdefault((site.callee, site.file), []).append(index)
    return found
