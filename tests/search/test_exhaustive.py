"""Every configuration once, those with the fewest changes first, as long as there are not too many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rewriter.errors import UsageError
from rewriter.search.choice import BASELINE, Choice, LoopSetting, starts
from rewriter.search.exhaustive import MOST_CHOICES, propose
from rewriter.search.state import SearchState
from tests.support.situations import chosen

LOOPS = starts([[LoopSetting("do#1", "n", 2, "1")]])


def proposed(now: SearchState) -> list[Choice]:
    """All that is proposed, one after the other."""
    found: list[Choice] = []
    while (choice := propose(replace(now, tried=now.tried | set(found)))) is not None:
        found.append(choice)
    return found


def test_fewest_changes_first_and_in_source_order() -> None:
    every = ["", "b", "a", "c", "ba", "bc", "ac", "bac"]
    assert proposed(SearchState(tuple("bac"))) == [chosen(sites) for sites in every]


def test_what_was_tried_is_passed_over() -> None:
    now = SearchState(tuple("ab"), tried=frozenset([BASELINE, chosen("b")]))
    assert proposed(now) == [chosen("a"), chosen("ab")]


def test_each_with_every_way_to_set_the_loops() -> None:
    assert proposed(SearchState(("a",), starts=LOOPS)) == [*LOOPS, LOOPS[0].adding("a"), LOOPS[1].adding("a")]


def test_too_many_are_refused() -> None:
    sites = tuple(map(str, range(MOST_CHOICES)))
    assert propose(SearchState(sites)) == BASELINE
    with pytest.raises(UsageError, match=r"17 sites have 2\^17 configurations; name fewer, for 2\^16 in all at most"):
        propose(SearchState((*sites, "more")))
    assert propose(SearchState(sites[1:], starts=LOOPS)) == BASELINE
    with pytest.raises(UsageError, match=r"16 sites have 2\^16 configurations, each with 2 ways to set the loops; "):
        propose(SearchState(sites, starts=LOOPS))
