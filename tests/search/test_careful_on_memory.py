"""What saves memory first, then what costs none, then the most seconds per byte."""

from __future__ import annotations

from dataclasses import replace

from rewriter.search.careful_on_memory import propose
from tests.support.situations import estimate, sites, situation

KNOWN = {
    "a": estimate(4.0, 40),
    "b": estimate(0.05, 1),
    "c": estimate(1.0, 0),
    "d": estimate(2.0, 0),
    "e": estimate(1.0, -7),
    "f": estimate(9.0, -3),
    "g": estimate(0.0, -99),
    "h": estimate(-1.0, -99),
}


def order(budget: int | None = None) -> str:
    """The sites in the order in which they are proposed, each alone."""
    found = ""
    while (site := sites(propose(situation(KNOWN, tried=found, budget=budget)))) is not None:
        found += site
    return found


def test_the_order() -> None:
    assert order() == "efdcab"


def test_the_budget_leaves_out_what_exceeds_it() -> None:
    assert order(budget=39) == "efdcb"
    assert order(budget=0) == "efdc"


def test_what_is_kept_stays_and_is_not_proposed_again() -> None:
    assert sites(propose(situation(KNOWN, kept="ef"))) == "def"
    assert propose(situation(KNOWN, kept="abcdef")) is None


def test_of_equals_the_first_in_the_source() -> None:
    for peak in (-1, 0, 1):
        assert sites(propose(situation({name: estimate(1.0, peak) for name in "ab"}))) == "a"


def test_only_sites_that_may_be_switched_and_that_the_run_reached() -> None:
    now = situation(KNOWN)
    assert sites(propose(replace(now, touchable=("a", "x")))) == "a"
    assert propose(replace(now, knowledge=None)) is None
