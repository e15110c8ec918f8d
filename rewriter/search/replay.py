"""The configurations of an earlier search in their order: for tests, and for looking again."""

from __future__ import annotations

from collections.abc import Iterable

from rewriter.search.choice import Choice
from rewriter.search.state import Situation, Strategy


def strategy(choices: Iterable[Choice]) -> Strategy:
    """Try these configurations, each once."""
    order = tuple(choices)

    def propose(now: Situation) -> Choice | None:
        return next((choice for choice in order if choice not in now.tried), None)

    return Strategy("replay", False, propose)
