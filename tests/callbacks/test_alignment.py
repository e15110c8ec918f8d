"""Placing tokens on sites in order, against trying every way."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.alignment import Fits, aligned, alone, assigned

Table = list[list[bool]]
"""Whether each token fits each site."""


@st.composite
def tables(draw: st.DrawFn, levels: int = 1) -> tuple[int, int, list[Table]]:
    count, sites = draw(st.integers(0, 4)), draw(st.integers(0, 6))
    row = st.lists(st.booleans(), min_size=sites, max_size=sites)
    table = st.lists(row, min_size=count, max_size=count)
    return count, sites, draw(st.lists(table, min_size=levels, max_size=levels))


def fits(table: Table) -> Fits:
    return lambda token, site: table[token][site]


def tried(count: int, sites: int, table: Table) -> list[list[int]] | None:
    """What each token can stand for, over all ways to place all of them in order."""
    ways = [
        way for way in combinations(range(sites), count) if all(table[token][site] for token, site in enumerate(way))
    ]
    return [sorted({way[token] for way in ways}) for token in range(count)] if ways else None


@given(tables())
def test_every_way_and_no_other(drawn: tuple[int, int, list[Table]]) -> None:
    count, sites, (table,) = drawn
    assert aligned([range(sites)] * count, fits(table)) == tried(count, sites, table)
    own = [[site for site in range(sites) if row[site]] for row in table]
    assert aligned(own, lambda *_: True) == tried(count, sites, table), "what does not fit is no option"


@given(tables(levels=2))
def test_the_strictest_level_with_room_for_all_decides(drawn: tuple[int, int, list[Table]]) -> None:
    count, sites, levels = drawn
    found = assigned([range(sites)] * count, [fits(table) for table in levels])
    for table in levels:
        wanted = tried(count, sites, table)
        if wanted is not None:
            assert found == wanted
            return
    assert found is None
    for token in range(count):
        each = [[site for site in range(sites) if table[token][site]] for table in levels]
        assert alone(token, range(sites), [fits(table) for table in levels]) == (each[0] or each[1])


def test_as_many_sites_as_tokens_leave_no_choice() -> None:
    assert aligned([range(3)] * 3, lambda token, site: True) == [[0], [1], [2]]  # noqa: ARG005


def test_no_order_has_room_for_tokens_that_cross() -> None:
    assert aligned([range(2)] * 2, lambda token, site: token != site) is None
    assert assigned([range(2)] * 2, [lambda token, site: token != site]) is None


@pytest.mark.parametrize("callees", [1, 300])
def test_the_work_grows_with_the_calls_not_with_their_square(callees: int) -> None:
    sites, asked = 3000, 0

    def counted(token: int, site: int) -> bool:
        nonlocal asked
        asked += 1
        return token % callees == site % callees

    options = [range(token % callees, sites, callees) for token in range(sites - 1)]
    found = aligned(options, counted)
    assert found is not None
    assert len(found[0]) == (2 if callees == 1 else 1)
    assert asked < 5 * sites
