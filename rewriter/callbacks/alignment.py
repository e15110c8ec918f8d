"""Which call of the primal each call of the adjoint stands for, determined by their order; never guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Fits = Callable[[int, int], bool]


def aligned(count: int, sites: int, fits: Fits) -> list[list[int]] | None:
    """For each of ``count`` tokens the sites, of ``sites``, that it can stand for where all keep their order.

    None where no such order has room for every token.
    """
    before = _table(count, sites, fits)
    if before[count][sites] < count:
        return None
    behind = _table(count, sites, lambda token, site: fits(count - 1 - token, sites - 1 - site))
    return [
        [
            site
            for site in range(sites)
            if fits(token, site)
            and before[token][site] == token
            and behind[count - 1 - token][sites - 1 - site] == count - 1 - token
        ]
        for token in range(count)
    ]


def _table(count: int, sites: int, fits: Fits) -> list[list[int]]:
    """How many of the first tokens can be placed, in order, on the first sites."""
    table = [[0] * (sites + 1) for _ in range(count + 1)]
    for token in range(count):
        row, above = table[token + 1], table[token]
        for site in range(sites):
            best = max(above[site + 1], row[site])
            row[site + 1] = max(best, above[site] + 1) if fits(token, site) else best
    return table


def assigned(count: int, sites: int, levels: Sequence[Fits]) -> list[list[int]]:
    """For each token the sites that it can stand for: by the strictest level at which all tokens find room in
    order; where none has, those that it fits at the strictest level at which it fits any."""
    for fits in levels:
        found = aligned(count, sites, fits)
        if found is not None:
            return found
    return [_alone(token, sites, levels) for token in range(count)]


def _alone(token: int, sites: int, levels: Sequence[Fits]) -> list[int]:
    for fits in levels:
        found = [site for site in range(sites) if fits(token, site)]
        if found:
            return found
    return []
