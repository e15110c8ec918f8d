"""Situations of a search for tests: sites of one letter each, with estimates and peaks that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rewriter.profile.estimates import Estimate
from rewriter.profile.model import Prediction
from rewriter.search.choice import BASELINE, Choice
from rewriter.search.state import SearchState


def estimate(seconds: float, peak: int, *, checkpointed: bool = True) -> Estimate:
    return Estimate("f", (0,), checkpointed, 1, 8, 8, seconds, peak, at_least=False, rough=False)


@dataclass(frozen=True)
class Adding:
    """A model in which every site adds its bytes to the stack."""

    estimates: Mapping[str, Estimate] = field(default_factory=dict)

    def predict(self, unchecked: Iterable[str]) -> Prediction:
        return Prediction(0.0, sum(self.estimates[site].peak for site in unchecked), at_least=False, rough=False)


def chosen(sites: str) -> Choice:
    return BASELINE.adding(sites)


def situation(
    estimates: Mapping[str, Estimate],
    kept: str = "",
    tried: Iterable[str] = (),
    budget: int | None = None,
    at_once: int = 1,
) -> SearchState:
    """The sites of ``estimates`` may all be switched, in alphabetical order."""
    return SearchState(
        tuple(sorted(estimates)),
        kept=chosen(kept),
        tried=frozenset(map(chosen, (kept, *tried))),
        knowledge=Adding(estimates),
        budget=budget,
        at_once=at_once,
    )


def sites(choice: Choice | None) -> str | None:
    return None if choice is None else "".join(sorted(choice.sites))
