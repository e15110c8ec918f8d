"""Configurations at random: different ones, the same for the same seed, few and many changes alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.search.choice import BASELINE, Choice, LoopSetting, starts
from rewriter.search.registry import strategy
from rewriter.search.sampling import sampled
from rewriter.search.state import SearchState

LOOPS = starts([[LoopSetting("do#1", "n", count, "1") for count in (2, 4)]])


@given(st.integers(0, 5), st.integers(1, 3), st.integers(0, 50), st.integers(0, 99))
def test_different_ones_as_many_as_asked_for_or_there_are(sites: int, loops: int, count: int, seed: int) -> None:
    names, ways = "abcde"[:sites], LOOPS[:loops]
    drawn = list(sampled(names, ways, count, seed))
    assert len(drawn) == len(set(drawn)) == min(count, len(ways) * 2**sites)
    assert all(choice.sites <= set(names) for choice in drawn)
    assert {Choice(loops=choice.loops) for choice in drawn} <= set(ways)
    assert list(sampled(names, ways, count, seed)) == drawn
    assert list(sampled(names, ways, count + 1, seed))[: len(drawn)] == drawn, "with more, these come first"


def test_another_seed_is_another_order() -> None:
    orders = {tuple(sampled("abcdefgh", (BASELINE,), 20, seed)) for seed in range(10)}
    assert len(orders) == 10


def test_few_and_many_changes_are_as_likely_as_half_of_them() -> None:
    first = Counter(len(next(sampled("abcd", (BASELINE,), 1, seed)).sites) for seed in range(1000))
    assert first.keys() == set(range(5))
    assert all(130 < often < 270 for often in first.values())


def test_each_way_to_set_the_loops_is_as_likely() -> None:
    first = Counter(next(sampled("abcd", LOOPS, 1, seed)).loops for seed in range(999))
    assert first.keys() == {way.loops for way in LOOPS}
    assert all(250 < often < 420 for often in first.values())


def test_one_way_to_set_loops_draws_as_none_does() -> None:
    assert list(sampled("abc", LOOPS[1:2], 8, 7)) == list(sampled("abc", (BASELINE,), 8, 7))


@pytest.mark.parametrize("ways", [(BASELINE,), LOOPS])
def test_the_strategy_goes_on_to_what_was_not_tried_until_all_is(ways: tuple[Choice, ...]) -> None:
    propose = strategy("random", count=5, seed=3).propose
    drawn = list(sampled("abc", ways, 5, 3))
    now = SearchState(tuple("abc"), starts=ways)
    for choice in drawn:
        assert propose(now) == choice
        now = replace(now, tried=now.tried | {choice})
    assert propose(now) is None
    assert propose(replace(now, tried=now.tried - {drawn[2]})) == drawn[2]
