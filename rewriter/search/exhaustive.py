"""Every configuration, fewest changes first: for few sites."""

from __future__ import annotations

from itertools import chain, combinations

from rewriter.errors import UsageError
from rewriter.search.situation import Choice, Situation, Strategy

MOST = 16
"""Sites beyond which there are too many configurations to try them all."""


def propose(now: Situation) -> Choice | None:
    """The first configuration that was not tried. Raises :class:`UsageError` for more than :data:`MOST` sites."""
    sites = now.touchable
    if len(sites) > MOST:
        raise UsageError(
            f"strategy exhaustive: {len(sites)} sites have 2^{len(sites)} configurations; "
            f"name at most {MOST}, or take another strategy"
        )
    every = chain.from_iterable(combinations(sites, count) for count in range(len(sites) + 1))
    return next((choice for choice in map(frozenset, every) if choice not in now.tried), None)


STRATEGY = Strategy("exhaustive", False, propose)
