"""What a search chooses: the call sites that are not checkpointed, and how binomial loops are set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from rewriter.errors import UsageError

MOST_SETTINGS = 32
"""Ways to set the loops beyond which a search would begin too often."""


@dataclass(frozen=True, slots=True, order=True)
class LoopSetting:
    """One loop under binomial checkpointing."""

    loop: str
    """Its id, ``path::procedure>do#k``."""
    steps: str
    """The number of steps + 1, an expression without blanks."""
    snapshots: int
    """The largest number held at a time."""
    first: str
    """The first step."""

    def __str__(self) -> str:
        return f"{self.loop} BINOMIAL-CKP {self.arguments}"

    @property
    def arguments(self) -> str:
        """Of the directive."""
        return f"{self.steps} {self.snapshots} {self.first}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A configuration, as what differs from the baseline."""

    sites: frozenset[str] = frozenset()
    """Ids of the call sites that are not checkpointed."""
    loops: frozenset[LoopSetting] = frozenset()
    """The settings of binomial loops, at most one of each loop."""

    def __bool__(self) -> bool:
        return bool(self.sites or self.loops)

    @property
    def names(self) -> list[str]:
        """The ids of the sites, then the settings of the loops in words, both in order."""
        return [*sorted(self.sites), *map(str, sorted(self.loops))]

    def adding(self, sites: Iterable[str]) -> Choice:
        """With more sites that are not checkpointed."""
        return replace(self, sites=self.sites.union(sites))

    def without(self, other: Choice) -> Choice:
        """What is chosen here and not there."""
        return Choice(self.sites - other.sites, self.loops - other.loops)


BASELINE = Choice()


def to_json(choice: Choice) -> dict[str, Any]:
    """As plain values."""
    loops = [[one.loop, one.steps, one.snapshots, one.first] for one in sorted(choice.loops)]
    return {"sites": sorted(choice.sites), "loops": loops}


def from_json(record: Mapping[str, Any]) -> Choice:
    """The inverse of :func:`to_json`."""
    return Choice(frozenset(map(str, record["sites"])), frozenset(LoopSetting(*loop) for loop in record["loops"]))


def starts(loops: Iterable[Sequence[LoopSetting]]) -> tuple[Choice, ...]:
    """All ways to set the loops, of each of which the settings to try are given; first the one that sets none.

    Raises :class:`UsageError` for more than :data:`MOST_SETTINGS` of them.
    """
    ways = [(None, *settings) for settings in loops]
    count = 1
    for way in ways:
        count *= len(way)
    if count > MOST_SETTINGS:
        raise UsageError(
            f"[[binomial]]: there are {count} ways to set the loops; name fewer snapshots, {MOST_SETTINGS} at most"
        )
    return tuple(Choice(loops=frozenset(filter(None, way))) for way in product(*ways))
