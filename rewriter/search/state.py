"""What a strategy is asked: where a search stands, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from rewriter.profile.estimates import Estimate
from rewriter.profile.model import Prediction
from rewriter.search.choice import BASELINE, Choice


class Knowledge(Protocol):
    """What a profile of the configuration kept last says; see :class:`rewriter.profile.profiled.Profiled`."""

    @property
    def estimates(self) -> Mapping[str, Estimate]:
        """By site id, what changes if that site alone does."""

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        """Time and peak stack of any configuration."""


@dataclass(frozen=True, slots=True)
class SearchState:
    """Where a search stands."""

    touchable: tuple[str, ...]
    """Ids of the sites that may be changed, in source order."""
    kept: Choice = BASELINE
    """The configuration kept last; the first is that in which every site is checkpointed."""
    starts: tuple[Choice, ...] = (BASELINE,)
    """The ways to set the loops, the first of which sets none; strategies that profile are begun from each of them."""
    tried: frozenset[Choice] = frozenset()
    """All configurations tried so far, ``kept`` among them."""
    knowledge: Knowledge | None = None
    """What the profile of ``kept`` says; ``None`` where the strategy asks for no profiles."""
    budget: int | None = None
    """Largest peak stack allowed, in bytes."""
    at_once: int = 1
    """How many suggestions to follow in one step."""


Propose: TypeAlias = Callable[[SearchState], "Choice | None"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """How to go on from a situation."""

    name: str
    profiles: bool
    """Whether it needs a profile of each configuration that is kept."""
    propose: Propose
    """The configuration to try next, never one that was tried before; ``None`` where there is nothing left to try."""
