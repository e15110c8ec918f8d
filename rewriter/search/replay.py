"""The configurations of an earlier search in their order: for tests, and for looking again."""

from __future__ import annotations

from rewriter.search.choice import Choice
from rewriter.search.registered import Asked, Registered
from rewriter.search.state import Propose, SearchState


def _replaying(asked: Asked) -> Propose:
    """Try these configurations, each once."""

    def propose(now: SearchState) -> Choice | None:
        return next((choice for choice in asked.choices if choice not in now.tried), None)

    return propose


REGISTERED = Registered("replay", False, _replaying, for_tasks=False)
