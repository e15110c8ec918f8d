"""One step of a greedy strategy: follow the first suggestions that fit; halve those that failed together."""

from __future__ import annotations

from collections.abc import Iterable

from rewriter.search.choice import Choice
from rewriter.search.state import SearchState


def step(now: SearchState, suggestions: Iterable[str]) -> Choice | None:
    """``now.kept`` without checkpoints at the first ``now.at_once`` suggestions predicted to be within the budget.

    Several that were tried together and not kept are tried by halves, to find the one that spoiled them; one that
    was tried alone is left out until another configuration is kept.
    """
    chosen: list[str] = []
    for site in suggestions:
        if len(chosen) == now.at_once:
            break
        if now.kept.adding([site]) not in now.tried and _fits(now, now.kept.adding([*chosen, site])):
            chosen.append(site)
    while chosen and now.kept.adding(chosen) in now.tried:
        chosen = chosen[: len(chosen) // 2]
    return now.kept.adding(chosen) if chosen else None


def _fits(now: SearchState, choice: Choice) -> bool:
    return now.budget is None or now.knowledge is None or now.knowledge.predict(choice.sites).peak <= now.budget
