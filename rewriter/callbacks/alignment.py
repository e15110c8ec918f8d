"""Which call of the primal each call of the adjoint stands for, determined by their order; never guessed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

Fits = Callable[[int, int], bool]


def aligned(options: Sequence[Sequence[int]], fits: Fits) -> list[list[int]] | None:
    """For each token the sites that it can stand for where all keep their order.

    ``options``: the sites of each token, ascending, of which it fits some. None where no such order has room for
    every token. A site is possible where it lies between the first that the tokens before leave and the last that
    those after do.
    """
    first = _first(options, fits)
    if first is None:
        return None
    last = _last(options, fits)
    return [
        [site for site in usable[bisect_left(usable, low) : bisect_right(usable, high)] if fits(token, site)]
        for token, (usable, low, high) in enumerate(zip(options, first, last, strict=True))
    ]


def _first(options: Sequence[Sequence[int]], fits: Fits) -> list[int] | None:
    """The first site for each token, those before it being as early as they can."""
    result: list[int] = []
    place = -1
    for token, usable in enumerate(options):
        behind = range(bisect_right(usable, place), len(usable))
        found = next((usable[number] for number in behind if fits(token, usable[number])), None)
        if found is None:
            return None
        place = found
        result.append(place)
    return result


def _last(options: Sequence[Sequence[int]], fits: Fits) -> list[int]:
    """The last site for each token, those after it being as late as they can; there is room for all."""
    result: list[int] = []
    place: int | None = None
    for token in range(len(options) - 1, -1, -1):
        usable = options[token]
        end = len(usable) if place is None else bisect_left(usable, place)
        place = next(usable[number] for number in range(end - 1, -1, -1) if fits(token, usable[number]))
        result.append(place)
    return result[::-1]


def assigned(options: Sequence[Sequence[int]], levels: Sequence[Fits]) -> list[list[int]] | None:
    """For each token the sites that it can stand for, by the strictest level at which all tokens find room in order;
    None where none has."""
    found = (aligned(options, fits) for fits in levels)
    return next((result for result in found if result is not None), None)


def alone(token: int, usable: Sequence[int], levels: Sequence[Fits]) -> list[int]:
    """The sites that one token fits at the strictest level at which it fits any."""
    found = ([site for site in usable if fits(token, site)] for fits in levels)
    return next((result for result in found if result), [])
