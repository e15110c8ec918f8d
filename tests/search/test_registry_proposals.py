"""The strategies are found by name, and propose what those of their modules do."""

from __future__ import annotations

from itertools import islice

import pytest

from rewriter.search import careful_on_memory, exhaustive, gain_first
from rewriter.search.choice import BASELINE
from rewriter.search.registry import STRATEGIES, strategy
from rewriter.search.sampling import sampled
from rewriter.search.state import SearchState
from tests.support.situations import chosen, estimate, situation

NOW = situation({"a": estimate(2.0, 9), "b": estimate(1.0, 0), "c": estimate(1.0, 0)})


def test_each_name_proposes_as_its_module_does() -> None:
    assert strategy("gain-first").propose(NOW) == gain_first.propose(NOW) == chosen("a")
    assert strategy("careful-on-memory").propose(NOW) == careful_on_memory.propose(NOW) == chosen("b")
    assert strategy("exhaustive").propose(SearchState(("a",))) == exhaustive.propose(SearchState(("a",))) == BASELINE


def test_count_and_seed_are_for_random() -> None:
    (drawn,) = islice(sampled("abcdefgh", (BASELINE,), 1, 5), 1)
    now = SearchState(tuple("abcdefgh"))
    assert strategy("random", count=1, seed=5).propose(now) == drawn
    assert strategy("random", count=0, seed=5).propose(now) is None


def test_choices_are_for_replay() -> None:
    assert strategy("replay", choices=[chosen("b")]).propose(SearchState(tuple("ab"))) == chosen("b")
    assert strategy("replay").propose(SearchState(tuple("ab"))) is None


def test_only_those_that_a_task_may_name() -> None:
    assert [strategy(name).name for name in STRATEGIES] == list(STRATEGIES)
    with pytest.raises(KeyError):
        strategy("fast")
