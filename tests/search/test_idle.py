"""Why nothing was tried, from the first reason that holds to the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from rewriter.profile.estimates import Estimate
from rewriter.search.idle import reason
from rewriter.search.state import SearchState
from tests.support.situations import Adding, estimate, situation


@pytest.mark.parametrize(
    ("touchable", "estimates", "budget", "why"),
    [
        ("", {"a": estimate(1.0, 5)}, None, "no call site may be switched"),
        ("b" * 1234, {"a": estimate(1.0, 5)}, None, "the run reaches none of the 1,234 sites that may be switched"),
        (
            "ab",
            {"a": estimate(1.0, 5, checkpointed=False), "c": estimate(1.0, 5)},
            None,
            "no site that may be switched and that the run reaches is checkpointed",
        ),
        (
            "abd",
            {"a": estimate(0.0, 5), "b": estimate(-1.0, 5), "c": estimate(9.0, 5)},
            None,
            "no site is expected to gain time",
        ),
        (
            "ab",
            {"a": estimate(1.0, 7000), "b": estimate(1.0, 6000), "c": estimate(1.0, 1)},
            5999,
            "every site that gains time is expected to exceed the budget of 5,999 bytes; the smallest would take 6,000",
        ),
        ("ab", {"a": estimate(1.0, 7000), "b": estimate(1.0, 6000)}, 6000, "the strategy has nothing to propose"),
        ("a", {"a": estimate(1.0, 7000)}, None, "the strategy has nothing to propose"),
    ],
)
def test_the_reason(touchable: str, estimates: Mapping[str, Estimate], budget: int | None, why: str) -> None:
    now = SearchState(tuple(touchable), knowledge=Adding(estimates), budget=budget)
    assert reason(now) == why


def test_what_is_kept_counts_for_the_smallest_peak() -> None:
    now = replace(situation({"a": estimate(1.0, 10), "b": estimate(1.0, 7)}, kept="a"), budget=9)
    assert reason(now).endswith("the smallest would take 10")


def test_without_a_profile_there_is_no_reason() -> None:
    with pytest.raises(ValueError, match=r"^without a profile nothing is known about what may be tried$"):
        reason(SearchState(("a",)))
