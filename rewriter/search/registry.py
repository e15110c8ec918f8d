"""The strategies by name."""

from __future__ import annotations

from collections.abc import Iterable

from rewriter.search import careful_on_memory, exhaustive, gain_first, replay, sampling
from rewriter.search.choice import Choice
from rewriter.search.state import Strategy

STRATEGIES = ("gain-first", "careful-on-memory", "random", "exhaustive")
"""Those that a task may name."""

MANY = 250
"""How many configurations ``random`` draws where nothing else is said."""


def strategy(name: str, *, count: int = MANY, seed: int = 0, choices: Iterable[Choice] = ()) -> Strategy:
    """The strategy of a name: ``count`` and ``seed`` are for ``random``, ``choices`` for ``replay``.

    Raises :class:`KeyError` for any name other than ``replay`` and those of :data:`STRATEGIES`.
    """
    return {
        "gain-first": lambda: gain_first.STRATEGY,
        "careful-on-memory": lambda: careful_on_memory.STRATEGY,
        "random": lambda: sampling.strategy(count, seed),
        "exhaustive": lambda: exhaustive.STRATEGY,
        "replay": lambda: replay.strategy(choices),
    }[name]()
