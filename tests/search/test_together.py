"""Sites that are switched together, whatever a strategy proposes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rewriter.search.registry import strategy
from rewriter.search.together import together
from tests.support.situations import chosen, estimate, sites, situation

OTHERS = {"c": frozenset("bc")}
"""``c`` takes ``b`` along; ``b`` can be switched alone."""


@pytest.mark.parametrize(
    ("tried", "proposed"), [([], "bc"), (["bc"], "b"), (["bc", "b"], "a"), (["bc", "b", "a"], None)], ids=str
)
def test_a_greedy_strategy_passes_over_what_was_tried(tried: list[str], proposed: str | None) -> None:
    now = situation({"a": estimate(1, 0), "b": estimate(2, 0), "c": estimate(3, 0)}, tried=tried)
    assert sites(together(strategy("gain-first"), OTHERS).propose(now)) == proposed


def test_an_exhaustive_one_tries_each_whole_once() -> None:
    now = situation({"b": estimate(1, 0), "c": estimate(1, 0)})
    exhaustive = together(strategy("exhaustive"), OTHERS)
    found = []
    while (choice := exhaustive.propose(now)) is not None:
        found.append(sites(choice))
        now = replace(now, tried=now.tried | {choice})
    assert found == ["b", "bc"]


def test_what_takes_along_a_site_that_is_left_alone_is_passed_over() -> None:
    now = situation({"a": estimate(1, 0), "b": estimate(2, 0), "c": estimate(3, 0)})
    gain_first = together(strategy("gain-first"), OTHERS)
    assert sites(gain_first.propose(replace(now, touchable=("a", "c")))) == "a"
    kept = replace(now, touchable=("a", "c"), kept=chosen("b"))
    assert sites(gain_first.propose(kept)) == "bc"


def test_without_such_sites_it_is_the_strategy_itself() -> None:
    plain = strategy("gain-first")
    assert together(plain, {}) is plain
