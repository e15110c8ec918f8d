"""Loops as knobs: a choice may hold, beside the ids of sites, one setting of a binomial loop as a string of its own.

A setting reads ``path::procedure>do#k BINOMIAL-CKP steps+1 snapshots first``, which no id of a site does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from rewriter.errors import UsageError
from rewriter.search.state import Choice

MOST = 32
"""Ways to set the loops beyond which a search would begin too often."""

_SETTING = re.compile(r"(?P<loop>.+#\d+) BINOMIAL-CKP (?P<steps>\S+) (?P<snapshots>\d+) (?P<first>\S+)")


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """One loop under binomial checkpointing."""

    loop: str
    """Its id, ``path::procedure>do#k``."""
    steps: str
    """The number of steps + 1, an expression without blanks."""
    snapshots: int
    """How many are held at most."""
    first: str
    """The first step."""

    def __str__(self) -> str:
        return f"{self.loop} BINOMIAL-CKP {self.arguments}"

    @property
    def arguments(self) -> str:
        """Of the directive."""
        return f"{self.steps} {self.snapshots} {self.first}"


def settings(choice: Iterable[str]) -> list[Setting]:
    """The settings of loops in a choice, in order."""
    found = filter(None, map(_SETTING.fullmatch, choice))
    return sorted(Setting(one["loop"], one["steps"], int(one["snapshots"]), one["first"]) for one in found)


def sites(choice: Iterable[str]) -> Choice:
    """A choice without its settings of loops: the ids of the sites that are not checkpointed."""
    return frozenset(part for part in choice if not _SETTING.fullmatch(part))


def starts(loops: Iterable[Sequence[Setting]]) -> tuple[Choice, ...]:
    """All ways to set the loops, of each of which the settings to try are given; first the one that sets none.

    Raises :class:`UsageError` for more than :data:`MOST` of them.
    """
    ways = [(None, *knob) for knob in loops]
    count = 1
    for knob in ways:
        count *= len(knob)
    if count > MOST:
        raise UsageError(f"[[binomial]]: there are {count} ways to set the loops; name fewer snapshots, {MOST} at most")
    return tuple(frozenset(str(setting) for setting in way if setting is not None) for way in product(*ways))


def without(ways: Iterable[Choice], blamed: Iterable[str]) -> tuple[Choice, ...]:
    """The ways that hold no setting that is blamed, and none of a loop that is."""
    spoiled = frozenset(blamed)
    return tuple(
        way for way in ways if not way & spoiled and all(setting.loop not in spoiled for setting in settings(way))
    )
