"""What the file of a strategy says of it, so that the rest of the program need not know it by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rewriter.search.choice import Choice
from rewriter.search.state import Propose

MANY = 250
"""How many configurations a strategy draws that could go on for ever, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a strategy may be told beforehand; each takes of it what it needs."""

    count: int = MANY
    seed: int = 0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """How the configurations that a strategy keeps are drawn, joined by a line."""

    colour: str
    """Distinguishable from the others for colour-blind readers too."""
    marker: str = "s"


def _one_by_one(sites: int, ways: int) -> int:
    return (sites + 1) * ways


@dataclass(frozen=True, slots=True)
class Registered:
    """A strategy, as the constant ``REGISTERED`` of a module of this package."""

    name: str
    profiles: bool
    """Whether it needs a profile of each configuration that is kept."""
    make: Callable[[Asked], Propose]
    place: int = 9
    """Among the others, where they are listed."""
    path: Path | None = None
    """None: what it tries is drawn as a cloud."""
    most: Callable[[int, int], int] = _one_by_one
    """How many trials to expect of it at most, for so many sites and ways to set the loops."""
    for_tasks: bool = True
    """Whether a task may name it."""


def every(sites: int, ways: int) -> int:
    """How many configurations there are beside the baseline."""
    count: int = 2**sites
    return count * ways - 1
