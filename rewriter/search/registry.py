"""The strategies by name: whatever a module of this package registers."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module

from rewriter import search
from rewriter.search.choice import Choice
from rewriter.search.registered import MANY, Asked, Path, Registered
from rewriter.search.state import Strategy


def _registered() -> Iterator[Registered]:
    for module in pkgutil.iter_modules(search.__path__, f"{search.__name__}."):
        found = None if module.name == __name__ else getattr(import_module(module.name), "REGISTERED", None)
        if isinstance(found, Registered):
            yield found


_BY_NAME = {one.name: one for one in sorted(_registered(), key=lambda one: (one.place, one.name))}
STRATEGIES = tuple(name for name, one in _BY_NAME.items() if one.for_tasks)
"""Those that a task may name."""
PATHS: dict[str, Path] = {name: one.path for name, one in _BY_NAME.items() if one.path is not None}
"""How the paths of strategies are drawn; all others are clouds."""


def strategy(name: str, *, count: int = MANY, seed: int = 0, choices: Iterable[Choice] = ()) -> Strategy:
    """The strategy of a name: ``count`` and ``seed`` are for ``random``, ``choices`` for ``replay``.

    Raises :class:`KeyError` for a name that no strategy has.
    """
    found = _BY_NAME[name]
    return Strategy(name, found.profiles, found.make(Asked(count, seed, tuple(choices))))


def most_trials(name: str, sites: int, ways: int) -> int:
    """How many trials to expect at most of a strategy, for so many sites and ways to set the loops.

    Raises :class:`KeyError` for a name that no strategy has.
    """
    return _BY_NAME[name].most(sites, ways)
