"""The configurations given, in their order, each once."""

from __future__ import annotations

from dataclasses import replace

from rewriter.search.choice import BASELINE
from rewriter.search.registry import strategy
from rewriter.search.state import SearchState
from tests.support.situations import chosen


def test_in_the_order_given_and_each_once() -> None:
    order = [chosen(sites) for sites in ("b", "ab", "b", "", "a")]
    replaying = strategy("replay", choices=iter(order))
    now, found = SearchState(tuple("ab")), []
    while (choice := replaying.propose(now)) is not None:
        found.append(choice)
        now = replace(now, tried=now.tried | {choice})
    assert found == [chosen("b"), chosen("ab"), BASELINE, chosen("a")]
    assert replaying.propose(SearchState(tuple("ab"))) == chosen("b"), "it remembers nothing itself"
    assert not replaying.profiles
