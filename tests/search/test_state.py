"""Where a search stands before anything is tried."""

from __future__ import annotations

from rewriter.search.choice import BASELINE
from rewriter.search.state import SearchState


def test_a_search_begins_where_every_site_is_checkpointed() -> None:
    begin = SearchState(("a", "b"))
    assert begin.kept == BASELINE and not begin.kept.sites
    assert begin.starts == (BASELINE,)


def test_one_suggestion_is_followed_at_a_time_without_a_budget() -> None:
    begin = SearchState(("a",))
    assert (begin.at_once, begin.budget, begin.knowledge) == (1, None, None)


def test_situations_are_values() -> None:
    assert SearchState(("a",)) == SearchState(("a",))
    assert hash(SearchState(("a",), kept=BASELINE.adding("a"))) == hash(SearchState(("a",), kept=BASELINE.adding("a")))
    assert SearchState(("a",)) != SearchState(("a",), kept=BASELINE.adding("a"))
