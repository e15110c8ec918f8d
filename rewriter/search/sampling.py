"""Configurations at random: what a strategy has to beat."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from rewriter.search.choice import BASELINE, Choice
from rewriter.search.registered import MANY, Asked, Registered, every
from rewriter.search.state import Propose, SearchState


def sampled(sites: Sequence[str], starts: Sequence[Choice], count: int, seed: int) -> Iterator[Choice]:
    """``count`` different configurations (or all there are), the same for the same seed.

    How many sites a configuration leaves unchecked is drawn first, so that few and many are as likely as half of them;
    so is one of the ways to set the loops where there are several.
    """
    draw = random.Random(seed)  # noqa: S311  # nothing secret
    seen: set[Choice] = set()
    while len(seen) < min(count, len(starts) * 2 ** len(sites)):
        chosen = draw.sample(sites, draw.randint(0, len(sites)))
        choice = (draw.choice(starts) if len(starts) > 1 else BASELINE).adding(chosen)
        if choice not in seen:
            seen.add(choice)
            yield choice


def _drawing(asked: Asked) -> Propose:
    """Try ``count`` configurations drawn with ``seed``."""

    def propose(now: SearchState) -> Choice | None:
        drawn = sampled(now.touchable, now.starts, asked.count, asked.seed)
        return next((choice for choice in drawn if choice not in now.tried), None)

    return propose


REGISTERED = Registered("random", False, _drawing, 2, most=lambda sites, ways: min(MANY, every(sites, ways)))
