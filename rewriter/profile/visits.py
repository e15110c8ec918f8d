"""Walking a folded call tree without unfolding it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rewriter.profile.calltree import Episode, Item, Profile, Repeat, Visit


def walk(items: Iterable[Item], times: int = 1) -> Iterator[tuple[int, Visit | Episode]]:
    """Each visit and episode that is written down, with how often it occurs, in order."""
    for item in items:
        if isinstance(item, Repeat):
            yield from walk(item.block, times * item.times)
        else:
            yield times, item


def occurrences(profile: Profile) -> Iterator[tuple[int, Visit]]:
    """Each visit that is written down, with how often it occurs in the whole run; callers before callees."""
    counts = [0] * len(profile.recordings)
    for times, index in profile.runs:
        counts[index] += times
    for index in reversed(range(len(profile.recordings))):
        for times, item in walk(profile.recordings[index].items, counts[index]):
            counts[item.recording] += times
            if isinstance(item, Visit):
                yield times, item
