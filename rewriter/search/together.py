"""Sites that cannot be switched without others: whatever a strategy proposes is proposed with these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rewriter.search.choice import Choice
from rewriter.search.state import SearchState, Strategy


def together(strategy: Strategy, others: Mapping[str, frozenset[str]]) -> Strategy:
    """The strategy with its choices completed by the ``others`` of each site.

    Where one of them may no longer be changed, a choice with that site is passed over.
    """
    if not others:
        return strategy

    def propose(now: SearchState) -> Choice | None:
        asked = now
        while (choice := strategy.propose(asked)) is not None:
            whole = choice.adding(other for site in choice.sites for other in others.get(site, ()))
            if whole not in now.tried and whole.sites <= now.kept.sites.union(now.touchable):
                return whole
            asked = replace(asked, tried=asked.tried | {choice})
        return None

    return replace(strategy, propose=propose)
