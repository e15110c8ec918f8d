"""Every configuration, fewest changes first: for few sites."""

from __future__ import annotations

from itertools import chain, combinations

from rewriter.errors import UsageError
from rewriter.search.choice import Choice
from rewriter.search.registered import Registered, every
from rewriter.search.state import SearchState

MOST_CHOICES = 16
"""Sites beyond which there are too many configurations to try them all; ways to set loops count as sites do."""


def propose(now: SearchState) -> Choice | None:
    """The first configuration that was not tried. Raises :class:`UsageError` where there are too many."""
    sites, ways = now.touchable, len(now.starts)
    if ways * 2 ** len(sites) > 2**MOST_CHOICES:
        loops = f", each with {ways} ways to set the loops" if ways > 1 else ""
        raise UsageError(
            f"strategy exhaustive: {len(sites)} sites have 2^{len(sites)} configurations{loops}; "
            f"name fewer, for 2^{MOST_CHOICES} in all at most, or take another strategy"
        )
    subsets = chain.from_iterable(combinations(sites, count) for count in range(len(sites) + 1))
    choices = (start.adding(chosen) for chosen in subsets for start in now.starts)
    return next((choice for choice in choices if choice not in now.tried), None)


REGISTERED = Registered("exhaustive", False, lambda _: propose, 3, most=every)
